"""A map without apiVersion and kind: the kubelet's, another's, or not to be told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numaconf.verbs.lint.file import Options, lint

STATIC = {"cpuManagerPolicy": "static", "reservedSystemCPUs": "0"}
HARD = {"evictionHard": {"memory.available": "1Gi"}}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (STATIC, "kubelet"),
        ({**STATIC, "cpuManagerPolcy": "static"}, "kubelet"),
        ({"cpuManagerPolicy": "static", "cpuCFSQuota": True}, "kubelet"),
        ({"cpuManagerPolicy": "static", "cpuCfsQuota": True}, "aks"),
        ({"topologyManagerPolicy": "none", "podMaxPids": 100}, "aks"),
        ({"cpuManagerPolicy": "none", "podMaxPids": 9, "kubeReserved": {"cpuMillicores": 300}}, "aks"),
        ({"memoryManagerPolicy": "None", "cpuCfsQuota": True}, "kubelet"),
        ({"cpuManagerPolicy": "none", "kubeReserved": {"cpu": "1"}, "cpuCfsQuota": True, **HARD}, "kubelet"),
        ({"cpuManagerPolicy": "none", "cpuCfsQuota": True, **HARD}, "open"),
        ({"cpuManagerPolicy": "none", "podMaxPids": 9, **HARD}, "aks"),
        ({"cpuManagerPolicy": "none", "podMaxPids": 9, **HARD, "memoryManagerPolicy": "None"}, "open"),
        ({"cpuManagerPolicy": "static", "colour": "blue"}, "open"),
        ({"cpuManagerPolicy": "static", "colour": "blue", "size": 1}, "other"),
        ({"cpuManagerPolicy": {"type": "string"}, "topologyManagerPolicy": {"type": "string"}}, "other"),
        ({"reservedMemory": {"$ref": "#/definitions/x"}}, "other"),
    ],
)
def test_whose_it_is(value: dict[str, Any], kind: str) -> None:
    report = lint("a.json", json.dumps(value).encode(), Options())
    assert report is not None
    if kind == "open":
        assert report.status == "unread"
        assert "--as kubelet" in (report.reason or "")
        said = lint("a.json", json.dumps(value).encode(), Options(kind="kubelet"))
        assert said is not None
        assert said.status == "checked"
    elif kind == "other":
        assert report.status == "skipped"
    else:
        assert [one.kind for one in report.documents] == [kind]
