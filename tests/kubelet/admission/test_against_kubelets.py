"""Random sequences of pods: numaconf and the real kubelets say the same. `fuzz/admission.py` does this for long."""

from __future__ import annotations

import json
import pathlib

import pytest

from numaconf.kubelet.version import ALL
from tests import real
from tests.kubelet.admission import sequences


@pytest.mark.shared
@pytest.mark.parametrize("minor", [one.minor for one in ALL if one.minor >= 31])
@pytest.mark.parametrize("seed", range(3))
def test_random_sequences(minor: int, seed: int, tmp_path: pathlib.Path) -> None:
    case = sequences.case(seed, minor, 5)
    pods = tmp_path / "pods.json"
    pods.write_text(json.dumps(case["pods"]))
    text = json.dumps(case["config"])
    answer = real.kubelet(f"1.{minor}", text, case["machine"], tmp_path, "--pods", str(pods), "--predicates")
    assert answer["verdict"] == "starts", answer["first_error"]
    want, after = sequences.recorded(answer)
    got, got_after = sequences.answers(case, minor)
    for one, other in zip(got, want, strict=bool(got_after)):
        assert sequences.same(one, other), (one, other)
    if got_after:
        assert got_after == after
