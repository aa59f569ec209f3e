"""How long the main verbs take, against peers in the same run."""

import json
import pathlib
import sys
import tempfile
import time

from benchmarks.measure import limited, medians, verdict
from numaconf.verbs.validate import validate

TREE = pathlib.Path(__file__).resolve().parent.parent
PROFILE = TREE / "examples" / "packet-workers" / "profile.yaml"
BIN = pathlib.Path(sys.executable).parent

ROWS = (
    ("numaconf --version", "python -c 'import click'", 2.0),
    ("numaconf render", "check-jsonschema --version", 0.8),
)
"""Ours, the peer, and the ratio that must not be exceeded."""


def processes():
    times = medians(
        {
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "numaconf --version": [BIN / "numaconf", "--version"],
            "numaconf render": [BIN / "numaconf", "render", PROFILE, "--target", "kubelet"],
            "check-jsonschema --version": [BIN / "check-jsonschema", "--version"],
        }
    )
    for ours, peer, limit in ROWS:
        ratio = times[ours] / times[peer]
        print(f"{ours}: {times[ours] * 1000:.0f} ms, {peer}: {times[peer] * 1000:.0f} ms")
        print("  " + limited(ours, peer, ratio, limit))


def terraform():
    with tempfile.NamedTemporaryFile("w", suffix=".json") as query:
        json.dump({"profile": str(PROFILE), "target": "al2023"}, query)
        query.flush()
        render = [BIN / "numaconf", "render", PROFILE, "--target", "al2023"]
        times = medians({"terraform": [BIN / "numaconf", "terraform"], "render": render}, stdin=query.name)
    ratio = times["terraform"] / times["render"]
    print(f"numaconf terraform: {times['terraform'] * 1000:.0f} ms, numaconf render: {times['render'] * 1000:.0f} ms")
    print("  " + limited("numaconf terraform", "numaconf render", ratio, 1.5))


def profiles(number=1000):
    """Profiles that differ, in one process, each validated for its own targets."""
    text = PROFILE.read_text()
    texts = [
        text.replace("name: packet-workers", f"name: workers-{one}").replace("memory: 2Gi", f"memory: {2000 + one}Mi")
        for one in range(number)
    ]
    for targets in (("kubelet",), ()):
        validate(texts[0], "warm.yaml", targets)
        start = time.process_time()
        for one in texts:
            remarks = validate(one, "profile.yaml", targets).remarks()
            assert all(remark.finding.severity == "suspicious" for remark in remarks), remarks
        each = (time.process_time() - start) / number * 1000
        print(f"validate {number} profiles for {targets[0] if targets else 'their five targets'}: {each:.1f} ms each")


if __name__ == "__main__":
    processes()
    terraform()
    profiles()
    verdict()
