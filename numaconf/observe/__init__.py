"""What a host shows of itself below a root: its kubelet, state files, cgroups, threads, interrupts, pages.

Only files are read, with the standard library alone, and within bounds (`machine.tree`): the root may be a running
system, `/host` in a debug pod, or a tree that somebody sent.
"""
