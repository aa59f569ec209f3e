"""`numaconf lint` as people use it: what it recognises, where it points, how it ends, and what it survives."""

from __future__ import annotations

import errno
import gzip
import json
import os
import pathlib
import resource
import subprocess
import sys
from typing import Any

import pytest

from numaconf.cli.main import run
from numaconf.files import walk
from numaconf.targets.registry import NAMES as KINDS
from numaconf.verbs.lint import run as lint_run
from numaconf.verbs.lint.file import Options
from numaconf.verbs.lint.file import lint as lint_text

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
KUBELET_JSON = '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}'
NODE = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"
POLICY = KUBELET + "topologyManagerPolicy: single-numa\n"
BAD = KUBELET + "memoryManagerPolicy: static  # lower case\n"
MIME = """\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="//"

--//
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/sh
echo hello

--//
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      topologyManagerPolicy: single-numa

--//--
"""
NODE_CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: numa}
spec:
  role: node
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{tags: {a: b}}]
  securityGroupSelectorTerms: [{tags: {a: b}}]
  userData: |
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config:
          topologyManagerPolicy: single-numa
"""


BOTTLEROCKET_CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: numa}
spec:
  role: node
  amiSelectorTerms: [{alias: bottlerocket@latest}]
  subnetSelectorTerms: [{tags: {a: b}}]
  securityGroupSelectorTerms: [{tags: {a: b}}]
  userData: |
    [settings.kubernetes]
    cpu-manager-policy = "static"
"""


class Lint:
    """Runs the program in this process; keeps what it prints."""

    def __init__(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self.capture, self.stderr = capfdbinary, ""

    def __call__(self, *arguments: str) -> tuple[int, str]:
        status = run(["lint", *arguments])
        captured = self.capture.readouterr()
        self.stderr = captured.err.decode()
        assert "Traceback" not in self.stderr
        assert "a bug" not in self.stderr
        return status, captured.out.decode()

    def json(self, *arguments: str) -> Any:
        _, text = self("--format", "json", *arguments)
        return json.loads(text)


@pytest.fixture
def lint(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    monkeypatch.chdir(tmp_path)
    return Lint(capfdbinary)


def write(name: str, content: str | bytes) -> str:
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


WHATEVER: list[tuple[str, str | bytes, str]] = [
    ("x", KUBELET, "kubelet"),
    ("x.txt", KUBELET_JSON, "kubelet"),
    ("x.yaml", "a: 1\n---\n" + KUBELET, "kubelet"),
    ("x.yaml", "cpuManagerPolicy: none\n", "kubelet"),
    ("k.yaml.d/90-x.conf", KUBELET, "kubelet-dropin"),
    ("90-x.conf", KUBELET, "kubelet"),
    ("x.yml", NODE + "spec: {}\n", "al2023"),
    ("user-data", MIME, "al2023"),
    ("user-data.gz", gzip.compress(MIME.encode(), mtime=0), "al2023"),
    ("x.yaml", NODE_CLASS, "karpenter"),
    ("x.yaml", "apiVersion: karpenter.sh/v1\nkind: NodePool\nspec: {template: {spec: {}}}\n", "karpenter"),
    ("x", "[settings.kubernetes]\nmax-pods = 30\n", "bottlerocket"),
    ("x", "#!/bin/bash\n/etc/eks/bootstrap.sh pool --kubelet-extra-args '--v=2'\n", "al2"),
    ("x.service", "[Service]\nExecStart=/usr/bin/kubelet --config=/etc/k.yaml --v=2\n", "kubelet-flags"),
    ("kubelet", "KUBELET_EXTRA_ARGS=--v=2\n", "kubelet-flags"),
    ("x.conf", '[Service]\nEnvironment="KUBELET_EXTRA_ARGS=--v=2"\n', "kubelet-flags"),
    ("x.service", "[Service]\nExecStart=/usr/bin/kubelet \\\n  --config=/etc/k.yaml \\\n  --v=2\n", "kubelet-flags"),
    ("a-bottlerocket-class", BOTTLEROCKET_CLASS, "karpenter"),
    ("notes.md", KUBELET, "kubelet"),
    ("10-x.conf", '[Service]\nEnvironment="KUBELET_EXTRA_ARGS=--v=2"\n', "kubelet-flags"),
    ("10-x.conf", '[Service]\nEnvironment=A=b "KUBELET_OPTS=--v=2"\n', "kubelet-flags"),
    ("x.service", '[Service]\nEnvironment="X=--v=2"\nExecStart=/usr/bin/kubelet $X\n', "kubelet-flags"),
    ("x.service", "[Service]\nExecStart=/usr/bin/kubelet \\\n    --config=/a \\\n    --v=2\n", "kubelet-flags"),
    ("x.sh", "#!/bin/sh\nexec kubelet \\\n  --config=/a\n", "kubelet-flags"),
    ("x.sh", "#!/bin/sh\nkubelet '--config=/a' '--v=2'\n", "kubelet-flags"),
    ("x.sh", "#!/bin/sh\nexport KUBELET_EXTRA_ARGS=--v=2\n", "kubelet-flags"),
    ("x.sh", "#!/bin/sh\nsed -i s/a/b/ /etc/eks/bootstrap.sh\n", "al2"),
    ("x.sh", "#!/bin/sh\nminikube start --extra-config=kubelet.max-pods=30\n", "minikube"),
    ("x.yaml", "apiVersion: numaconf/v1\nkind: NumaProfile\n", "profile"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "kind"), WHATEVER, ids=[f"{kind}-{name}" for name, _, kind in WHATEVER])
def test_a_file_is_recognised_by_its_content(lint: Lint, name: str, content: str | bytes, kind: str) -> None:
    (file,) = lint.json(write(name, content))["files"]
    assert [document["kind"] for document in file["documents"]] == [kind]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}\n", "kubelet"),
        ("{apiVersion: node.eks.aws/v1alpha1, kind: NodeConfig}\n", "al2023"),
        ("{topologyManagerPolicy: restricted}\n", "kubelet"),
    ],
)
def test_a_flow_mapping_is_read_as_json_and_refused(lint: Lint, content: str, kind: str) -> None:
    (finding,) = lint.json(write("x.yaml", content))["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("NC001", 1, 2)
    assert "without the outer braces" in finding["message"]
    if kind == "kubelet":
        assert finding["says"]["text"].endswith("looking for beginning of object key string")


def test_a_flow_mapping_that_is_no_yaml_either(lint: Lint) -> None:
    text = "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, [\n"
    (finding,) = lint.json(write("x.yaml", text))["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("NC001", 1, 2)
    other = "{apiVersion: v1, items: {kind: KubeletConfiguration}, [\n"
    assert lint.json(write("y.yaml", other))["findings"] == []


def test_kubectl_takes_a_flow_mapping(lint: Lint) -> None:
    text = "{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: a}, spec: {template: {spec: {}}}}\n"
    assert "NC001" not in {finding["code"] for finding in lint.json(write("x.yaml", text))["findings"]}


def test_json_on_one_line_with_a_comma_too_many(lint: Lint) -> None:
    text = '{"kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1",}'
    (finding,) = lint.json(write("x.json", text))["findings"]
    assert (finding["code"], finding["column"]) == ("NC001", len(text))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("values.yaml", "a: 1\n", "nothing in it that numaconf knows"),
        ("x.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {kubelet: settings}\n", "nothing in it that numaconf knows"),
        ("x.yaml", KUBELET + "maxPods: {{ .Values.pods }}\n", "template"),
        ("x.yaml.j2", KUBELET, "template"),
        ("x.tftpl", KUBELET + "maxPods: ${pods}\n", "template"),
        ("x.yaml", KUBELET + "%{ if x }\nmaxPods: 1\n%{ endif }\n", "template"),
        ("x", b"KubeletConfiguration\0\0\0", "binary"),
        (
            "openshift.yaml",
            "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nspec: {kubelet: 1}\n",
            "nothing",
        ),
        ("eksctl.yaml", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nnodeGroups: []\n", "nothing"),
        ("README.md", "# Nodes\n\nWe use: this\n\n```yaml\n" + KUBELET + "```\n", "prose or source code"),
        ("x_test.go", "package x\n\nconst unit = `\n[Service]\nExecStart=kubelet --rkt=1\n`\n", "prose or source code"),
        ("main.tf", "kubelet_config {\n  cpu_manager_policy = var.policy\n}\n", "prose or source code"),
        ("main.tf", "a = <<EOT\n# kind: NodeConfig is told of elsewhere, kubelet\nEOT\n", "prose or source code"),
        ("x_test.go", "a := <<-EOT\nkind: NodeConfig\nEOT\n", "prose or source code"),
        ("broken.yaml", "a: [\n  kind: NodePool\n", "nothing"),  # the kind of something further in
        ("x.sh", "#!/bin/sh\ncat <<EOF\n/etc/eks/bootstrap.sh x\nEOF\n" + "true\n" * 4000, "nothing"),
        ("x.sh", "#!/bin/sh\n./bootstrap.sh\n./configure --prefix=/usr\n", "nothing"),
        ("x.sh", "#!/bin/sh\nkubelet --version\njournalctl -u kubelet --no-pager\n", "nothing"),
        ("x.cfg", "# of kubernetes\n[settings]\nline_length = 88\n", "nothing"),
        ("doc.toml", 'text = """\n[settings.kubernetes]\nmax-pods = 9\n"""\n', "nothing"),
        ("image.toml", "[settings.kubernetes]\nmax-pods = 9\n[services.kubelet]\nrestart = []\n", "nothing"),
        ("x.toml", "[settings.kubernetes]\nmax-pods = ${pods}\n", "template"),
        ("x.json", KUBELET_JSON.replace("}", ', "maxPods": ${PODS}}'), "template"),
        ("x.gz", gzip.compress(MIME.encode(), mtime=0)[:-12], "unexpected EOF"),
        ("x.gz", b"\x1f\x8bno gzip at all", "GZIP"),
        ("x.gz", gzip.compress(bytes((16 << 20) + 1), mtime=0), "16 MiB"),
    ],
)
def test_what_is_not_ours_is_skipped_with_the_reason(lint: Lint, name: str, content: str | bytes, reason: str) -> None:
    (file,) = lint.json(write(name, content))["files"]
    assert file["status"] == "skipped"
    assert reason in file["reason"]


MANY_LINES = "\n" * 1_200_000
"""More of them, and more bytes, than numaconf reads of most forms."""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.sh", "#!/bin/sh\n" + MANY_LINES + "cat > /etc/kubelet.yaml <<E\n" + KUBELET + "E\n"),
        ("x.txt", MIME + MANY_LINES),
        ("x.txt", MIME.replace("application/node.eks.aws", "text/cloud-config") + "#cloud-config\n" + MANY_LINES),
        (
            "talos.yaml",
            MANY_LINES + "machine:\n  kubelet:\n    extraConfig:\n      topologyManagerPolicy: restricted\n",
        ),
        (
            "stack.yaml",
            MANY_LINES + "Resources:\n  A:\n    UserData: /etc/eks/bootstrap.sh c --kubelet-extra-args --v=1\n",
        ),
        ("main.tf", MANY_LINES + "a = <<E\n" + KUBELET + "E\n"),
        ("kubelet.yaml", KUBELET + MANY_LINES),
    ],
)
def test_what_is_too_large_to_read_is_unread_and_nobody_is_said_to_refuse_it(lint: Lint, name: str, text: str) -> None:
    data = lint.json(write(name, text))
    (file,) = data["files"]
    assert file["status"] == "unread"
    assert "numaconf does not read" in file["reason"]
    assert data["findings"] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = <<EOT\n%{ for x in y }\nkind: NodeConfig\n%{ endfor }\nEOT\n", 1),
        ("b = <<EOT\nx\nEOT\na = {\n  c = <<-EOT\n    kind: NodeConfig\n    spec: ${indent(\n   2, x)}\n  EOT\n}\n", 5),
    ],
)
def test_a_heredoc_of_terraform_that_is_a_template_is_told_of(lint: Lint, text: str, line: int) -> None:
    (file,) = lint.json(write("main.tf", text))["files"]
    assert file["status"] == "unread"
    assert f"the heredoc of line {line} holds" in file["reason"]


@pytest.mark.parametrize("text", ["[settings.kubernetes]\nmax-pods = {{ pods }}\n", "kubelet --v={{ level }}\n"])
def test_a_walk_lists_the_templates_of_all_that_it_knows(lint: Lint, text: str) -> None:
    write("d/x", text)
    write("d/y", "a: {{ b }}  # settings\n")
    (file,) = lint.json("d")["files"]
    assert (file["path"], file["status"]) == ("d/x", "skipped")


def test_a_walk_goes_on_behind_what_does_not_unpack(lint: Lint) -> None:
    write("d/a.gz", b"\x1f\x8bno gzip at all")
    write("d/x.yaml", BAD)
    data = lint.json("d")
    assert [file["path"] for file in data["files"]] == ["d/x.yaml"]
    assert data["summary"]["skipped"] == 1


def test_a_comment_or_a_plain_variable_does_not_make_a_template(lint: Lint) -> None:
    text = KUBELET + "# {{ not here }}\nproviderID: ${NAME}\n"
    (file,) = lint.json(write("x.yaml", text))["files"]
    assert file["status"] == "checked"


def place(finding: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(finding[key] for key in ("line", "column", "endLine", "endColumn"))


def test_the_place_is_the_value_in_the_file(lint: Lint) -> None:
    (finding,) = lint.json(write("x.yaml", BAD))["findings"]
    assert (finding["severity"], finding["pointer"], place(finding)) == (
        "will-not-start", "/memoryManagerPolicy", (3, 22, 3, 28),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "line", "document", "pointer", "embedded"),
    [
        ("user-data", MIME, 18, 1, "/spec/kubelet/config/topologyManagerPolicy", []),
        ("nc.yaml", NODE_CLASS, 15, 0, "/spec/userData", ["/spec/kubelet/config/topologyManagerPolicy"]),
        ("two.yaml", "a: 1\n---\n" + POLICY, 5, 1, "/topologyManagerPolicy", []),
        ("crlf.yaml", POLICY.replace("\n", "\r\n"), 3, 0, "/topologyManagerPolicy", []),
        ("bom.yaml", "\ufeff" + POLICY, 3, 0, "/topologyManagerPolicy", []),
    ],
)  # fmt: skip
def test_places_lead_into_the_users_own_file(
    lint: Lint, name: str, content: str, line: int, document: int, pointer: str, embedded: list[str]
) -> None:
    findings = lint.json("--kubernetes-version", "1.34", write(name, content))["findings"]
    (finding,) = [one for one in findings if "single-numa" in one["message"]]
    assert (finding["line"], finding["document"], finding["pointer"], finding["embedded"]) == (
        line, document, pointer, embedded,
    )  # fmt: skip
    source = content.replace("\r", "").split("\n")[finding["line"] - 1]
    assert source[finding["column"] - 1 : finding["endColumn"] - 1] == "single-numa"


def test_a_header_key_in_another_case_counts_and_is_no_reason_to_fail(lint: Lint) -> None:
    status, _ = lint(write("x.yaml", KUBELET.replace("kind", "Kind")), "--fail-on", "no-effect")
    (finding,) = lint.json("x.yaml")["findings"]
    assert (status, finding["severity"], "counts as kind" in finding["message"]) == (0, "suspicious", True)


def test_a_finding_that_only_a_default_causes_stands_on_the_first_line_and_says_so(lint: Lint) -> None:
    text = "# a comment\n" + KUBELET + "memoryManagerPolicy: Static\n"
    findings = lint.json(write("x.yaml", text))["findings"]
    assert [one["severity"] for one in findings] == ["will-not-start"]
    assert findings[0]["line"] in {1, 4}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--fail-on", "will-not-start"), 1),
        (("--ignore", "NC1"), 0),
        (("--select", "NC4"), 0),
        (("missing.yaml",), 2),
        (("missing.yaml", "--exit-zero"), 2),
    ],
)
def test_the_exit_status(lint: Lint, arguments: tuple[str, ...], status: int) -> None:
    write("x.yaml", BAD)
    assert lint("x.yaml", *arguments)[0] == status


def test_strict_fails_where_a_rule_could_not_be_judged(lint: Lint) -> None:
    text = KUBELET + "featureGates: {MemoryManager: true}\n"  # gone in 1.36
    data = lint.json(write("x.yaml", text))
    assert (data["findings"], data["summary"]["undecided"]) == ([], 1)
    assert lint("x.yaml")[0] == 0
    assert lint("x.yaml", "--strict")[0] == 1
    assert lint("x.yaml", "--strict", "--kubernetes-version", "1.34")[0] == 0


def test_what_comments_silence_is_counted(lint: Lint) -> None:
    text = KUBELET + "cpuManagerPolicyy: none # numaconf: ignore[NC401] we know\nmaxPodss: 1\n"
    data = lint.json(write("x.yaml", text))
    assert (len(data["findings"]), data["summary"]["silenced"]) == (1, 1)
    assert lint.json("x.yaml", "--no-ignores")["summary"]["silenced"] == 0


def test_the_threshold_can_come_from_the_configuration_file(lint: Lint) -> None:
    write("x.yaml", KUBELET + "cpuManagerPolicyy: none\n")
    assert lint("x.yaml")[0] == 1
    write("numaconf.toml", 'fail-on = "will-not-start"\n')
    assert lint("x.yaml")[0] == 0
    assert lint("x.yaml", "--fail-on", "no-effect")[0] == 1


def test_a_missing_path_is_exit_2_and_other_files_are_still_reported(lint: Lint) -> None:
    status, out = lint("missing.yaml", write("x.yaml", BAD), "--format", "concise")
    assert status == 2
    assert out.startswith("x.yaml:3:22: NC")
    assert "missing.yaml: does not exist" in lint.stderr


@pytest.mark.parametrize(
    ("word", "hint"), [("NC999", "did you mean NC"), ("reserved-memory-mismatc", "reserved-memory-mismatch")]
)
def test_a_code_that_is_none_is_refused_with_a_suggestion(lint: Lint, word: str, hint: str) -> None:
    status, _ = lint(write("x.yaml", BAD), "--select", word)
    assert status == 2
    assert hint in lint.stderr


def test_rules_are_selected_by_code_beginning_or_name(lint: Lint) -> None:
    write("x.yaml", BAD + "cpuManagerPolicyy: none\n")
    codes = {one["code"] for one in lint.json("x.yaml")["findings"]}
    assert len(codes) == 2
    assert {one["code"] for one in lint.json("x.yaml", "--select", "unknown-field")["findings"]} == {"NC401"}
    assert {one["code"] for one in lint.json("x.yaml", "--ignore", "NC4")["findings"]} == codes - {"NC401"}


def test_context_comes_from_options_modelines_and_files_in_this_order(lint: Lint) -> None:
    gate = "featureGates: {MemoryManager: true}\n"  # removed in 1.36
    write("numaconf.toml", 'kubernetes-version = "1.36"\n')
    write("plain.yaml", KUBELET + gate)
    write("mode.yaml", "# numaconf: kubernetes=1.31\n" + KUBELET + gate)
    assert lint("plain.yaml")[0] == 1
    assert lint("mode.yaml")[0] == 0
    assert lint("mode.yaml", "--kubernetes-version", "1.37")[0] == 1
    documents = [file["documents"][0] for file in lint.json("plain.yaml", "mode.yaml")["files"]]
    assert [one["kubernetesVersion"] for one in documents] == ["1.36", "1.31"]


def test_what_divides_the_versions_is_not_checked(lint: Lint) -> None:
    data = lint.json(write("x.yaml", KUBELET + "featureGates: {MemoryManager: true}\n"))
    assert data["findings"] == []
    assert [gap["code"] for gap in data["notChecked"]] == ["NC404"]
    assert "1.35" in data["notChecked"][0]["reason"]


def test_standard_input(lint: Lint, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "numaconf", "lint", "-", "--stdin-filename", "node.yaml", "--format", "concise"],
        input=BAD.encode(), capture_output=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith(b"node.yaml:3:22: NC")


def test_a_directory_counts_what_is_not_ours(lint: Lint) -> None:
    write("a/x.yaml", BAD)
    write("a/b/other.yaml", "a: 1\n")
    write("a/picture.png", b"\x89PNG")
    write("a/t.yaml", KUBELET + "maxPods: {{ x }}\n")
    data = lint.json("a")
    assert [(file["path"], file["status"]) for file in data["files"]] == [
        ("a/t.yaml", "skipped"),
        ("a/x.yaml", "checked"),
    ]
    assert data["summary"] == {
        "files": 4, "checked": 1, "skipped": 3, "unparsable": 0, "unread": 0, "undecided": 0, "silenced": 0,
        "findings": {"refused": 0, "will-not-start": 1, "no-effect": 0, "suspicious": 0},
    }  # fmt: skip


def test_the_current_directory_without_paths(lint: Lint) -> None:
    write("x.yaml", BAD)
    assert lint("--format", "concise")[1].startswith("x.yaml:3:22")


def test_several_processes_say_the_same_in_the_same_order(lint: Lint) -> None:
    for number in range(30):
        write(f"d/{number:02}.yaml", BAD if number % 3 else KUBELET)
    one, two = lint("d", "--format", "json"), lint("d", "--format", "json", "-j", "2")
    assert one == two


def test_ignore_comments(lint: Lint) -> None:
    code = lint.json(write("x.yaml", BAD))["findings"][0]["code"]
    text = BAD.replace("# lower case", f"# numaconf: ignore[{code}] a fork of ours")
    assert lint(write("y.yaml", text))[0] == 0
    assert lint("y.yaml", "--no-ignores")[0] == 1
    unused = KUBELET + f"maxPods: 30  # numaconf: ignore[{code}]\n"
    assert [one["code"] for one in lint.json(write("z.yaml", unused))["findings"]] == ["NC901"]
    named = KUBELET + "maxPods: 30  # numaconf: ignore[reserved-memory-mismatch]\n"
    assert "NC902" in [one["code"] for one in lint.json(write("w.yaml", named))["findings"]]


def test_fix_changes_the_text_and_nothing_else(lint: Lint) -> None:
    write("x.yaml", BAD + "kubeReserved: {memory: 1Gi}\nreservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]\n")
    status, out = lint("x.yaml", "--diff")
    assert status == 1
    assert "-memoryManagerPolicy: static  # lower case\n+memoryManagerPolicy: Static  # lower case\n" in out
    assert lint("x.yaml", "--fix")[0] == 0
    assert "memoryManagerPolicy: Static  # lower case\n" in pathlib.Path("x.yaml").read_text()
    assert lint("x.yaml", "--diff") == (0, "")


def test_a_key_in_a_list_is_fixed() -> None:
    text = KUBELET + "reservedMemory:\n- numaNode: 0\n  limits: {memory: 1Gi}\n- numanode: 1\n  limits: {memory: 1Gi}\n"
    found = lint_text("kubelet.yaml", text.encode(), Options())
    assert found
    edits = [edit for remark in found.remarks if remark.finding.code == "NC402" for edit in remark.edits]
    assert [(edit.span, edit.text) for edit in edits] == [((6, 3, 6, 11), "numaNode")]


def test_an_unsafe_fix_has_to_be_asked_for(lint: Lint) -> None:
    text = (
        KUBELET
        + "memoryManagerPolicy: Static\nkubeReserved: {memory: 1Gi}\n"
        + "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"
    )
    write("x.yaml", text)
    assert lint("x.yaml", "--fix")[0] == 1
    assert pathlib.Path("x.yaml").read_text() == text
    assert lint("x.yaml", "--fix", "--unsafe-fixes")[0] == 0
    assert "1124Mi" in pathlib.Path("x.yaml").read_text()


def test_a_fix_keeps_permissions_marks_and_line_ends(lint: Lint) -> None:
    text = "\ufeff" + (
        BAD + "kubeReserved: {memory: 1Gi}\nreservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]\n"
    ).replace("\n", "\r\n")
    write("x.yaml", text)
    pathlib.Path("x.yaml").chmod(0o640)
    assert lint("x.yaml", "--fix")[0] == 0
    assert pathlib.Path("x.yaml").read_bytes().decode() == text.replace("static", "Static")
    assert pathlib.Path("x.yaml").stat().st_mode & 0o777 == 0o640


BROKEN: list[tuple[str, bytes]] = [
    ("tab", KUBELET.encode() + b"kubeReserved:\n\tmemory: 1Gi\n"),
    ("quotes", KUBELET.encode() + "kubeReserved: {“memory”: “1Gi”\n".encode()),
    ("json", b'{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",}'),
    ("toml", b"[settings.kubernetes]\nmax-pods = = 3\n"),
    ("latin-1", KUBELET.encode() + b"# \xe9\nclusterDomain: \xe9\n"),
    ("nul", KUBELET.encode() + b"clusterDomain: \0\n"),
    ("nesting", KUBELET.encode() + b"a: " + b"[" * 100_000),
    ("anchor", KUBELET.encode() + b"a: *nowhere\n"),
]


@pytest.mark.parametrize(("name", "content"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_broken_file_is_one_finding_or_a_skip_with_the_reason(lint: Lint, name: str, content: bytes) -> None:
    data = lint.json(write("x.toml" if name == "toml" else "x.yaml", content))
    (file,) = data["files"]
    if file["status"] == "unparsable":
        (finding,) = data["findings"]
        assert (finding["code"], finding["severity"]) == ("NC001", "will-not-start")
        assert finding["line"] >= 1
    else:
        assert file["status"] == "unread"
        assert "numaconf does not read" in file["reason"]
        assert data["findings"] == []


HARMLESS: list[tuple[str, bytes]] = [
    ("bom", b"\xef\xbb\xbf" + KUBELET.encode()),
    ("crlf", KUBELET.replace("\n", "\r\n").encode()),
    ("utf-16", KUBELET.encode("utf-16")),
    ("aliases", KUBELET.encode() + b"kubeReserved: &a {memory: 1Gi}\nsystemReserved: *a\n"),
]


@pytest.mark.parametrize(("name", "content"), HARMLESS, ids=[name for name, _ in HARMLESS])
def test_what_the_kubelet_reads_is_read(lint: Lint, name: str, content: bytes) -> None:
    data = lint.json(write("x.yaml", content))
    assert [one["severity"] for one in data["findings"]] == []
    assert data["files"][0]["status"] in {"checked", "skipped"}


def test_alias_bombs_end_soon(lint: Lint) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    data = lint.json(write("x.yaml", KUBELET + bomb))
    assert data["files"][0]["status"] in {"unparsable", "checked"}


def test_a_huge_file_is_skipped_in_little_memory(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.write(KUBELET.encode())
        file.truncate(120 << 20)
    limit = 400 << 20
    done = subprocess.run(
        [sys.executable, "-m", "numaconf", "lint", "--format", "json", "huge.yaml"], cwd=tmp_path,
        capture_output=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    (file,) = json.loads(done.stdout)["files"]
    assert (file["status"], file["reason"]) == ("skipped", "larger than 16 MiB")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_exit_2(lint: Lint) -> None:
    pathlib.Path(write("x.yaml", BAD)).chmod(0)
    assert lint("x.yaml")[0] == 2
    assert "x.yaml" in lint.stderr


@pytest.mark.parametrize("path", [".", "d/x.yaml", "d"])
def test_a_file_that_cannot_be_read_is_listed_with_the_reason(
    path: str, lint: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/x.yaml", BAD)
    monkeypatch.setattr(lint_run, "read", _refuse)
    data = lint.json(path)
    (file,) = data["files"]
    assert file == {
        "path": "d/x.yaml", "status": "unread", "reason": "could not be judged: Permission denied", "documents": [],
    }  # fmt: skip
    assert (data["summary"]["files"], data["summary"]["unread"]) == (1, 1)
    assert lint.stderr == "numaconf: d/x.yaml: Permission denied\n"


def _refuse(path: str, **_: object) -> bytes:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def test_a_folder_that_cannot_be_listed_is_listed_too_and_a_path_that_is_not_there_is_an_error(
    lint: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scandir(folder: str) -> object:
        return _refuse(folder) if folder.endswith("no") else scanned(folder)

    write("d/no/x.yaml", BAD)
    scanned = os.scandir
    monkeypatch.setattr(walk.os, "scandir", scandir)
    (file,) = lint.json(".", "gone.yaml")["files"]
    assert (file["path"], file["status"], file["reason"]) == (
        "d/no",
        "unread",
        "could not be judged: Permission denied",
    )
    assert lint.stderr == "numaconf: d/no: Permission denied\nnumaconf: gone.yaml: does not exist\n"


def test_odd_entries_of_a_directory(lint: Lint, tmp_path: pathlib.Path) -> None:
    write("d/x.yaml", BAD)
    os.mkfifo("d/pipe.yaml")
    os.symlink("nowhere", "d/dangling.yaml")
    os.symlink(".", "d/loop")
    with open(os.fsencode(tmp_path) + b"/d/\xff.yaml", "wb") as file:
        file.write(BAD.encode())
    data = lint.json("d")
    assert data["summary"]["checked"] == 2
    status, _ = lint("d", "--format", "text")
    assert status in {1, 2}


def test_a_closed_pipe_is_no_error(tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.yaml").write_text(BAD)
    script = f'"{sys.executable}" -m numaconf lint --format json x.yaml | true; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() in {"0", "1"}
    assert done.stderr == ""


def test_two_kubelet_configurations_in_one_file(lint: Lint) -> None:
    data = lint.json(write("x.yaml", KUBELET + "---\n" + KUBELET))
    assert [(one["code"], one["line"]) for one in data["findings"]] == [("NC003", 4)]


def test_beside_a_kubeadm_document_nobody_counts(lint: Lint) -> None:
    text = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n---\n" + KUBELET + "---\n" + KUBELET
    found = lint.json(write("x.yaml", text))
    assert found["findings"] == []
    assert found["files"][0]["status"] == "unread"


def test_a_drop_in_is_read_with_its_main_file_and_siblings(lint: Lint) -> None:
    write(
        "kubelet/config.json",
        json.dumps(
            {
                "apiVersion": "kubelet.config.k8s.io/v1beta1",
                "kind": "KubeletConfiguration",
                "kubeReserved": {"memory": "1Gi"},
            }
        ),
    )
    write("kubelet/config.json.d/10-policy.conf", KUBELET + "memoryManagerPolicy: Static\n")
    write("kubelet/config.json.d/20-memory.conf", KUBELET + "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n")
    wrong = lint.json("kubelet/config.json.d/20-memory.conf", "--kubernetes-version", "1.34")
    assert [one["code"] for one in wrong["findings"]] == ["NC101"]
    everything = lint.json("kubelet", "--kubernetes-version", "1.34")
    assert [one["path"] for one in everything["findings"]] == ["kubelet/config.json.d/20-memory.conf"]
    write(
        "kubelet/config.json.d/20-memory.conf", KUBELET + "reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]\n"
    )
    assert lint.json("kubelet", "--kubernetes-version", "1.34")["findings"] == []


def test_a_drop_in_alone_leaves_the_sum_open(lint: Lint) -> None:
    text = KUBELET + "memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"
    data = lint.json(write("k.yaml.d/90-numa.conf", text), "--kubernetes-version", "1.34")
    assert data["findings"] == []
    assert "NC101" in [gap["code"] for gap in data["notChecked"]]


def test_the_pools_instance_types_are_the_machine(lint: Lint) -> None:
    pool = (
        "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n"
        "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: numa}\n      requirements:\n"
        "      - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.24xlarge]}\n"
    )
    text = NODE_CLASS.replace(
        "topologyManagerPolicy: single-numa",
        "memoryManagerPolicy: Static\n          reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]",
    )
    arguments = ("--kubernetes-version", "1.34", "--karpenter-version", "1.14.1")
    data = lint.json(write("x.yaml", text + pool), *arguments)
    assert data["files"][0]["documents"][0]["machines"] == ["m5.24xlarge"]
    (finding,) = [one for one in data["findings"] if one["code"] == "NC101"]
    assert "8462Mi" in finding["message"]
    assert "11 × 737 + 255 MiB" in finding["message"]


def test_a_kind_that_is_no_text(lint: Lint) -> None:
    text = "apiVersion: karpenter.k8s.aws/v1\nkind: {a: b}\nspec: {}\n"
    (finding,) = lint.json(write("x.yaml", text))["findings"]
    assert (finding["code"], finding["line"]) == ("NC604", 2)


def test_a_misspelt_group_does_not_hide_what_cannot_be_read():
    text = b"apiVersion: node.eks.aw/v1alpha1\nkind: NodeConfig\nspec: a: b\n"
    found = lint_text("node.yaml", text, Options())
    assert found
    assert [remark.finding.code for remark in found.remarks] == ["NC001"]


def test_a_nul_byte_behind_a_kind_is_what_the_kubelet_ends_with():
    text = b"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 5\0\n"
    found = lint_text("kubelet.yaml", text, Options())
    assert found
    (remark,) = found.remarks
    assert remark.finding.says
    assert remark.finding.says.text == "failed to decode: yaml: control characters are not allowed"
    assert remark.location.span[:2] == (3, 11)


@pytest.mark.parametrize("kind", KINDS)
def test_what_else_has_a_nul_byte_is_binary_but_not_against_the_user(kind: str):
    data = b"\x7fELF\0\0\nkind: KubeletConfiguration\n"
    found = lint_text("program", data, Options())
    assert found
    assert (found.status, found.reason) == ("skipped", "is binary")
    found = lint_text("program", data, Options(kind=kind))
    assert found
    assert found.reason != "is binary"


HEADED = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HEADED + "---\nmaxPods: 5\n", [("NC003", 4)]),
        ("maxPods: 5\n---\n" + HEADED, [("NC002", 1), ("NC003", 3)]),
        ("maxPods: 5\n---\n" + HEADED + "---\npodsPerCore: 5\n", [("NC002", 1), ("NC003", 3), ("NC003", 6)]),
        ("maxPods: 5\nvalues: 5\n---\n" + HEADED, []),
        ("kind: ConfigMap\n---\nmaxPods: 5\n---\n" + HEADED, []),
        (
            HEADED + "---\nmaxPods: -5\n---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n",
            [("NC540", 4)],
        ),
        ("maxPods: 5\n---\ncpuManagerPolicy: none\n", []),
    ],
)
def test_fields_that_are_cut_off_from_their_header(lint: Lint, text: str, found: list[tuple[str, int]]) -> None:
    data = lint.json(write("kubelet.yaml", text), "--kubernetes-version", "1.34")
    assert [(one["code"], one["line"]) for one in data["findings"]] == found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("kubelet")])
def test_a_file_of_another_kind_is_never_checked_and_green(kind: str) -> None:
    """What `--as` names is not in the file: that is said, whatever the kind."""
    for text in (BAD, "hello world\n", "[settings.other]\na = 1\n"):
        report = lint_text("a.yaml", text.encode(), Options(kind=kind))
        assert report is not None
        taken = text == BAD and kind in {"kubeadm", "configz"}  # which take a KubeletConfiguration
        assert report.status != "checked" or report.remarks or taken, text
        assert report.reason or report.remarks or report.status == "skipped" or taken, text


@pytest.mark.parametrize("name", ["args/kubelet", "args/other"])
@pytest.mark.parametrize("first", ["", "# arguments\n", "--kubeconfig=${SNAP_DATA}/credentials/k.config\n"])
def test_arguments_as_snaps_keep_them_need_no_kind(name: str, first: str) -> None:
    report = lint_text(name, f"{first}--v=2\n--cpu-manager-policy=Static\n".encode(), Options())
    assert report is not None
    assert "NC201" in {one.finding.code for one in report.remarks}
