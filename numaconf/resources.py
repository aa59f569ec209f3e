"""Files that travel with the program: JSON Schemas and text templates.

They are at the top of the source tree, where people look for them, and inside the package once installed.
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_TREE = os.path.dirname(_PACKAGE)


def path(folder: str, name: str) -> str:
    """The path of `name` in `folder` (`"templates"` or `"schemas"`).

    Raises FileNotFoundError when neither the package nor the source tree has it.
    """
    for root in (_PACKAGE, _TREE):
        found = os.path.join(root, folder, name)
        if os.path.exists(found):
            return found
    raise FileNotFoundError(f"{folder}/{name} is missing from this installation of numaconf")


def text(folder: str, name: str) -> str:
    """The content of `name` in `folder`, as text."""
    with open(path(folder, name), encoding="utf-8") as file:
        return file.read()
