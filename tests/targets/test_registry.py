"""A platform is one module and one row: a toy, added here, is linted, shown, rendered and proved."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

import pytest

from numaconf.targets import registry

TOY = '''"""A toy platform: an object whose spec.settings is a KubeletConfiguration without header."""
from numaconf.documents import pieces
from numaconf.documents.yaml import write
from numaconf.targets.kubelet.files import Files, read as read_files
from numaconf.targets.rollout import Rollout
from numaconf.targets.spelling import Holder, Spelling, below
from numaconf.targets.target import Artifact, Rendering

NAME = "toy"
ROLLOUT = Rollout("in-place", "toyctl apply", "/etc/toy.yaml", is_document=True, stop="systemctl stop toyd",
                  note="toyd keeps both state files")
SPELLING = Spelling("Toys", below("spec.settings."), prefixes=("spec.settings.",),
                    holders=(Holder("spec.settings", "fields of a KubeletConfiguration"),))

def formula(machine, config):
    return None

def platform_defaults(version):
    return {}

def render(intent):
    value = {"apiVersion": "toy.example/v1", "kind": "Toy", "spec": {"settings": intent.config}}
    return Rendering((Artifact("toy.yaml", write.block(value)),))

def read(sources, version, machine, context):
    return read_files(NAME, Files(pieces.part(sources[0], ("spec", "settings"))), version, machine)
'''

ROW = """    Platform(
        "toy", "numaconf.targets.toy", "a toy", marks=("toy.example",), headers=(("toy.example", "Toy"),),
        renders=True, primary="toy.yaml", bare=True, rollout="toy:ROLLOUT",
        spelling="toy:SPELLING", called=("plaything",),
    ),
"""

RUN = """
import importlib.util, pathlib, sys
import numaconf.targets
numaconf.targets.__path__.append(".")
found = importlib.util.find_spec("numaconf.targets.rows")
text = pathlib.Path(found.origin).read_text()
module = importlib.util.module_from_spec(found)
sys.modules["numaconf.targets.rows"] = module
exec(compile(text.replace("    # Not a platform", pathlib.Path("row").read_text() + "    # Not a platform"), found.origin, "exec"), module.__dict__)
from numaconf.cli.main import run
sys.exit(run(sys.argv[1:]))
"""  # noqa: E501

PROFILE = """apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: toys}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet:
    cpuManagerPolicy: static
    kubeReserved: {cpu: "1"}
"""


@pytest.fixture
def toy(tmp_path):
    (tmp_path / "toy.py").write_text(TOY)
    (tmp_path / "row").write_text(ROW)
    (tmp_path / "profile.yaml").write_text(PROFILE)

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-c", RUN, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    return run


def test_it_is_rendered_proved_linted_and_shown(toy, tmp_path):
    status, out, err = toy("render", "profile.yaml", "--target", "toy")
    assert (status, err) == (0, "")
    (tmp_path / "node.yaml").write_text(out.replace("cpuManagerPolicy: static", "cpuManagerPolicy: Static"))
    status, out, _ = toy("lint", "node.yaml", "--kubernetes-version", "1.34", "--format", "json")
    assert status == 1
    (finding,) = json.loads(out)["findings"]
    assert (finding["code"], finding["pointer"], finding["embedded"]) == (
        "NC201",
        "/spec/settings/cpuManagerPolicy",
        [],
    )
    assert finding["line"] == next(
        n for n, line in enumerate((tmp_path / "node.yaml").read_text().split("\n"), 1) if "Static" in line
    )
    status, out, _ = toy("show", "node.yaml", "--kubernetes-version", "1.34", "--format", "json")
    assert json.loads(out)["documents"][0]["kind"] == "toy"


def test_what_it_loses_is_refused(toy, tmp_path):
    lossy = TOY.replace("intent.config}}", "{}}}")
    (tmp_path / "toy.py").write_text(lossy)
    status, _, err = toy("render", "profile.yaml", "--target", "toy")
    assert status == 1
    assert "NC806" in err


def test_as_takes_its_name(toy, tmp_path):
    (tmp_path / "x").write_text("apiVersion: toy.example/v1\nkind: Toy\nspec: {settings: {maxPodz: 1}}\n")
    status, out, _ = toy("lint", "x", "--as", "toy", "--format", "concise")
    assert (status, "NC401" in out) == (1, True)


def test_it_stands_inside_every_wrapper(toy, tmp_path):
    inner = "    apiVersion: toy.example/v1\n    kind: Toy\n    spec:\n      settings: {maxPodz: 1}\n"
    (tmp_path / "map.yaml").write_text(f"apiVersion: v1\nkind: ConfigMap\ndata:\n  toy.yaml: |\n{inner}")
    _, out, _ = toy("lint", "map.yaml", "--format", "json")
    (finding,) = json.loads(out)["findings"]
    place = (finding["pointer"], finding["embedded"], finding["line"], finding["column"])
    assert place == ("/data/toy.yaml", ["/spec/settings/maxPodz"], 8, 18)


def test_a_change_of_its_nodes_is_planned(toy, tmp_path):
    node = "apiVersion: toy.example/v1\nkind: Toy\nspec: {settings: {cpuManagerPolicy: %s, kubeReserved: {cpu: '1'}}}\n"
    (tmp_path / "old.yaml").write_text(node % "none")
    (tmp_path / "new.yaml").write_text(node % "static")
    known = "--kubernetes-version", "1.34", "--machine", "c5n.18xlarge"
    status, out, err = toy("plan", "old.yaml", "new.yaml", *known, "--format", "json")
    assert (status, err) == (0, "")
    steps = {one["do"]: one for one in json.loads(out)["steps"]}
    assert (steps["stop-kubelet"]["what"], steps["stop-kubelet"]["why"]) == (
        "systemctl stop toyd",
        "toyd keeps both state files",
    )
    assert steps["write"]["what"] == "/etc/toy.yaml (toyctl apply)"
    _, out, _ = toy("plan", "old.yaml", "new.yaml", *known, "--script")
    assert node % "static" in out
    (tmp_path / "toy.py").write_text(
        TOY.replace(
            '"in-place", "toyctl apply", "/etc/toy.yaml", is_document=True, ', '"replaced", trigger="a new toy", '
        )
    )
    _, out, _ = toy("plan", "old.yaml", "new.yaml", *known, "--format", "json")
    found = json.loads(out)
    assert {one["takes"] for one in found["changes"]} == {"replace"}
    first = found["steps"][0]
    assert (first["do"], first["what"]) == ("replace", "a new toy")


def test_it_is_explained_and_meant(toy):
    _, out, _ = toy("explain", "topologyManagerPolicy", "--format", "json")
    (place,) = [one for one in json.loads(out)["answers"][0]["platforms"] if one["platform"] == "toy"]
    assert place["key"] == "spec.settings.topologyManagerPolicy"
    _, out, _ = toy("explain", "spec.settings.topologyManagerPolicy")
    assert "Toys" in out
    _, out, _ = toy("explain", "spec.settings")
    assert "fields of a KubeletConfiguration" in out
    assert "did you mean toy?" in toy("render", "profile.yaml", "--target", "plaything")[2]


def test_every_change_has_its_way_to_the_nodes():
    for one in registry.PLATFORMS:
        if one.name == "profile":
            continue
        way = registry.rollout(one.name, "a", b"")
        assert way.trigger if way.way != "in-place" else way.write, one.name
        assert way.file or not (way.is_document or way.is_rendering), one.name


def test_no_table_of_platforms_stands_elsewhere():
    """Several names of platforms in one statement outside of their folders: that is what the rows are for."""
    tree = pathlib.Path(__file__).resolve().parents[2] / "numaconf"
    own = {one.name for one in registry.PLATFORMS} - {"kubelet", "kubelet-dropin", "kubelet-flags", "kind", "profile"}
    quoted = re.compile("|".join(f'"{name}"' for name in sorted(own)))
    found = [
        f"{path.relative_to(tree)}: {block[:60]}"
        for path in sorted(tree.rglob("*.py"))
        if "targets" not in path.parts
        for block in re.split(r"\n(?=\S)", path.read_text())
        if len(set(quoted.findall(block))) > 1
    ]
    # What runs a kubelet, by its process: `observe` knows no platform.
    assert [one for one in found if not one.startswith("observe/kubelet.py: _PROGRAMS")] == []


def test_rows_name_what_is_there():
    for one in registry.PLATFORMS:
        for where in (one.claims, one.texts, one.together, one.context, one.changes, one.terraform, one.below):
            assert not where or callable(registry.hook(where))
        assert not one.spelling or registry.hook(one.spelling).who
        if one.module:
            assert callable(registry.reader(one.name).read)
        if one.renders:
            assert one.name == registry.renderer(one.name).NAME


def test_what_is_written_by_hand_names_every_target():
    """The schemas, the tables of the documentation, the contract of imports: what cannot be made from the rows."""
    tree = pathlib.Path(__file__).resolve().parents[2]
    schema = json.loads((tree / "schemas" / "profile.json").read_text())
    assert set(schema["properties"]["spec"]["properties"]["targets"]["properties"]) == set(registry.TARGETS)
    report = json.loads((tree / "schemas" / "report.json").read_text())
    document = report["$defs"]["file"]["properties"]["documents"]["items"]
    assert set(document["properties"]["kind"]["enum"]) == set(registry.BY_NAME)
    for page, names in {
        "README.md": registry.TARGETS,
        "docs/lint.md": registry.BY_NAME,
        "docs/formats.md": registry.BY_NAME.keys() - OF_ITS_OWN,
    }.items():
        text = (tree / page).read_text()
        assert [name for name in names if f"`{name}`" not in text] == [], page
    contract = (tree / "pyproject.toml").read_text().partition("a platform knows no other platform")[2]
    folders = {one.module.split(".")[2] for one in registry.PLATFORMS if one.module} - {"kubelet"}
    assert [name for name in sorted(folders) if f"numaconf.targets.{name} " not in contract.replace('"', " ")] == []


OF_ITS_OWN = {
    "kubelet", "kubelet-dropin", "kubelet-flags", "al2", "al2023", "karpenter", "bottlerocket", "minikube", "profile",
}  # fmt: skip
"""Formats that every page is about, and formats.md is not."""
