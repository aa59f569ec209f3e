"""Main file and drop-ins. The cases are what random comparison with real kubelets (1.31 and later) brought up."""

import pytest

from numaconf.kubelet import defaults, eviction
from tests.kubelet.asking import Ours

DEFAULT = eviction.defaults(Ours("1.34", "").version)


def laid(main, *dropins, minor="1.34"):
    ours = Ours(minor, main, dropins)
    assert not ours.fatal["decode"]
    return ours.merged


def without_thresholds(config):
    return {name: value for name, value in config.items() if name != "evictionHard"}


@pytest.mark.parametrize(
    ("main", "dropin", "config"),
    [
        ('kubeReserved: {cpu: "1"}', "kubeReserved: {memory: 1Gi}", {"kubeReserved": {"cpu": "1", "memory": "1Gi"}}),
        ('kubeReserved: {cpu: "1"}', "kubeReserved: {cpu: null}", {"kubeReserved": {}}),
        ("maxPods: 50", "maxPods: null", {}),
        ("maxPods: 50", "maxPods: 0", {}),
        ("maxPods: 50", "maxPods: 60.0", {"maxPods": 60}),
        ("enforceNodeAllocatable: [none]", "enforceNodeAllocatable: [pods]", {"enforceNodeAllocatable": ["pods"]}),
        # An empty list does not survive the main configuration's way through JSON.
        ("enforceNodeAllocatable: []", "maxPods: 5", {"maxPods": 5}),
        ("", "enforceNodeAllocatable: []", {"enforceNodeAllocatable": []}),
        ("", "reservedSystemCpus: 0-3", {"reservedSystemCPUs": "0-3"}),
        ("", "KUBEreserved: {cpu: '1'}", {"kubeReserved": {"cpu": "1"}}),
        # The main file's default `none` is there already; what sorts behind it wins, what sorts before loses.
        ("", "cpumanagerpolicy: static", {"cpuManagerPolicy": "static"}),
        ("", "CPUManagerPolicy: static", {}),
        ("", "unknownField: 1\nsyncFrequency:", {}),
        ("featureGates: {NodeSwap: true}", "featureGates: {MemoryQoS: true}",
         {"featureGates": {"NodeSwap": True, "MemoryQoS": True}}),
    ],
)  # fmt: skip
def test_a_merge_patch_over_the_defaulted_main_file(main, dropin, config):
    merged = laid(main + "\n", dropin + "\n")
    assert not merged.fatal
    assert without_thresholds(merged.config) == config
    assert merged.config["evictionHard"] == DEFAULT


@pytest.mark.parametrize(
    ("main", "dropin", "hard"),
    [
        ("", "evictionHard: {memory.available: 500Mi}", {**DEFAULT, "memory.available": "500Mi"}),
        ("", "evictionHard: {memory.available: null}", {k: v for k, v in DEFAULT.items() if k != "memory.available"}),
        ("", "evictionHard: null", {}),
        ("evictionHard: {}", "maxPods: 5", {}),
        ("evictionHard: {nodefs.available: 1Gi}", "evictionHard: {memory.available: 1Gi}",
         {"nodefs.available": "1Gi", "memory.available": "1Gi"}),
        ("evictionHard: {memory.available: 1Gi}\nmergeDefaultEvictionSettings: true", "maxPods: 5",
         {**DEFAULT, "memory.available": "1Gi"}),
        ("evictionHard: {memory.available: 1Gi}", "mergeDefaultEvictionSettings: true", {"memory.available": "1Gi"}),
    ],
)  # fmt: skip
def test_thresholds(main, dropin, hard):
    assert laid(main + "\n", dropin + "\n").config["evictionHard"] == hard


def test_without_a_main_file_there_are_no_thresholds():
    merged = laid(None, "maxPods: 5\n")
    assert "evictionHard" not in merged.config


def test_a_default_that_was_filled_in_before_the_drop_ins_stays():
    merged = laid("", "maxParallelImagePulls: 5\n")
    assert merged.config["serializeImagePulls"] is True
    assert defaults.value({"maxParallelImagePulls": 5}, Ours("1.34", "").version, "serializeImagePulls") is False
    origin = merged.origins["serializeImagePulls",]
    assert origin.kind == "kubelet-default"
    assert "before drop-ins" in origin.note


def test_lists_are_replaced_and_later_files_win():
    one = "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numaNode: 1, limits: {memory: 1Gi}}]\n"
    other = "reservedMemory: [{numaNode: 1, limits: {memory: 2Gi}}]\n"
    merged = laid("", one, other)
    assert merged.config["reservedMemory"] == [{"numaNode": 1, "limits": {"memory": "2Gi"}}]
    (lost,) = merged.lost
    assert lost.origin.source.path.endswith("00.conf")
    assert "01.conf" in lost.reason


def test_nulls_in_a_list_go_unless_it_takes_the_place_of_a_map():
    entries = "reservedMemory: [{limits: {memory: null}}]\n"
    assert laid("", entries).config["reservedMemory"] == [{"limits": {}}]
    instead = laid("", "reservedMemory: {a: b}\n", entries)
    assert instead.config["reservedMemory"] == [{"limits": {"memory": "0"}}]


def test_every_value_knows_where_it_comes_from():
    ours = Ours("1.34", 'kubeReserved: {cpu: "1"}\n', ["kubeReserved: {memory: 1Gi}\nmaxpods: 9\n"])
    node = ours.node()
    assert node.origin("kubeReserved", "cpu").source.path == "kubelet.yaml"
    assert node.origin("kubeReserved", "memory").source.path.endswith("00.conf")
    assert node.origin("maxPods").route == ("maxpods",)
    assert node.origin("evictionHard", "memory.available").kind == "kubelet-default"


LEAD = "failed to unmarshal merged JSON into kubelet configuration: "
STRUCT = "Go struct field KubeletConfiguration."


@pytest.mark.parametrize(
    ("dropin", "says"),
    [
        (
            "maxPods: 5\nmaxPods: 6\n",
            'strict decoding error: yaml: unmarshal errors:\n  line 4: key "maxPods" already set in map',
        ),
        (
            "kubeReserved: {cpu: 1}\n",
            f"{LEAD}json: cannot unmarshal number into {STRUCT}kubeReserved of type string",
        ),
        # A spelling that another one overrules must have the right type all the same.
        (
            "EVICTIONHARD: on\n",
            f"{LEAD}json: cannot unmarshal bool into {STRUCT}evictionHard of type map[string]string",
        ),
        (
            "authentication: {x509: {ClientCAFile: 5, clientCAFile: /ca}}\n",
            f"{LEAD}json: cannot unmarshal number into Go struct field "
            "KubeletX509Authentication.authentication.x509.clientCAFile of type string",
        ),
        ('CPUMANAGERRECONCILEPERIOD: ""\n', f'{LEAD}time: invalid duration ""'),
    ],
)
def test_what_ends_the_kubelet(dropin, says):
    merged = laid("", dropin)
    assert merged.fatal
    assert says in [problem.text for problem, _ in merged.problems]


def test_letter_case_is_remarked_on():
    merged = laid("", "reservedSystemCpus: 0-3\nCPUManagerPolicy: static\nfoo: 1\n")
    assert {(problem.kind, origin.route[-1]) for problem, origin in merged.problems} == {
        ("recased", "reservedSystemCpus"),
        ("case", "CPUManagerPolicy"),
        ("unknown", "foo"),
    }


class TestBefore32:
    """Up to 1.31 the internal type is merged."""

    def test_null_changes_nothing(self):
        merged = laid("maxPods: 50\n", "maxPods: null\nevictionHard: null\n", minor="1.31")
        assert merged.config["maxPods"] == 50
        assert merged.config["evictionHard"] == DEFAULT

    def test_a_zero_stays(self):
        merged = laid("maxPods: 50\n", 'maxPods: 0\ntopologyManagerPolicy: ""\n', minor="1.31")
        assert merged.config["maxPods"] == 0
        assert merged.config["topologyManagerPolicy"] == ""

    def test_the_go_name_decides_about_letter_case(self):
        assert laid("", "CPUManagerPolicy: static\n", minor="1.31").config["cpuManagerPolicy"] == "static"
        assert "cpuManagerPolicy" not in laid("", "CPUMANAGERPOLICY: static\n", minor="1.31").config

    def test_resolv_conf_cannot_be_set(self):
        merged = laid("", "resolvConf: /x\n", minor="1.31")
        assert "resolvConf" not in merged.config
        assert [problem.kind for problem, _ in merged.problems] == ["unknown"]

    def test_elements_of_lists_are_decoded_into_older_ones(self):
        main = "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"
        dropin = "reservedMemory: [{limits: {hugepages-2Mi: 4Mi}}]\n"
        merged = laid(main, dropin, minor="1.31")
        assert merged.config["reservedMemory"] == [{"numaNode": 0, "limits": {"memory": "1Gi", "hugepages-2Mi": "4Mi"}}]

    def test_messages_have_go_names(self):
        merged = laid("", "cpuManagerPolicy: 1\n", minor="1.31")
        (problem,) = [problem for problem, _ in merged.problems]
        assert problem.text.endswith("Go struct field KubeletConfiguration.CPUManagerPolicy of type string")


@pytest.mark.parametrize(
    ("dropin", "place"),
    [
        ("kubeReserved: {cpu: 1}", "number into Go struct field KubeletConfiguration.kubeReserved.cpu of type string"),
        ("reservedMemory: [{numaNode: x}]",
         "string into Go struct field KubeletConfiguration.reservedMemory.0.numaNode of type int32"),
        ("clusterDNS: [3]", "number into KubeletConfiguration.clusterDNS.0 of type string"),
    ],
)  # fmt: skip
def test_from_1_38_on_a_type_error_names_every_step(dropin, place):
    """As the kubelet of 1.38 was seen to word it."""
    (text,) = Ours("1.38", "maxPods: 5\n", [dropin]).fatal["dropins"]
    assert text.endswith(f"json: cannot unmarshal {place}")
