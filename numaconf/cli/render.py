"""`numaconf render`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options, named, profiles_argument, target_option
from numaconf.cli.profiles import parsed, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.cli.write import File
    from numaconf.profile.model import Profile
    from numaconf.verbs.render import Rendered


@click.command()
@profiles_argument
@target_option("What to render; may be repeated. All that the profile names unless given.", multiple=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    help="Write the primary file to FILE, or all files into DIR "
    "(one that exists, or ends in /; with several profiles into DIR/<name>/, with several targets into DIR/<target>/). "
    "Standard output unless given.",
)
@click.option("--part", metavar="NAME", help="Another file than the primary one, by its name.")
@click.option(
    "--check", is_flag=True, help="Write nothing: compare with what is at -o (or --into) and print the difference."
)
@click.option(
    "--into",
    "file",
    metavar="FILE",
    help="Write the kubelet's settings, labels, taints and hugepages of the profile into this file; all else in "
    "it stays as it is.",
)
@click.option("--name", help="With --into: which document or node group is meant, where several could be.")
@click.option("-v", "--verbose", is_flag=True, help="List what the platform adds to what the profile asks for.")
@context_options
def render(
    profiles: tuple[str, ...],
    target: tuple[str, ...],
    output: str | None,
    part: str | None,
    check: bool,
    file: str | None,
    name: str | None,
    verbose: bool,
    **options: Any,
) -> int:
    """Render a profile, and prove it by reading it back.

    PROFILE is a YAML or JSON file; - is standard input. Left out, it is the one that numaconf.toml names, or the only
    one in the working directory.
    """
    from numaconf.profile.load import read
    from numaconf.profile.resolve import demand_versions
    from numaconf.verbs.render import render as make

    if file is not None:
        if output or part:
            raise click.UsageError("--into writes into a file that exists: leave out -o and --part")
        if len(target) != 1:
            raise click.UsageError("--into writes a file of one platform: give one --target")
        from numaconf.cli.into import render_into

        return render_into(named(profiles), target[0], file, name, context(**options), check=check, verbose=verbose)
    if name is not None:
        raise click.UsageError("--name says which document of a file is meant: give --into")
    if check and not output:
        raise click.UsageError("--check compares with what is at -o: give -o")
    known = context(**options)
    paths = named(profiles)
    texts = {path: read(path) for path in paths}
    found = [profile for path in paths for profile in parsed(path, texts)]
    _names(found, output)
    done = []
    for each in found:
        targets, fallback = _targets(each, target, output), beside(each.path, texts[each.path])
        if not each.with_version(known.kubernetes).findings:
            demand_versions(each, targets, known, fallback)
        done += [(each, make(each, wanted, known, fallback)) for wanted in targets]
    for profile, one in done:
        tell(profile, one, texts, verbose, _alone(one, output, part))
    if any(one.refused for _, one in done):
        return 1
    files = _files(done, output, part)
    if output is None:
        terminal.artifact(files[0].text)
        return 0
    if check:
        return _check(files)
    from numaconf.cli.write import write

    write(files)
    _next_steps(done)
    return 0


def _next_steps(done: Sequence[tuple[Profile, Rendered]]) -> None:
    """What comes after the files are written, for who sits before a terminal."""
    if not terminal.shows_progress():
        return
    joining = [one.target for profile, one in done if one.target == "al2023" and profile.spec("cluster") is None]
    if joining:
        terminal.note("al2023 without spec.cluster is for managed node groups; a node that joins by itself needs it")
    terminal.note(
        "Next: new nodes take it at boot; for running nodes, numaconf plan OLD NEW has the steps (state files, "
        "drain). Then numaconf verify proves it on the node."
    )


def _targets(profile: Profile, given: tuple[str, ...], output: str | None) -> tuple[str, ...]:
    """The targets to render a profile for: those that are given, else those that it names. Several need a folder."""
    targets = tuple(dict.fromkeys(given))
    if not targets:
        # Of a faulty profile only its faults are told, whatever the target.
        targets = ("kubelet",) if profile.findings else tuple(profile.spec("targets") or ())
        if not targets:
            raise click.UsageError(f"Missing option '--target': {profile.path} names no targets")
        if output is None or not _is_folder(output):
            raise click.UsageError(
                f"Missing option '--target', or -o DIR/ for all that {profile.path} names: {', '.join(targets)}"
            )
    if len(targets) > 1 and (output is None or not _is_folder(output)):
        raise click.UsageError(f"{len(targets)} targets need a folder: -o DIR/ gets DIR/<target>/ for each")
    return targets


def _names(profiles: Sequence[Profile], output: str | None) -> None:
    """Several profiles need a folder, and names of their own in it."""
    if len(profiles) < 2:
        return
    if output is None or not _is_folder(output):
        raise click.UsageError(f"{len(profiles)} profiles need a folder: -o DIR/ gets DIR/<metadata.name>/ for each")
    seen: dict[str, Profile] = {}
    for profile in profiles:
        if profile.findings:
            continue
        first = seen.setdefault(profile.name, profile)
        if first is not profile:
            places = f"{first.path}:{first.line} and {profile.path}:{profile.line}"
            raise click.UsageError(f"two profiles have the name {profile.name}: {places}")


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or os.path.isdir(output)


def _alone(one: Rendered, output: str | None, part: str | None) -> str:
    """The file of a rendering that will be used alone, as far as can be seen; "" for all of them."""
    if part is not None or not one.artifacts:
        return part or ""
    return "" if output is not None and _is_folder(output) else one.artifacts[0].name


def _files(done: Sequence[tuple[Profile, Rendered]], output: str | None, part: str | None) -> list[File]:
    """What to write where. Raises CannotDo for a part that the target does not have."""
    from numaconf.cli.write import File
    from numaconf.errors import CannotDo

    files: list[File] = []
    for profile, one in done:
        names = [artifact.name for artifact in one.artifacts]
        if part is not None and part not in names:
            raise CannotDo(f"{one.target} has no part {part!r}; it has {', '.join(names)}", place="--part")
        chosen = [artifact for artifact in one.artifacts if artifact.name == part] if part else list(one.artifacts)
        if output is None or not _is_folder(output):
            files.append(File(output or "", chosen[0].text, chosen[0].executable))
            continue
        folder = os.path.join(output, profile.name) if any(other is not profile for other, _ in done) else output
        if sum(other is profile for other, _ in done) > 1:
            folder = os.path.join(folder, one.target)
        files += [File(os.path.join(folder, one.name), one.text, one.executable) for one in chosen]
    return files


def _check(files: Sequence[File]) -> int:
    """Print how the files on disk differ from what would be written."""
    from numaconf.cli.difference import difference

    differ = 0
    for file in files:
        old = _on_disk(file.path)
        if old != file.text:
            differ = 1
            name = "/dev/null" if old is None else file.path
            terminal.result(difference(name, old or "", file.text, f"{file.path} (rendered)"))
    return differ


def _on_disk(path: str) -> str | None:
    """The text of a file as it is, or None when there is none. Raises CannotDo."""
    from numaconf.errors import CannotDo

    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotDo(f"cannot be read: {error.strerror}", place=path) from None
