"""What comes into force of k3s's and RKE2's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.findings import Says
from numaconf.kubelet import decode, fields, merge
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.flags import Argument
from numaconf.rules.registry import BY_CODE
from numaconf.targets.k3s import commands, defaults, items, objects
from numaconf.targets.k3s.items import APPEND, DROPIN_SINCE, KEY, Item, Merged
from numaconf.targets.kubelet import problems, started
from numaconf.targets.kubelet.files import not_given
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "k3s"


def read(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """What the kubelet is started with: by files of the configuration, by drop-ins, by a command line or an object."""
    if is_dropin(sources[0]):
        return _dropins(sources, version, machine)
    document = sources[0].document.value
    found: Merged
    said: list[Finding]
    if isinstance(document, str):
        found, said = Merged(tuple(commands.items(sources[0]))), []
    elif objects.is_object(document):
        found, said = objects.merged(sources[0]), []
    else:
        files = [source for source in sources if not is_dropin(source)]
        found, said = _merged(files), list(_remarks(files))
    kept = next((source for source in sources if is_dropin(source)), None)
    reading = _start(found, said, kept, version, machine)
    for item in found.items:
        if item.cut:
            reading = problems.cut_off(reading, Argument(None, item.origin, item.cut))
    return _with_node(reading, sources)


def _with_node(reading: Reading, sources: Sequence[Source]) -> Reading:
    """A reading with the labels and taints of k3s's own keys."""
    labels, taints = dict(reading.labels), list(reading.taints)
    for source in sources:
        value = source.document.value
        if not isinstance(value, dict) or is_dropin(source):
            continue
        for text in _texts(value.get("node-label")):
            key, _, label = text.partition("=")
            labels[key] = label
        for text in _texts(value.get("node-taint")):
            rest, _, effect = text.rpartition(":")
            key, _, held = rest.partition("=")
            taints.append({"key": key, "value": held, "effect": effect})
    return reading._replace(labels=labels, taints=tuple(taints))


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def is_dropin(source: Source) -> bool:
    """Whether a file is one of the kubelet's, and not k3s's own."""
    value = source.document.value
    if not isinstance(value, dict) or not {KEY, APPEND}.isdisjoint(value):
        return False
    return (
        source.path.endswith(".conf") or value.get("kind") == decode.KIND or bool(value.keys() & fields.FIELDS.keys())
    )


def _merged(files: Sequence[Source]) -> Merged:
    found = Merged()
    for source in files:
        value = source.document.value
        if isinstance(value, dict):
            found = items.merge(found, value, source)
    return found


def _remarks(files: Sequence[Source]) -> Iterator[Finding]:
    """What k3s drops of its configuration files, with a warning or without one."""
    for source in files:
        for route, _ in getattr(source.document, "strict", ()):
            if tuple(route) == (KEY,):
                message = (
                    f"{KEY} appears twice in this file: "
                    "the last one counts, and the items of the first are lost; make one list"
                )
                yield BY_CODE["NC550"].finding(message, Origin("document", source, (KEY,)), key=True)
        value = source.document.value
        for key in value if isinstance(value, dict) else ():
            if key not in {KEY, APPEND} and _means_it(key):
                message = f"k3s knows no key {key} and skips it with a warning; write {KEY}"
                says = Says("k3s", f"Unknown flag --{key} found in config.yaml, skipping")
                yield BY_CODE["NC551"].finding(message, Origin("document", source, (key,)), says=says, key=True)


def _means_it(key: str) -> bool:
    from difflib import get_close_matches

    return "kub" in key.lower() and bool(get_close_matches(key.lower(), [KEY], n=1, cutoff=0.8))


def _start(
    found: Merged, said: list[Finding], kept: Source | None, version: Version, machine: Machine | None
) -> Reading:
    modern = version.minor >= DROPIN_SINCE
    bad = [item for item in found.items if item.misfit]
    for item in bad:
        message = "an item of kubelet-arg is not text, and the kubelet exits on what k3s makes of it: write NAME=VALUE"
        said.append(BY_CODE["NC552"].finding(message, item.origin))
    if bad:
        return Reading(None, tuple(said))
    made = items.words(found.items, {} if modern else defaults.FLAGS, version.minor)
    for item, before in made.swallowed:
        message = f"k3s takes this for the value of {before.text!r} before it, and drops it: write {before.text}=true"
        said.append(BY_CODE["NC553"].finding(message, item.origin))
    names = {name for item in found.items for name in (_name(item),)}
    lost = (*made.lost, *(Lost(one.origin, "a later kubelet-arg replaces the whole list") for one in found.replaced))
    gone = [one for one in found.replaced if _name(one) not in names and one.text]
    if gone:
        shown = ", ".join(dict.fromkeys(_name(one) for one in gone))
        message = f"a later {KEY} replaces this whole list: {shown} is no longer set; {APPEND} adds to it"
        said.append(BY_CODE["NC554"].finding(message, gone[0].origin))
    files = _modern(made, kept, version) if modern else _legacy(made, version)
    files = files._replace(lost=(*lost, *files.lost), findings=(*said, *files.findings))
    return started.start(KIND, files, made.words, version, machine)


def _name(item: Item) -> str:
    return (item.text or "").removeprefix("--").partition("=")[0].rstrip("-+")


def _modern(made: items.Words, kept: Source | None, version: Version) -> started.Files:
    """From 1.32 on: k3s's drop-in, the file that `config=` names after it, no `--config`."""
    layers = [merge.Dropin(defaults.DROPIN, (), defaults.ORIGIN)]
    if made.config is not None and kept is not None:
        layers.append(_layer(kept))
    laid = merge.apply_dropins({}, {}, layers, version, has_file=False)
    unknown: dict[Route, str] = {}
    named = made.config_dir or (made.config if kept is None else None)
    if named is not None:
        unknown = not_given({}, version, f"{named.text} is not known")
    findings = tuple(problems.of_dropin(laid.problems))
    return started.Files(laid.config, laid.origins, unknown, laid.lost, findings, has_file=False, resolved=True)


def _legacy(made: items.Words, version: Version) -> started.Files:
    """Up to 1.31: flags only, or a `--config` that k3s's flags come over."""
    if made.config is None and made.config_dir is None:
        return started.Files({}, {}, has_file=False)
    named = made.config or made.config_dir
    return started.Files({}, {}, not_given({}, version, f"{named.text if named else ''} is not known"))


def _layer(source: Source) -> merge.Dropin:
    return merge.Dropin(source.document.value, getattr(source.document, "strict", ()), Origin("document", source))


def _dropins(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """Files in the kubelet's folder of drop-ins, in their order; arguments of the kubelet are not known."""
    if version.minor < DROPIN_SINCE:
        message = f"k3s and RKE2 of Kubernetes {version} read no kubelet.conf.d: 1.32 is the first"
        return Reading(None, (BY_CODE["NC555"].finding(message, Origin("document", sources[0])),))
    layers = [merge.Dropin(defaults.DROPIN, (), defaults.ORIGIN), *map(_layer, sources)]
    laid = merge.apply_dropins({}, {}, layers, version, has_file=False)
    findings = tuple(problems.of_dropin(laid.problems))
    if any(problem.fatal and problem.kind != "type" for problem, _ in laid.problems):
        return Reading(None, findings)
    unknown: dict[Route, str] = dict.fromkeys(laid.unreadable, "its value has the wrong type")
    files = started.Files(laid.config, laid.origins, unknown, laid.lost, findings, has_file=False, resolved=True)
    return started.start(KIND, files, (), version, machine)
