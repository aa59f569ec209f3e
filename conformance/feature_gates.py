"""Writes `numaconf/kubelet/gates.json`: every feature gate by minor, and from 1.35 what each depends on.

    python conformance/feature_gates.py kubelet-facts.json 1.35=…/kube_features.go 1.36=… > numaconf/kubelet/gates.json

The facts file is what a program that links the kubelet's packages prints about them (`featureGates`: stage, default and
lock by minor); dependencies are read from `pkg/features/kube_features.go` of each minor, given as MINOR=PATH.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from itertools import groupby


def runs(by_minor: dict[int, str]) -> str:
    """`{27: "BETA on", 28: "BETA on", 29: "GA on locked"}` as `27-28 BETA on, 29 GA on locked`."""
    parts = []
    minors = sorted(by_minor)
    # Equal values in consecutive minors have the same difference between minor and position.
    for (_, value), group in groupby(enumerate(minors), lambda pair: (pair[1] - pair[0], by_minor[pair[1]])):
        members = [minor for _, minor in group]
        span = str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}"
        parts.append(f"{span} {value}")
    return ", ".join(parts)


def dependencies(source: str) -> dict[str, list[str]]:
    """The gates of `defaultKubernetesFeatureGateDependencies` that depend on others."""
    names = dict(re.findall(r'^\s*(\w+)\s+featuregate\.Feature = "(\w+)"', source, re.MULTILINE))
    table = source.split("defaultKubernetesFeatureGateDependencies = ", 1)[1].split("\n}", 1)[0]
    found = {}
    for gate, needs in re.findall(r"^\t([\w.]+):\s*\{(.*)\},", table, re.MULTILINE):
        idents = re.findall(r"(?:\w+\.)?(\w+)\)?(?:,|$)", needs.strip())
        if idents:
            ident = gate.rpartition(".")[2]
            found[names.get(ident, ident)] = [names.get(need, need) for need in idents]
    return found


def main() -> None:
    """Print the table."""
    facts = json.loads(pathlib.Path(sys.argv[1]).read_text())["featureGates"]
    gates = {name: {int(m.removeprefix("1.")): state for m, state in states.items()} for name, states in facts.items()}
    needs: dict[str, dict[int, str]] = {}
    for argument in sys.argv[2:]:
        version, path = argument.split("=", 1)
        minor = int(version.removeprefix("1."))
        for gate, wanted in dependencies(pathlib.Path(path).read_text()).items():
            unknown = [name for name in (gate, *wanted) if minor not in gates.get(name, {})]
            if unknown:
                raise SystemExit(f"{path}: not a gate of {version}: {', '.join(unknown)}")
            needs.setdefault(gate, {})[minor] = " ".join(wanted)
    table = {
        "last": max(minor for states in gates.values() for minor in states),
        "gates": {name: runs(states) for name, states in sorted(gates.items())},
        "dependencies": {name: runs(wanted) for name, wanted in sorted(needs.items())},
    }
    print(json.dumps(table, indent=0))


if __name__ == "__main__":
    main()
