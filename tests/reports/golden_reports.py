"""The report on a folder of five broken files, in every format and width. `make golden` writes them anew."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
from typing import Any

from numaconf import __version__
from numaconf.cli import main as program
from numaconf.cli.reporting import FORMATS

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
WIDTHS = (80, 100, 140)


def report(*options: str, width: int = 80) -> str:
    """What `numaconf lint broken` writes to standard output in this folder."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    before, columns = pathlib.Path.cwd(), os.environ.get("COLUMNS")
    os.chdir(HERE)
    os.environ["COLUMNS"] = str(width)
    try:
        with contextlib.redirect_stdout(out):
            program.run(["lint", "broken", *options])
            out.flush()
    finally:
        os.chdir(before)
        if columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = columns
    buffer: Any = out.buffer
    return buffer.getvalue().decode().replace(f'"{__version__}"', '"VERSION"')  # type: ignore[no-any-return]


def files() -> dict[str, str]:
    """The golden files by their names: text in three widths, with colours in one, and every other format."""
    made = {f"text-{width}.txt": report("--color", "never", width=width) for width in WIDTHS}
    made["colour-80.txt"] = report("--color", "always").replace("\x1b", "\\e")
    made["diff.txt"] = report("--diff", "--unsafe-fixes", "--color", "never")
    for form in FORMATS:
        if form not in {"text", "json-v1"}:
            made[f"{form}.txt"] = (
                _without_pages(report("--format", form)) if form == "sarif" else report("--format", form)
            )
    return made


def _without_pages(sarif: str) -> str:
    """A SARIF log without the pages of the rules, which change more often than its form."""
    log = json.loads(sarif)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        for key in ("help", "fullDescription", "shortDescription"):
            rule.pop(key, None)
    return json.dumps(log, indent=2) + "\n"


def main() -> None:
    """Write all golden files."""
    GOLDEN.mkdir(exist_ok=True)
    for name, text in files().items():
        (GOLDEN / name).write_bytes(text.encode())
