"""What the consumers of other formats said: `conformance/record_consumers.py` writes the files in this folder."""

from __future__ import annotations

import json
import pathlib
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent


def cases(name: str) -> list[dict[str, Any]]:
    """The questions and answers of one recording."""
    found: list[dict[str, Any]] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return found
