"""The kubelet's own file and its drop-ins: what is written is what arrives, and layers come in the kubelet's order."""

import pytest
import yaml
from hypothesis import given, settings
from ruamel.yaml import YAML

from numaconf.context import Context
from numaconf.documents import load
from numaconf.documents.source import Source
from numaconf.kubelet import eviction, version
from numaconf.targets import kubelet
from numaconf.targets.kubelet import dropin as kubelet_dropin
from tests import real
from tests.kubelet.asking import HEADER
from tests.search import cases
from tests.targets import intents
from tests.versions import SOME

NOTHING = Context()


def source(text, path="kubelet.yaml"):
    return Source(path, load.read(text))


def read(main, *dropins, minor="1.34"):
    """A main file (None: unknown) and drop-ins."""
    texts = [source(HEADER + text, f"{number:02}.conf") for number, text in enumerate(dropins)]
    known = version.kubernetes(minor)
    if main is None:
        return kubelet_dropin.read(texts, known, None, NOTHING)
    return kubelet.read([source(HEADER + main), *texts], known, None, NOTHING)


def codes(reading):
    return [finding.code for finding in reading.findings]


# Rendering

KUBELET = """\
# NumaProfile packets: kubelet 1.34
# numaconf: kubernetes=1.34 machine=m5.24xlarge
# reservedMemory 3572Mi = kubeReserved 2Gi + systemReserved 1Gi + evictionHard 500Mi
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
cpuManagerPolicyOptions:
  full-pcpus-only: "true"
memoryManagerPolicy: Static
topologyManagerPolicy: single-numa-node
topologyManagerScope: pod
evictionHard:
  memory.available: "500Mi"
  nodefs.available: "10%"
  nodefs.inodesFree: "5%"
systemReserved:
  memory: "1Gi"
kubeReserved:
  ephemeral-storage: "1Gi"
  memory: "2Gi"
reservedSystemCPUs: "0,24,48,72"
reservedMemory:
  - numaNode: 0
    limits:
      memory: "1786Mi"
  - numaNode: 1
    limits:
      memory: "1786Mi"
registerWithTaints:
  - key: dedicated
    value: packets
    effect: NoSchedule
"""
NOTES = ("reservedMemory 3572Mi = kubeReserved 2Gi + systemReserved 1Gi + evictionHard 500Mi",)


def test_the_file_has_only_what_is_asked_for_and_says_how_the_sum_comes_about():
    rendering = kubelet.render(intents.packets("kubelet", notes=NOTES))
    assert [one.name for one in rendering.artifacts] == [
        "kubelet.yaml", "hugepages.sh", "numaconf-hugepages.service", "numaconf-reset-state.service",
    ]  # fmt: skip
    assert rendering.artifacts[0].text == KUBELET
    assert "--node-labels=a=,example.com/numa=true" in rendering.warnings[0]


def test_a_drop_in_takes_out_the_thresholds_that_are_not_wanted():
    rendering = kubelet_dropin.render(intents.packets("kubelet-dropin", notes=NOTES))
    (artifact, *_) = rendering.artifacts
    assert artifact.name == "90-numa.conf"
    nulls = '  nodefs.inodesFree: "5%"\n  imagefs.available: null\n  imagefs.inodesFree: null\n'
    assert artifact.text == KUBELET.replace('  nodefs.inodesFree: "5%"\n', nulls)
    layers = [source(HEADER + "evictionHard: {pid.available: 5%}\n"), source(artifact.text, "90-numa.conf")]
    reading = kubelet.read(layers, version.kubernetes("1.34"), None, NOTHING)
    hard = {signal: text for signal, (text, _) in eviction.thresholds(reading.effective).items()}
    assert hard == {**intents.PACKETS["evictionHard"], "pid.available": "5%"}


@pytest.mark.parametrize(
    ("minor", "config", "field"),
    [
        ("1.27", {}, "kubernetesVersion"),
        ("1.29", {}, "kubernetesVersion"),
        ("1.31", {"evictionHard": {"memory.available": "1Gi"}}, "kubelet.evictionHard[nodefs.available]"),
        ("1.31", {"resolvConf": "/x"}, "kubelet.resolvConf"),
    ],
)
def test_what_a_drop_in_cannot_say(minor, config, field):
    rendering = kubelet_dropin.render(intents.intent("kubelet-dropin", config, minor))
    assert rendering.artifacts == ()
    assert rendering.refused[0].field == field


def test_thresholds_can_all_be_kept_before_1_32():
    hard = eviction.defaults(version.kubernetes("1.31"))
    rendering = kubelet_dropin.render(intents.intent("kubelet-dropin", {"evictionHard": hard}, "1.31"))
    assert not rendering.refused
    assert "null" not in rendering.artifacts[0].text


@given(intents.CONFIGS)
@settings(max_examples=cases(60), deadline=None)
def test_every_value_arrives_as_it_was(config):
    for module in (kubelet, kubelet_dropin):
        text = module.render(intents.intent(module.NAME, config)).artifacts[0].text
        assert text == module.render(intents.intent(module.NAME, config)).artifacts[0].text
        reading = module.read([source(text, "90-numa.conf")], version.kubernetes("1.34"), None, NOTHING)
        assert reading.findings == ()
        assert reading.effective.config == config
        assert text.isascii()
        value = load.read(text).value
        assert yaml.safe_load(text) == value
        assert YAML(typ="safe", pure=True).load(text) == value


def test_notes_cannot_end_the_comment():
    text = kubelet.render(intents.intent("kubelet", {}, notes=("a\nmaxPods: 5", "×"))).artifacts[0].text
    assert [line for line in text.splitlines() if not line.startswith("#")] == HEADER.splitlines()


@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
def test_the_real_kubelet_starts_with_it(minor, tmp_path):
    text = kubelet.render(intents.packets("kubelet", minor, notes=NOTES)).artifacts[0].text
    answer = real.kubelet(minor, text, "two-numa-96", tmp_path)
    assert answer["verdict"] == "starts", answer["first_error"]


# Reading


def test_layers_and_their_places():
    reading = read('kubeReserved: {cpu: "1"}\n', "kubeReserved: {memory: 1Gi}\n", "maxPods: 50\n")
    node = reading.effective
    assert codes(reading) == []
    assert node.config["kubeReserved"] == {"cpu": "1", "memory": "1Gi"}
    assert node.origin("kubeReserved", "cpu").source.path == "kubelet.yaml"
    assert node.origin("kubeReserved", "memory").source.path == "00.conf"
    assert node.origin("maxPods").source.path == "01.conf"


def test_a_drop_in_without_its_main_file_leaves_the_rest_unknown():
    node = read(None, "kubeReserved: {memory: 1Gi}\nevictionHard: {memory.available: 1Gi}\n").effective
    assert node.config == {"kubeReserved": {"memory": "1Gi"}, "evictionHard": {"memory.available": "1Gi"}}
    assert node.unknown["kubeReserved", "cpu"]
    assert node.unknown["systemReserved",]
    assert node.unknown["evictionHard", "nodefs.available"]
    assert ("kubeReserved", "memory") not in node.unknown


def test_a_fragment_leaves_the_rest_unknown():
    reading = kubelet.read([source("cpuManagerPolicy: static\n")], version.kubernetes("1.34"), None, NOTHING)
    assert codes(reading) == []
    assert reading.effective.unknown["kubeReserved",]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("maxPods: x\n", ["NC005"]),
        ("maxPods: 5\nmaxPods: 6\n", ["NC004"]),
        ("maxPod: 5\nMaxPods: 5\n", ["NC401", "NC402"]),
        ("userNamespaces: {}\n", ["NC403"]),
    ],
)
def test_what_the_decoder_stumbles_over(text, found):
    reading = read(text, minor="1.32")
    assert codes(reading) == found
    assert reading.effective is not None


def test_a_document_of_another_kind_gives_no_configuration():
    for text, code in (("kind: Pod\napiVersion: v1\n", "NC002"), ("# nothing\n", "NC006")):
        reading = kubelet.read([source(text)], version.kubernetes("1.34"), None, NOTHING)
        assert reading.effective is None
        assert codes(reading) == [code]


def test_a_further_document_of_the_file():
    sources = [source(HEADER + "maxPods: 5\n"), source(HEADER + "maxPods: 6\n")]
    reading = kubelet.read(sources, version.kubernetes("1.34"), None, NOTHING)
    assert codes(reading) == ["NC003"]
    assert reading.effective.config == {"maxPods": 5}


def test_drop_ins_in_another_case_and_without_effect():
    reading = read(
        "", "reservedSystemCpus: 0-3\nCPUManagerPolicy: static\nmergeDefaultEvictionSettings: true\nfoo: 1\n"
    )
    assert sorted(codes(reading)) == ["NC008", "NC401", "NC402", "NC417"]
    assert reading.effective.config["reservedSystemCPUs"] == "0-3"
    assert "cpuManagerPolicy" not in reading.effective.config


@pytest.mark.parametrize(("minor", "severity"), [("1.27", "no-effect"), ("1.29", "suspicious"), ("1.31", "suspicious")])
def test_older_kubelets_merge_otherwise(minor, severity):
    (finding,) = read("", "maxPods: 5\n", minor=minor).findings
    assert (finding.code, finding.severity) == ("NC007", severity)


def test_a_duplicate_key_ends_the_kubelet_in_a_drop_in_only():
    (finding,) = read("", "maxPods: 5\nmaxPods: 6\n").findings
    assert (finding.code, finding.severity) == ("NC004", "will-not-start")


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("kubeReserved: {cpu: 1}\n", "kubeReserved.cpu is 1, a number; "
         "the kubelet wants a string, and exits; write \"1\"",
         '"1"'),
        ("cpuManagerPolicyOptions: {full-pcpus-only: yes}\n",
         "cpuManagerPolicyOptions.full-pcpus-only is yes, a boolean; "
         "the kubelet wants a string, and exits; write \"true\"",
         '"true"'),
        ('maxPods: "50"\n', 'maxPods is "50", a string; the kubelet wants a whole number, and exits; write 50', "50"),
        ("maxPods: 5.5\n",
         "maxPods is 5.5, a number that does not fit; "
         "the kubelet wants a whole number, and exits; write a whole number", None),
        ('failSwapOn: "false"\n',
         'failSwapOn is "false", a string; the kubelet wants true or false, and exits; write false', "false"),
        ("reservedSystemCPUs: [0, 1]\n",
         'reservedSystemCPUs is [0, 1], a list; the kubelet wants a string, and exits; write "0,1"', None),
        ("syncFrequency: 5d\n", 'syncFrequency is 5d, not a duration; write for example 90s', None),
        ("kubeReserved: 5\n", "kubeReserved is 5, a number; the kubelet wants a map, and exits; write a map", None),
        ("authentication: 5\n", "authentication is 5, a number; "
         "the kubelet wants a map of fields, and exits; write a map of fields",
         None),
    ],
)  # fmt: skip
def test_a_wrong_type_is_explained_and_mended_where_quotes_do_it(text, message, fix):
    (finding,) = read(text).findings
    assert finding.message == message
    assert (finding.fix.changes[0].text if finding.fix else None) == fix


def test_a_misspelt_key_is_mended_unless_the_right_one_is_there():
    (finding,) = read("CPUManagerPolicy: none\n").findings
    assert (finding.fix.applicability, finding.fix.changes[0].text) == ("safe", "cpuManagerPolicy")
    (finding,) = read("CPUManagerPolicy: none\ncpuManagerPolicy: none\n").findings
    assert finding.fix is None
    (finding,) = read("maxPod: 5\n").findings
    assert (finding.fix.applicability, finding.fix.changes[0].text) == ("unsafe", "maxPods")
