"""Which files a kubelet reads by their place: those in a drop-in folder (`--config-dir`), and main files as images and
installers name them; apart from `dropin`, which lint seldom needs.
"""

from __future__ import annotations

import os
import re

from numaconf.documents.reading import absolute


def is_dropin(path: str) -> bool:
    """Whether a path is in a drop-in folder (`*.d`), or in a folder of one, into which the kubelet looks, too."""
    if ".d" not in path and (os.path.isabs(path) or ".d" not in os.getcwd()):
        return False  # as of nearly all, without a look at each step of the path
    folder, name = os.path.split(absolute(path))
    return folder.endswith(".d") or (name.endswith(".conf") and os.path.dirname(folder).endswith(".d"))


_MAIN = (
    r"/var/lib/kubelet/(?:kubelet-)?config\.(?:ya?ml|json)\Z|/etc/kubernetes/kubelet/config\.(?:ya?ml|json)\Z|"
    r"/etc/kubernetes/(?:kubelet/)?kubelet(?:-?config(?:uration)?)?\.(?:ya?ml|json|conf)\Z"
)


def is_main(path: str) -> bool:
    """Whether a path is that of a kubelet's main file on a node, or in a copy of a node's files."""
    return re.search(_MAIN, os.path.abspath(path)) is not None
