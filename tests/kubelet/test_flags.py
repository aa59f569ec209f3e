import pytest

from numaconf.documents.pieces import Words
from numaconf.documents.source import Source, Span
from numaconf.kubelet import flags, version
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flag_table import FLAGS
from tests import real

MAIN = Origin("document", Source("kubelet.yaml", Words([], [])))


def arguments(words):
    held = Source("command line", Words(list(words), [Span(1, 1, 1, 1)] * len(words)))
    return [flags.Argument(word, Origin("document", held, (at,))) for at, word in enumerate(words)]


def apply(*words, config=None, minor="1.34", has_file=True):
    known = version.kubernetes(minor)
    parsed = flags.parse(arguments(words), known)
    applied = flags.apply(config or {}, {(): MAIN}, parsed, known, has_file=has_file)
    return applied._replace(problems=(*parsed.problems, *applied.problems))


def says(*words, minor="1.34"):
    return [
        problem.says.removeprefix("failed to parse kubelet flag: ") for problem in apply(*words, minor=minor).problems
    ]


def test_every_flag_of_every_kubelet():
    facts = real.recorded("kubelet-facts.json")["flags"]
    theirs = {name: (int(rows[0]["since"][2:]), int(rows[-1]["last"][2:])) for name, rows in facts.items()}
    ours = {name: (flag.since, flag.last) for name, flag in FLAGS.items()}
    assert {name: ours.get(name) for name in theirs} == theirs
    # The facts leave out what the kubelet registers for all its programs, and cAdvisor's flags.
    assert all(flag.type.startswith("go ") or not flag.field for name, flag in FLAGS.items() if name not in theirs)


@pytest.mark.parametrize(
    ("words", "config"),
    [
        (["--max-pods=50"], {"maxPods": 50}),
        (["--max_pods", "0x10"], {"maxPods": 16}),
        (["--fail-swap-on"], {"failSwapOn": True}),
        (["--fail-swap-on=F"], {"failSwapOn": False}),
        (["-v=4"], {"logging": {"verbosity": 4}}),
        (["-v4"], {"logging": {"verbosity": 4}}),
        (["-v", "4"], {"logging": {"verbosity": 4}}),
        (
            ["--kube-reserved=cpu=1,memory=1Gi", "--kube-reserved=pid=5"],
            {"kubeReserved": {"cpu": "1", "memory": "1Gi", "pid": "5"}},
        ),
        (["--eviction-hard=memory.available<5%"], {"evictionHard": {"memory.available": "5%"}}),
        # No comma splits these: one pair for each occurrence.
        (["--cpu-manager-policy-options=a=true,b=true"], {"cpuManagerPolicyOptions": {"a": "true,b=true"}}),
        (
            ["--cpu-manager-policy-options=a=1", "--cpu-manager-policy-options=b=2"],
            {"cpuManagerPolicyOptions": {"a": "1", "b": "2"}},
        ),
        (["--enforce-node-allocatable=pods,none"], {"enforceNodeAllocatable": ["pods", "none"]}),
        (["--enforce-node-allocatable="], {"enforceNodeAllocatable": []}),
        (
            ["--reserved-memory=0:memory=1Gi,hugepages-2Mi=4Mi;1:memory=2Gi", "--reserved-memory=2:memory=3Gi"],
            {
                "reservedMemory": [
                    {"numaNode": 0, "limits": {"memory": "1Gi", "hugepages-2Mi": "4Mi"}},
                    {"numaNode": 1, "limits": {"memory": "2Gi"}},
                    {"numaNode": 2, "limits": {"memory": "3Gi"}},
                ]
            },
        ),
        (
            ["--register-with-taints=a=b:NoSchedule"],
            {"registerWithTaints": [{"key": "a", "value": "b", "effect": "NoSchedule"}]},
        ),
        (["--cpu-manager-policy="], {"cpuManagerPolicy": ""}),
        (["--root-dir=/x", "--runtime-cgroups=/y"], {}),
    ],
)
def test_what_flags_set(words, config):
    applied = apply(*words)
    assert applied.problems == ()
    assert applied.config == config


def test_topology_options_are_split_from_1_31_on():
    word = "--topology-manager-policy-options=a=1,b=2"
    assert apply(word, minor="1.30").config == {"topologyManagerPolicyOptions": {"a": "1,b=2"}}
    assert apply(word, minor="1.31").config == {"topologyManagerPolicyOptions": {"a": "1", "b": "2"}}


@pytest.mark.parametrize(
    ("words", "minor", "text"),
    [
        (["--foo"], "1.34", "unknown flag: --foo"),
        (["--foo=1", "--max_pod=1"], "1.34", "unknown flag: --foo"),
        (["--config-dir=/x"], "1.27", "unknown flag: --config-dir"),
        (["--pod-infra-container-image=x"], "1.35", "unknown flag: --pod-infra-container-image"),
        (["--storage-driver-db=x"], "1.37", "unknown flag: --storage-driver-db"),
        (["--max-pods"], "1.34", "flag needs an argument: --max-pods"),
        (["-v"], "1.34", "flag needs an argument: 'v' in -v"),
        (["-x"], "1.34", "unknown shorthand flag: 'x' in -x"),
        (["---x"], "1.34", "bad flag syntax: ---x"),
        (["run"], "1.34", "unknown command run"),
    ],
)
def test_what_ends_the_kubelet(words, minor, text):
    assert says(*words, minor=minor)[0] == text


NODE = "failed to convert the NUMA node ID,"
PARSE = "strconv.ParseInt: parsing"


@pytest.mark.parametrize(
    ("flag", "value", "minor", "cause"),
    [
        ("max-pods", "x", "1.34", f'{PARSE} "x": invalid syntax'),
        ("max-pods", "99999999999", "1.34", f'{PARSE} "99999999999": value out of range'),
        ("kube-reserved", "cpu", "1.34", "malformed pair, expect string=string"),
        ("eviction-hard", "memory.available=1Gi", "1.34", "malformed pair, expect string<string"),
        ("cpu-manager-policy-options", "a", "1.34", "malformed pair, expect string=string"),
        (
            "feature-gates",
            "A=x",
            "1.34",
            'invalid value of A: x, err: strconv.ParseBool: parsing "x": invalid syntax',
        ),
        ("reserved-memory", "a:memory=1", "1.34", f"{NODE} exptected integer, got a"),
        ("reserved-memory", "a:memory=1", "1.35", f"{NODE} expected integer, got a"),
        ("reserved-memory", "0:foo=1", "1.34", 'memory type conversion error, unknown type: "foo"'),
        ("address", "x", "1.34", '"x" is not a valid IP address'),
        ("application-metrics-count-limit", "x", "1.36", "parse error"),
        ("register-with-taints", "a", "1.34", "invalid taint spec: a"),
        ("sync-frequency", "5", "1.34", 'time: missing unit in duration "5"'),
    ],
)
def test_a_value_that_a_flag_does_not_take(flag, value, minor, cause):
    assert says(f"--{flag}={value}", minor=minor) == [f'invalid argument "{value}" for "--{flag}" flag: {cause}']


def test_a_shorthand_is_named_with_its_flag():
    cause = 'strconv.ParseUint: parsing "x": invalid syntax'
    assert says("-v=x") == [f'invalid argument "x" for "-v, --v" flag: {cause}']


def test_a_misspelt_flag_has_a_suggestion():
    (problem,) = apply("--cpu-manager-polcy=static").problems
    assert (problem.kind, problem.suggestion) == ("unknown", "cpu-manager-policy")


def test_the_word_behind_an_unknown_flag_is_its_value():
    assert [one.kind for one in apply("--foo", "bar", "--max-pods=5").problems] == ["unknown"]


def test_a_flag_for_a_map_replaces_the_files():
    applied = apply("--kube-reserved=cpu=2", config={"kubeReserved": {"cpu": "1", "memory": "1Gi"}})
    assert applied.config == {"kubeReserved": {"cpu": "2"}}
    assert [lost.origin.route for lost in applied.lost] == [("kubeReserved", "cpu"), ("kubeReserved", "memory")]


def test_feature_gates_merge_and_the_flag_wins():
    applied = apply("--feature-gates=A=true,B=false", config={"featureGates": {"B": True, "C": True}})
    assert applied.config == {"featureGates": {"B": False, "C": True, "A": True}}
    assert applied.origins["featureGates", "C"].source.path == "kubelet.yaml"
    assert applied.origins["featureGates", "B"].source.path == "command line"


def test_places_of_values():
    applied = apply(
        "--max-pods=5", "--kube-reserved=cpu=1", "--kube-reserved=memory=1Gi", "--reserved-memory=0:memory=1Gi"
    )
    assert applied.origins["maxPods",].route == (0,)
    assert applied.origins["kubeReserved", "cpu"].route == (1,)
    assert applied.origins["kubeReserved", "memory"].route == (2,)
    assert applied.origins["reservedMemory", 0].route == (3,)


@pytest.mark.parametrize(
    ("words", "value", "places"),
    [
        (  # an equal value was there before
            ["--kube-reserved=cpu=1,memory=1Gi", "--kube-reserved=cpu=1,memory=2Gi", "--kube-reserved=pid=9"],
            {"cpu": "1", "memory": "2Gi", "pid": "9"},
            {"cpu": 0, "memory": 1, "pid": 2},
        ),
        (
            ["--allowed-unsafe-sysctls=a", "--allowed-unsafe-sysctls=b,c"],
            ["a", "b", "c"],
            {0: 0, 1: 1, 2: 1},
        ),
        (
            ["--manifest-url-header=a:x", "--manifest-url-header=b:y", "--manifest-url-header=a:z"],
            {"a": ["x", "z"], "b": ["y"]},
            {"a": 2, "b": 1},
        ),
        (
            ["--reserved-memory=0:memory=1Gi", "--reserved-memory="],
            [{"numaNode": 0, "limits": {"memory": "1Gi"}}],
            {0: 0},
        ),
        (  # the last one alone counts
            ["--register-with-taints=a:NoSchedule", "--register-with-taints=b:NoSchedule"],
            [{"key": "b", "value": "", "effect": "NoSchedule"}],
            {0: 1},
        ),
    ],
)  # fmt: skip
def test_a_repeated_flag_adds_and_every_entry_has_the_place_that_set_it(words, value, places):
    applied = apply(*words)
    field = FLAGS[words[0][2:].partition("=")[0]].field
    assert applied.config[field] == value
    assert {key: applied.origins[field, key].route[0] for key in places} == places


def test_a_value_that_was_merged_from_the_file_is_left_as_it_was():
    config = {"featureGates": {"A": True}}
    assert apply("--feature-gates=B=true", "--feature-gates=A=false", config=config).config["featureGates"] == {
        "A": False,
        "B": True,
    }
    assert config == {"featureGates": {"A": True}}


def test_the_given_configuration_is_left_as_it_was():
    config = {"kubeReserved": {"cpu": "1"}, "logging": {"verbosity": 1}}
    apply("--kube-reserved=cpu=2", "-v=9", config=config)
    assert config == {"kubeReserved": {"cpu": "1"}, "logging": {"verbosity": 1}}


def test_a_kubelet_without_a_file_has_legacy_defaults():
    applied = apply("--max-pods=5", has_file=False)
    assert applied.config["readOnlyPort"] == 10255
    assert applied.config["authorization"] == {"mode": "AlwaysAllow"}
    assert applied.origins["readOnlyPort",].kind == "kubelet-default"


def test_what_only_the_shell_knows_is_unknown():
    held = MAIN._replace(route=(0,))
    known = version.kubernetes("1.34")
    words = [flags.Argument(None, held, "--kube-reserved=$RESERVED"), flags.Argument(None, held, "$MORE")]
    parsed = flags.parse(words, known)
    assert len(parsed.opaque) == 1
    applied = flags.apply({}, {(): MAIN}, parsed, known)
    assert ("kubeReserved",) in applied.unknown


def test_node_labels():
    applied = apply("--node-labels=a=b,c", "--node-labels=kubernetes.io/x=y")
    assert applied.labels == {"a": "b", "c": "", "kubernetes.io/x": "y"}
    assert [(one.kind, one.name) for one in applied.problems] == [("label", "kubernetes.io/x")]


@pytest.mark.parametrize(("minor", "name"), [("1.36", "a qualified name"), ("1.37", "a valid label key")])
def test_a_label_key_of_three_parts(minor, name):
    (problem,) = apply("--node-labels=a/b/c=d", minor=minor).problems
    start = f"failed to validate kubelet flags: invalid node labels: 'a/b/c' - {name} must consist of"
    assert problem.says.startswith(start)


DISABLED = (
    'cloud provider "{}" was specified, but built-in cloud providers are disabled. '
    "Please set --cloud-provider=external and migrate to an external cloud provider"
)


@pytest.mark.parametrize(
    ("provider", "minor", "gates", "said"),
    [
        ("external", "1.34", {}, ""),
        ("", "1.34", {}, ""),
        ("aws", "1.27", {}, 'unknown cloud provider "aws"'),
        ("azure", "1.28", {}, ""),
        ("azure", "1.28", {"DisableCloudProviders": True}, f"failed to create kubelet: {DISABLED.format('azure')}"),
        ("azure", "1.29", {}, f"failed to create kubelet: {DISABLED.format('azure')}"),
        ("azure", "1.29", {"DisableCloudProviders": False}, ""),
        ("azure", "1.30", {"DisableCloudProviders": False}, 'unknown cloud provider "azure"'),
        ("gce", "1.30", {"DisableCloudProviders": False}, ""),
        ("gce", "1.31", {}, 'unknown cloud provider "gce"'),
        ("gce", "1.33", {}, DISABLED.format("gce")),
        ("External", "1.34", {}, f"failed to create kubelet: {DISABLED.format('External')}"),
        ("openstack", "1.38", {}, f"failed to create kubelet: {DISABLED.format('openstack')}"),
    ],
)
def test_a_cloud_provider_that_the_kubelet_does_not_have(provider, minor, gates, said):
    found = apply(f"--cloud-provider={provider}", config={"featureGates": gates}, minor=minor).problems
    assert [one.says for one in found] == ([f"failed to run Kubelet: {said}"] if said else [])


def test_the_last_cloud_provider_and_a_gate_by_flag_count():
    assert says("--cloud-provider=aws", "--cloud-provider=external") == []
    assert says("--cloud-provider=gce", "--feature-gates=DisableCloudProviders=false", minor="1.29") == []
