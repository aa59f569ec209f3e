"""Random pods on random machines, numaconf against the real kubelets: `python -m fuzz.admission SEQUENCES [MINOR…]`.

Each kubelet that is built (conformance/README.md) gets that many sequences of pods; what differs is printed with the
seed that makes it again.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
import time
from typing import Any

from numaconf.kubelet.admission.merge import TooMany
from numaconf.kubelet.version import ALL
from tests.kubelet.admission import sequences
from tests.real import ORACLES, ask_kubelet

AT_ONCE = 50
"""Sequences for one start of a kubelet: each ends with its pods gone again."""
SECONDS = 120


def kubelet(binary: pathlib.Path, case: dict[str, Any]) -> Any:
    """What the kubelet says. None where it takes too long (eight NUMA nodes and four resources are enough for that), or
    where a random pod is none that an API server takes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in ("machine", "config", "pods"):
            (folder / part).write_text(json.dumps(case[part]))
        words = ["--machine", "machine", "--config", "config", "--pods", "pods", "--predicates"]
        try:
            return ask_kubelet(binary, *words, folder=folder, seconds=SECONDS)
        except (subprocess.TimeoutExpired, ValueError):
            return None


def difference(case: dict[str, Any], minor: int, said: Any) -> str:
    """The first thing that numaconf says otherwise, "" where it is all the same."""
    want, want_after = sequences.recorded(said)
    got, got_after = sequences.answers(case, minor)
    for one, other in zip(got, want, strict=False):  # ours ends where a kubelet would crash
        if not sequences.same(one, other):
            return f"numaconf {one}\nkubelet  {other}"
    if got_after and (len(got), got_after) != (len(want), want_after):
        return f"numaconf leaves {got_after}\nkubelet  leaves {want_after}"
    return ""


def compare(minor: int, number: int, seed: int) -> int:
    """So many sequences of one minor; returns how many cases differ."""
    binary = ORACLES / f"kubelet-oracle-1.{minor}"
    if not binary.exists():
        print(f"1.{minor}: not built")
        return 0
    wrong = passed = done = pods = 0
    while done < number:
        case = sequences.case(seed, minor, AT_ONCE)
        said = kubelet(binary, case)
        try:
            text = None if said is None else difference(case, minor, said)
        except TooMany:  # on NUMA nodes with gaps in their ids, where all combinations count, numaconf says so itself
            text = None
        if text is None:
            passed += 1
        else:
            wrong += bool(text)
            if text:
                print(f"1.{minor} seed {seed}\n{text}", flush=True)
            pods += len(sequences.recorded(said)[0])
            done += AT_ONCE
        seed += 1
    print(f"1.{minor}: {done} sequences, {pods} pods, {wrong} differ, {passed} cases passed over", flush=True)
    return wrong


def main(arguments: list[str]) -> int:
    """Compare the minors; returns how many cases differ."""
    number, minors = int(arguments[0]), [int(one) for one in arguments[1:]]
    return sum(compare(minor, number, int(time.time())) for minor in minors or [one.minor for one in ALL])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
