"""The schemas in the YAML language server of editors: errors, completion, hover; and the catalog of docs/editors.md."""

import json
import pathlib
import re

import pytest

from numaconf.cli import main
from numaconf.kubelet import glossary
from tests.language_server import Server, command
from tests.real import TREE

PAGE = (TREE / "docs" / "editors.md").read_text()
CATALOG = json.loads(next(block for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) if "fileMatch" in block))
KUBELET = """\
# yaml-language-server: $schema=kubelet-1.34.schema.json
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
topologyManagerPolicy: single-numa
maxPods: many
memoryManagerPolicyy: Static

"""
PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: x}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet:
    topologyManagerPolicy: single-numa
    """


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder with the schemas that the page's commands write, and its catalog."""
    command()
    found = tmp_path_factory.mktemp("editor")
    (found / "catalog.json").write_text(json.dumps(CATALOG))
    return found


@pytest.fixture(scope="module")
def server(folder, request):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        capture = request.config.pluginmanager.getplugin("capturemanager")
        for line in re.findall(r"^\$ numaconf (schema .*) > (\S+)$", PAGE, re.MULTILINE):
            with capture.global_and_fixture_disabled():
                (folder / line[1]).write_text(printed(line[0].split()))
    patterns = {f"file://{folder}/profile.schema.json": ["**/profile.yaml"]}
    found = Server(folder, {"schemas": patterns, "schemaStore": {"enable": False, "url": ""}})
    yield found
    found.close()


def printed(words: list[str]) -> str:
    import contextlib
    import io

    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(stream):
        assert main.run(words) == 0
        stream.flush()
    return stream.buffer.getvalue().decode()


def test_errors_in_a_kubelet_configuration(server):
    told = {one["range"]["start"]["line"]: one["message"] for one in server.open("kubelet.yaml", KUBELET)}
    assert '"single-numa-node"' in told[3]
    assert "Incorrect type" in told[4]
    assert "memoryManagerPolicyy" in told[5]


def test_what_a_kubelet_starts_with_has_no_errors(server):
    good = KUBELET.replace("single-numa\n", "single-numa-node\n").replace("many", "30").replace("Policyy", "Policy")
    assert server.open("good.yaml", good) == []


def test_hover_and_completion_in_a_kubelet_configuration(server):
    server.open("hover.yaml", KUBELET)
    assert glossary.FIELDS["topologyManagerPolicy"] in server.hover("hover.yaml", 3, 4)
    assert {"reservedMemory", "cpuManagerPolicy"} <= set(server.complete("hover.yaml", 6, 0))
    assert {"none", "best-effort", "restricted", "single-numa-node"} <= set(server.complete("hover.yaml", 3, 23))


def test_a_profile_by_its_name(server):
    told = server.open("profile.yaml", PROFILE)
    assert any(one["range"]["start"]["line"] == 7 and "single-numa-node" in one["message"] for one in told)
    offered = set(server.complete("profile.yaml", 8, 4))
    assert {"reservedMemory", "reservedSystemCPUs"} <= offered
    assert server.hover("profile.yaml", 4, 6).strip()


def test_the_catalog_has_the_form_of_schemastore():
    assert set(CATALOG) == {"version", "schemas"}
    for one in CATALOG["schemas"]:
        assert {"name", "description", "fileMatch", "url"} <= set(one)
        assert one["fileMatch"]
        assert all(isinstance(pattern, str) and not pattern.startswith("/") for pattern in one["fileMatch"])
        assert len(one["fileMatch"]) == len(set(one["fileMatch"]))
        assert not one["description"].endswith(".")
        assert one["url"].endswith(".json")
        assert "://" not in one["url"], "there is no published address yet"
    assert len({one["name"] for one in CATALOG["schemas"]}) == len(CATALOG["schemas"])
    written = set(re.findall(r"^\$ numaconf schema .* > (\S+)$", PAGE, re.MULTILINE))
    assert {one["url"] for one in CATALOG["schemas"]} <= written
