"""From an intent to Bottlerocket's TOML, with and without the header `[settings.kubernetes]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.errors import CannotDo
from numaconf.kubelet import defaults
from numaconf.kubelet.effective import Origin
from numaconf.targets.bottlerocket import draft, reader, refusals, settings, template, toml_write
from numaconf.targets.bottlerocket.model import Taking
from numaconf.targets.eks.userdata import LIMIT, plain
from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version
    from numaconf.targets.bottlerocket.draft import Draft
    from numaconf.targets.target import Intent

PRIMARY, PASTED = "user-data.toml", "settings.kubernetes.toml"


def render(intent: Intent) -> Rendering:
    """`user-data.toml`, and `settings.kubernetes.toml` where there is anything. Raises CannotDo without a version."""
    os = intent.version_of("bottlerocket")
    if os is None:
        raise CannotDo("the version of Bottlerocket is missing: set spec.targets.bottlerocket.version")
    made, refused = drafted(intent, os)
    if refused:
        return Rendering(refused=refused)
    head = _comment(intent, os)
    # Without any settings table Bottlerocket refuses its user data.
    whole = head + (toml_write.text(made.settings()) or "[settings.kubernetes]\n")
    pasted = made.pasted()
    size = len(whole.encode())
    if size > LIMIT:
        why = f"the user data has {size} bytes, and EC2 takes {LIMIT}"
        return Rendering(
            refused=(Inexpressible("spec", why, "shorten the profile: fewer labels, taints, hugepages or settings"),)
        )
    pieces = (Artifact(PASTED, head + pasted, "application/toml"),) if pasted else ()
    return Rendering((Artifact(PRIMARY, whole, "application/toml"), *pieces), warnings=tuple(made.warnings))


def drafted(intent: Intent, os: Version) -> tuple[Draft, tuple[Inexpressible, ...]]:
    """The settings of an intent, and what in it an OS version cannot express."""
    made = draft.Draft(intent, os)
    made.fill()
    return made, tuple(dict.fromkeys([*made.refused, *_refused(made), *_out_of_reach(intent, os)]))


def _comment(intent: Intent, os: Version) -> str:
    """The head of the file: what it is, how derived values came about, and the context for the linter."""
    from numaconf.targets import modeline

    lines = [
        f"NumaProfile {intent.name}: Bottlerocket {os}, Kubernetes {intent.kubernetes}",
        modeline.of(intent, bottlerocket=os),
        *intent.notes,
    ]
    return "".join(f"# {plain(line)}\n" for line in lines) + "\n"


def _refused(made: Draft) -> Iterator[Inexpressible]:
    """What Bottlerocket would refuse or drop of these settings."""
    intent, os = made.intent, made.os
    table = made.settings()
    taking = Taking(os)
    settings.SETTINGS.take(table, (), taking)
    for refusal in taking.refusals:
        if refusal.since:
            why, remedy = f"Bottlerocket {os} does not know it", f"{refusal.since} is the first version that does"
            yield Inexpressible(made.field(refusal.route), why, remedy)
        else:
            yield Inexpressible(made.field(refusal.route), f"Bottlerocket refuses it: {refusal.says}")
    for newer in taking.newer:
        yield Inexpressible(made.field(newer.route), refusals.needs(newer.route, newer.since, os))
    if taking.refusals:
        return
    machine = next(iter(intent.machines), None)
    read = reader.read_settings(
        table,
        lambda route: Origin("document", None, route),
        intent.kubernetes,
        machine,
        Context(platforms=(("bottlerocket", os),)),
    )
    for finding in read.findings:
        if finding.severity != "suspicious" or finding.code == "NC707":
            yield Inexpressible(made.field(finding.origin.route), finding.message.removeprefix("no effect: "))
    for route, why in read.effective.unknown.items() if read.effective else ():
        if route[0] in draft.WRITERS and route[0] in intent.config:
            yield Inexpressible(f"kubelet.{route[0]}", why)


def _out_of_reach(intent: Intent, os: Version) -> Iterator[Inexpressible]:
    """Fields that no setting reaches, unless Bottlerocket or the kubelet gives them that value anyway."""
    constants = yaml.read(
        template.write(reader.platform_settings(intent.kubernetes), intent.kubernetes, os, None).text
    ).value
    for name, value in intent.config.items():
        if name in draft.COPIED or name in draft.WRITERS:
            continue
        if not _holds(value, defaults.value(constants, intent.kubernetes, name)):
            fixed = f": it is always {constants[name]}" if name in constants else ""
            yield Inexpressible(
                f"kubelet.{name}", f"no setting of Bottlerocket reaches it{fixed}; leave it out for this target"
            )


def _holds(asked: Any, found: Any) -> bool:
    """Whether a value is what was asked for, maps key by key."""
    if isinstance(asked, dict) and isinstance(found, dict):
        return all(_holds(value, found.get(key)) for key, value in asked.items())
    return bool(asked == found)
