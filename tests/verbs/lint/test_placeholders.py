"""`${NAME}` in a file: that value is unknown and nothing is said about it, and all the rest is judged."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.kubelet import version
from numaconf.verbs.lint.file import Options, lint

CONTEXT = Context(version.kubernetes("1.32"))
KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
NODE = """\
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: ${CLUSTER_NAME}
    apiServerEndpoint: ${ENDPOINT}
    certificateAuthority: ${CA}
    cidr: ${CIDR}
  kubelet:
    flags: ["--node-labels=pool=${POOL}"]
    config:
      topologyManagerPolicy: single
"""
BOTTLEROCKET = """\
[settings.kubernetes]
cluster-name = "${name}"
cluster-certificate = "${certificate}"
cpu-manager-policy = "Static"
[settings.kubernetes.node-labels]
pool = "${pool}"
"""
AL2 = "#!/bin/sh\n{before}/etc/eks/bootstrap.sh x --kubelet-extra-args '--max-pods=${{pods}}'\n"


def judge(text: str) -> tuple[list[str], list[str]]:
    """The codes of the findings, and of the rules that were not judged because of a placeholder."""
    report = lint("x", text.encode(), Options(CONTEXT))
    assert report is not None
    open_ = [gap.code for gap in report.gaps if gap.reason.endswith("} is not filled in yet")]
    return [remark.finding.code for remark in report.remarks], open_


@pytest.mark.parametrize(
    ("text", "code"), [(NODE, "NC301"), (BOTTLEROCKET, "NC201")], ids=["nodeconfig", "bottlerocket"]
)
def test_what_is_filled_in_later_keeps_nobody_from_judging_the_rest(text: str, code: str) -> None:
    assert code in judge(text)[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (KUBELET + "maxPods: ${PODS}\n", "NC005"),
        (KUBELET + "topologyManagerPolicy: ${POLICY}\n", "NC301"),
        (KUBELET + "kubeReserved: {memory: '${MEMORY}'}\n", "NC122"),
    ],
)
def test_a_value_to_be_filled_in_is_not_judged(text: str, code: str) -> None:
    assert judge(text) == ([], [code])


def test_a_wrong_key_is_wrong_whatever_its_value_will_be() -> None:
    assert judge(KUBELET + "cpuManagerPolicyy: ${POLICY}\n") == (["NC401"], [])


def test_a_variable_of_the_script_itself_is_no_placeholder() -> None:
    assert judge(AL2.format(before="")) == ([], ["NC416"])
    assert judge(AL2.format(before="pods=9\n")) == (["NC416"], [])
