"""Policy options: each row of the table on both sides of its versions, and real kubelets."""

import pytest

from numaconf.kubelet import options
from numaconf.kubelet.options import CPU_MANAGER, TOPOLOGY_MANAGER
from numaconf.kubelet.version import ALL, Version
from tests import real
from tests.rules import nodes
from tests.versions import MINORS

STAGES = {  # each minor from 1.27 on
    "full-pcpus-only": "β β β β β β G G G G G",
    "distribute-cpus-across-numa": "α α α α α α β β β β β",
    "align-by-socket": "α α α α α α α α α α α",
    "distribute-cpus-across-cores": "- - - - α α α α α α α",
    "strict-cpu-reservation": "- - - - - α β β G G G",
    "prefer-align-cpus-by-uncorecache": "- - - - - α α β β G G",
    "prefer-closest-numa-nodes": "α β β β β G G G G G G",
    "max-allowable-numa-nodes": "- - - - β β β β G G G",
}
NAMES = {"-": None, "α": "alpha", "β": "beta", "G": "GA"}
MANAGERS = [(manager, name) for manager in (CPU_MANAGER, TOPOLOGY_MANAGER) for name in manager.options]


@pytest.mark.parametrize(("manager", "name"), MANAGERS, ids=lambda one: one if isinstance(one, str) else "")
def test_stages(manager, name):
    expected = [NAMES[mark] for mark in STAGES[name].split()]
    expected += expected[-1:] * (len(ALL) - len(expected))  # the last one holds on
    assert [manager.options[name].stage(version) for version in ALL] == expected
    assert manager.options[name].first() <= next(v.minor for v, stage in zip(ALL, expected, strict=True) if stage)


def problem(manager, name, value, given=None, minor=34):
    return options.problem(manager, name, value, given or {}, Version(1, minor))


@pytest.mark.parametrize("minor", [version.minor for version in ALL])
@pytest.mark.parametrize(("manager", "name"), MANAGERS, ids=lambda one: one if isinstance(one, str) else "")
def test_gates(manager, name, minor):
    stage = manager.options[name].stage(Version(1, minor))
    value = "8" if manager.options[name].number else "false"
    by_default = problem(manager, name, value, {}, minor)
    if stage is None:
        assert by_default.kind == "unknown"
    elif stage == "alpha" or (stage == "beta" and minor == 27 and manager is TOPOLOGY_MANAGER):
        assert by_default.kind == "gate"
        assert problem(manager, name, value, {by_default.needs: True}, minor) is None
    else:
        assert by_default is None
        off = {f"{manager.gate}BetaOptions": False}
        assert (problem(manager, name, value, off, minor) is None) == (stage == "GA")


@pytest.mark.parametrize("value", ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"])
def test_booleans(value):
    assert problem(CPU_MANAGER, "full-pcpus-only", value) is None


@pytest.mark.parametrize("value", ["yes", "", "on", "tRUE", " true"])
def test_no_booleans(value):
    assert problem(CPU_MANAGER, "full-pcpus-only", value).kind == "value"


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        ("8", True),
        ("+8", True),
        ("1000", True),
        ("7", False),
        ("-8", False),
        ("8.0", False),
        ("", False),
        (" 8", False),
        ("0x8", False),
    ],
)
def test_numbers(value, fine):
    assert (problem(TOPOLOGY_MANAGER, "max-allowable-numa-nodes", value) is None) == fine


def test_pairs():
    given = dict.fromkeys(options.CPU, "true")
    assert options.clashes(given, Version(1, 34)) == list(options.PAIRS)
    assert options.clashes(given, Version(1, 31)) == list(options.PAIRS[:2])
    assert options.clashes(given | {"distribute-cpus-across-cores": "false"}, Version(1, 34)) == [options.PAIRS[3]]
    assert options.clashes({}, Version(1, 34)) == []


@pytest.mark.parametrize(
    ("fields", "minor", "policy"),
    [
        ("memoryManagerPolicy: Static", "1.31", "Static"),
        ("memoryManagerPolicy: Static\nfeatureGates: {MemoryManager: false}", "1.31", "None"),
        ("memoryManagerPolicy: static\nfeatureGates: {MemoryManager: false}", "1.31", "None"),
        ("memoryManagerPolicy: ''", "1.34", "None"),
        ("memoryManagerPolicy: static", "1.34", "static"),
        ("{}", "1.34", "None"),
    ],
)
def test_the_memory_policy_in_force(fields, minor, policy):
    assert options.memory_policy(nodes.node(fields, minor)) == policy


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_the_kubelet_takes_the_same_options(minor, tmp_path):
    for manager, name in MANAGERS:
        value = "9" if manager.options[name].number else "true"
        for alpha in (False, True):
            config = (
                f'{nodes.HEADER}cpuManagerPolicy: static\nkubeReserved: {{cpu: "1"}}\n'
                "topologyManagerPolicy: best-effort\n"
                f"featureGates: {{{manager.gate}AlphaOptions: {str(alpha).lower()}}}\n"
                f'{manager.field}: {{{name}: "{value}"}}\n'
            )
            mine = problem(manager, name, value, {f"{manager.gate}AlphaOptions": alpha}, int(minor[2:]))
            said = real.kubelet(minor, config, "two-numa-8", tmp_path)
            assert said["first_error"].removeprefix("failed to run Kubelet: ") == (mine.text if mine else ""), config
