"""User data for AL2023 that does what AL2 understood, and text that is no part of a MIME document."""

from __future__ import annotations

import pytest

from numaconf.verbs.lint.file import Options, lint

CONFIG = """\
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config: {maxPods: 58}
"""
CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: numa}
spec:
  role: node
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{id: subnet-1}]
  securityGroupSelectorTerms: [{id: sg-1}]
  userData: |
"""


def mime(*parts: tuple[str, str], before: str = "", after: str = "") -> str:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n' + before
    return head + "".join(f"--B\nContent-Type: {kind}\n\n{text}" for kind, text in parts) + "--B--\n" + after


def user_data(script: str) -> str:
    return mime(("text/x-shellscript", "#!/bin/bash\n" + script), ("application/node.eks.aws", CONFIG))


def found(name: str, text: str) -> tuple[list[tuple[str, int]], str]:
    report = lint(name, text.encode(), Options())
    assert report is not None
    return [(one.finding.code, one.location.span.line) for one in report.remarks], report.reason or ""


WAYS = [
    "export KUBELET_EXTRA_ARGS=--cpu-manager-policy=static\n",
    "KUBELET_EXTRA_ARGS='--cpu-manager-policy=static'\n",
    "export USE_MAX_PODS=false\n",
    "F=/etc/kubernetes/kubelet/kubelet-config.json; echo \"$(jq '.maxPods=8' $F)\" > $F\n",
    "jq '.maxPods=8' a > b && mv b /etc/kubernetes/kubelet/kubelet-config.json\n",
    "sudo sed -i 's/110/58/' /etc/kubernetes/kubelet/kubelet-config.json\n",
    "sed -i '/^set -o/a export USE_MAX_PODS=false' /etc/eks/bootstrap.sh\n",
    "cat > /etc/systemd/system/kubelet.service.d/9.conf <<E\n[Service]\nEnvironment=KUBELET_EXTRA_ARGS=--v=4\nE\n",
    "tee /etc/systemd/system/kubelet.service.d/9.conf <<E\n[Service]\nEnvironment=KUBELET_ARGS=--v=4\nE\n",
    "echo KUBELET_EXTRA_ARGS=--v=4 | tee -a /etc/environment\n",
    "echo 'export USE_MAX_PODS=false' >> /etc/profile.d/bootstrap.sh\n",
    "cat > /etc/default/kubelet <<E\nKUBELET_EXTRA_ARGS=--v=4\nE\n",
    "cat a | jq .maxPods=8 | sudo -E sponge /etc/kubernetes/kubelet/kubelet-config.json\n",
    "python3 - <<E\nopen('/etc/kubernetes/kubelet/kubelet-config.json', 'w').write('{}')\nE\n",
]
CALLS = [
    "/etc/eks/bootstrap.sh demo\n",
    "sudo -E bash /etc/eks/bootstrap.sh demo --use-max-pods false\n",
    "if true; then /etc/eks/bootstrap.sh demo; fi\n",
    "B=/etc/eks/bootstrap.sh; $B demo\n",
]
HARMLESS = [
    "# export KUBELET_EXTRA_ARGS=--v=4\n",
    "echo the AL2 file was /etc/kubernetes/kubelet/kubelet-config.json\n",
    "cat /etc/eks/bootstrap.sh\n",
    "echo call /etc/eks/bootstrap.sh no more\n",
    "python3 - <<E\nprint(open('/etc/os-release').read())\nE\n",
    "echo FOO=1 >> /etc/environment\n",
    "mkdir -p /etc/systemd/system/kubelet.service.d\n",
    "cat > /etc/systemd/system/kubelet.service.d/9.conf <<E\n[Service]\nCPUAccounting=true\nE\n",
    "cat > /etc/systemd/system/kubelet.service.d/9.conf <<'E'\n[Service]\nEnvironment=KUBELET_EXTRA_ARGS=--v=4\n"
    "ExecStart=\nExecStart=/usr/bin/kubelet $NODEADM_KUBELET_ARGS $KUBELET_EXTRA_ARGS\nE\n",
]


@pytest.mark.parametrize("script", WAYS)
def test_a_way_of_al2_has_no_effect_on_al2023(script: str) -> None:
    assert found("user-data.txt", user_data(script)) == ([("NC527", 8)], "")


@pytest.mark.parametrize("script", WAYS)
def test_nor_has_it_below_karpenter(script: str) -> None:
    text = CLASS + "    #!/bin/bash\n" + "".join(f"    {line}\n" for line in script.splitlines())
    assert found("class.yaml", text) == ([("NC527", 11)], "")
    on_al2 = text.replace("al2023@latest", "al2@latest")
    assert "NC527" not in {code for code, _ in found("class.yaml", on_al2)[0]}


@pytest.mark.parametrize("script", CALLS)
def test_a_call_of_what_is_gone(script: str) -> None:
    assert found("user-data.txt", user_data(script)) == ([("NC521", 8)], "")


GROUP = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1, version: "1.34"}
managedNodeGroups:
- name: numa
  preBootstrapCommands:
  - %s
"""


def test_nor_has_it_before_eksctl_s_bootstrap() -> None:
    assert found("c.yaml", GROUP % "export KUBELET_EXTRA_ARGS=--v=4") == ([("NC527", 7)], "")
    assert found("c.yaml", GROUP % "sed -i s/a/b/ /etc/eks/bootstrap.sh") == ([("NC582", 7)], "")
    assert found("c.yaml", GROUP % "echo hello") == ([], "")


@pytest.mark.parametrize("script", HARMLESS)
def test_what_only_names_them_is_harmless(script: str) -> None:
    assert found("user-data.txt", user_data(script)) == ([], "")


def test_a_change_of_the_file_that_al2023_does_read_is_not_followed() -> None:
    remarks, reason = found("x", user_data("sed -i 's/110/58/' /etc/kubernetes/kubelet/config.json\n"))
    assert remarks == []
    assert "/etc/kubernetes/kubelet/config.json, which is not followed" in reason


def test_text_outside_of_the_parts_is_read_by_nobody() -> None:
    shell = ("text/x-shellscript", "#!/bin/sh\ntrue\n")
    assert found("x", mime(shell, before=CONFIG)) == ([("NC514", 4)], "")
    assert found("x", mime(shell, after="\n" + CONFIG)) == ([("NC514", 9)], "")
    both = mime(("application/node.eks.aws", CONFIG), before="#!/bin/sh\ntrue\n", after=CONFIG)
    assert found("x", both) == ([("NC514", 4), ("NC514", 14)], "")
    words = mime(("application/node.eks.aws", CONFIG), before="This is a MIME document.\n", after="\n\n")
    assert found("x", words) == ([], "")


def test_the_part_behind_the_end_is_named() -> None:
    report = lint("x", mime(("text/x-shellscript", "#!/bin/sh\n"), after=CONFIG).encode(), Options())
    assert report is not None
    ((place, what),) = report.remarks[0].related
    assert (place.span.line, what) == (9, "the NodeConfig")
