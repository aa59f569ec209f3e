import pytest

from numaconf.kubelet import gates, version
from tests import real


def at(minor):
    return version.kubernetes(minor)


def texts(given, minor):
    return [one.text for one in gates.problems(given, at(minor))]


def test_the_table_goes_as_far_as_the_versions():
    """Else every gate of the newest minor would be taken as the one before has it."""
    assert gates.last() == version.LAST


def test_every_gate_in_every_version_is_as_the_kubelets_declare_it():
    facts = real.recorded("kubelet-facts.json")["featureGates"]
    for known in version.ALL:
        theirs = {name: states[str(known)] for name, states in facts.items() if str(known) in states}
        ours = {name: gates.state(name, known) for name in gates.names(known)}
        assert {
            name: f"{gate.stage} {'on' if gate.default else 'off'}{' locked' if gate.locked else ''}"
            for name, gate in ours.items()
        } == theirs


@pytest.mark.parametrize("known", version.ALL, ids=str)
def test_dependencies_name_known_gates(known):
    needs = gates.dependencies(known.minor)
    assert bool(needs) == (known.minor >= 35)
    assert all(gates.state(name, known) for pair in needs.items() for name in (pair[0], *pair[1]))


@pytest.mark.parametrize("known", version.ALL, ids=str)
def test_the_defaults_are_sound(known):
    assert not list(gates.problems({}, known))


@pytest.mark.parametrize(
    ("name", "last"), [("CPUManager", 32), ("TopologyManager", 28), ("MemoryManager", 35), ("SidecarContainers", 36)]
)
def test_a_gate_that_went_away_is_unknown_whatever_its_value(name, last):
    assert gates.minors(name)[-1] == last
    for value in (True, False):
        assert texts({name: value}, f"1.{last + 1}") == [f"unrecognized feature gate: {name}"]


def test_a_locked_gate_takes_its_default_only():
    says = "cannot set feature gate MemoryManager to false, feature is locked to true"
    assert texts({"MemoryManager": False}, "1.34") == [says]
    assert texts({"MemoryManager": True}, "1.34") == []
    assert texts({"MemoryManager": False}, "1.31") == []


def test_names_are_case_sensitive():
    assert texts({"cpuManager": True}, "1.32") == ["unrecognized feature gate: cpuManager"]


def test_switching_a_base_gate_off_alone():
    dependent = "InPlacePodLevelResourcesVerticalScaling"
    says = f"{dependent} is enabled, but depends on features that are disabled: [PodLevelResources]"
    assert says in texts({"PodLevelResources": False}, "1.36")
    assert texts({"PodLevelResources": False}, "1.34") == []


def test_all_alpha_and_all_beta():
    assert texts({"AllAlpha": True}, "1.36") == []
    assert any("GenericWorkload" in text for text in texts({"AllAlpha": True}, "1.37"))
    assert texts({"AllBeta": False}, "1.37") == []
    known = at("1.34")
    assert gates.enabled("CPUManagerPolicyAlphaOptions", {"AllAlpha": True}, known)
    assert not gates.enabled(
        "CPUManagerPolicyAlphaOptions", {"AllAlpha": True, "CPUManagerPolicyAlphaOptions": False}, known
    )
    assert not gates.enabled("CPUManagerPolicyBetaOptions", {"AllBeta": False}, known)


def test_a_gate_in_a_file_is_a_panic_from_1_32_on():
    text = "unrecognized feature gate: X"
    plain = f"failed to set feature gates from initial flags-based config: {text}"
    assert gates.says(text, at("1.31")) == plain
    assert gates.says(text, at("1.32"), flag=True) == plain
    assert gates.says(text, at("1.32")).startswith("panic: failed to merge global and in-flight KubeletConfiguration")


def test_a_feature_whose_gate_went_away_is_as_its_last_default_had_it():
    """So that a check which asks for a gate needs no change when the gate goes."""
    assert gates.enabled("NodeSwap", {}, at("1.38"))
    assert gates.enabled("CPUManager", {}, at("1.34"))
    assert not gates.enabled("WindowsHostNetwork", {}, at("1.38"))  # off by default to its end
    assert not gates.enabled("NodeSwapOfTomorrow", {}, at("1.38"))
    assert not gates.enabled("PodLevelResourceManagers", {}, at("1.31"))  # not there yet


def test_a_gate_that_nothing_knows_is_undecided_in_a_version_that_nothing_knows():
    newer = at(f"1.{version.LAST + 1}")
    assert (newer.minor, newer.newer) == (version.LAST, f"1.{version.LAST + 1}")
    kinds = {one.name: one.kind for one in gates.problems({"NoSuchGate": True, "CPUManager": True}, newer)}
    assert kinds == {"NoSuchGate": "undecided", "CPUManager": "undecided"}
    beyond = version.Version(1, gates.last() + 1)  # a minor added before its gates were
    assert {one.kind for one in gates.problems({"NoSuchGate": True}, beyond)} == {"undecided"}
    assert list(gates.problems({"MemoryQoS": True}, beyond)) == []
