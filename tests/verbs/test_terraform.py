"""`numaconf terraform` under the provider's protocol, and the real Terraform on both sides of it."""

from __future__ import annotations

import base64
import email
import json
import pathlib
import re
import subprocess

import pytest
import tomllib

from numaconf.verbs.terraform import QUERY, RESULT
from tests.real import TREE
from tests.terraform_provider import (
    PROGRAM,
    ProviderError,
    answered,
    aws_mirror,
    console,
    external,
    outputs,
    roots,
    terraform,
)

PROFILE = "examples/packet-workers/profile.yaml"
CLUSTER = {
    "cluster_name": "example",
    "cluster_endpoint": "https://example.eks.amazonaws.com",
    "cluster_ca": "ZXhhbXBsZQ==",
    "cluster_cidr": "10.100.0.0/16",
}
MODULE = TREE / "examples" / "terraform" / "modules" / "numa-user-data"


def ask(target: str, **query: str) -> dict[str, str]:
    return external({"profile": PROFILE, "target": target} | query)


FILLED: dict[str, set[str]] = {
    "kubelet": set(),
    "kubelet-dropin": set(),
    "al2": {"user_data", "user_data_base64", "al2_bootstrap_extra_args"},
    "al2023": {"user_data", "user_data_base64", "nodeadm_nodeconfig"},
    "bottlerocket": {"user_data", "user_data_base64", "bottlerocket_toml", "bottlerocket_kubernetes_settings"},
    "karpenter": {"karpenter_nodeclass_yaml", "karpenter_nodepool_yaml", "karpenter_kubelet_json"},
}
ALL = {
    "target", "kubernetes_version", "kubelet_config_yaml", "kubelet_config_json", "node_labels", "profile_digest",
}  # fmt: skip


@pytest.mark.parametrize("target", FILLED)
def test_all_keys_are_there_and_the_targets_own_are_filled(target: str) -> None:
    result = ask(target, profile="examples/legacy-al2/profile.yaml", **CLUSTER) if target == "al2" else ask(target)
    assert tuple(result) == tuple(sorted(RESULT))
    assert {key for key, value in result.items() if value} - {"warnings"} == ALL | FILLED[target]
    assert json.loads(result["kubelet_config_json"])["kind"] == "KubeletConfiguration"
    assert json.loads(result["node_labels"]) == {"example.com/numa-aligned": "true"}
    if result["user_data"]:
        assert base64.b64decode(result["user_data_base64"]).decode() == result["user_data"]
        assert result["user_data"].isascii()
        assert "\r" not in result["user_data"]


def test_the_answer_is_stable_to_the_byte() -> None:
    query = json.dumps({"profile": PROFILE, "target": "al2023"}).encode()
    runs = {subprocess.run(PROGRAM, input=query, capture_output=True, cwd=TREE, check=True).stdout for _ in range(2)}
    assert len(runs) == 1
    assert json.loads(runs.pop()) == ask("al2023")


def test_a_profile_as_text_gives_what_the_file_gives() -> None:
    text = (TREE / PROFILE).read_text()
    assert external({"profile_yaml": text, "target": "al2023"}) == ask("al2023")


def test_a_profile_encoded_by_terraform_gives_the_same_digest(tmp_path: pathlib.Path) -> None:
    (tmp_path / "profile.yaml").write_text((TREE / PROFILE).read_text())
    (tmp_path / "main.tf").write_text('output "text" {\n  value = yamlencode(yamldecode(file("profile.yaml")))\n}\n')
    terraform(tmp_path, "init")
    terraform(tmp_path, "apply", "-auto-approve")
    text = terraform(tmp_path, "output", "-raw", "text")
    assert external({"profile_yaml": text, "target": "kubelet"})["profile_digest"] == ask("kubelet")["profile_digest"]


def test_the_query_names_the_cluster() -> None:
    result = ask("al2023", **CLUSTER)
    for value in ("example.eks.amazonaws.com", "ZXhhbXBsZQ==", "10.100.0.0/16"):
        assert value in result["nodeadm_nodeconfig"]
    assert "cluster:" not in ask("al2023")["nodeadm_nodeconfig"]


def test_an_empty_string_is_not_set() -> None:
    assert external({**dict.fromkeys(QUERY, ""), "profile": PROFILE, "target": "kubelet"}) == ask("kubelet")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"profile": PROFILE, "target": "al2023", "kubernets_version": "1.34"}, "did you mean kubernetes_version?"),
        ({"profile": PROFILE}, "the query has no target"),
        ({"profile": PROFILE, "target": "al2024"}, "target 'al2024' is unknown"),
        ({"target": "al2023"}, "exactly one of profile"),
        ({"profile": PROFILE, "profile_yaml": "a: 1", "target": "al2023"}, "exactly one of profile"),
        ({"profile": "nowhere.yaml", "target": "al2023"}, "nowhere.yaml"),
        ({"profile": "examples", "target": "al2023"}, "examples"),
        ({"profile_yaml": "{", "target": "al2023"}, "profile_yaml"),
        ({"profile_yaml": "kind: NumaProfile", "target": "al2023"}, "profile_yaml:1"),
        ({"profile": PROFILE, "target": "al2023", "kubernetes_version": "1.26"}, "1.26"),
        ({"profile": PROFILE, "target": "al2023", "machine": "c5n.19xlarge"}, "c5n.1"),
        ({"profile": PROFILE, "target": "al2", "kubernetes_version": "1.34"}, "1.32"),
        ({"profile": PROFILE, "target": "al2023", "cluster_cidr": "10.100.0.0"}, "spec.cluster.cidr"),
    ],
)  # fmt: skip
def test_a_failure_is_a_few_plain_lines(query: dict[str, str], says: str) -> None:
    with pytest.raises(ProviderError) as caught:
        external(query)
    text = str(caught.value)
    assert says in text
    assert "Traceback" not in text
    assert "State: exit status 1" in text
    assert len(text.splitlines()) < 12


@pytest.mark.parametrize(
    "given", [b"", b"{}", b"null", b"[]", b"\xff\xfe", b'{"target": 3}', b'{"target": "x"', b"[" * 99999]
)
def test_whatever_comes_in_nothing_but_a_message_comes_out(given: bytes) -> None:
    done = subprocess.run(PROGRAM, input=given, capture_output=True, cwd=TREE, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"numaconf: ")
    assert b"Traceback" not in done.stderr


def test_a_closed_stdin_is_an_empty_query() -> None:
    done = subprocess.run(["sh", "-c", '"$@" <&-', "sh", *PROGRAM], capture_output=True, cwd=TREE, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"exactly one of profile" in done.stderr or b"no target" in done.stderr


def test_the_profile_that_stops_a_node_stops_the_plan() -> None:
    wrong = (
        (TREE / PROFILE)
        .read_text()
        .replace("reservedMemory: auto", "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]")
    )
    with pytest.raises(ProviderError, match=r"NC101.*adds up to"):
        external({"profile_yaml": wrong, "target": "kubelet"})


def test_the_user_data_does_it_all_so_nothing_is_warned_of() -> None:
    profile = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: huge}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet: {}
  hugepages: [{size: 1Gi, count: 8, numaNode: 0}]
"""
    answer = external({"profile_yaml": profile, "target": "al2023"})
    assert answer["warnings"] == ""
    assert "hugepages" in answer["user_data"]


def test_a_message_names_the_query_keys_and_not_options() -> None:
    profile = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: x}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet: {}
  targets: {karpenter: {amiFamily: AL2023, role: r, amiAlias: al2023@latest}}
"""
    with pytest.raises(ProviderError) as told:
        external({"profile_yaml": profile, "target": "karpenter"})
    assert "give karpenter_version" in str(told.value)
    assert "--" not in str(told.value)
    with pytest.raises(ProviderError, match="did you mean al2023"):
        external({"profile_yaml": profile, "target": "al2032"})


def test_user_data_for_which_ec2_has_no_room_is_refused() -> None:
    labels = ", ".join(f'example.com/{"x" * 50}-{number}: "{"y" * 60}"' for number in range(160))
    big = (TREE / PROFILE).read_text().replace('{example.com/numa-aligned: "true"}', f"{{{labels}}}")
    with pytest.raises(ProviderError, match="16384"):
        external({"profile_yaml": big, "target": "bottlerocket"})


def test_the_module_has_every_key_of_the_result_and_the_readme_too() -> None:
    assert sorted(outputs(MODULE)) == sorted(RESULT)
    readme = (MODULE / "README.md").read_text()
    variables = re.findall(r'^variable "(\w+)"', (MODULE / "variables.tf").read_text(), re.MULTILINE)
    assert all(f"| `{name}` |" in readme for name in (*variables, *RESULT))
    main = (MODULE / "main.tf").read_text()
    assert set(re.findall(r"^    (\w+) += ", main, re.MULTILINE)) - {"condition", "error_message"} == set(QUERY)


def test_the_examples_are_formatted(tmp_path: pathlib.Path) -> None:
    terraform(tmp_path, "fmt", "-check", "-recursive", "-no-color", str(TREE / "examples" / "terraform"))


@pytest.mark.parametrize("name", ["karpenter", "cloud-init", "terraform-aws-eks"])
def test_a_root_without_a_cloud_plans_applies_and_has_no_second_plan(tmp_path: pathlib.Path, name: str) -> None:
    root = roots(tmp_path) / name
    results = answered(root)
    terraform(root, "apply", "-auto-approve", "-no-color")
    again = terraform(root, "plan", "-detailed-exitcode", "-no-color")
    assert "No changes" in again
    shown = {key: one["value"] for key, one in json.loads(terraform(root, "output", "-json")).items()}
    if name == "karpenter":
        assert shown["nodeclass"]["kind"] == "EC2NodeClass"
        assert shown["nodepool"]["kind"] == "NodePool"
        assert shown["nodeclass"]["spec"]["kubelet"] == json.loads(results[0]["karpenter_kubelet_json"])
    elif name == "cloud-init":
        assert shown["user_data"].startswith("#cloud-config\n")
        assert "cpuManagerPolicy: static" in shown["user_data"]
    else:
        groups = shown["eks_managed_node_groups"]
        part = groups["packets-al2023"]["cloudinit_pre_nodeadm"][0]
        assert part == {"content_type": "application/node.eks.aws", "content": results[0]["nodeadm_nodeconfig"]}
        # As the module pastes it: below its own header, before other keys' tables.
        pasted = (
            '[settings.kubernetes]\n"cluster-name" = "x"\n' + groups["packets-bottlerocket"]["bootstrap_extra_args"]
        )
        assert tomllib.loads(pasted)["settings"]["kubernetes"]["cpu-manager-policy"] == "static"


PROVIDER = """\
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}
"""


def test_launch_templates_carry_the_user_data(tmp_path: pathlib.Path) -> None:
    """The roots are modules of one, planned at once: each command that needs the provider of AWS takes seconds."""
    config, names = aws_mirror(), ["al2023", "al2", "bottlerocket"]
    top = roots(tmp_path)
    root = top / "all"
    root.mkdir()
    (root / "main.tf").write_text("".join(f'module "{name}" {{\n  source = "../{name}"\n}}\n' for name in names))
    mains = {name: (top / name / "main.tf").read_text() for name in names}
    for name, main in mains.items():
        asking = re.sub(r"^(terraform|resource .*) {\n.*?^}\n", "", main, flags=re.DOTALL | re.MULTILINE)
        assert "hashicorp/aws" not in asking, "the query needs no provider"
        (top / name / "main.tf").write_text(asking)
        (top / name / "query.tf").write_text('output "query" {\n  value = module.numa.query\n}\n')
    terraform(root, "init", "-no-color")
    results = {}
    queries = console(root, "{" + ", ".join(f"{name} = module.{name}.query" for name in names) + "}")
    for name, query in queries.items():
        results[name] = external(query, cwd=top / name)
        (root / f"result-{query['target']}.json").write_text(json.dumps(results[name]))
        (top / name / "main.tf").write_text(mains[name])
    (root / "provider.tf").write_text(PROVIDER)
    terraform(root, "init", "-no-color", config=config)
    plan = terraform(root, "plan", "-no-color", config=config)
    assert "Plan: 3 to add, 0 to change, 0 to destroy." in plan
    for name in names:
        _, _, created = plan.partition(f"# module.{name}.aws_launch_template.numa will be created")
        given = re.search(r'^ +\+ user_data += "(.*)"$', created, re.MULTILINE)
        assert given is not None, plan
        assert base64.b64decode(given[1]).decode() == results[name]["user_data"]
    parts = [part.get_content_type() for part in email.message_from_string(results["al2023"]["user_data"]).walk()]
    assert "application/node.eks.aws" in parts


def test_a_wrong_target_is_refused_by_the_module_itself(tmp_path: pathlib.Path) -> None:
    root = roots(tmp_path) / "cloud-init"
    main = root / "main.tf"
    main.write_text(main.read_text().replace('target  = "kubelet"', 'target  = "al2024"'))
    terraform(root, "init")
    assert "target must be one of kubelet" in terraform(root, "plan", "-no-color", check=False)


def test_a_warning_shows_as_a_failed_check(tmp_path: pathlib.Path) -> None:
    root = roots(tmp_path) / "cloud-init"
    (result,) = answered(root)
    (root / "result-kubelet.json").write_text(json.dumps({**result, "warnings": "NC000 mind the gap"}))
    said = terraform(root, "plan", "-no-color", check=False)
    assert "Check block assertion failed" in said
    assert "mind the gap" in said
