from __future__ import annotations

import copy
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents import toml
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source, Span
from numaconf.kubelet import decode
from numaconf.kubelet.version import Version
from numaconf.machine.model import Machine
from numaconf.targets import bottlerocket
from numaconf.targets.target import Hugepages, Reading
from tests.real import vectors
from tests.targets.bottlerocket import recorded
from tests.targets.bottlerocket.reading import codes, read


def machine(cpus: int = 96, pods: int | None = 737) -> Machine:
    return Machine("m5.24xlarge", vcpus=cpus, eni_max_pods=pods, instance_type="m5.24xlarge", arch="amd64")


def test_every_recorded_document_gives_the_recorded_configuration():
    cases = vectors("bottlerocket")
    baseline = {tag: one["kubelet_config"] for one in cases[0]["rendered"] for tag in one["templates"]}
    compared = 0
    for case in cases:
        try:
            source = Source(case["id"], toml.read(case["input"]))
        except Unreadable:
            assert not case["model_0.27"]["accept"]
            continue
        if case["id"] == "header-none":
            continue  # bare keys are read as a piece to be pasted below a header; see test_bare_keys
        shape = machine(case["cpus"], recorded.generated(case).get("max-pods"))
        for name, os in recorded.MODELS.items():
            reading = bottlerocket.read([source], Version(1, 34), shape, Context(platforms=(("bottlerocket", os),)))
            refused = [finding for finding in reading.findings if finding.code in {"NC701", "NC702", "NC703", "NC704"}]
            if not (case["id"] == "reserved-key-empty" and name == "model_0.7"):
                assert (not refused) is case[name]["accept"], (case["id"], name)
        for one in case.get("rendered", ()):
            for tag in one["templates"]:
                versions = recorded.template(tag)
                if versions is None:
                    continue
                kubernetes, os = versions
                reading = bottlerocket.read([source], kubernetes, shape, Context(platforms=(("bottlerocket", os),)))
                if any(finding.code == "NC703" for finding in reading.findings):
                    continue  # the recording gives older templates newer settings
                wanted = copy.deepcopy(one.get("kubelet_config") or {**baseline[tag], **one["changed"]})
                for field in one.get("removed", ()):
                    del wanted[field]
                if "not_decodable" in one:
                    assert reading.effective is None, (case["id"], tag)
                    says = [finding.says.text for finding in reading.findings if finding.says]
                    assert any(one["not_decodable"] in text for text in says), (case["id"], tag, says)
                    continue
                assert reading.effective is not None, (case["id"], tag, reading.findings)
                if case["input"].find("seccomp-default") < 0:
                    wanted["seccompDefault"] = kubernetes.minor >= 33  # what a node has by itself
                if ("maxPods",) in reading.effective.unknown:
                    del wanted["maxPods"]
                wanted.pop("userNamespaces", None)
                wanted = decode.main_file(wanted, (), kubernetes).config
                found = {
                    name: value for name, value in reading.effective.config.items() if name != "registerWithTaints"
                }
                assert found == wanted, (case["id"], tag)  # taints are no part of the file, they are a flag
                compared += 1
    assert compared > 750


def test_bare_keys_are_a_piece_to_be_pasted():
    text = 'cpu-manager-policy = "static"\n[settings.kubernetes.kube-reserved]\ncpu = "1"\n'
    reading = read(text)
    assert not reading.findings
    node = reading.effective
    assert node is not None
    assert node.get("cpuManagerPolicy") == "static"
    assert node.get("kubeReserved", "cpu") == "1"
    assert node.origin("cpuManagerPolicy").route == ("cpu-manager-policy",)
    assert node.origin("kubeReserved", "cpu").route == ("settings", "kubernetes", "kube-reserved", "cpu")


def test_bare_keys_before_a_header_of_their_own_table_are_outside():
    reading = read('max-pods = 20\n[settings.kubernetes]\ncpu-manager-policy = "none"\n')
    assert codes(reading) == ["NC705"]
    assert reading.findings[0].origin.route == ("max-pods",)
    assert reading.effective is not None
    assert "maxPods" not in reading.effective.config


def test_without_a_settings_table():
    reading = read('[kubernetes]\ncpu-manager-policy = "static"\n')
    assert codes(reading) == ["NC704"]
    assert reading.effective is None
    assert codes(read("")) == ["NC704"]


def test_all_refusals_are_told_with_what_the_console_shows_first():
    reading = read('[settings.kubernetes]\ncpuManagerPolicy = "static"\nkube-reserved = {cpu = 2}\nmax-podz = 1\n')
    assert reading.effective is None
    assert [(one.code, one.origin.route[2:]) for one in reading.findings] == [
        ("NC701", ("cpuManagerPolicy",)),
        ("NC702", ("kube-reserved", "cpu")),
        ("NC701", ("max-podz",)),
    ]
    first, second, third = reading.findings
    assert first.says is not None
    assert first.says.who == "bottlerocket"
    assert first.says.text.startswith("unknown field `cpuManagerPolicy`, expected one of `cluster-name`")
    assert "did you mean cpu-manager-policy?" in first.message
    assert first.fix is not None
    assert first.fix.applicability == "safe"
    assert third.fix is not None
    assert third.fix.applicability == "unsafe"
    source = first.origin.source
    assert source is not None
    assert source.span(first.origin.route, key=True) == Span(2, 1, 2, 17)
    assert source.span(second.origin.route) == Span(3, 24, 3, 25)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("reservedSystemCPUs", "reserved-cpus"),
        ("reservedMemory", "memory-manager-reserved-memory"),
        ("kubeReserved", "kube-reserved"),
        ("cpu_manager_policy", "cpu-manager-policy"),
        ("topology-manager-polcy", "topology-manager-policy"),
        ("pods-per-core", None),
        ("feature-gates", None),
    ],
)
def test_suggestions_for_keys(wrong: str, meant: str | None):
    (finding,) = read(f'[settings.kubernetes]\n{wrong} = "x"\n').findings
    assert ("did you mean" in finding.message) is (meant is not None), finding.message
    if meant:
        assert f"did you mean {meant}?" in finding.message


@pytest.mark.parametrize(
    ("table", "written", "fix"),
    [
        ("topology-manager-policy-options", 'max-allowable-numa-nodes = "8"', ("8", "safe")),
        ("topology-manager-policy-options", 'prefer-closest-numa-nodes = "true"', ("true", "safe")),
        ("kube-reserved", "cpu = 2", ('"2"', "unsafe")),
        ("kube-reserved", "cpu = 0.5", None),
    ],
)
def test_fixes_for_values_of_the_wrong_type(table: str, written: str, fix: tuple[str, str] | None):
    (finding,) = read(f"[settings.kubernetes.{table}]\n{written}\n").findings
    assert finding.code == "NC702"
    assert (finding.fix and (finding.fix.changes[0].text, finding.fix.applicability)) == fix


def test_what_an_unknown_version_leaves_open():
    text = '[settings.kubernetes]\ntopology-manager-policy = "restricted"\nreserved-cpus = "0-1"\n'
    reading = read(text, os="")
    assert reading.effective is not None
    assert [(one.code, one.reason) for one in reading.not_checked] == [
        (
            "NC703",
            "Bottlerocket version unknown: settings.kubernetes.reserved-cpus is known for certain only from 1.21.0 on",
        ),
    ]
    assert not read(text).not_checked


def test_a_later_setting_names_the_first_version():
    text = "[settings.kubernetes.topology-manager-policy-options]\nprefer-closest-numa-nodes = true\n"
    (finding,) = read(text, os="1.59.3").findings
    assert finding.code == "NC703"
    assert "needs Bottlerocket 1.60.0, and this is 1.59.3" in finding.message
    word = '[settings.kubernetes]\ncpu-manager-policy-options = ["strict-cpu-reservation"]\n'
    (finding,) = read(word, os="1.50.0").findings
    assert finding.code == "NC703"
    assert finding.origin.route[-1] == 0


def test_what_the_machine_decides():
    node = read("[settings]\n", machine=machine()).effective
    assert node is not None
    assert node.get("kubeReserved") == {"cpu": "310m", "memory": "8362Mi", "ephemeral-storage": "1Gi"}
    assert node.get("maxPods") == 737
    origin = node.origin("kubeReserved", "memory")
    assert (origin.kind, origin.note) == (
        "platform-default",
        "Bottlerocket computes kubeReserved.memory from max-pods as 11 × 737 + 255 MiB",
    )
    assert not node.unknown
    nobody = read("[settings]\n").effective
    assert nobody is not None
    assert set(nobody.unknown) == {("maxPods",), ("kubeReserved", "memory"), ("kubeReserved", "cpu")}
    assert nobody.get("kubeReserved") == {"ephemeral-storage": "1Gi"}
    pinned = read('[settings.kubernetes]\nmax-pods = 20\nkube-reserved = {cpu = "1"}\n').effective
    assert pinned is not None
    assert not pinned.unknown
    assert pinned.get("kubeReserved", "memory") == "475Mi"


def test_what_was_written_and_is_not_in_force():
    text = (
        '[settings.kubernetes]\nmemory-manager-policy = "Static"\n'
        'cpu-manager-policy-options = ["full-pcpus-only", "strict-cpu-reservation"]\n'
        "ids-per-pod = 65536\nmemory-throttling-factor = 0.8\n"
    )
    reading = read(text, "1.31")
    assert sorted(codes(reading)) == ["NC706", "NC706", "NC706", "NC708"]
    assert {one.severity for one in reading.findings} == {"no-effect"}
    node = reading.effective
    assert node is not None
    assert {lost.origin.route[2] for lost in node.lost} == {
        "memory-manager-policy",
        "cpu-manager-policy-options",
        "ids-per-pod",
        "memory-throttling-factor",
    }
    assert node.get("cpuManagerPolicyOptions") == {"full-pcpus-only": "true"}
    assert "memoryManagerPolicy" not in node.config


def test_ids_per_pod_reaches_no_kubelet():
    reading = read("[settings.kubernetes]\nids-per-pod = 65536\n", "1.35")
    assert codes(reading) == ["NC706"]
    assert reading.effective is not None
    assert "idsPerPod" not in reading.effective.config


@pytest.mark.parametrize(
    ("setting", "fix"), [('"0"', '"0-0"'), ('"12"', '"12-12"'), ('"08"', '"8-8"'), ('"0,1"', None), ('"0-0"', None)]
)
def test_a_single_reserved_cpu(setting: str, fix: str | None):
    reading = read(f"[settings.kubernetes]\nreserved-cpus = {setting}\n")
    assert codes(reading) == (["NC707"] if fix else [])
    if fix:
        (finding,) = reading.findings
        assert finding.severity == "will-not-start"
        assert finding.fix is not None
        assert finding.fix.changes[0].text == fix
        assert finding.says is not None
        assert finding.says.text == (
            "failed to decode: json: cannot unmarshal number into Go struct field "
            "KubeletConfiguration.reservedSystemCPUs of type string"
        )


@pytest.mark.parametrize(
    ("key", "memory", "severity"),
    [
        ("0", "1Gi", None),
        ("10", "1000", None),
        ("0", "1e9", None),
        ("010", "1Gi", "suspicious"),
        ("0x1", "1Gi", "suspicious"),
        ("1e1", "1Gi", "suspicious"),
        ("0", "010", "suspicious"),
        ("node0", "1Gi", "will-not-start"),
        ("0-1", "1Gi", "will-not-start"),
        ("99999999999999999999", "1Gi", "will-not-start"),
        ("0", "1K", "will-not-start"),
        ("0", "...", "will-not-start"),
    ],
)
def test_nodes_and_amounts_without_quotes(key: str, memory: str, severity: str | None):
    text = f'[settings.kubernetes.memory-manager-reserved-memory.{key}]\nenabled = true\nmemory = "{memory}"\n'
    found = [finding.severity for finding in read(text).findings if finding.code == "NC707"]
    assert found == ([severity] if severity else [])


def test_a_value_that_breaks_the_template():
    reading = read('[settings.kubernetes]\nprovider-id = "aws: : x"\n')
    assert codes(reading) == ["NC707"]
    assert reading.effective is None


def test_labels_and_taints():
    reading = read(
        '[settings.kubernetes.node-labels]\n"example.org/numa" = "two"\n'
        '[settings.kubernetes.node-taints]\na = ["b:NoSchedule", ":NoExecute"]\nc = "d:NoSchedule"\n'
    )
    assert reading.labels == {"example.org/numa": "two"}
    assert reading.taints == (
        {"key": "a", "value": "b", "effect": "NoSchedule"},
        {"key": "a", "effect": "NoExecute"},
        {"key": "c", "value": "d", "effect": "NoSchedule"},
    )
    assert reading.effective is not None
    assert reading.effective.get("registerWithTaints") == list(reading.taints)


def test_a_label_that_the_kubelet_refuses():
    reading = read('[settings.kubernetes.node-labels]\n"topology.kubernetes.io/numa-capable" = "true"\n')
    assert codes(reading) == ["NC511"]
    assert reading.effective is None
    assert reading.findings[0].origin.route[-1] == "topology.kubernetes.io/numa-capable"


def test_a_document_that_ec2_does_not_take_as_it_is():
    text = '[settings.kubernetes]\ncpu-manager-policy = "none"\n' + "# padding\n" * 1700
    (finding,) = read(text).findings
    assert (finding.code, finding.severity) == ("NC506", "suspicious")


@pytest.mark.parametrize(
    ("text", "os", "pools"),
    [
        ('[settings.kernel.hugepages.static]\n"2Mi" = { count = "512" }\n"1Gi" = { count = "0:2,1:3" }\n', "1.64.0",
         [(1 << 30, 2, 0), (1 << 30, 3, 1), (2 << 20, 512, None)]),
        ('[settings.kernel.sysctl]\n"vm/nr_hugepages" = "8"\n', "1.35.0", [(2 << 20, 8, None)]),
        ('[settings.kernel.sysctl]\n"vm.nr_hugepages" = "8"\n', "1.41.0", [(2 << 20, 8, None)]),
        ('[settings.kernel.sysctl]\n"vm.nr_hugepages" = "8"\n', "1.35.0", []),
        ('[settings.boot]\nreboot-to-reconcile = true\n[settings.boot.kernel-parameters]\ndefault_hugepagesz = ["1G"]\n'
         'hugepages = ["4"]\n', "1.54.0", [(1 << 30, 4, None)]),
        ('[settings.boot.kernel-parameters]\nhugepages = ["4"]\n', "1.54.0", []),
    ],
)  # fmt: skip
def test_hugepages(text: str, os: str, pools: list[tuple[int, int, int | None]]):
    assert read(text, os=os).hugepages == tuple(Hugepages(*pool) for pool in pools)


def test_two_documents_merge_key_by_key():
    def source(name: str, text: str) -> Source:
        return Source(name, toml.read(text))

    first = source("first", '[settings.kubernetes]\nmax-pods = 20\nkube-reserved = {cpu = "1", memory = "1Gi"}\n')
    second = source("second", '[settings.kubernetes]\nmax-pods = 30\nkube-reserved = {memory = "2Gi"}\n')
    context = Context(platforms=(("bottlerocket", Version(1, 64, 0)),))
    reading = bottlerocket.read([first, second], Version(1, 34), None, context)
    node = reading.effective
    assert node is not None
    assert node.get("maxPods") == 30
    assert node.get("kubeReserved", "cpu") == "1"
    assert node.get("kubeReserved", "memory") == "2Gi"
    assert node.origin("kubeReserved", "cpu").source is first
    assert node.origin("maxPods").source is second


def test_other_variants_have_no_kubelet():
    assert read('[settings.ecs]\ncluster = "x"\n') == Reading(None)


def test_a_date_where_a_string_is_meant():
    (finding,) = read("[settings.kubernetes]\ncluster-name = 2026-01-01\n").findings
    assert finding.code == "NC702"
    assert "invalid type: map, expected a string" in finding.message


def test_platform_defaults():
    defaults: dict[str, Any] = bottlerocket.platform_defaults(Version(1, 34))
    assert defaults["failSwapOn"] is False
    assert defaults["cpuManagerPolicy"] == "none"
    assert "evictionHard" not in defaults
    assert "kubeReserved" not in defaults


def test_the_formula():
    assert bottlerocket.formula(machine(), {}) == {"cpu": "310m", "ephemeral-storage": "1Gi", "memory": "8362Mi"}
    assert bottlerocket.formula(machine(), {"maxPods": 29}) == {
        "cpu": "310m",
        "ephemeral-storage": "1Gi",
        "memory": "574Mi",
    }
    assert bottlerocket.formula(machine(pods=None), {}) is None
    assert bottlerocket.formula(Machine("?"), {"maxPods": 29}) is None


def test_a_cloud_provider_that_the_kubelet_does_not_have():
    text = '[settings.kubernetes]\ncloud-provider = "{}"\n'
    refused = read(text.format("aws"))
    assert refused.effective is None
    (finding,) = [one for one in refused.findings if one.severity == "will-not-start"]
    assert finding.code == "NC416"
    assert finding.message == (
        'cloud-provider = "aws": the kubelet has no cloud provider aws of its own; write external, '
        "and run that cloud's controller manager in the cluster"
    )
    assert read(text.format("external")).effective is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[settings.kubernetes.eviction-hard.memory]\navailable = "5%"\n',
         'TOML takes memory.available apart at the period; write "memory.available" in quotes'),
        ('[settings.kubernetes.eviction-hard]\nmemory.available = "5%"\n',
         'TOML takes memory.available apart at the period; write "memory.available" in quotes'),
        ('[settings.kubernetes.kube-reserved]\nephmeral-storage = "1Gi"\n',
         "unknown key 'ephmeral-storage'; did you mean ephemeral-storage?"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_one_finding_about_the_key(text, words):
    (finding,) = [one for one in read(text).findings if one.severity == "will-not-start"]
    assert (finding.code, finding.key) == ("NC702", True)
    assert words in finding.message
