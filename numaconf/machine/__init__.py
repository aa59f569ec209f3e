"""Machines: NUMA nodes with their CPUs, memory, hugepages and distances, from wherever they are known."""
