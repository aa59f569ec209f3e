"""Edits of a TOML text through tomlkit, which keeps comments, order, quotes and blanks of all that is not touched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, Comment, InlineTable, Null, Table, Whitespace

from numaconf.documents import toml
from numaconf.documents.errors import Unreadable
from numaconf.errors import Problem
from numaconf.targets.bottlerocket import toml_write

if TYPE_CHECKING:
    from numaconf.verbs.into.edits import Edit


def edited(text: str, changes: list[Edit], place: str) -> str:
    """The text with the changes made, in their order; tables that are new are at its end. Raises Problem where a
    value cannot be changed alone.
    """
    crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    try:
        document = tomlkit.parse(text.replace("\r\n", "\n") if crlf else text)
        new: dict[str, Any] = {}
        for change in changes:
            _change(document, change, new)
        done = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise Problem(f"cannot be edited: {error}", place=place) from None
    more = "\n".join(line for name, inner in new.items() for line in toml_write.table((name,), inner)).strip("\n")
    if more:
        more = re.sub(r"\n{3,}", "\n\n", more)
        done = (done if done.endswith("\n") or not done else f"{done}\n") + ("\n" if done else "") + f"{more}\n"
    _demand_toml(done, place)
    return done.replace("\n", "\r\n") if crlf else done


def _demand_toml(text: str, place: str) -> None:
    """Raises Problem for a table that cannot have further keys: it is written with dots, or on one line."""
    try:
        toml.read(text)
    except Unreadable as error:
        raise Problem(
            f"cannot be edited: {error.message.removeprefix('TOML: ')}",
            place=place,
            remedy="write the kubelet's settings as tables with headers, such as [settings.kubernetes]",
        ) from None


def _change(document: Any, change: Edit, new: dict[str, Any]) -> None:
    """One change of what is there; what needs a table that is not there is put into `new`."""
    table, route = document, [str(step) for step in change.route]
    while len(route) > 1 and route[0] in table and isinstance(table[route[0]], dict):
        table = table[route.pop(0)]
    if change.remove:
        if len(route) == 1 and route[0] in table:
            del table[route[0]]
        return
    value = change.value
    for step in reversed(route[1:]):
        value = {step: value}
    key, home = route[0], _home(table)
    if key in table:
        table[key] = _item(value)
    elif home is None or (
        isinstance(value, dict) and not isinstance(home, InlineTable) and all(map(toml_write.is_bare, route))
    ):
        inner = new
        for step in map(str, change.route[:-1]):
            inner = inner.setdefault(step, {})
        inner[str(change.route[-1])] = change.value
    elif isinstance(home, InlineTable):
        home.append(key, _item(value))
    else:
        _insert(home, key, _item(value))


def _home(table: Any) -> Any:
    """Where plain keys of a table stand: the table with its own header (it may be defined in several places), or on one
    line; None where the text has no such place.
    """
    for one in table._tables if isinstance(table, OutOfOrderTableProxy) else [table]:
        if isinstance(one, InlineTable) or (isinstance(one, Table) and not one.is_super_table()):
            return one
    return None


def _insert(table: Table, key: str, item: Any) -> None:
    """A new key after the last plain one: the blank lines and comments after that belong to what follows."""
    body = table.value.body
    at = next((at for at, (_, one) in enumerate(body) if isinstance(one, AbstractTable)), len(body))
    while at and body[at - 1][0] is None and isinstance(body[at - 1][1], Whitespace | Comment | Null):
        at -= 1
    if at == len(body):
        table.append(key, item)
    else:
        table.value._insert_at(at, key, item)  # a container has no public way to say where


def _item(value: Any) -> Any:
    """A value as tomlkit holds it, maps on one line."""
    if not isinstance(value, dict):
        return tomlkit.item(value)
    made = tomlkit.inline_table()
    for key, inner in value.items():
        made.append(key, _item(inner))
    return made
