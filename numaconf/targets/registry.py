"""The platforms by name, alias, header and mark, and the way to what is in their folders."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from numaconf.errors import CannotDo
from numaconf.targets.rows import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.targets.platform import Header, Platform
    from numaconf.targets.rollout import Rollout
    from numaconf.targets.target import Reader, Renderer

__all__ = [
    "BY_NAME", "HEADERS", "MARKS", "NAMES", "PLATFORMS", "TARGETS", "VERSIONED", "hook", "platform", "reader",
    "renderer", "rollout",
]  # fmt: skip

BY_NAME: dict[str, Platform] = {one.name: one for one in PLATFORMS}
NAMES: dict[str, str] = {name: one.name for one in PLATFORMS for name in (one.name, *one.aliases)}
"""What `--as` takes, aliases included, to the platform's name."""

TARGETS: tuple[str, ...] = tuple(one.name for one in PLATFORMS if one.renders)
"""What `--target` takes."""

VERSIONED: tuple[str, ...] = tuple(one.name for one in PLATFORMS if one.newest)
"""Platforms with versions of their own: the options `--NAME-version`."""

HEADERS: dict[Header, str] = {header: one.name for one in PLATFORMS for header in one.headers}


def _marks() -> tuple[str, ...]:
    """The marks of all platforms, without those in which another one is anyway."""
    every = dict.fromkeys(mark for one in PLATFORMS for mark in one.marks)
    return tuple(mark for mark in every if not any(other in mark for other in every if other != mark))


MARKS: tuple[str, ...] = _marks()
"""Every file that numaconf knows holds one of these; each costs a walk a fortieth of its time."""


@lru_cache
def hook(where: str) -> Callable[..., Any]:
    """The function of a row's `module:function`."""
    module, function = where.split(":")
    return cast("Callable[..., Any]", getattr(import_module(f"numaconf.targets.{module}"), function))


def platform(name: str) -> Platform:
    """The row of a platform, by its name or an alias. Raises CannotDo, with a suggestion, for an unknown name."""
    found = NAMES.get(name)
    if found is None:
        from numaconf.suggest import did_you_mean

        hint = did_you_mean(name, TARGETS, f"write one of {', '.join(TARGETS)}")
        raise CannotDo(f"no such target: {name!r}; {hint}")
    return BY_NAME[found]


def rollout(name: str, path: str, data: bytes) -> Rollout:
    """How a change reaches a node of a platform whose configuration is this file."""
    found = hook(platform(name).rollout)
    return cast("Rollout", found(path, data) if callable(found) else found)


@lru_cache
def reader(name: str) -> Reader:
    """The module that reads a platform's documents. Raises CannotDo for an unknown name."""
    return cast("Reader", import_module(platform(name).module))


@lru_cache
def renderer(name: str) -> Renderer:
    """The module that renders for a platform. Raises CannotDo for an unknown name, and for what is only read."""
    found = platform(name)
    if not found.renders:
        raise CannotDo(f"{name} is read, and nothing is rendered for it; write one of {', '.join(TARGETS)}")
    return cast("Renderer", import_module(found.module))
