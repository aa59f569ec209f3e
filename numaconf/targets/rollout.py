"""How a change of the configuration reaches the nodes of a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


ROOT_DIR = "/var/lib/kubelet"
"""The kubelet's folder, the default of `--root-dir`."""


class Rollout(NamedTuple):
    """How a change reaches a node. `way`: the node is changed `in-place` by hand, or it is `replaced`, or a controller
    `rolls` it.

    `write`: what is written, in words. `file`: where the configuration is on the node ("" where it is not a file);
    `is_document`, `is_rendering`: the user's document, or what numaconf renders, is that file from its first byte to
    its last, so that a script may put it there. `stop`, `start`: commands on the node. `trigger`: what makes the
    platform replace or roll a node. `note`: what it does, or does not do, with the state files. `root_dir`: the
    kubelet's folder, which they are in.

    `running(cpu_file, memory_file, hugepages)`: what the change would take on a node that runs, where the platform has
    an API for that: what becomes of the two state files (`keep`, `remove` or `depends`), and whether hugepages change.
    `causes(old, new)`: what of two files makes the platform replace nodes and what does not, a sentence each.
    """

    way: Literal["in-place", "replaced", "rolls"]
    write: str = ""
    file: str = ""
    is_document: bool = False
    is_rendering: bool = False
    stop: str = "systemctl stop kubelet"
    start: str = "systemctl start kubelet"
    trigger: str = ""
    note: str = ""
    root_dir: str = ROOT_DIR
    running: Callable[[str, str, bool], str] | None = None
    causes: Callable[[bytes, bytes], tuple[str, ...]] | None = None
