"""The other variables of an inventory: Ansible's groups, the node's own last, then the host."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.documents import load, reading
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.subject import Subject

GROUPS = ("all", "k8s_cluster")
"""Groups that every node is in, the weaker first (in Ansible, a child is stronger than its parent)."""
WORKERS = "kube_node"
_ENDINGS = (".yml", ".yaml", ".json")


def beside(subject: Subject) -> tuple[tuple[Source, ...], str]:
    """A subject's variables with those of the files that Ansible reads with them, in its order; and what is missing."""
    own = subject.sources[0]
    path = os.path.abspath(own.path)
    parts = path.split(os.sep)
    folder = next((name for name in ("group_vars", "host_vars") if name in parts), None)
    if own.outer is not None or folder is None or not os.path.isfile(path):
        return subject.sources, ""
    at = parts.index(folder)
    group = parts[at + 1].partition(".")[0] if folder == "group_vars" else ""
    root = os.sep.join([*parts[:at], "group_vars"])
    leaf = WORKERS if group in {"", *GROUPS} else group
    found, missing = [], ""
    for one in [file for name in (*GROUPS, leaf) for file in _files(root, name)]:
        if one == path:
            found.append(own)
            continue
        try:
            found.append(Source(one, load.read(reading.read(one))))
        except Unreadable:
            continue  # its own lint says so
        except (OSError, ValueError) as error:
            missing = f"{one} cannot be read: {error}"
    return tuple(found if own in found else [*found, own]), missing


def _files(root: str, group: str) -> Iterator[str]:
    """The files of a group: one of its name, or a folder of them, by name."""
    yield from (one for ending in _ENDINGS if os.path.isfile(one := os.path.join(root, group + ending)))
    try:
        names = sorted(os.listdir(os.path.join(root, group)))
    except OSError:
        return
    yield from (os.path.join(root, group, name) for name in names if name.endswith(_ENDINGS))
