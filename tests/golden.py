"""The examples' golden renderings. `make golden` (`python -m tests.golden`) writes them anew."""

from __future__ import annotations

import pathlib
import shutil

from numaconf.profile.load import load
from numaconf.render import Rendered, render

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"


def profiles() -> list[pathlib.Path]:
    """The examples' profiles."""
    return sorted(EXAMPLES.glob("*/profile.yaml"))


def renderings(path: pathlib.Path) -> dict[str, Rendered]:
    """What an example's profile comes to on each target that it names."""
    (profile,) = load(str(path))
    return {target: render(profile, target) for target in profile.spec("targets")}


def files(path: pathlib.Path) -> dict[str, str]:
    """The golden files of an example, by their path in its folder."""
    return {
        f"rendered/{target}/{artifact.name}": artifact.text
        for target, rendered in renderings(path).items()
        for artifact in rendered.artifacts
    }


def main() -> None:
    """Write all golden files."""
    for path in profiles():
        shutil.rmtree(path.parent / "rendered", ignore_errors=True)
        for name, text in files(path).items():
            file = path.parent / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())


if __name__ == "__main__":
    main()
