"""Here documents of scripts and of Terraform's files, and what CloudFormation carries: places, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from numaconf.files.recognise import recognise
from numaconf.verbs.lint.file import Options, lint

if TYPE_CHECKING:
    from numaconf.results import FileReport

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def report(path: str, text: str) -> FileReport:
    found = lint(path, text.encode(), Options())
    assert found is not None
    return found


def said(path: str, text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of each finding."""
    return [(one.finding.code, *one.location.span[:2]) for one in report(path, text).remarks]


def kinds(path: str, text: str) -> list[str]:
    return [one.kind for one in recognise(path, text.encode()).subjects]


@pytest.mark.parametrize(
    "written",
    [
        "cat > /etc/kubernetes/kubelet.yaml <<EOF\n%sEOF",
        "cat <<'EOF' > /etc/kubernetes/kubelet.yaml\n%sEOF",
        "sudo tee /etc/kubernetes/kubelet.yaml <<EOF >/dev/null\n%sEOF",
        "cat <<EOF | sudo tee /etc/kubernetes/kubelet.yaml\n%sEOF",
        "if true; then cat > x <<EOF\n%sEOF\nfi",
    ],
)
def test_a_file_that_a_script_writes(written: str) -> None:
    text = "#!/bin/bash\n" + written % (KUBELET + "cpuManagerPolicy: Static\n") + "\n"
    assert kinds("node.sh", text) == ["kubelet"]
    assert said("node.sh", text) == [("NC201", 5, 19)]


def test_tabs_that_the_shell_takes_off_are_columns_of_the_script() -> None:
    body = "".join(f"\t\t{line}\n" for line in (KUBELET + "cpuManagerPolicy: Static").splitlines())
    assert said("node.sh", f"cat > x <<-EOF\n{body}\tEOF\n") == [("NC201", 4, 21)]


def test_a_value_that_the_script_knows_is_filled_in() -> None:
    text = f"POLICY=Static\ncat > x <<EOF\n{KUBELET}cpuManagerPolicy: $POLICY\nEOF\n"
    (one,) = report("node.sh", text).remarks
    assert one.finding.message.startswith("cpuManagerPolicy Static")
    assert one.location.span.line == 5
    assert not one.edits


@pytest.mark.parametrize("value", ["$MAX", "${MAX}", "$(nproc)", "`nproc`", "$1", "${MAX:-110}"])
def test_a_value_that_it_does_not_know_is_not_judged(value: str) -> None:
    text = f"cat > x <<EOF\n{KUBELET}cpuManagerPolicy: {value}\nEOF\n"
    found = report("node.sh", text)
    assert not found.remarks
    assert "NC201" in {gap.code for gap in found.gaps}


def test_numbers_in_json() -> None:
    text = 'cat > x <<EOF\n{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",\n'
    text += ' "maxPods": $MAX, "providerID": "aws:///$ZONE/x"}\nEOF\n'
    found = report("node.sh", text)
    assert (found.status, found.remarks, {gap.code for gap in found.gaps}) == ("checked", (), {"NC005"})


def test_objects_that_go_to_a_client() -> None:
    text = "cat <<EOF | oc apply -f -\napiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\n"
    text += "spec: {kubeletConfig: {cpuManagerPolicy: Static}}\nEOF\n"
    assert said("apply.sh", text) == [("NC201", 4, 42)]


def test_one_kubelet_of_a_file_and_of_arguments() -> None:
    text = f"cat > /etc/kubernetes/kubelet.yaml <<EOF\n{KUBELET}cpuManagerPolicy: static\nEOF\n"
    assert [code for code, *_ in said("node.sh", text)] == ["NC209"]
    start = "kubelet --config=/etc/kubernetes/kubelet.yaml --kube-reserved=cpu=1\n"
    assert kinds("node.sh", text + start) == ["kubelet-flags"]
    assert not said("node.sh", text + start)


def test_k3s_arguments_in_two_places_are_not_followed() -> None:
    text = "cat > /etc/rancher/k3s/config.yaml <<EOF\nkubelet-arg: [cpu-manager-policy=static]\nEOF\n"
    text += "curl -sfL x | sh -s - --kubelet-arg=kube-reserved=cpu=500m\n"
    assert report("install.sh", text).status == "unread"


@pytest.mark.parametrize(
    "text",
    [
        "cat >> /var/lib/kubelet/config.yaml <<EOF\ncpuManagerPolicy: static\nEOF\n",
        "cat <<EOF | sudo tee -a /var/lib/kubelet/config.yaml\ncpuManagerPolicy: static\nEOF\n",
        "sudo /usr/bin/tee --append /var/lib/kubelet/config.yaml <<EOF\ncpuManagerPolicy: static\nEOF\n",
        f"cat > /etc/kubernetes/kubelet.yaml <<EOF\n{KUBELET}EOF\n"
        "sed -i s/cpuManagerPolicy:.*/x/ /var/lib/kubelet/config.yaml\n",
    ],
)
def test_what_edits_a_file_is_not_followed(text: str) -> None:
    assert report("node.sh", text).status == "unread"


@pytest.mark.parametrize("text", ["cat <<EOF\n", "cat > x <<EOF\nkubelet: 'a\nEOF\n", "cat <<EOF | ((\nkubelet\nEOF\n"])
def test_scripts_that_bash_does_not_take(text: str) -> None:
    assert not kinds("node.sh", text)


# Terraform


def test_an_indented_heredoc_has_the_columns_of_the_file() -> None:
    body = "".join(f"    {line}\n" for line in (KUBELET + "cpuManagerPolicy: Static").splitlines())
    assert said("main.tf", f"x = <<-EOT\n{body}    EOT\n") == [("NC201", 4, 23)]


@pytest.mark.parametrize("value", ["${var.policy}", '${lookup(var.x, "}")}', "x${local.a}", "${a ? b : {c = 1}.c}"])
def test_what_terraform_fills_in_is_not_judged(value: str) -> None:
    found = report("main.tf", f"x = <<EOT\n{KUBELET}cpuManagerPolicy: {value}\nmaxPods: 10\nEOT\n")
    assert not found.remarks
    assert "NC201" in {gap.code for gap in found.gaps}


def test_a_script_in_a_heredoc_with_a_heredoc() -> None:
    text = f"x = <<EOT\n#!/bin/bash\ncat > a <<EOF\n{KUBELET}cpuManagerPolicy: Static\nmaxPods: ${{var.p}}\nEOF\nEOT\n"
    assert said("main.tf", text) == [("NC201", 6, 19)]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('kubelet_extra_args = "--cpu-manager-policy=statik"', (1, 23)),
        ('  bootstrap_extra_args = "--kubelet-extra-args --cpu-manager-policy=statik"', (1, 48)),
        ('  kubelet_extra_args = "--cpu-manager-policy=statik --node-labels=${var.l}"', (1, 25)),
    ],
)
def test_strings_of_arguments(line: str, place: tuple[int, int]) -> None:
    found = [(code, *at) for code, *at in said("main.tf", line + "\n") if code == "NC201"]
    assert found == [("NC201", *place)]


@pytest.mark.parametrize(
    "text",
    [
        'node_config {\n  kubelet_config {\n    cpu_manager_policy = "static"\n  }\n}\n',
        'kubelet_config {\n  topology_manager_policy = "restricted"\n}\n',
        "kubelet = yamlencode({\n  kubeReserved = {\n    cpu = 1\n  }\n})\n",
        "kubelet_configuration {\n  reserved_memory = []\n}\n",
    ],
)
def test_names_of_a_provider_are_told_of(text: str) -> None:
    assert report("main.tf", text).status == "unread"


@pytest.mark.parametrize(
    "text",
    [
        'kubelet_config {\n  cpu_manager_policy = var.policy\n}\n', '# cpu_manager_policy = "static" of the kubelet\n',
        'dynamic "kubelet_config" {\n  for_each = [1]\n}\n', 'variable "cpu_manager_policy" {\n  type = string\n}\n',
        "x = <<EOT\nprose about a kubelet\nEOT\n", "x = <<EOT\n",
    ],
)  # fmt: skip
def test_modules_that_only_pass_settings_on(text: str) -> None:
    assert report("main.tf", text).status == "skipped"


# CloudFormation

TEMPLATE = "Resources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:%s\n"
SCRIPT = "#!/bin/bash\n/etc/eks/bootstrap.sh c --kubelet-extra-args --cpu-manager-policy=statik\n"


def _indented(by: int, text: str) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (" !Base64 |\n" + _indented(8, SCRIPT), (7, 54)),
        ("\n        Fn::Base64: !Sub |\n" + _indented(10, SCRIPT.replace(" c ", " ${AWS::StackName} ")), (8, 0)),
        ("\n        Fn::Base64:\n          Fn::Sub:\n          - |\n" + _indented(12, SCRIPT) + "          - {C: d}\n",
         (10, 58)),
        (' {"Fn::Base64": {"Fn::Join": ["", ["#!/bin/bash\\n/etc/eks/bootstrap.sh ", {Ref: C}, '
         '" --kubelet-extra-args --cpu-manager-policy=statik"]]}}', (5, 0)),
        (' !Base64\n        Fn::Join: ["\\n", ["#!/bin/bash", !Sub "' + SCRIPT.splitlines()[1] + '"]]', (6, 0)),
        ('\n        Fn::Base64: !Join\n        - "\\n"\n        - ["#!/bin/bash", "' + SCRIPT.splitlines()[1] + '"]',
         (0, 0)),
    ],
)  # fmt: skip
def test_user_data_of_cloudformation(data: str, place: tuple[int, int]) -> None:
    found = [at for code, *at in said("stack.yaml", TEMPLATE % data) if code == "NC201"]
    assert len(found) == 1
    assert [got for got, wanted in zip(found[0], place, strict=True) if wanted] == [one for one in place if one]


def test_files_of_cfn_init() -> None:
    text = TEMPLATE % " x" + "    Metadata:\n      AWS::CloudFormation::Init:\n        config:\n          files:\n"
    text += "            /etc/rancher/k3s/config.yaml:\n              content: |\n"
    text += "                kubelet-arg: [cpu-manager-policy=x]\n"
    assert said("stack.yaml", text) == [("NC201", 12, 31)]


@pytest.mark.parametrize(
    "value",
    ["{Type: AWS::X, Properties: []}", "{Type: AWS::X}", "[]", "{Type: AWS::X, Properties: {UserData: {Ref: x}}}",
     "{Type: AWS::X, Properties: {UserData: {'Fn::Join': [1]}}}",
     "{Type: AWS::X, Properties: {UserData: {'Fn::Sub': []}}}",
     "{Type: AWS::X, Properties: {UserData: 'Zm9v!'}}", "{Type: AWS::X, Metadata: {'AWS::CloudFormation::Init': [a]}}",
     "{Type: AWS::X, Properties: {UserData: {'Fn::Join': ['', [{a: 1, b: 2}, null, 3]]}}}"],
)  # fmt: skip
def test_wrong_types_in_cloudformation(value: Any) -> None:
    assert not kinds("stack.yaml", f"# kubelet\nResources:\n  A: {value}\n")
