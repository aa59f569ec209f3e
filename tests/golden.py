"""The examples' golden renderings, and with `reports/golden_reports.py` the reports'.

`make golden` (`python -m tests.golden`) writes them anew.
"""

from __future__ import annotations

import pathlib
import shutil

from numaconf.context import Context
from numaconf.kubelet.version import Version
from numaconf.profile.load import load
from numaconf.verbs.render import Rendered, render

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"


OTHER_VERSIONS = {
    "gpu-karpenter": {"karpenter-1.14": ("karpenter", Context(platforms=(("karpenter", Version(1, 14, 1)),)))},
    "hugepages": {"al2": ("al2", Context(kubernetes=Version(1, 32)))},
}
"""What an example's README renders with other versions than the profile's: folder, target, and the versions."""


def profiles() -> list[pathlib.Path]:
    """The examples' profiles."""
    return sorted(EXAMPLES.glob("*/profile.yaml"))


def folders(path: pathlib.Path) -> list[str]:
    """The folders of an example's renderings: a target each, or a target and a version."""
    (profile,) = load(str(path))
    return [*profile.spec("targets"), *OTHER_VERSIONS.get(path.parent.name, {})]


def renderings(path: pathlib.Path) -> dict[str, Rendered]:
    """What an example's profile comes to, by folder."""
    (profile,) = load(str(path))
    made = {target: render(profile, target) for target in profile.spec("targets")}
    others = OTHER_VERSIONS.get(path.parent.name, {})
    return made | {folder: render(profile, target, context) for folder, (target, context) in others.items()}


def files(path: pathlib.Path) -> dict[str, str]:
    """The golden files of an example, by their path in its folder."""
    return {
        f"rendered/{folder}/{artifact.name}": artifact.text
        for folder, rendered in renderings(path).items()
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
    from tests.reports import golden_reports

    golden_reports.main()


if __name__ == "__main__":
    main()
