"""Make `numaconf/machine/data/ec2_devices.csv` from Karpenter's list of instance types.

    python scripts/make_ec2_devices.py karpenter-instance-types.csv > numaconf/machine/data/ec2_devices.csv

One row for each type that has GPUs, accelerators, EFA interfaces or local NVMe disks. A 0 is left empty.
"""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = (
    "instance_type", "gpu_name", "gpu_count", "accelerator_name", "accelerator_count", "efa_count", "local_nvme_gb",
)  # fmt: skip


def rows(types: Iterable[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    """The rows of the table, by name."""
    for one in sorted(types, key=lambda one: one["instance_type"]):
        counts = {name: one[name] if one[name] not in ("", "0") else "" for name in COLUMNS[1:]}
        for kind in ("gpu", "accelerator"):
            if not counts[f"{kind}_count"]:
                counts[f"{kind}_name"] = ""
        if any(counts.values()):
            yield (one["instance_type"], *counts.values())


def table(types: Iterable[dict[str, str]]) -> str:
    """The file."""
    return "".join(",".join(row) + "\n" for row in [COLUMNS, *rows(types)])


if __name__ == "__main__":
    with open(sys.argv[1], newline="", encoding="utf-8") as source:
        sys.stdout.write(table(csv.DictReader(source)))
