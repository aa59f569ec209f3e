"""k0s' model against what the libraries that it calls said (tests/recordings/k0s.json)."""

from __future__ import annotations

from typing import Any

import pytest
import yaml as pyyaml

from numaconf.documents import yaml
from numaconf.documents.source import Source
from numaconf.kubelet import tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.version import Version
from numaconf.targets.k0s import profile
from tests.recordings import cases

ASKED = Version(1, 34)
_ELSEWHERE = frozenset({"authentication", "authorization", "containerRuntimeEndpoint", "memorySwap", "logging"})


@pytest.mark.parametrize("case", cases("k0s"))
def test_merge(case: dict[str, Any]) -> None:
    source = Source("k0s.yaml", yaml.read(case["ask"]["text"]))
    base = tree.from_layer(pyyaml.safe_load(case["ask"]["base"]), profile.ORIGIN)
    made = profile.merged(base, source.document.value, Origin("document", source), ASKED)
    error = case["says"].get("error", "")
    wrong = [problem for problem, _ in made.problems if problem.kind == "type"]
    if not wrong and error:  # the kubelet's own validation, which rules of their own stand for
        assert "unmarshal" not in error
        return
    assert bool(wrong) == bool(error), (error, made.problems)
    if error:
        return
    asked = {key: value for key, value in case["says"]["config"].items() if key not in _ELSEWHERE}
    root = tree.to_config(made.root)[0]
    assert {key: value for key, value in root.items() if key not in _ELSEWHERE} == asked
