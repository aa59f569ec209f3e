"""A report: the files of the one who made it, what numaconf is asked about them, and the right answers."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import shlex
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from numaconf.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = pathlib.Path(__file__).parent / "reports"


class Said(NamedTuple):
    """What a run of numaconf said, as far as a report asks for it. `text`: all of it, blanks made one."""

    exit: int
    found: list[str]
    files: list[str]
    undecided: list[str]
    text: str


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    return found


def put(report: dict[str, Any], folder: pathlib.Path) -> None:
    """Write the report's files into a folder."""
    for name, text in report.get("files", {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def ask(one: dict[str, Any], folder: pathlib.Path) -> Said:
    """Run numaconf as a report asks, in the folder of its files."""
    words = shlex.split(one["run"])
    if words[0] != "lint" or {"--fix", "--diff"} & set(words):
        status, out = run(words, folder, one.get("stdin", ""))
        return Said(status, [], [], [], " ".join(out.split()))
    status, out = run([*words, "--format", "json"], folder, one.get("stdin", ""))
    if not out.startswith("{"):
        return Said(status, [], [], [], " ".join(out.split()))
    report = json.JSONDecoder().raw_decode(out)[0]
    found = sorted(f"{one['path']}:{one['line']} {one['severity']} {one['code']}" for one in report["findings"])
    files = [f"{one['path']} {one['status']}" for one in report["files"] if one["status"] != "checked"]
    texts = [one["reason"] or "" for one in report["files"]]
    for finding in report["findings"]:
        texts += [finding["message"], (finding["says"] or {}).get("text") or ""]
        texts += [one["message"] for one in finding["related"]]
    texts += [one["reason"] for one in report["notChecked"]]
    undecided = sorted({one["code"] for one in report["notChecked"]})
    return Said(status, found, files, undecided, " ".join(" ".join(texts).split()))


def run(words: list[str], folder: pathlib.Path, stdin: str = "") -> tuple[int, str]:
    """Exit status and all output of numaconf, called in a folder."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), _in(folder):
        before, sys.stdin = sys.stdin, typed
        try:
            status = main.run(words)
        finally:
            sys.stdin = before
    return status, out.buffer.getvalue().decode()  # type: ignore[attr-defined]  # a BytesIO, as made above


@contextlib.contextmanager
def _in(folder: pathlib.Path) -> Iterator[None]:
    """Work in a folder; `contextlib.chdir` is Python 3.11's."""
    before = pathlib.Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
