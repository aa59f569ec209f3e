from __future__ import annotations

import json
from random import Random
from textwrap import dedent, indent
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents.source import Source
from numaconf.files import nodes
from numaconf.files.recognise import as_kind
from numaconf.findings import Holds
from numaconf.kubelet.version import Version, dotted
from numaconf.machine import ec2
from numaconf.rules.judge import ALL
from numaconf.rules.verdict import Judgement
from numaconf.targets import karpenter
from numaconf.targets.karpenter import nodeclass, nodepool
from numaconf.targets.subject import Subject
from numaconf.targets.target import Reading
from tests.targets.karpenter.test_schema import SOUND, value

KUBERNETES = Version(1, 34)
HEAD = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: pool}
spec:
  role: node
  subnetSelectorTerms: [{tags: {a: b}}]
  securityGroupSelectorTerms: [{tags: {a: b}}]
"""
POOL = """\
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: pool}
spec:
  template:
    metadata:
      labels: {example.com/numa: "true", kubernetes.io/role: numa}
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: pool}
      taints: [{key: dedicated, value: packets, effect: NoSchedule}]
      startupTaints: [{key: not-yet, effect: NoExecute}]
      requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [m5.24xlarge]}]
"""


def text(body: str, alias: str = "al2023@latest") -> str:
    return f"{HEAD}  amiSelectorTerms: [{{alias: {alias}}}]\n" + indent(dedent(body).strip("\n"), "  ") + "\n"


def sources(written: str) -> tuple[Source, ...]:
    (subject,) = as_kind("karpenter", "karpenter.yaml", written.encode())
    assert subject.refusal is None
    return subject.sources


def _karpenter(version: str) -> tuple[tuple[str, Version], ...]:
    return (("karpenter", dotted(version, "Karpenter")),) if version else ()


def read(written: str, version: str = "1.15.0", machine: str = "m5.24xlarge", minor: int = 34) -> Reading:
    known = Context(platforms=_karpenter(version))
    return karpenter.read(sources(written), Version(1, minor), ec2.instance(machine) if machine else None, known)


def judged(written: str, version: str = "1.15.0", kubernetes: Version | None = KUBERNETES) -> Judgement:
    found = sources(written)
    known = Context(kubernetes, platforms=_karpenter(version)).over(karpenter.said(found))
    return nodes.judge(Subject("karpenter", tuple(found)), known, ALL)


def codes(reading: Reading | Judgement) -> list[str]:
    return sorted(finding.code for finding in reading.findings)


NODE_CONFIG = """
userData: |
  apiVersion: node.eks.aws/v1alpha1
  kind: NodeConfig
  spec:
    kubelet:
      config:
        %s
"""


def user_data(config: str) -> str:
    return text(NODE_CONFIG % config)


def test_a_place_in_a_block_scalar_is_a_place_in_the_file() -> None:
    written = user_data("topologyManagerPolicy: bogus") + POOL
    (finding,) = judged(written, "1.14.1").findings
    source = finding.origin.source
    assert source is not None
    place = source.locate(finding.origin.route)
    line = written.split("\n")[place.span.line - 1]
    assert line[place.span.column - 1 : place.span.end_column - 1] == "bogus"
    assert (place.path, place.document, place.pointer) == ("karpenter.yaml", 0, "/spec/userData")
    assert place.embedded == ("/spec/kubelet/config/topologyManagerPolicy",)


def test_a_value_of_the_class_points_into_the_class() -> None:
    written = text("kubelet: {topologyManagerPolicy: bogus}") + POOL
    (finding,) = judged(written).findings
    assert finding.origin.source is not None
    place = finding.origin.source.locate(finding.origin.route)
    assert (place.pointer, place.embedded) == ("/spec/kubelet/topologyManagerPolicy", ())


def test_labels_and_taints_are_the_pools() -> None:
    for alias in ("al2023@latest", "bottlerocket@latest"):
        reading = read(text("", alias) + POOL)
        assert reading.findings == ()
        assert reading.labels.items() >= {"example.com/numa": "true", "kubernetes.io/role": "numa"}.items()
        assert {taint["key"] for taint in reading.taints} == {"dedicated", "not-yet", "karpenter.sh/unregistered"}


def test_the_pool_names_the_machines() -> None:
    assert [one.name for one in karpenter.said(sources(text("") + POOL)).machines] == ["m5.24xlarge"]
    assert karpenter.said(sources(text(""))).machines == ()
    broken = POOL.replace("operator: In", "operator: in")
    assert karpenter.said(sources(text("") + broken)).machines == ()


def test_a_pool_alone_starts_nothing_and_is_checked_all_the_same() -> None:
    reading = read(POOL.replace("---\n", ""))
    assert (reading.effective, reading.findings) == (None, ())
    broken = POOL.replace("---\n", "").replace("NoSchedule", "Never")
    assert codes(read(broken)) == ["NC601"]


def test_on_windows_and_custom_no_kubelet_is_known() -> None:
    assert read(text("", "windows2022@latest")).effective is None
    custom = read(text("amiFamily: Custom\nuserData: '#!/bin/sh'"))
    assert (custom.effective, codes(custom)) == (None, ["NC609"])


class TestUnknownKarpenter:
    """Two versions are possible that behave in ways of their own, on Bottlerocket six."""

    def test_what_both_say_is_said(self) -> None:
        assert codes(judged(text("kubelet: {kubeReserved: {cpus: '1'}}"), "")) == ["NC605"]
        assert codes(judged(user_data("topologyManagerPolicy: bogus"), "")) == ["NC301"]

    def test_what_one_says_is_not_checked(self) -> None:
        found = judged(text("kubelet: {cpuManagerPolicy: none}"), "")
        assert found.findings == ()
        gaps = {gap.code: gap.reason for gap in found.not_checked}
        assert gaps["NC602"] == "differs between Karpenter 1.14 and 1.15: pass --karpenter-version"
        reading = read(text("kubelet: {cpuManagerPolicy: bogus}"), "")
        assert reading.effective is not None
        assert "cpuManagerPolicy" not in reading.effective.config
        assert ("cpuManagerPolicy",) in reading.effective.unknown

    def test_what_each_says_in_its_own_words_is_said_once(self) -> None:
        """Below 1.15 the API server drops the field, from 1.15 on the kubelet exits over its value."""
        (finding,) = judged(text("kubelet: {cpuManagerPolicy: bogus}"), "").findings
        assert (finding.code, finding.severity, finding.fix) == ("NC201", "no-effect", None)
        assert finding.versions == (
            Holds("NC602", "Karpenter", "1.0", "1.14"),
            Holds("NC201", "Karpenter", "1.15", "1.15"),
        )
        assert "NC602 with Karpenter 1.0 to 1.14" in finding.message

    def test_what_1_0_drops_and_later_ones_refuse_as_a_whole(self) -> None:
        pool = "apiVersion: karpenter.sh/v1beta1\nkind: NodePool\nmetadata: {name: numa}\n"
        pool += "spec: {template: {spec: {kubelet: "
        (finding,) = judged(pool + "{cpuManagerPolicy: static}}}}\n", "").findings
        assert (finding.code, finding.severity) == ("NC604", "no-effect")
        assert [(one.origin.route[-1], one.message) for one in finding.related] == [
            ("cpuManagerPolicy", "NC602 kubelet-field-pruned")
        ]
        assert judged(pool + "{maxPods: 20}}}}\n", "").findings == ()

    def test_bottlerocket_hangs_on_more_versions(self) -> None:
        settings = (
            "userData: |\n  [settings.kubernetes]\n  cpu-manager-policy = 'static'\n"
            "  cpu-manager-policy-options = ['full-pcpus-only']"
        )
        found = judged(text(settings, "bottlerocket@latest"), "")
        reasons = {gap.code: gap.reason for gap in found.not_checked}
        assert reasons["NC612"] == "differs between Karpenter 1.8 and 1.9: pass --karpenter-version"
        assert codes(judged(text(settings.replace("-options", "-foo"), "bottlerocket@latest"), "")) == ["NC612"]

    def test_1_0_still_served_v1beta1(self) -> None:
        pool = "apiVersion: karpenter.sh/v1beta1\nkind: NodePool\nmetadata: {name: numa}\nspec: {}\n"
        (gap,) = judged(pool, "").not_checked
        assert gap == ("NC604", "differs between Karpenter 1.0 and 1.1: pass --karpenter-version")
        assert codes(judged(pool.replace("v1beta1", "v1alpha5").replace("NodePool", "Provisioner"), "")) == ["NC604"]
        assert [codes(judged(pool, version)) for version in ("1.0.8", "1.1.0")] == [[], ["NC604"]]

    def test_every_kubernetes_version_finds_the_same_place(self) -> None:
        script = "userData: |\n  #!/bin/sh\n  /etc/eks/bootstrap.sh demo"
        assert codes(judged(text(script), "", None)) == ["NC521"]


@pytest.mark.parametrize(
    ("version", "codes_found"),
    [("0.37.0", ["NC604"]), ("1.0.8", ["NC602"]), ("1.14.1", ["NC602"]), ("1.15.0", []), ("1.15.1", [])],
)
def test_the_same_class_by_version(version: str, codes_found: list[str]) -> None:
    assert codes(read(text("kubelet: {cpuManagerPolicy: static}"), version)) == codes_found


def test_fields_came_with_versions() -> None:
    written = text("networkInterfaces: [{networkCardIndex: 0, deviceIndex: 0, interfaceType: interface}]")
    assert codes(read(written, "1.10.0")) == ["NC603"]
    assert codes(read(written, "1.11.0")) == []
    assert codes(read(text("enclaveOptions: {enabled: true}"), "1.14.3")) == ["NC603"]


class TestUserDataOnAl2023:
    def test_karpenter_wins_and_what_it_overrides_is_said(self) -> None:
        written = text(
            "kubelet: {kubeReserved: {cpu: '1', memory: 2Gi}, clusterDNS: [10.0.0.10]}\n"
            + dedent(
                NODE_CONFIG % "{maxPods: 42, kubeReserved: {memory: 4Gi, cpu: '1'}, clusterDNS: [10.0.0.1]}"
            ).strip()
        )
        reading = read(written)
        assert codes(reading) == ["NC615", "NC615", "NC615"]
        assert reading.effective is not None
        config = reading.effective.config
        assert config["kubeReserved"] == {"cpu": "1", "ephemeral-storage": "1Gi", "memory": "2Gi"}
        assert (config["maxPods"], config["clusterDNS"]) == (737, ["10.0.0.10"])
        assert len(reading.effective.lost) == 3

    def test_without_a_machine_what_hangs_on_it_is_unknown(self) -> None:
        reading = read(user_data("maxPods: 42"), machine="")
        assert reading.effective is not None
        assert "maxPods" not in reading.effective.config
        assert ("maxPods",) in reading.effective.unknown

    def test_nulls_are_taken_out_by_the_api_server(self) -> None:
        body = "kubelet: {reservedSystemCPUs: '0,48', systemReservedCgroup: null, kubeReservedCgroup: ''}"
        assert "NC603" in codes(read(text(body)))
        # So one of the two cgroups stays, and the kubelet does not start.
        assert "NC212" in codes(judged(text(body) + POOL))

    def test_a_tear_that_loses_karpenters_part_is_fatal(self) -> None:
        for line in ("--//--", "--//x\n  --//\n  not a header"):
            written = text(f"userData: |\n  #!/bin/sh\n  cat <<EOF\n  {line}\n  EOF")
            reading = read(written)
            assert (reading.effective, codes(reading)) == (None, ["NC614"])
            assert reading.findings[0].severity == "will-not-start"

    def test_a_tear_that_only_makes_a_part_more_is_not(self) -> None:
        reading = read(text("userData: |\n  #!/bin/sh\n  --//\n\n  echo"))
        assert codes(reading) == ["NC614"]
        assert reading.findings[0].severity == "no-effect"

    @pytest.mark.parametrize(
        ("body", "severity"),
        [
            ("# only a comment\n", "will-not-start"),
            ("#cloud-config\nruncmd: [ls]\n", "will-not-start"),
            ("key: value\n", "will-not-start"),
            ("kind: NodeConfig\nspec:\n\tkubelet: {}\n", "no-effect"),
            ('# mine\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n', "no-effect"),
        ],
    )
    def test_what_is_taken_for_something_else(self, body: str, severity: str) -> None:
        reading = read(text(f"userData: {json.dumps(body)}"))
        assert [(one.code, one.severity) for one in reading.findings] == [("NC614", severity)]

    def test_a_boundary_that_never_comes_loses_everything(self) -> None:
        body = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--y\n\n#!/bin/sh\n--y--\n'
        (finding,) = read(text(f"userData: {json.dumps(body)}")).findings
        assert (finding.code, finding.severity) == ("NC614", "no-effect")

    def test_scripts_that_do_not_run(self) -> None:
        assert codes(read(text(f"userData: {json.dumps('#!/bin/sh' + chr(10) + 'echo é')}"))) == ["NC507"]

    def test_parts_of_another_type_are_said(self) -> None:
        body = (
            'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\n'
            "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n\n--x--\n"
        )
        assert codes(read(text(f"userData: {json.dumps(body)}"))) == ["NC504"]

    def test_flags_of_a_node_config_beat_karpenter_and_its_arithmetic(self) -> None:
        flags = NODE_CONFIG.replace("config:\n        %s", "flags: ['--kube-reserved=cpu=1,memory=6Gi']")
        reading = read(text(flags))
        assert reading.effective is not None
        assert reading.effective.config["kubeReserved"] == {"cpu": "1", "memory": "6Gi"}
        found = {one.code: one.severity for one in reading.findings}
        # Less memory is kept back than Karpenter counts with, and more CPU.
        assert found["NC610"] in {"no-effect", "suspicious"}

    def test_too_large_user_data(self) -> None:
        assert "NC506" in codes(read(text(f"userData: {json.dumps('#!/bin/sh' + chr(10) + '#' * 17000)}")))


class TestAllocatable:
    def test_reserved_cpus_without_amounts(self) -> None:
        body = "kubelet: {reservedSystemCPUs: '0,24,48,72', systemReservedCgroup: '', kubeReservedCgroup: ''}"
        (finding,) = read(text(body)).findings
        assert (finding.code, finding.severity) == ("NC610", "no-effect")
        assert "the node keeps back 4 of CPU" in finding.message
        assert "Karpenter counts with 310m" in finding.message
        assert 'systemReserved cpu "4" and kubeReserved cpu "0"' in finding.message
        amounts = "kubeReserved: {cpu: '0'}, systemReserved: {cpu: '4'}"
        assert read(text(body.replace("}", f", {amounts}}}"))).findings == ()

    def test_a_machine_need_not_be_known_for_what_both_leave_to_a_formula(self) -> None:
        reading = read(user_data("systemReserved: {memory: 1Gi}"), "1.14.1", "")
        assert codes(reading) == ["NC610"]
        assert reading.not_checked == ()
        assert read(text(""), machine="").findings == ()

    def test_a_partial_map_on_al2_reserves_less_than_karpenter_counts_with(self) -> None:
        reading = read(text("kubelet: {kubeReserved: {memory: 4Gi}}", "al2@latest"), "1.14.1", minor=32)
        found = sorted((one.code, one.severity) for one in reading.findings)
        assert found == [("NC512", "suspicious"), ("NC610", "suspicious")]

    def test_the_same_share_on_both_sides_is_no_difference(self) -> None:
        assert codes(read(text("kubelet: {evictionHard: {memory.available: 5%}}"))) == ["NC611"]

    def test_efa_only_interfaces_take_pods_that_karpenter_alone_counts(self) -> None:
        interfaces = (
            "networkInterfaces: [{networkCardIndex: 0, deviceIndex: 0, interfaceType: interface}, "
            "{networkCardIndex: 0, deviceIndex: 1, interfaceType: efa-only}]"
        )
        reading = read(text(interfaces), machine="p5.48xlarge")
        assert [gap.code for gap in reading.not_checked] == ["NC610"]


class TestBottlerocket:
    def settings(self, table: str, kubelet: str = "{}", version: str = "1.15.0") -> Reading:
        body = f"kubelet: {kubelet}\nuserData: |\n" + indent(f"[settings.kubernetes]\n{dedent(table).strip()}", "  ")
        return read(text(body, "bottlerocket@latest"), version)

    def test_whole_tables_are_replaced(self) -> None:
        reading = self.settings("kube-reserved = {cpu = '2'}", "{kubeReserved: {memory: 2Gi}}")
        assert "NC615" in codes(reading)
        assert reading.effective is not None
        assert reading.effective.config["kubeReserved"]["memory"] == "2Gi"
        assert reading.effective.config["kubeReserved"]["cpu"] != "2"

    def test_taints_are_thrown_away(self) -> None:
        assert codes(self.settings("node-taints = {a = ['b:NoSchedule']}")) == ["NC615"]

    def test_what_is_dropped_has_no_effect(self) -> None:
        reading = self.settings("cpu-manager-policy = 'static'\nreserved-cpus = '0,48'")
        assert codes(reading) == ["NC612"]
        assert reading.effective is not None
        assert "reservedSystemCPUs" not in reading.effective.config
        assert reading.effective.config["cpuManagerPolicy"] == "static"

    def test_reserved_memory_that_is_not_enabled_does_not_count(self) -> None:
        table = "memory-manager-policy = 'Static'\nmemory-manager-reserved-memory.0.memory = '1Gi'"
        assert codes(self.settings(table, version="1.14.1")) == ["NC612", "NC708"]
        reading = self.settings(table)
        assert reading.effective is not None
        assert not reading.effective.config.get("reservedMemory")

    @pytest.mark.parametrize("broken", ["cpu-manager-policy = 1", "cpu-manager-policy =", "kube-reserved = 'x'"])
    def test_what_karpenter_cannot_decode_launches_nothing(self, broken: str) -> None:
        reading = self.settings(broken)
        assert (reading.effective, codes(reading)) == (None, ["NC613"])

    def test_places_are_those_of_the_file(self) -> None:
        written = text("userData: |\n  [settings.kubernetes]\n  reserved-cpus = '0,48'", "bottlerocket@latest")
        (finding,) = read(written).findings
        assert finding.origin.source is not None
        span = finding.origin.source.span(finding.origin.route, key=True)
        assert written.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1] == "reserved-cpus"


class TestAl2:
    def test_the_flags_of_karpenter_are_in_force(self) -> None:
        body = "kubelet: {kubeReserved: {cpu: '1', memory: 4Gi, ephemeral-storage: 1Gi}, podsPerCore: 2}"
        reading = read(text(body, "al2@latest") + POOL, "1.14.1", minor=32)
        assert reading.effective is not None
        config = reading.effective.config
        assert config["kubeReserved"] == {"cpu": "1", "memory": "4Gi", "ephemeral-storage": "1Gi"}
        assert (config["maxPods"], config["podsPerCore"]) == (192, 2)
        assert [one["key"] for one in reading.taints] == ["dedicated", "not-yet", "karpenter.sh/unregistered"]

    def test_a_second_call_is_said_and_not_followed(self) -> None:
        body = "userData: |\n  #!/bin/bash\n  /etc/eks/bootstrap.sh demo --kubelet-extra-args '--max-pods=5'"
        reading = read(text(body, "al2@latest"), "1.14.1", minor=32)
        assert codes(reading) == ["NC617"]
        assert reading.effective is None

    def test_there_is_no_image_from_1_33_on(self) -> None:
        assert codes(read(text("", "al2@latest"), minor=33)) == ["NC619"]
        assert codes(read(text("", "al2@latest"), minor=32)) == []


def test_a_pool_without_a_word_on_types_under_settings_for_one_machine() -> None:
    body = "kubelet: {memoryManagerPolicy: Static, reservedMemory: [{numaNode: 0, limits: {memory: 8462Mi}}]}"
    pool = POOL.replace("requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [m5.24xlarge]}]",
                        "requirements: []")  # fmt: skip
    assert codes(read(text(body) + pool)) == ["NC618"]
    assert codes(read(text(body) + POOL)) == []


def test_a_variable_that_is_to_be_filled_in_is_no_wrong_value() -> None:
    body = "kubelet: {maxPods: '${PODS}'}\ndetailedMonitoring: ${MONITORING}"
    for version in ("1.14.1", "1.15.0"):
        assert codes(read(text(body, "'al2023@${A_VERY_LONG_NAME_OF_A_VARIABLE}'"), version)) == []
    assert codes(read(text("kubelet: {maxPods: 'PODS'}"), "1.14.1")) == ["NC601"]


def test_nothing_that_anybody_writes_ends_in_a_traceback() -> None:
    dice = Random(7)
    for number in range(400):
        kind = dice.choice(["EC2NodeClass", "NodePool"])
        model, group = (
            (nodeclass.schema, nodeclass.GROUP) if kind == "EC2NodeClass" else (nodepool.schema, nodepool.GROUP)
        )
        version = dice.choice([Version(1, 14, 3), Version(1, 15, 0)])
        spec: Any = value(dice, model(version).fields["spec"], version)
        if isinstance(spec, dict) and number % 2:
            spec = {**SOUND[kind], **spec}
        one = {"apiVersion": f"{group}/v1", "kind": kind, "metadata": {"name": "pool"}, "spec": spec}
        judged(json.dumps(one), dice.choice(["", "1.14.3", "1.15.0"]))
