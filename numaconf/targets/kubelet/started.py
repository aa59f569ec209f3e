"""What a platform leaves on a node, a configuration and a command line, as the kubelet takes the two together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import NO_FACTS, EffectiveConfig, Facts
from numaconf.named import NamedTuple
from numaconf.targets.kubelet import problems
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import Lost, Origin
    from numaconf.kubelet.flags import Argument
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine


class Files(NamedTuple):
    """What the kubelet's files come to, and what was said on the way. `has_file`: there is a `--config`; without one
    the kubelet has no default thresholds. `resolved`: thresholds are filled in by now.
    """

    config: dict[str, Any]
    origins: dict[Route, Origin]
    unknown: dict[Route, str] = {}  # noqa: RUF012  never mutated
    lost: tuple[Lost, ...] = ()
    findings: tuple[Finding, ...] = ()
    has_file: bool = True
    resolved: bool = False


def start(kind: str, files: Files, arguments: Sequence[Argument], version: Version, machine: Machine | None) -> Reading:
    """The configuration in force with these words after `kubelet`; none where the kubelet exits at one of them."""
    config, origins, unknown, lost = files.config, files.origins, dict(files.unknown), files.lost
    findings, labels = files.findings, {}
    if arguments or not files.has_file:
        from numaconf.kubelet import flags

        parsed = flags.parse(arguments, version)
        # Where drop-ins were merged, the defaults of a kubelet without a file are below them by now.
        applied = flags.apply(config, origins, parsed, version, has_file=files.has_file or files.resolved)
        wrong = (*parsed.problems, *applied.problems)
        findings = (*findings, *problems.of_flags(wrong))
        if wrong:
            return Reading(None, findings)
        config, origins = applied.config, applied.origins
        unknown = {route: why for route, why in unknown.items() if not _set(parsed, route)} | applied.unknown
        if parsed.opaque:
            unknown = {(): "an argument is a variable that may hold any number of flags"}
        lost, labels = (*lost, *applied.lost), dict(applied.labels)
    node = EffectiveConfig(
        kind, config, origins, version, machine,
        lost=lost, unknown=unknown, has_file=files.has_file,
        facts=Facts(eviction_is_whole=True) if files.resolved else NO_FACTS,
    )  # fmt: skip
    taints = tuple(dict(taint) for taint in config.get("registerWithTaints") or ())
    return Reading(node, findings, labels, taints)


def _set(parsed: Any, route: Route) -> bool:
    """Whether a flag sets a route, or the map above it; gates only add to what is there."""
    from numaconf.kubelet.flag_table import FLAGS

    given = {FLAGS[one.name].field for one in parsed.settings if one.value is not None} - {"", "featureGates"}
    return bool(route) and str(route[0]) in {field.partition(".")[0] for field in given}
