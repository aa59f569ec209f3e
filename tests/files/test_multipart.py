"""Cloud-configs among the parts of MIME user data are read like any cloud-config, with their places."""

from __future__ import annotations

import base64

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint

NODE_CONFIG = (
    "Content-Type: application/node.eks.aws\n\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {}\n"
)
DROPIN = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: static\n"
FILES = "#cloud-config\nwrite_files:\n- path: /etc/kubernetes/kubelet/config.json.d/99-numa.conf\n  content: |\n"
FILES += "".join(f"    {line}\n" for line in DROPIN.splitlines())


def user_data(*parts: str) -> bytes:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n'
    return (head + "".join(f"--B\n{part}" for part in parts) + "--B--\n").encode()


def found(data: bytes) -> list[tuple[str, int, int]]:
    report = lint("user-data.txt", data, Options(Context(kubernetes("1.34"))))
    assert report is not None
    return [(one.finding.code, one.location.span.line, one.location.span.column) for one in report.remarks]


@pytest.mark.parametrize("kind", ["text/cloud-config", 'text/cloud-config; charset="us-ascii"', "text/plain"])
def test_what_a_cloud_config_beside_a_nodeconfig_writes(kind: str) -> None:
    part = f"Content-Type: {kind}\n\n{FILES}"
    assert found(user_data(part, NODE_CONFIG)) == [("NC109", 12 + 1, 26)]
    assert found(user_data(NODE_CONFIG, part)) == [("NC109", 12 + 7, 26)]
    assert found(user_data(part)) == [("NC109", 12 + 1, 26)]


def test_a_cloud_config_that_is_encoded() -> None:
    packed = base64.encodebytes(FILES.encode()).decode()
    part = f"Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64\n\n{packed}"
    assert [code for code, *_ in found(user_data(part, NODE_CONFIG))] == ["NC109"]


def test_a_cloud_config_about_something_else() -> None:
    assert found(user_data("Content-Type: text/cloud-config\n\n#cloud-config\npackages: [jq]\n", NODE_CONFIG)) == []


def test_a_cloud_config_in_the_user_data_of_a_node_class() -> None:
    text = user_data(f"Content-Type: text/cloud-config\n\n{FILES}", NODE_CONFIG).decode()
    head = "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: a}\nspec:\n"
    head += "  amiSelectorTerms: [{alias: al2023@latest}]\n  role: node\n  subnetSelectorTerms: [{id: subnet-1234}]\n"
    head += "  securityGroupSelectorTerms: [{id: sg-1234}]\n  userData: |\n"
    whole = head + "".join(f"    {line}\n" for line in text.splitlines())
    assert found(whole.encode()) == [("NC109", 13 + 9, 30)]
