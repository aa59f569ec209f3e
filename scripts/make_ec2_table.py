"""Make `numaconf/machine/data/ec2.csv` from measured facts about EC2 instance types.

    python scripts/make_ec2_table.py ec2-numa.csv > numaconf/machine/data/ec2.csv

The input has one row per type with the columns of COLUMNS but the last; empty is *not measured*. What is added here is
marked in the column `derived`: `nodes` (a type below 24 vCPU has one NUMA node) and `threads` (threads per core as on
the other sizes of the family). Facts that the input lacks are in the tables below, each with its source.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict

COLUMNS = (
    "instance_type", "arch", "vcpus", "memory_mib", "eni_max_pods", "numa_nodes", "sockets", "threads_per_core",
    "l3_caches", "node_memory_mib", "node_distances", "node_cpus", "source", "derived",
)  # fmt: skip

SMALL = 24
"""Every measured type below this many vCPUs has one NUMA node; from here on nothing can be inferred."""

# Threads per core where the input has none: cores and threads of each NUMA node as ec2instances.info measured them on
# all types with several nodes. Families that are not here are arm64, or were measured on other sizes as well.
MEASURED_THREADS = {
    "g7": 1, "m8ib": 2, "m8idb": 2, "m8idn": 2, "m8in": 2, "p4de": 2, "p5": 2, "p5e": 2, "p6-b200": 2, "r8ib": 2,
    "r8idb": 2, "r8idn": 2, "r8in": 2, "u7i-8tb": 2,
}  # fmt: skip

# Of the EKS AMI's table of network interfaces, where Karpenter's list lacks a type: 15 interfaces × 49 addresses + 2.
ENI_MAX_PODS = {"dl1.24xlarge": 737}


def family(row: dict[str, str]) -> str:
    """The part of the name before the point."""
    return row["instance_type"].partition(".")[0]


def threads_by_family(rows: list[dict[str, str]]) -> dict[str, int]:
    """Families of which all measured sizes have the same number of threads per core."""
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row["threads_per_core"]:
            seen[family(row)].add(int(row["threads_per_core"]))
    for name, threads in MEASURED_THREADS.items():
        seen[name].add(threads)
    return {name: next(iter(threads)) for name, threads in seen.items() if len(threads) == 1}


def check_numbering(row: dict[str, str]) -> None:
    """Measured CPU lists follow the rule by which others are derived, and threads divide the CPUs; else stop."""
    nodes, threads, cpus = int(row["numa_nodes"]), int(row["threads_per_core"]), int(row["vcpus"])
    cores = cpus // threads
    rule = ";".join(
        "+".join(
            f"{thread * cores + node * cores // nodes}-{thread * cores + (node + 1) * cores // nodes - 1}"
            for thread in range(threads)
        )
        for node in range(nodes)
    )
    if cpus % threads or (row["node_cpus"] and row["node_cpus"] != rule):
        sys.exit(f"{row['instance_type']}: {row['node_cpus']} was measured, the rule says {rule}")


def complete(row: dict[str, str], threads: dict[str, int]) -> dict[str, str]:
    """The row as shipped, with what is derived."""
    derived = []
    if row["threads_per_core"] == "2":
        row["arch"] = row["arch"] or "amd64"  # no arm64 type of EC2 has two threads per core
    row["eni_max_pods"] = row["eni_max_pods"] or str(ENI_MAX_PODS.get(row["instance_type"], ""))
    if not row["threads_per_core"]:
        # Graviton has one thread per core: all 362 measured arm64 types.
        number = 1 if row["arch"] == "arm64" else threads.get(family(row))
        if number is not None:
            row["threads_per_core"] = str(number)
            if row["numa_nodes"] in ("", "1"):
                derived.append("threads")
    if not row["numa_nodes"] and int(row["vcpus"]) < SMALL:
        row["numa_nodes"] = "1"
        derived.append("nodes")
    if row["numa_nodes"] and row["threads_per_core"]:
        check_numbering(row)
    return {**row, "derived": "+".join(derived)}


def main() -> None:
    """Read the measured facts, write the table to stdout, rows by name."""
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    threads = threads_by_family(rows)
    wrong = [row["instance_type"] for row in rows if row["numa_nodes"] not in ("", "1") and int(row["vcpus"]) < SMALL]
    if wrong:
        sys.exit(f"types below {SMALL} vCPU with several NUMA nodes: {wrong}")
    table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    table.writeheader()
    for row in sorted(rows, key=lambda row: row["instance_type"]):
        table.writerow(complete(row, threads))


if __name__ == "__main__":
    main()
