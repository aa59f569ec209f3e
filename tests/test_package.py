"""What is shipped, and what each verb may import."""

import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile

import pytest

from benchmarks.inputs import configuration
from numaconf.kubelet import version
from tests.real import missing

TREE = pathlib.Path(__file__).resolve().parent.parent
PROFILE = TREE / "examples" / "packet-workers" / "profile.yaml"

HEAVY = {
    "asyncio", "concurrent", "email", "http", "importlib.metadata", "logging", "multiprocessing", "requests", "rich",
    "ruamel", "socket", "sqlite3", "ssl", "tomlkit", "tree_sitter", "unittest", "urllib.request", "xml",
}  # fmt: skip

FORBIDDEN = {
    ("--version",): HEAVY | {"yaml", "jinja2", "jsonschema", "json", "difflib", "tomllib", "dataclasses",
                             "numaconf.documents", "numaconf.kubelet", "numaconf.machine", "numaconf.profile",
                             "numaconf.rules", "numaconf.settings", "numaconf.targets"},
    ("validate", str(PROFILE), "--target", "kubelet"): HEAVY | {
        "jinja2", "numaconf.targets.al2", "numaconf.targets.al2023", "numaconf.targets.bottlerocket",
        "numaconf.targets.karpenter", "numaconf.files.walk", "numaconf.verbs.lint.file"},
    ("render", str(PROFILE), "--target", "kubelet"): HEAVY | {
        "jinja2", "numaconf.targets.al2", "numaconf.targets.al2023", "numaconf.targets.bottlerocket",
        "numaconf.targets.karpenter", "numaconf.files.walk", "numaconf.verbs.lint.file"},
    ("render", str(PROFILE), "--target", "bottlerocket"): HEAVY | {
        "jinja2", "numaconf.targets.al2", "numaconf.targets.karpenter", "numaconf.files.walk", "numaconf.verbs.lint"},
}  # fmt: skip
"""In place of a time limit, which would fail on a busy machine: what makes a start slow and is not needed for it."""


def imported(*arguments):
    code = (
        "import sys\nfrom numaconf.cli.main import run\nstatus = run(sys.argv[1:])\n"
        "print('\\n'.join(sorted(sys.modules)), file=sys.stderr)\nsys.exit(status)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, cwd=TREE / "examples"
    )
    assert run.returncode == 0, run.stderr
    return set(run.stderr.splitlines())


def by_click():
    """What `import click` brings by itself."""
    code = "import sys, click, contextlib, importlib; print('\\n'.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("arguments", list(FORBIDDEN), ids=lambda arguments: " ".join(map(os.path.basename, arguments)))
def test_imports(arguments):
    extra = imported(*arguments) - by_click()
    forbidden = FORBIDDEN[arguments]
    assert {one for one in extra if any(one == name or one.startswith(f"{name}.") for name in forbidden)} == set()


def test_linting_one_kubelet_file_imports_what_that_takes(tmp_path):
    file = tmp_path / "kubelet.yaml"
    file.write_text(
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n"
        "memoryManagerPolicy: Static\ntopologyManagerPolicy: restricted\nkubeReserved: {cpu: '1', memory: 1Gi}\n"
        "reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]\n"
    )
    forbidden = HEAVY | {
        "dataclasses", "difflib", "fractions", "jinja2", "json", "jsonschema", "pathspec", "tomllib", "tomli",
        "numaconf.documents.json", "numaconf.documents.mime", "numaconf.documents.shell", "numaconf.documents.toml",
        "numaconf.documents.edits", "numaconf.verbs.lint.ignores", "numaconf.kubelet.flags", "numaconf.kubelet.merge",
        "numaconf.machine", "numaconf.profile", "numaconf.verbs.render", "numaconf.verbs.validate",
        "numaconf.targets.al2", "numaconf.targets.al2023", "numaconf.targets.target", "numaconf.targets.bottlerocket",
        "numaconf.targets.karpenter",
        "numaconf.rules.eks.broken_mime", "numaconf.rules.karpenter", "numaconf.rules.bottlerocket", "numaconf.rules.profile",  # noqa: E501
        "numaconf.rules.fields.unknown_gate", "numaconf.rules.cpu.options_clash",
    }  # fmt: skip
    loaded = imported("lint", "--kubernetes-version", "1.34", str(file))
    assert "click" not in loaded
    extra = loaded - by_click()
    assert "numaconf.rules.memory.above_node" in extra  # rules are asked
    assert {one for one in extra if any(one == name or one.startswith(f"{name}.") for name in forbidden)} == set()


def test_libyaml_is_for_what_is_not_written_line_by_line(tmp_path):
    (tmp_path / "remarked.yaml").write_text(configuration(0))
    loaded = imported("lint", str(tmp_path))
    assert "numaconf.documents.yaml.line_places" in loaded
    assert "yaml" not in loaded


def test_version_imports_nothing_but_click():
    ours = {"numaconf", "numaconf.cli", "numaconf.cli.group", "numaconf.cli.help_text", "numaconf.cli.main",
            "numaconf.cli.options", "numaconf.cli.terminal", "numaconf.cli.verbs", "numaconf.errors",
            "numaconf.safe", "numaconf.runners"}  # fmt: skip
    assert {one for one in imported("--version") if one.startswith("numaconf")} == ours


@pytest.fixture(scope="module")  # what is built is installed in `test_action.py`, from the checkout
def built(tmp_path_factory):
    """A wheel and an sdist, built from a checkout that holds what git holds."""
    folder = tmp_path_factory.mktemp("built")
    checkout = folder / "checkout"
    archive = subprocess.run(["git", "-C", TREE, "archive", "HEAD"], capture_output=True, check=False)
    if archive.returncode:
        missing("a git checkout")
    checkout.mkdir()
    subprocess.run(["tar", "-x", "-C", checkout], input=archive.stdout, check=True)
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=checkout, check=True,
                   capture_output=True)  # fmt: skip
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return checkout, wheel, sdist


def data_files():
    listed = subprocess.run(["git", "-C", TREE, "ls-files"], capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        if name.startswith(("templates/", "schemas/")):
            yield name, f"numaconf/{name}"
        elif name.startswith("numaconf/") and not name.endswith(".py"):
            yield name, name


@pytest.mark.install
def test_wheel_and_sdist_hold_the_data(built):
    _, wheel, sdist = built
    inside = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    files = list(data_files())
    assert {"schemas/profile.json", "numaconf/machine/data/ec2.csv", "numaconf/py.typed"} <= {name for name, _ in files}
    for name, shipped in files:
        assert shipped in inside
        assert name in packed
    assert any(name.endswith("licenses/NOTICE") for name in inside)
    assert not any(name.startswith((".ci", "tests/")) for name in inside)


@pytest.mark.install
def test_the_wheel_of_the_sdist_is_the_wheel_of_the_checkout(built, tmp_path):
    _, wheel, sdist = built
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=unpacked,
                   check=True, capture_output=True)  # fmt: skip
    (again,) = tmp_path.glob("*.whl")
    contents = []
    for one in (wheel, again):
        with zipfile.ZipFile(one) as packed:
            contents.append({name: packed.read(name) for name in packed.namelist()})
    assert contents[0] == contents[1]


def test_readme_names_the_kubernetes_versions():
    assert f"Kubernetes 1.{version.FIRST} to 1.{version.LAST}" in (TREE / "README.md").read_text()


def test_a_source_that_still_holds_does_not_end_with_the_last_version():
    last = f"1.{version.FIRST} to 1.{version.LAST}"
    told = [str(path) for path in sorted((TREE / "numaconf").rglob("*.py")) if last in path.read_text("utf-8")]
    assert told == [], f"write 1.{version.FIRST} and later"
