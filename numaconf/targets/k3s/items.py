"""The items of `kubelet-arg`: from files in their order to the kubelet's words.

A key in a later file replaces the whole list of an earlier one, `kubelet-arg+` appends. An item without `=` means
`true`; its quotes are part of it. `flag+=value` and `flag-=value` put a value after or before k3s's own, a plain flag
takes its place. The command line is sorted by flag, repeated flags in their order.

Source: k3s-io/k3s `pkg/configfilearg/parser.go` (`readConfigFile`), `pkg/util/args.go` (`GetArgs`),
`pkg/daemons/agent/agent.go` (`extractConfigArgs`, from 1.32 on).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.flags import Argument
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Source

KEY, APPEND = "kubelet-arg", "kubelet-arg+"
DROPIN_SINCE = 32
"""The minor from which on k3s configures the kubelet by drop-ins."""


class Item(NamedTuple):
    """One argument as k3s has it. `text` None: only the shell knows it. `misfit`: the YAML value is a map or list.
    `cut`: what the shell takes away from its end.
    """

    text: str | None
    origin: Origin
    misfit: bool = False
    cut: str = ""


class Merged(NamedTuple):
    """The items of all files, and those that a later file or key has replaced."""

    items: tuple[Item, ...] = ()
    replaced: tuple[Item, ...] = ()


def of_value(value: Any, source: Source, route: tuple[str | int, ...]) -> list[Item]:
    """The items that are at a key: a list, or one alone."""
    if isinstance(value, list):
        return [_item(one, Origin("document", source, (*route, at))) for at, one in enumerate(value)]
    return [] if value is None else [_item(value, Origin("document", source, route))]


def _item(value: Any, origin: Origin) -> Item:
    if isinstance(value, dict | list):
        return Item(str(value), origin, misfit=True)
    return Item(text(value), origin)


def text(value: Any) -> str:
    """A scalar as k3s prints it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def merge(before: Merged, value: dict[str, Any], source: Source, route: tuple[str | int, ...] = ()) -> Merged:
    """The items after one more file's map, whose keys come in their order."""
    items, replaced = before
    for key, held in value.items():
        if key == KEY:
            replaced += items
            items = tuple(of_value(held, source, (*route, key)))
        elif key == APPEND:
            items += tuple(of_value(held, source, (*route, key)))
    return Merged(items, replaced)


class Words(NamedTuple):
    """The kubelet's words, and the file and folder that `config` and `config-dir` name. `swallowed`: items that k3s
    takes for the value of the item before them, each with that one.
    """

    words: tuple[Argument, ...]
    config: Item | None = None
    config_dir: Item | None = None
    swallowed: tuple[tuple[Item, Item], ...] = ()
    lost: tuple[Lost, ...] = ()


def words(items: Sequence[Item], own: dict[str, str], minor: int) -> Words:
    """The command line that k3s makes of items and its `own` flags."""
    config: Item | None = None
    folder: Item | None = None
    swallowed: list[tuple[Item, Item]] = []
    kept: list[Item] = []
    skip: Item | None = None
    for at, item in enumerate(items):
        if skip is not None:
            swallowed.append((item, skip))
            skip = None
            continue
        name, equals, value = _split(item)
        if minor < DROPIN_SINCE:
            kept.append(item)
            continue
        if not equals and item.text is not None and at + 1 < len(items):
            skip = item
            value = items[at + 1].text or ""
        if name == "config":
            config = item._replace(text=value)
        elif name == "config-dir":
            folder = item._replace(text=value)
        else:
            kept.append(item)
    if minor < DROPIN_SINCE:
        config = next((one._replace(text=_split(one)[2]) for one in reversed(kept) if _split(one)[0] == "config"), None)
        named = (one for one in reversed(kept) if _split(one)[0] == "config-dir")
        folder = next((one._replace(text=_split(one)[2]) for one in named), None)
    lost = tuple(
        Lost(item.origin, f"k3s takes it for the value of {before.text!r}, which has no equals sign")
        for item, before in swallowed
    )
    return Words(_sorted(kept, own), config, folder, tuple(swallowed), lost)


def _split(item: Item) -> tuple[str, str, str]:
    name, equals, value = (item.text or "").removeprefix("--").partition("=")
    return name, equals, value


def _sorted(items: Sequence[Item], own: dict[str, str]) -> tuple[Argument, ...]:
    note = Origin("platform-default", note="k3s's own argument")
    left = {name: [Argument(f"--{name}={value}", note, "")] for name, value in own.items()}
    found: dict[str, deque[Argument]] = {}
    for item in items:
        name, equals, value = _split(item)
        bare = name.rstrip("-+")
        written = f"--{bare}={value if equals else 'true'}"
        word = Argument(written, item.origin, written) if item.text is not None else Argument(None, item.origin, "$")
        initial, made = left.pop(bare, []), found.setdefault(bare, deque())
        if name.endswith("+"):
            made.extend((*initial, word))
        elif name.endswith("-"):
            made.extend(initial)
            made.appendleft(word)
        else:
            made.append(word)
    every = {**found, **left}
    return tuple(word for name in sorted(every) for word in every[name])
