"""Build numaconf-verify.pyz: `numaconf verify` in one file that any Python from 3.10 on runs, with nothing installed.

Usage: python -m scripts.make_verify_pyz [FILE]
"""

from __future__ import annotations

import pathlib
import sys
import zipfile

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "numaconf"
KEPT = {".py", ".json", ".csv"}

# Data files are opened by their paths, so the program unpacks itself; where it runs, nothing else may be writable.
MAIN = """\
import atexit, os, shutil, sys, tempfile, zipfile

if sys.version_info < (3, 10):
    sys.exit("numaconf needs Python 3.10 or later")
folder = tempfile.mkdtemp(prefix="numaconf-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
with zipfile.ZipFile(os.path.dirname(os.path.abspath(__file__))) as archive:
    archive.extractall(folder)
sys.dont_write_bytecode = True
sys.path[0] = folder
from numaconf.cli.verifying import main

main()
"""


def build(file: str) -> None:
    """Write the program to a file."""
    with open(file, "wb") as stream:
        stream.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, "__main__.py", MAIN)
            for path in sorted(PACKAGE.rglob("*")):
                if path.suffix in KEPT and "__pycache__" not in path.parts:
                    _add(archive, str(path.relative_to(PACKAGE.parent)), path.read_text(encoding="utf-8"))
    pathlib.Path(file).chmod(0o755)


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """One file, with a date of its own, so that equal sources make equal files."""
    info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text)


if __name__ == "__main__":
    build(sys.argv[1] if len(sys.argv) > 1 else "numaconf-verify.pyz")
