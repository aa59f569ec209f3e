"""What is on a node whose kubelet runs inside of another program, so that no command line of it can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.machine.tree import Tree
    from numaconf.targets.reading import Reading


class OnNode(NamedTuple):
    """What a program gives the kubelet inside of it. `files`: those that were read; `written`: those among them that
    the program itself writes whenever it starts, so that they are always younger than it.
    """

    reading: Reading
    files: tuple[str, ...]
    written: frozenset[str] = frozenset()


class Gap(Exception):
    """Something that is needed cannot be seen."""


def source(tree: Tree, path: str, used: list[str]) -> Source:
    """A file below a root as a document; its path is noted in `used`. Raises Gap."""
    from numaconf.documents.load import read

    text = tree.text(path.lstrip("/"))
    if text is None:
        raise Gap(f"{path} cannot be read")
    used.append(path)
    try:
        return Source(path, read((text + "\n").encode()))
    except Unreadable as error:
        raise Gap(f"{path} cannot be read: {error}") from None
    except ImportError:
        raise Gap(f"{path} is written in a form of YAML that needs the installed numaconf (PyYAML)") from None
