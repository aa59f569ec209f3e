"""The kubelet's command line, laid over the configuration that its files give: the one way for every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import flags
from numaconf.kubelet.flag_table import FLAGS
from numaconf.named import NamedTuple
from numaconf.targets.kubelet.problems import of_flags
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig, Facts
    from numaconf.kubelet.flags import Applied, Argument, Flags


class Laid(NamedTuple):
    """`node`: the configuration in force. `findings`: what the kubelet says to its command line; with one of them it
    exits. `parsed` and `applied`: the words as the kubelet takes them, and what they set.
    """

    node: EffectiveConfig
    findings: tuple[Finding, ...]
    parsed: Flags
    applied: Applied

    def reading(self, findings: Iterable[Finding] = ()) -> Reading:
        """What a platform makes of it, with what else is wrong; no configuration where the kubelet exits."""
        said = (*findings, *self.findings)
        if self.findings:
            return Reading(None, said)
        taints = self.node.config.get("registerWithTaints") or ()
        return Reading(self.node, said, dict(self.applied.labels), tuple(map(dict, taints)))


def lay(node: EffectiveConfig, arguments: Sequence[Argument], *, has_file: bool | None = None) -> Laid:
    """What comes into force with these words after `kubelet`. `has_file`: a file or folder of configuration counts
    (`cmd/kubelet/app/server.go`), where the command line itself may name one.
    """
    version = node.kubernetes
    parsed = flags.parse(arguments, version)
    named = bool(parsed.last("config"))
    counts = node.has_file or named or bool(parsed.last("config-dir"))
    applied = flags.apply(node.config, node.origins, parsed, version, has_file=counts if has_file is None else has_file)
    done = node.with_(
        config=applied.config,
        origins=applied.origins,
        lost=(*node.lost, *applied.lost),
        unknown=_left(node.unknown, parsed) | dict(applied.unknown),
        has_file=node.has_file or named,
        facts=_facts(node.facts, parsed),
    )
    return Laid(done, tuple(of_flags((*parsed.problems, *applied.problems))), parsed, applied)


def _left(unknown: dict[Route, str], parsed: Flags) -> dict[Route, str]:
    """What is still unknown when flags have set what they set; gates merge key by key."""
    given = {FLAGS[one.name].field for one in parsed.settings if one.value is not None} - {"", "featureGates"}
    return {route: why for route, why in unknown.items() if ".".join(map(str, route[:1])) not in given}


def _facts(facts: Facts, parsed: Flags) -> Facts:
    """What the command line says beside the configuration."""
    ignore = parsed.last("experimental-allocatable-ignore-eviction")
    ignores = ignore is not None and ignore.value not in {"false", "0", "f", "F", "FALSE", "False"}
    gates = [one.value for one in parsed.settings if one.name == "feature-gates" and one.value]
    named = {item.partition("=")[0].strip() for value in gates for item in value.split(",") if item}
    return facts._replace(ignores_eviction=ignores, flag_gates=frozenset(named))
