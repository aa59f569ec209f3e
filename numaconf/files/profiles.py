"""Which profile is meant where a command line names none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf import settings
from numaconf.documents import reading
from numaconf.errors import CannotDo
from numaconf.files.recognise import recognise

if TYPE_CHECKING:
    from numaconf.targets.subject import Subject

ENDINGS = (".yaml", ".yml", ".json")


def meant() -> str:
    """The profile that `profile = "…"` in the nearest `numaconf.toml` names, else the only file directly in the working
    directory that holds a NumaProfile.

    Raises CannotDo where there is none, or several.
    """
    config = settings.nearest("profile.yaml")
    named = config.values.get("profile") if config else None
    if config and named:
        path = os.path.relpath(os.path.join(os.path.dirname(config.path), named))
        if not os.path.exists(path):
            raise CannotDo(f"profile = {named!r}, and there is no such file", place=config.path)
        return path
    found = _here()
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotDo(
            "no profile is named, and no file in the working directory holds a NumaProfile",
            remedy='name one, or write profile = "…" in numaconf.toml; numaconf init writes a profile to start from',
        )
    shown = ", ".join(found[:8]) + (", …" if len(found) > 8 else "")
    raise CannotDo(
        f"no profile is named, and several files in the working directory hold one: {shown}",
        remedy=f'name one, or write profile = "{found[0]}" in numaconf.toml',
    )


def _here() -> list[str]:
    """The files directly in the working directory that hold a profile, by name; those that cannot be parsed where there
    are no others.
    """
    with os.scandir(".") as entries:
        names = sorted(one.name for one in entries if one.name.lower().endswith(ENDINGS) and one.is_file())
    found = {name: _profiles(name) for name in names}
    sound = [name for name, subjects in found.items() if any(one.refusal is None for one in subjects)]
    return sound or [name for name, subjects in found.items() if subjects]


def _profiles(path: str) -> list[Subject]:
    try:
        data = reading.read(path)
    except (OSError, ValueError):
        return []
    return [one for one in recognise(path, data).subjects if one.kind == "profile"] if b"NumaProfile" in data else []
