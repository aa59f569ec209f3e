import pytest

from numaconf.documents import load
from numaconf.kubelet import decode, version
from tests.kubelet.asking import HEADER


def main(text, minor="1.34", *, header=True):
    document = load.read((HEADER if header else "") + text)
    return decode.main_file(document.value, document.strict, version.kubernetes(minor))


def only(text, minor="1.34"):
    (problem,) = main(text, minor).problems
    return problem


STRUCT = "Go struct field KubeletConfiguration."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kubeReserved: {cpu: 1}", f"number into {STRUCT}kubeReserved of type string"),
        ("cpuManagerPolicyOptions: {a: y}", f"bool into {STRUCT}cpuManagerPolicyOptions of type string"),
        ('featureGates: {A: "true"}', f"string into {STRUCT}featureGates of type bool"),
        ("reservedSystemCPUs: [0, 1]", f"array into {STRUCT}reservedSystemCPUs of type string"),
        ("reservedSystemCPUs: 0", f"number into {STRUCT}reservedSystemCPUs of type string"),
        ("maxPods: 110.5", f"number 110.5 into {STRUCT}maxPods of type int32"),
        ("maxPods: 2147483648", f"number 2147483648 into {STRUCT}maxPods of type int32"),
        ("reservedMemory: 1", f"number into {STRUCT}reservedMemory of type []v1beta1.MemoryReservation"),
        ("reservedMemory: [1]", f"number into {STRUCT}reservedMemory of type v1beta1.MemoryReservation"),
        (
            "reservedMemory: [{numaNode: x}]",
            "string into Go struct field MemoryReservation.reservedMemory.numaNode of type int32",
        ),
        (
            "authorization: {mode: 1}",
            "number into Go struct field KubeletAuthorization.authorization.mode of type "
            "v1beta1.KubeletAuthorizationMode",
        ),
        ("syncFrequency: 5", f"number into {STRUCT}syncFrequency of type string"),
        (
            "logging: {verbosity: -1}",
            "number -1 into Go struct field LoggingConfiguration.logging.verbosity of type v1.VerbosityLevel",
        ),
    ],
)
def test_a_wrong_type_ends_the_kubelet_with_gos_words(text, says):
    decoded = main(text)
    assert decoded.fatal
    assert [one.text for one in decoded.problems] == [f"failed to decode: json: cannot unmarshal {says}"]
    assert not decoded.config.get(decoded.unreadable[0][0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("syncFrequency:", 'time: invalid duration ""'),
        ("syncFrequency: 5d", 'time: unknown unit "d" in duration "5d"'),
        (
            "logging: {flushFrequency: 5.5}",
            'invalid duration "5.5": json: cannot unmarshal number 5.5 into Go value of type time.Duration',
        ),
        (
            "reservedMemory: [{limits: {memory: 1Gb}}]",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
    ],
)
def test_a_text_that_is_no_duration_or_quantity(text, says):
    assert only(text).text == f"failed to decode: {says}"


@pytest.mark.parametrize(
    ("text", "config"),
    [
        ("maxPods: 110.0", {"maxPods": 110}),
        ("maxPods: 0x10", {"maxPods": 16}),
        ("maxPods: 0", {}),
        ('cpuManagerPolicy: ""', {}),
        ("syncFrequency: 0s", {}),
        ('cpuManagerPolicy: "0"', {"cpuManagerPolicy": "0"}),
        ("cpuManagerPolicy: null", {}),
        ("cpuCFSQuotaPeriod: null", {}),
        ("kubeReserved: {cpu: null}", {"kubeReserved": {"cpu": ""}}),
        ("featureGates: {NodeSwap: null}", {"featureGates": {"NodeSwap": False}}),
        ("enforceNodeAllocatable: [null]", {"enforceNodeAllocatable": [""]}),
        ("reservedMemory: [null]", {"reservedMemory": [{}]}),
        ("reservedMemory: [{limits: {memory: null}}]", {"reservedMemory": [{"limits": {"memory": "0"}}]}),
        ("evictionHard: {}", {"evictionHard": {}}),
        ("evictionHard: null", {}),
        ("healthzPort: 0", {"healthzPort": 0}),
        ("failSwapOn: no", {"failSwapOn": False}),
        ("logging: {flushFrequency: 5}", {"logging": {"flushFrequency": 5}}),
    ],
)
def test_what_arrives(text, config):
    decoded = main(text)
    assert decoded.problems == ()
    assert decoded.config == config


def test_flush_frequency_was_a_number_in_1_27():
    says = "string into Go struct field LoggingConfiguration.logging.flushFrequency of type time.Duration"
    assert only("logging: {flushFrequency: 5s}", "1.27").text == f"failed to decode: json: cannot unmarshal {says}"


def test_unknown_miscased_and_later_fields_are_dropped():
    decoded = main(
        "cpuManagerPolicyOption: {}\nCPUManagerPolicy: static\nsingleProcessOOMKill: true\nmaxPods: 5\n", "1.31"
    )
    assert decoded.config == {"maxPods": 5}
    assert not decoded.fatal
    assert [(one.kind, one.suggestion, one.since) for one in decoded.problems] == [
        ("unknown", "cpuManagerPolicyOptions", 0),
        ("case", "cpuManagerPolicy", 0),
        ("later", "", 32),
    ]


def test_unknown_fields_inside_structs_are_named_with_their_route():
    problem = only("reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numanode: 1}]")
    assert problem.text == 'unknown field "reservedMemory[1].numanode"'
    assert problem.suggestion == "numaNode"
    assert only("authentication: {webhok: {}}").text == 'unknown field "authentication.webhok"'


def test_a_duplicate_key_keeps_its_last_value_as_a_whole():
    decoded = main('kubeReserved: {cpu: "1"}\nkubeReserved: {memory: 1Gi}\n')
    assert decoded.config == {"kubeReserved": {"memory": "1Gi"}}
    assert [one.kind for one in decoded.problems] == ["duplicate"]
    assert not decoded.fatal


def test_json_files_are_stricter_about_numbers():
    text = '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "maxPods": 110.0}'
    assert main(text, header=False).fatal


API = "apiVersion: kubelet.config.k8s.io/v1beta1\n"
KIND = "kind: KubeletConfiguration\n"


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("", "empty", "failed to decode: Object 'Kind' is missing in …"),
        ("# nothing\n", "empty", "failed to decode: Object 'Kind' is missing in …"),
        ("{}", "empty", "failed to decode: Object 'Kind' is missing in …"),
        (API, "kind", "failed to decode: Object 'Kind' is missing in …"),
        (KIND, "kind", "failed to decode: Object 'apiVersion' is missing in …"),
        (KIND + "apiVersion:\n", "kind", "failed to decode: Object 'apiVersion' is missing in …"),
        (
            API + "kind: kubeletConfiguration\n",
            "kind",
            'failed to decode: no kind "kubeletConfiguration" is registered for version '
            '"kubelet.config.k8s.io/v1beta1" in scheme',
        ),
        (
            KIND + "apiVersion: v1\n",
            "kind",
            'failed to decode: no kind "KubeletConfiguration" is registered for version "v1" in scheme',
        ),
        (
            API + "kind: CredentialProviderConfig\n",
            "kind",
            "failed to cast object to KubeletConfiguration, unexpected type: kubelet.config.k8s.io/v1beta1, "
            "Kind=CredentialProviderConfig",
        ),
        (
            KIND + "apiVersion: a/b/c\n",
            "kind",
            "failed to decode: unexpected GroupVersion string: a/b/c",
        ),
        (
            API + "kind: 1\n",
            "kind",
            "failed to decode: couldn't get version/kind; json parse error: json: cannot unmarshal number into Go "
            "struct field .kind of type string",
        ),
    ],
)
def test_a_document_of_another_kind(text, kind, says):
    document = load.read(text)
    decoded = decode.main_file(document.value, document.strict, version.kubernetes("1.34"))
    assert decoded.fatal
    assert [(one.kind, one.text) for one in decoded.problems] == [(kind, says)]


def test_header_keys_count_in_any_case_in_the_main_file():
    decoded = main("APIVERSION: kubelet.config.k8s.io/v1beta1\nKind: KubeletConfiguration\n", header=False)
    assert not decoded.fatal
    assert [one.kind for one in decoded.problems] == ["unknown", "unknown"]
    assert [one.suggestion for one in decoded.problems] == ["apiVersion", "kind"]


def test_a_second_header_key_in_another_case_counts_as_nothing():
    (problem,) = main("Kind: Pod\n").problems
    assert (problem.kind, problem.suggestion) == ("unknown", "")


@pytest.mark.parametrize(
    ("text", "fatal"),
    [
        ('"kind": "KubeletConfiguration"\n"Kind": "x"\n', False),  # sorted, `kind` is the last
        ('{"kind": "KubeletConfiguration", "Kind": "x", "apiVersion": "kubelet.config.k8s.io/v1beta1"}', True),
        ('{"kind": "x", "Kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1"}', False),
    ],
)
def test_of_two_header_keys_the_last_one_counts_and_json_is_not_sorted(text, fatal):
    document = load.read(text if text.startswith("{") else API + text)
    known = version.kubernetes("1.34")
    decoded = decode.main_file(document.value, document.strict, known, in_order=document.in_order)
    assert decoded.fatal is fatal


@pytest.mark.parametrize("above", ["", "\n---\n", "# a\n---\n# b\n", "\r\n---\r\n", "---\n"])
def test_lines_count_from_the_top_of_the_file(above):
    text = above + API + KIND + "maxPods: 5\nmaxPods: 6\n"
    (document,) = load.read_each(text)
    assert document.strict[0].text == f'line {text.count(chr(10))}: key "maxPods" already set in map'
    assert document.span(("maxPods",)).line == text.count("\n")


@pytest.mark.parametrize(
    ("text", "minor", "says"),
    [
        (API + KIND, "1.34", None),
        (KIND, "1.31", None),
        (KIND, "1.32", "unknown apiVersion/kind: /, Kind=KubeletConfiguration"),
        (API + "kind: Pod\n", "1.31", None),
        (API + "kind: Pod\n", "1.34", "unknown apiVersion/kind: kubelet.config.k8s.io/v1beta1, Kind=Pod"),
        ("apiVersion: v1\n" + KIND, "1.34", "unknown apiVersion/kind: /v1, Kind=KubeletConfiguration"),
        (API + "Kind: KubeletConfiguration\n", "1.34", "Object 'Kind' is missing in …"),
    ],
)
def test_the_kind_of_a_drop_in(text, minor, says):
    found = decode.dropin_kind_problem(load.read(text).value, version.kubernetes(minor))
    assert (found and found.text) == says


def test_a_top_level_list():
    document = load.read("- a\n")
    decoded = decode.main_file(document.value, document.strict, version.kubernetes("1.34"))
    assert "json: cannot unmarshal array into Go value of type struct" in decoded.problems[0].text
