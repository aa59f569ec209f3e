"""Edits of a JSON text: the scanner says where each value is, and nothing else of the text is touched."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.json_scan import JsonRefused, scan
from numaconf.errors import Problem

if TYPE_CHECKING:
    from numaconf.documents.json_scan import JsonNode
    from numaconf.verbs.into.edits import Edit

Member = tuple[str, tuple[int, int] | None, "JsonNode"]


def edited(text: str, changes: list[Edit], place: str) -> str:
    """The text with the changes made, in their order. Raises Problem where a value cannot be changed alone."""
    for change in changes:
        try:
            root = scan(text)
        except JsonRefused as error:
            raise Problem(f"cannot be edited: {error}", place=place) from None
        if root.kind != "object":
            raise Problem("cannot be edited: the document is not a map", place=place)
        text = _Text(text, root, place).change(root, change)
    return text


class _Text:
    """A document's text, how it is laid out, and how one value of it is changed."""

    def __init__(self, text: str, root: JsonNode, place: str) -> None:
        self.text, self.place = text, place
        self.end_of_line = "\r\n" if "\r\n" in text else "\n"
        lead = text[root.start + 1 : _begins(root.members[0])] if root.members else ""
        self.lines = "\n" in lead or not root.members
        outer, inner = self.indent(root.start), lead.rpartition("\n")[2]
        self.unit = (inner.removeprefix(outer) if self.lines else "") or "  "
        colon = re.search(r'":( *)', text[root.start : root.end])
        self.blank = colon is None or bool(colon[1])

    def indent(self, at: int) -> str:
        """The blanks at the beginning of the line on which `at` lies."""
        line = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def change(self, root: JsonNode, change: Edit) -> str:
        node, route = root, list(change.route)
        while len(route) > 1:
            found = self.member(node, route[0])
            if found is None or found[2].kind != ("array" if isinstance(route[1], int) else "object"):
                break
            if not found[2].members:
                break
            node = found[2]
            route.pop(0)
        there = self.member(node, route[0])
        if change.remove:
            return self.removed(node, node.members.index(there)) if len(route) == 1 and there else self.text
        value = change.value
        for step in reversed(route[1:]):
            value = [value] if step == 0 else {step: value}
        if there is not None:
            return self.replaced(there[2].start, there[2].end, self.dumped(value, there[2].start))
        return self.added(node, route[0], value)

    def member(self, node: JsonNode, step: str | int) -> Member | None:
        """A member of an object or a list. Raises Problem for a key that appears twice, of which readers merge both."""
        if isinstance(step, int):
            return node.members[step] if step < len(node.members) else None
        found = [one for one in node.members if one[0] == step]
        if len(found) > 1:
            raise Problem(f"{step} appears twice", place=self.place, remedy="leave one of the two")
        return found[0] if found else None

    def added(self, node: JsonNode, step: str | int, value: Any) -> str:
        """An object with one more key, or a list with one more item, at its end."""
        if not node.members:  # only the document itself: what is empty inside of it is replaced as a whole
            return self.replaced(node.start, node.end, self.dumped({step: value}, node.start))
        end = node.members[-1][2].end
        first = _begins(node.members[0])
        key = f"{json.dumps(step)}:{' ' if self.blank else ''}" if isinstance(step, str) else ""
        before = self.text[node.start + 1 : first]
        between = before[before.rfind("\n") :] if "\n" in before else (" " if self.blank else "")
        return self.replaced(end, end, f",{between}{key}{self.dumped(value, first)}")

    def removed(self, node: JsonNode, at: int) -> str:
        """An object without a member, and without the comma that belonged to it."""
        members = node.members
        if len(members) == 1:
            return self.replaced(node.start + 1, node.end - 1, "")
        if at:
            return self.replaced(members[at - 1][2].end, members[at][2].end, "")
        return self.replaced(_begins(members[0]), _begins(members[1]), "")

    def dumped(self, value: Any, at: int) -> str:
        """A value as it is written at a place of this document, on one line where the document is."""
        if not self.lines:
            return json.dumps(value, separators=(", ", ": ") if self.blank else (",", ":"))
        return "\n".join(_lines(value, self.indent(at), self.unit))

    def replaced(self, start: int, end: int, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\n", self.end_of_line)
        return self.text[:start] + text + self.text[end:]


def _begins(member: Member) -> int:
    """Where a member begins: an object's with its key."""
    return member[1][0] if member[1] is not None else member[2].start


def _lines(value: Any, indent: str, unit: str) -> list[str]:
    """The lines of a value, the first one without its indentation; lists of plain values take one line."""
    if isinstance(value, dict) and value:
        inner = [(f"{json.dumps(str(key))}: ", one) for key, one in value.items()]
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        inner = [("", one) for one in value]
    else:
        return [json.dumps(value)]
    lines = ["{" if isinstance(value, dict) else "["]
    for number, (key, one) in enumerate(inner, 1):
        first, *rest = _lines(one, indent + unit, unit)
        lines += [f"{indent}{unit}{key}{first}", *rest]
        lines[-1] += "," if number < len(inner) else ""
    return [*lines, indent + ("}" if isinstance(value, dict) else "]")]
