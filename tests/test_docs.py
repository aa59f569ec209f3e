"""The pages in docs/ that show commands: each is run, and prints what the page says.

A block of YAML whose first line is `# NAME` is a file; a console block has commands behind `$ ` and what they print.
`python -m tests.test_docs` writes the outputs into the pages anew.
"""

import contextlib
import io
import json
import os
import pathlib
import re
import sys
import tempfile

import pytest

from numaconf.cli.main import run
from numaconf.machine import snapshot
from scripts import make_profile_page
from tests.real import TREE
from tests.verbs.verify.trees import APP, CONFIG, CPUS, UID, Tree

GUIDE = tuple(f"guide/{name}.md" for name in ("why", "policy", "configure", "rejected", "scheduler", "upgrades"))
PAGES = ("change.md", "fit.md", "machines.md", "profile.md", "verify.md", *GUIDE)
BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def prepare(folder):
    """What the pages take for granted: a node as a tree, one with a fault, and the files of the first."""
    tree = Tree(folder / "node")
    tree.build()
    broken = Tree(folder / "broken")
    broken.edit(f"sys/fs/cgroup/{broken.path(UID, 'guaranteed', APP)}/cpuset.cpus.effective", CPUS, "0-15")
    broken.build()
    (folder / "state").symlink_to(folder / "node" / "var" / "lib" / "kubelet")
    (folder / "old-node.yaml").write_text(json.dumps(CONFIG))
    (folder / "machine.yaml").write_text(snapshot.dump(tree.machine))


def outputs(text, folder):
    """The page with what its commands print now."""
    prepare(folder)

    def block(match):
        kind, body = match.groups()
        if kind == "yaml":
            name = re.match(r"# (\S+\.yaml)\n", body)
            if name:
                (folder / name[1]).write_text(body)
            return match[0]
        commands = re.findall(r"^\$ (.*)$", body, re.MULTILINE)
        told = "".join(f"$ {command}\n{printed(command, folder)}" for command in commands)
        return f"```console\n{told}```\n"

    return BLOCK.sub(block, text)


def printed(command, folder):
    name, *words = command.split()
    assert name == "numaconf"
    before, old = os.getcwd(), sys.stdout
    os.chdir(folder)
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    try:
        sys.stdout = stream
        run(words)
        stream.flush()
    finally:
        sys.stdout = old
        os.chdir(before)
    return stream.buffer.getvalue().decode()


@pytest.mark.parametrize("page", PAGES)
def test_every_command_prints_what_the_page_says(page, tmp_path):
    text = (TREE / "docs" / page).read_text()
    assert outputs(text, tmp_path) == text


def test_links_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)", (TREE / "docs" / page).read_text()):
            assert (TREE / "docs" / page).parent.joinpath(link).exists(), link


if __name__ == "__main__":
    for one in PAGES:
        with tempfile.TemporaryDirectory() as name, contextlib.suppress(BrokenPipeError):
            path = TREE / "docs" / one
            path.write_text(outputs(path.read_text(), pathlib.Path(name)))


def test_the_picture_in_the_readme_is_the_programs(tmp_path, monkeypatch, capfd):
    (tmp_path / "kubelet.yaml").write_text(
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: Static\n"
        "kubeReserved: {memory: 2Gi}\nsystemReserved: {memory: 1Gi}\nreservedMemory:\n"
        "  - {numaNode: 0, limits: {memory: 3Gi}}\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["lint", "--kubernetes-version", "1.34", "kubelet.yaml"]) == 1
    picture = re.search(r"^```\n(.*?)^```\n", (TREE / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert capfd.readouterr().out.startswith(picture[1])


def test_the_page_of_the_profile_is_what_the_schema_says():
    assert make_profile_page.PAGE.read_text() == make_profile_page.page(), "make docs"


def test_the_page_of_the_profile_has_every_key():
    text = make_profile_page.PAGE.read_text()
    spec = json.loads((TREE / "schemas" / "profile.json").read_text())["properties"]["spec"]["properties"]
    for name in (*spec["kubelet"]["properties"], *spec["targets"]["properties"]):
        assert f"| `{name}` |" in text


def test_the_table_of_rules_tells_what_each_is_about():
    text = (TREE / "docs" / "rules" / "README.md").read_text()
    assert "| will-not-start | Memory | `reserved-memory-mismatch` |" in text
    assert "| will-not-start | Bottlerocket | `unknown-bottlerocket-setting` |" in text


def test_the_profile_in_the_readme_is_right_and_its_first_command_works(tmp_path, monkeypatch, capfd):
    readme = (TREE / "README.md").read_text()
    first = re.search(r"^    (numaconf [^#\n]*)", readme, re.MULTILINE)[1].split()
    assert first == ["numaconf", "render", "--target", "bottlerocket"]
    (tmp_path / "profile.yaml").write_text(re.search(r"^```yaml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)[1])
    monkeypatch.chdir(tmp_path)
    assert run(["validate"]) == 0
    assert "1 file checked: nothing found." in capfd.readouterr().out
    assert run(first[1:]) == 0
    out, err = capfd.readouterr()
    assert "[settings.kubernetes]" in out
    assert err == ""
