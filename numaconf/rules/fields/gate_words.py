"""What is said about a feature gate that stops the kubelet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import gates
from numaconf.rules import fixes

if TYPE_CHECKING:
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.gates import GateProblem
    from numaconf.kubelet.version import Version
    from numaconf.rules.base import Rule


def finding(rule: Rule, node: EffectiveConfig, problem: GateProblem, message: str) -> Finding:
    """About one gate that is named in featureGates."""
    origin = node.origin("featureGates", problem.name)
    flag = problem.name in node.facts.flag_gates
    says = gates.says(problem.text, node.kubernetes, flag=flag)
    return rule.finding(message, origin, says=says, fix=None if flag else fixes.remove(origin), key=True)


def history(name: str, version: Version) -> str:
    """Why a version does not know a gate: removed, not there yet, or no gate at all."""
    known = gates.minors(name)
    if not known:
        close = fixes.near(name, gates.names(version))
        hint = f"; did you mean {close}?" if close else "; take it out"
        return f"{name} is not a feature gate of Kubernetes {version}{hint}"
    if version.minor > known[-1]:
        return (
            f"Kubernetes 1.{known[-1]} was the last to know {name}: take the line out before the upgrade to {version}"
        )
    return f"{name} exists from Kubernetes 1.{known[0]} on, not in {version}; take it out until then"


def dependency(rule: Rule, node: EffectiveConfig, problem: GateProblem) -> Finding:
    """About a gate that is on while others that it needs are off."""
    given = node.config.get("featureGates") or {}
    named = next((name for name in (*problem.needs, problem.name, *gates.SPECIAL) if name in given), problem.name)
    how = "on" if problem.name in given else "on by default"
    needs = " and ".join(problem.needs)
    message = f"{problem.name} is {how} and needs {needs}: switch {needs} on, or {problem.name} off"
    says = gates.says(problem.text, node.kubernetes, flag=named in node.facts.flag_gates)
    return rule.finding(message, node.origin("featureGates", named), says=says, key=True)
