"""What numaconf says to the reports today: `python -m tests.field [NAME…]`; `--write` keeps it as the answers."""

from __future__ import annotations

import pathlib
import shlex
import sys
import tempfile
from typing import Any

from tests.field.report import FOLDER, ask, load, names, put, run


def main(arguments: list[str]) -> None:
    write = "--write" in arguments
    for name in [one for one in arguments if one != "--write"] or names():
        report = load(name)
        with tempfile.TemporaryDirectory() as folder:
            put(report, pathlib.Path(folder))
            for one in report["asks"]:
                if write:
                    answer(one, pathlib.Path(folder))
                else:
                    said = run(shlex.split(one["run"]), pathlib.Path(folder), one.get("stdin", ""))
                    sys.stdout.write(f"══ {name}: {one['run']} → {said[0]}\n{said[1]}\n")
        if write:
            path = FOLDER / f"{name}.yaml"
            head = path.read_text().split("\nasks:\n")[0]
            path.write_text(head + "\nasks:\n" + "".join(map(written, report["asks"])))


def answer(one: dict[str, Any], folder: pathlib.Path) -> None:
    said = ask(one, folder)
    one["exit"] = said.exit
    for key in ("found", "files", "undecided"):
        one.pop(key, None)
        if getattr(said, key):
            one[key] = getattr(said, key)


def written(one: dict[str, Any]) -> str:
    """One question with its answer, as the files have it."""
    lines = [f"- run: {quoted(one['run'])}"]
    if "stdin" in one:
        lines += ["  stdin: |", *(f"    {line}".rstrip() for line in one["stdin"].splitlines())]
    lines.append(f"  exit: {one['exit']}")
    for key in ("found", "files", "undecided", "words"):
        if one.get(key):
            lines += [f"  {key}:", *(f"  - {quoted(each)}" for each in one[key])]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A word of an answer as a YAML scalar."""
    return "'" + text.replace("'", "''") + "'" if not text[0].isalpha() or ": " in text or " #" in text else text


main(sys.argv[1:])
