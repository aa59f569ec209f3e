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
from numaconf.targets.target import Artifact, Rendering

NAME = "toy"

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
        "toy", "toy", "a toy", marks=("toy.example",), headers=(("toy.example", "Toy"),),
        renders=True, primary="toy.yaml", bare=True,
    ),
"""

RUN = """
import importlib.util, pathlib, sys
found = importlib.util.find_spec("numaconf.targets.registry")
text = pathlib.Path(found.origin).read_text()
module = importlib.util.module_from_spec(found)
sys.modules["numaconf.targets.registry"] = module
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


def test_rows_name_what_is_there():
    for one in registry.PLATFORMS:
        for where in (one.claims, one.texts, one.together, one.context, one.changes, one.terraform):
            assert not where or callable(registry.hook(where))
        if one.module:
            assert callable(registry.reader(one.name).read)
        if one.renders:
            assert one.name == registry.renderer(one.name).NAME


def test_what_is_written_by_hand_names_every_target():
    """The schema, README's table and the demo: what cannot be made from the rows."""
    tree = pathlib.Path(__file__).resolve().parents[2]
    schema = json.loads((tree / "schemas" / "profile.json").read_text())
    assert set(schema["properties"]["spec"]["properties"]["targets"]["properties"]) == set(registry.TARGETS)
    demo = (tree / "examples" / "demo.sh").read_text()
    (listed,) = re.findall(r"for target in (.*); do", demo)
    assert set(listed.split()) == set(registry.TARGETS)
    readme = (tree / "README.md").read_text()
    assert [one.name for one in registry.PLATFORMS if one.renders and f"`{one.name}`" not in readme] == []
