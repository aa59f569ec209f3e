"""What rules about CPUs say, and when they keep silent."""

import pytest

from numaconf.findings import NotChecked
from numaconf.kubelet.effective import Origin
from numaconf.machine import synthetic
from tests.rules.nodes import node, only, said

TWO = synthetic.parse("numa:2 core:24 pu:2 memory:192Gi")
STATIC = "cpuManagerPolicy: static\n"
OPTIONS = STATIC + "kubeReserved: {cpu: '1'}\ncpuManagerPolicyOptions: "


@pytest.mark.parametrize("text", ["cpuManagerPolicy: ''", "{}", "cpuManagerPolicy: none"])
def test_an_empty_policy_is_the_default(text):
    assert said("NC201", text) == []


def test_a_policy_in_the_wrong_case():
    found = only("NC201", "cpuManagerPolicy: Static")
    assert found.fix.applicability == "safe"
    assert found.fix.changes[0].text == '"static"'
    assert only("NC201", "cpuManagerPolicy: isolated").fix is None


def test_options_without_static():
    text = "cpuManagerPolicyOptions: {full-pcpus-only: 'false', x: ''}"
    assert only("NC202", text).says.text.endswith("received unsupported options=map[full-pcpus-only:false x:]")
    assert said("NC202", "cpuManagerPolicyOptions: {}") == []
    assert said("NC202", text + "\nfeatureGates: {CPUManagerPolicyOptions: false}", "1.32") == []
    unknown = {("cpuManagerPolicy",): "the template sets it"}
    assert said("NC202", text, unknown=unknown) == [NotChecked("NC202", "the template sets it")]


def test_options_of_later_versions_and_of_none():
    found = only("NC203", OPTIONS + "{strict-cpu-reservation: 'true'}", "1.31")
    assert found.message == (
        "the CPU manager policy option strict-cpu-reservation exists from Kubernetes 1.32 on, this is 1.31; "
        "leave it out"
    )
    found = only("NC203", OPTIONS + "{full-pcpu-only: 'true'}")
    assert found.message.endswith("did you mean full-pcpus-only?")


def test_alpha_options_name_their_gate_and_the_version_that_needs_none():
    found = only("NC204", OPTIONS + "{strict-cpu-reservation: 'true'}", "1.32")
    assert found.message == (
        "the CPU manager policy option strict-cpu-reservation is alpha in Kubernetes 1.32: it needs featureGates "
        "CPUManagerPolicyAlphaOptions: true, or Kubernetes 1.33"
    )
    assert said("NC204", OPTIONS + "{strict-cpu-reservation: 'true'}", "1.33") == []
    assert said("NC204", OPTIONS + "{align-by-socket: 'true'}\nfeatureGates: {AllAlpha: true}", "1.34") == []


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("", {}, 1),
        ("kubeReserved: {cpu: '0'}", {}, 1),
        ("reservedSystemCPUs: ''", {}, 1),
        ("evictionHard: {pid.available: 1k}", {}, 1),
        ("kubeReserved: {cpu: 1m}", {}, 0),
        ("systemReserved: {cpu: '1'}", {}, 0),
        ("reservedSystemCPUs: '0'", {}, 0),
        ("kubeReserved: {cpu: x}", {}, 0),
        ("kubeReserved: {cpu: '1'}", {"unknown": {("systemReserved", "cpu"): "why"}}, 0),
    ],
)
def test_a_reservation_for_the_static_policy(text, more, expected):
    assert len(said("NC209", STATIC + text, **more)) == expected


def test_openshift_reserves_cpus_itself():
    """There the sum cannot be known from the file; such a node starts."""
    unknown = {("systemReserved",): "OpenShift computes it"}
    assert said("NC209", STATIC, unknown=unknown) == [NotChecked("NC209", "OpenShift computes it")]
    assert said("NC209", STATIC + "kubeReserved: {cpu: 10u}", "1.37")[0].message.count("1.37 and later round to 0")


@pytest.mark.parametrize(
    ("written", "meant"), [("0, 48", "0,48"), (" 0-3 ", "0-3"), ("0-3,", "0-3"), ("3-0", None), ("0-6:2", None)]
)
def test_lists(written, meant):
    found = only("NC210", f"reservedSystemCPUs: '{written}'")
    assert (found.fix and found.fix.changes[0].text) == (meant and f'"{meant}"')
    assert found.says.text.startswith(
        f"invalid configuration: unable to parse reservedSystemCPUs (--reserved-cpus) {written}, error: "
    )


def test_cpus_that_are_missing():
    assert said("NC211", "reservedSystemCPUs: '0'") == []
    assert said("NC211", "reservedSystemCPUs: '1'") == [NotChecked("NC211", "machine unknown")]
    assert said("NC211", "reservedSystemCPUs: '95'", machine=TWO) == []
    assert only("NC211", "reservedSystemCPUs: 94-97", machine=TWO).says.text.endswith(
        "reserved-cpus: 94-97 is not a subset of online-cpus: 0-95"
    )


def test_a_platforms_cgroups_are_named_as_such():
    found = node("reservedSystemCPUs: 0-1\nkubeReservedCgroup: /runtime\nsystemReservedCgroup: ''")
    found.origins["kubeReservedCgroup",] = Origin("platform-default")
    from numaconf.rules.cpu import list_with_cgroup

    (finding,) = list_with_cgroup.check(found)
    assert finding.message == (
        "reservedSystemCPUs cannot be combined with kubeReservedCgroup /runtime by the platform: "
        'set kubeReservedCgroup to ""'
    )


def test_a_platforms_amounts_are_meant_to_be_replaced():
    text = "reservedSystemCPUs: 0-1\nkubeReserved: {cpu: 90m}"
    assert only("NC213", text).severity == "no-effect"
    found = node(text)
    found.origins["kubeReserved",] = Origin("platform-default")
    from numaconf.rules.cpu import amount_replaced

    assert list(amount_replaced.check(found)) == []
    assert said("NC213", "reservedSystemCPUs: 0-1\nsystemReserved: {cpu: '2'}") == []
    assert said("NC213", "reservedSystemCPUs: 0-1\nsystemReserved: {cpu: 500m}\nkubeReserved: {cpu: 1500m}") == []
    assert len(said("NC213", "reservedSystemCPUs: 0-1\nsystemReserved: {cpu: x}\nkubeReserved: {cpu: '2'}")) == 2


def test_more_cpus_than_there_are():
    text = STATIC + "kubeReserved: {cpu: 96001m}"
    assert "did not equal 97" in only("NC214", text, machine=TWO).says.text
    assert said("NC214", text.replace("96001m", "'96'"), machine=TWO) == []
    assert only("NC215", text.replace("96001m", "95001m"), machine=TWO).message.startswith("all 96 CPUs")


def test_cores_are_reserved_whole():
    text = OPTIONS.replace("kubeReserved: {cpu: '1'}", "reservedSystemCPUs: '0,48'") + "{full-pcpus-only: 'true'}"
    assert said("NC217", text, machine=TWO) == []
    assert only("NC217", text.replace("0,48", "0,1"), machine=TWO).message.endswith("reserve 0-1,48-49")
    assert said("NC217", text.replace("0,48", "0,1").replace("true", "false"), machine=TWO) == []


def test_sockets_are_those_of_nodes_with_cpus():
    options = "{align-by-socket: 'true'}\nfeatureGates: {CPUManagerPolicyAlphaOptions: true}"
    one = synthetic.parse("numa:1 package:2 core:4 memory:8Gi")
    assert "2 sockets in 1 NUMA node" in only("NC208", OPTIONS + options, machine=one).message
    assert said("NC208", OPTIONS + options, machine=synthetic.parse("package:2 numa:1 core:4 memory:8Gi")) == []
    assert said("NC208", OPTIONS + options) == [NotChecked("NC208", "machine unknown")]


def test_amounts_that_overflow_the_kubelets_arithmetic():
    """The policy sees none of 9e18 CPUs, and node allocatable all; 1.37 makes anything of it."""
    text = STATIC + "systemReserved: {cpu: '9e18'}"
    for minor in ("1.36", "1.38"):
        assert said("NC214", text, minor, TWO) == []
        assert len(said("NC115", text, minor, TWO)) == 1
    assert said("NC214", text, "1.37", TWO) + said("NC115", text, "1.37", TWO) + said("NC209", text, "1.37", TWO) == []


def test_pods_that_a_restart_loses():
    text = OPTIONS + "{full-pcpus-only: 'true'}"
    assert "more than 48" in only("NC219", text, "1.36", TWO).message
    assert said("NC219", text, "1.37", TWO) == said("NC219", OPTIONS + "{full-pcpus-only: 'false'}", machine=TWO) == []
    assert said("NC219", text) == [NotChecked("NC219", "machine unknown")]
