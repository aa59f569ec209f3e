"""MachineConfig and Ignition: the files that they write are read as what they are."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import quote

import pytest

from numaconf.files.recognise import recognise
from numaconf.verbs.lint.file import Options, lint

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 9\n"
PACKED = base64.b64encode(gzip.compress(KUBELET.encode())).decode()
FILE = """\
      storage:
        files:
          - path: /etc/chrony.conf
            contents: {source: "data:,pool"}
          - path: /etc/kubernetes/kubelet.conf
            contents: {source: "%s"%s}
"""
MACHINE_CONFIG = """\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata: {name: 99-kubelet}
spec:
    config:
      ignition: {version: 3.2.0}
"""


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("data:," + quote(KUBELET), ""),
        ("data:text/plain;charset=utf-8;base64," + base64.b64encode(KUBELET.encode()).decode(), ""),
        ("data:;base64," + PACKED, ", compression: gzip"),
    ],
)
@pytest.mark.parametrize("head", [MACHINE_CONFIG, "ignition: {version: 3.2.0}\n"])
def test_a_file_of_the_node_is_read(head: str, source: str, more: str) -> None:
    text = head + (FILE if "spec" in head else FILE.replace("\n      ", "\n")[6:]) % (source, more)
    found = recognise("x.yaml", text.encode())
    (subject,) = found.subjects
    (one,) = subject.sources
    assert (subject.kind, one.document.value["maxPods"]) == ("kubelet", 9)
    assert text.splitlines()[one.span(("maxPods",)).line - 1].strip().startswith("contents:")


def test_what_does_not_decode_is_told_of() -> None:
    text = MACHINE_CONFIG + FILE % ("data:;base64,x", "")
    found = recognise("x.yaml", text.encode())
    assert found.unread == ("/etc/kubernetes/kubelet.conf is not a readable data URL",)


def test_what_is_elsewhere_is_none() -> None:
    text = MACHINE_CONFIG + FILE % ("https://example.com/kubelet.conf", "")
    assert not recognise("x.yaml", text.encode()).subjects


LISTED = "apiVersion: v1\nkind: List\nitems:\n%s"
ITEM = """\
- apiVersion: machineconfiguration.openshift.io/v1
  kind: KubeletConfig
  metadata: {name: a}
  spec: {kubeletConfig: {maxPods: %d}}
"""


def test_objects_of_a_list_are_read_each() -> None:
    text = LISTED % (ITEM % 8 + ITEM % 9)
    found = recognise("x.yaml", text.encode()).subjects
    assert [one.kind for one in found] == ["openshift", "openshift"]
    route = ("spec", "kubeletConfig", "maxPods")
    assert [one.sources[0].span(route).line for one in found] == [7, 11]
    assert found[1].sources[0].locate(route).pointer == "/items/1/spec/kubeletConfig/maxPods"


def test_objects_of_a_template_of_openshift() -> None:
    text = (LISTED % (ITEM % 8)).replace("kind: List\nitems", "kind: Template\nobjects")
    assert [one.kind for one in recognise("x.yaml", text.encode()).subjects] == ["openshift"]


@pytest.mark.parametrize("items", ["nothing", "{a: 1}", "[1, null]", "[]", "null"])
def test_lists_of_something_else(items: str) -> None:
    assert not recognise("x.yaml", f"kind: KubeletConfigList\nitems: {items}\n".encode()).subjects


def test_a_secret_is_read_in_both_forms() -> None:
    packed = base64.b64encode(KUBELET.encode()).decode()
    indented = KUBELET.replace("\n", "\n    ")
    text = f"apiVersion: v1\nkind: Secret\nstringData:\n  a: |\n    {indented}\n"
    text += f"data: {{kubelet.yaml: {packed}, b: '!', c: 1}}\n"
    found = recognise("x.yaml", text.encode()).subjects
    assert [one.sources[0].document.value["maxPods"] for one in found] == [9, 9]
    assert [one.sources[0].span(("maxPods",)).line for one in found] == [7, 9]


@pytest.mark.parametrize("name", ["{{ ds.meta_data.hostname }}", "{{ v1.local_hostname }}", "{{SessionNameRaw}}"])
def test_what_is_filled_in_on_the_node_is_no_template(name: str) -> None:
    text = KUBELET + f"providerID: '{name}'\n"
    assert recognise("x.yaml", text.encode()).subjects
    assert not recognise("x.yaml", (text + "podCIDR: '{{ .Values.cidr }}'\n").encode()).subjects


def test_what_a_cloud_config_writes_is_read_by_its_place() -> None:
    text = "#cloud-config\nwrite_files:\n- path: {}\n  content: |\n    cpuManagerPolicy: none\n    maxPods: 50\n"

    def codes(path: str) -> list[str]:
        report = lint("user-data", text.format(path).encode(), Options())
        assert report is not None
        return [one.finding.code for one in report.remarks]

    assert codes("/var/lib/kubelet/config.yaml") == ["NC002"]
    assert codes("/etc/kubernetes/kubelet.conf.d/10-numa.conf") == ["NC002"]
    assert codes("/etc/kubernetes/kubelet.conf.d/10-numa.yaml") == ["NC009"]
    assert codes("/root/notes.yaml") == []


FLAGS = "KUBELET_EXTRA_ARGS=--cpu-manager-policy=Static"
UNIT = f"[Service]\nEnvironment={FLAGS}\n"
WRAPPED = {
    "a ConfigMap": "apiVersion: v1\nkind: ConfigMap\ndata:\n  kubelet.env: |\n    " + FLAGS + "\n",
    "cloud-config": f"#cloud-config\nwrite_files:\n- path: /etc/default/kubelet\n  content: {FLAGS}\n",
    "a unit in cloud-config": "#cloud-config\nwrite_files:\n- path: /etc/systemd/system/kubelet.service.d/9.conf\n"
    f"  content: |\n    [Service]\n    Environment={FLAGS}\n",
    "a unit of Butane": "variant: fcos\nsystemd:\n  units:\n  - name: kubelet.service\n    contents: |\n"
    f"      [Service]\n      Environment={FLAGS}\n",
    "a drop-in of Ignition": json.dumps(
        {"ignition": {"version": "3.3.0"}, "systemd": {"units": [
            {"name": "kubelet.service", "dropins": [{"name": "9.conf", "contents": UNIT}]}]}}, indent=1
    ),
    "a file of Butane": "variant: fcos\nstorage:\n  files:\n  - path: /etc/default/kubelet\n"
    f"    contents: {{inline: {FLAGS}}}\n",
}  # fmt: skip


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_flags_inside_of_something_are_judged_at_their_place(text: str) -> None:
    report = lint("x", text.encode(), Options())
    assert report is not None
    (remark,) = report.remarks
    assert remark.finding.code == "NC201"
    assert "Static" in text.splitlines()[remark.location.span.line - 1]


@pytest.mark.parametrize("command", ["sed -i s/cpuManagerPolicy/x/ {}", "[sed, -i, s/cpuManagerPolicy/x/, {}]"])
def test_commands_of_a_cloud_config_that_edit_the_kubelet_s_file_are_told_of(command: str) -> None:
    text = "#cloud-config\nruncmd:\n- echo hello\n- " + command.format("/var/lib/kubelet/config.yaml") + "\n"
    report = lint("x", text.encode(), Options())
    assert report is not None
    assert report.status == "unread"
    assert "a script changes /var/lib/kubelet/config.yaml" in (report.reason or "")
    harmless = lint("x", b"#cloud-config\nruncmd:\n- systemctl restart kubelet\n- [1, null]\n- {a: 1}\n", Options())
    assert harmless is not None
    assert harmless.status == "skipped"


@pytest.mark.parametrize(
    ("name", "key", "text", "kinds"),
    [
        ("exporter", "config.yaml", "topologyManagerPolicy: pod", []),
        ("exporter", "config.yaml", "topologyManagerPolicy: restricted\n    topologyManagerScope: pod", ["kubelet"]),
        ("exporter", "kubelet.yaml", "topologyManagerPolicy: pod", ["kubelet"]),
        ("kubelet-config", "config.yaml", "topologyManagerPolicy: pod", ["kubelet"]),
    ],
)
def test_one_name_of_the_kubelets_is_not_enough(name: str, key: str, text: str, kinds: list[str]) -> None:
    whole = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  {key}: |\n    {text}\n"
    assert [one.kind for one in recognise("x.yaml", whole.encode()).subjects] == kinds
