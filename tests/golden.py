"""The examples' golden renderings. `make golden` (`python -m tests.golden`) writes them anew."""

from __future__ import annotations

import pathlib
import shutil

from numaconf.context import Context
from numaconf.kubelet.version import Version
from numaconf.profile.load import load
from numaconf.render import Rendered, render

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"


OTHER_VERSIONS = {
    "hugepages": {"al2": Context(kubernetes=Version(1, 32))},
}
"""Targets that an example's profile reaches with another version than its own, as its README shows."""


def profiles() -> list[pathlib.Path]:
    """The examples' profiles."""
    return sorted(EXAMPLES.glob("*/profile.yaml"))


def targets(path: pathlib.Path) -> list[str]:
    """What an example is rendered for."""
    (profile,) = load(str(path))
    return [*profile.spec("targets"), *OTHER_VERSIONS.get(path.parent.name, {})]


def renderings(path: pathlib.Path) -> dict[str, Rendered]:
    """What an example's profile comes to, by target: those that it names, and those it reaches with other versions."""
    (profile,) = load(str(path))
    made = {target: render(profile, target) for target in profile.spec("targets")}
    others = OTHER_VERSIONS.get(path.parent.name, {})
    return made | {target: render(profile, target, context) for target, context in others.items()}


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
