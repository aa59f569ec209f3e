"""Edits of a YAML text: ruamel.yaml says where each value is, and nothing else of the text is touched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, ScalarNode, SequenceNode

from numaconf.documents.yaml import write
from numaconf.errors import Problem
from numaconf.verbs.into.yaml_tree import child, demand_unshared, is_alias, pair_of

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

    from numaconf.verbs.into.edits import Edit

_ALIAS = re.compile(r"\s*(\*[^\s,\[\]{}]+)")
_BREAK = re.compile(r"\r\n|\n|\r")


def edited(text: str, changes: list[Edit], place: str) -> str:
    """One document with the changes made, in their order. Raises Problem where a value cannot be changed alone."""
    for change in changes:
        text = _one(text, change, place)
    return text


def _one(text: str, change: Edit, place: str) -> str:
    reader = YAML(typ="rt")
    reader.composer.warn_double_anchors = False  # an anchor that is there twice is its file's matter
    try:
        root = reader.compose(text)
    except YAMLError as error:
        raise Problem(f"cannot be edited: {' '.join(str(error).split())}", place=place) from None
    if root is None or not isinstance(root, MappingNode):
        raise Problem("cannot be edited: the document is not a map", place=place)
    demand_unshared(root, change.route, place)
    return _Text(text, place).change(root, change)


class _Text:
    """A document's text, and how one value of it is changed."""

    def __init__(self, text: str, place: str) -> None:
        self.text, self.place = text, place
        breaks = _BREAK.findall(text)
        self.end_of_line = max(set(breaks), key=breaks.count) if breaks else "\n"

    def change(self, root: CollectionNode, change: Edit) -> str:
        node: CollectionNode = root
        route = list(change.route)
        while len(route) > 1:
            inner = child(node, route[0])
            if not isinstance(inner, SequenceNode if isinstance(route[1], int) else MappingNode) or not inner.value:
                break
            node = inner
            route.pop(0)
        value = change.value
        for step in reversed(route[1:]):
            value = [value] if step == 0 else {step: value}
        if change.remove:
            return self.removed(node, route[0]) if len(route) == 1 and child(node, route[0]) else self.text
        if isinstance(node, SequenceNode):
            return self.item(node, int(route[0]), value)
        return self.entry(node, str(route[0]), value)

    def entry(self, node: CollectionNode, key: str, value: Any) -> str:
        """A map with another value at a key, or with one key more."""
        pair = pair_of(node, key)
        if node.flow_style:
            inner = f"{_flow(key)}: {_flow(value)}"
            if pair:
                return self.replaced(self.value_starts(*pair), self.value_ends(*pair), _flow(value))
            if not node.value:
                return self.replaced(node.start_mark.index, node.end_mark.index, "{" + inner + "}")
            at = self.value_ends(*node.value[-1])
            return self.replaced(at, at, f", {inner}")
        if pair is None:
            return self.below(self.value_ends(*node.value[-1]), {key: value}, self.column(node))
        if _is_text(value) and not is_alias(*pair):
            return self.entry_of_text(pair, value)
        if not _is_deep(value) and (is_alias(*pair) or (isinstance(pair[1], ScalarNode) and self.is_written(*pair))):
            return self.replaced(self.value_starts(*pair), self.value_ends(*pair), _flow(value))
        return self.written_below(pair, value)

    def written_below(self, pair: tuple[Node, Node], value: Any) -> str:
        """A map with another value at a key, on lines of its own."""
        key, column = pair[0], pair[0].start_mark.column
        self.demand_no_mark(key)
        lines = write.block({str(key.value): value}, column)[column:]
        end = self.value_ends(*pair)
        last = end == len(self.text) and _ends_with_text(value)  # the line end is part of the value
        return self.replaced(key.start_mark.index, end, lines if last else lines.removesuffix("\n"))

    def entry_of_text(self, pair: tuple[Node, Node], value: str) -> str:
        """A map with another text at a key: in the literal block that is there, or in a new one; on one line where a
        comment comes after it.
        """
        key, old = pair
        end = self.value_ends(key, old)
        if not (isinstance(old, ScalarNode) and old.style in ("|", ">")):
            if self.text[end : self.after_line(end)].strip():
                start = self.value_starts(key, old) if self.is_written(key, old) else end
                return self.replaced(start, end, _flow(value) if start < end else f" {_flow(value)}")
            return self.written_below(pair, value)
        done = self.literal_with(old, value)
        return done if done is not None else self.written_below(pair, value)

    def item(self, node: CollectionNode, at: int, value: Any) -> str:
        """A list with another item, or with one more."""
        there = at < len(node.value)
        if node.flow_style:
            if there:
                return self.replaced(node.value[at].start_mark.index, self.ends(node.value[at]), _flow(value))
            end = self.ends(node.value[-1]) if node.value else node.start_mark.index + 1
            return self.replaced(end, end, (", " if node.value else "") + _flow(value))
        if there and isinstance(node.value[at], ScalarNode) and not _is_deep(value):
            return self.replaced(node.value[at].start_mark.index, self.ends(node.value[at]), _flow(value))
        if there:
            raise Problem(f"item {at} of a list cannot be replaced", place=self.place)
        first = node.value[0].start_mark
        dash = self.text.rfind("-", 0, first.index) - self.text.rfind("\n", 0, first.index) - 1
        return self.below(self.ends(node.value[-1]), [value], dash if dash >= 0 else node.start_mark.column)

    def removed(self, node: CollectionNode, key: str | int) -> str:
        """A map without a key; the comment after its value goes with it."""
        at = next(at for at in reversed(range(len(node.value))) if node.value[at][0].value == str(key))
        first, value = node.value[at]
        self.demand_no_mark(first)
        start, end = first.start_mark.index, self.value_ends(first, value)
        if node.flow_style:
            if at + 1 < len(node.value):
                end = node.value[at + 1][0].start_mark.index
            elif at:
                start = self.value_ends(*node.value[at - 1])
            return self.replaced(start, end, "")
        if len(node.value) == 1:
            return self.replaced(start, end, "{}")
        line = self.text.rfind("\n", 0, start) + 1
        if self.text[line:start].strip():  # the first key of a list's item comes after its dash
            following = node.value[at + 1][0].start_mark.index
            return self.replaced(start, following, "")
        return self.replaced(line, self.after_line(end), "")

    def column(self, node: CollectionNode) -> int:
        """The column of a block map's keys: of one that begins its line, else of the first or its question mark."""
        marks = [key.start_mark for key, _ in node.value]
        before = self.text[marks[0].index - marks[0].column : marks[0].index]
        if "?" in before:
            return before.rindex("?")
        first = (mark for mark in marks if not self.text[mark.index - mark.column : mark.index].strip())
        return int(next(first, marks[0]).column)

    def demand_no_mark(self, key: Node) -> None:
        """Raises Problem for a key in the form `? key`, which its value does not come after."""
        start = key.start_mark.index
        if "?" in self.text[self.text.rfind("\n", 0, start) + 1 : start]:
            raise Problem(f"{key.value} is written with a question mark, which is not edited", place=self.place)

    def below(self, at: int, value: Any, column: int) -> str:
        """Lines of a value, below the line on which `at` lies."""
        end = self.after_line(at)
        lines = write.block(value, column)
        if end == at or self.text[end - 1] not in "\r\n":
            return self.replaced(end, end, "\n" + (lines if _ends_with_text(value) else lines.removesuffix("\n")))
        return self.replaced(end, end, lines)

    def ends(self, node: Node) -> int:
        """Where the text of a node ends, without the blanks and comments after it."""
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return self.literal(node)
        if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        if isinstance(node, MappingNode):
            return self.value_ends(*node.value[-1])
        last = node.value[-1]
        if last.start_mark.index < node.start_mark.index:
            raise Problem("a list that ends with an alias cannot be edited", place=self.place)
        return self.ends(last)

    def value_ends(self, key: Node, value: Node) -> int:
        """Where the value of a key ends, an alias with its name."""
        colon = self.colon(key)
        if is_alias(key, value):
            found = _ALIAS.match(self.text, colon)
            return found.end() if found else colon
        return max(self.ends(value), colon)

    def value_starts(self, key: Node, value: Node) -> int:
        """Where the value of a key starts, with its tag or anchor."""
        found = _ALIAS.match(self.text, self.colon(key)) if is_alias(key, value) else None
        return found.start(1) if found else int(value.start_mark.index)

    def is_written(self, key: Node, value: Node) -> bool:
        """Whether anything comes after the colon of a key."""
        return self.value_ends(key, value) > self.colon(key)

    def literal(self, node: Node) -> int:
        """The end of a block scalar's last line: its own blank lines count, a comment below it does not."""
        body = self.text[node.start_mark.index : node.end_mark.index]
        lines = body.splitlines(keepends=True)
        inner = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
        while len(lines) > 1 and (
            not lines[-1].strip() or len(lines[-1]) - len(lines[-1].lstrip(" ")) < (inner[0] if inner else 0)
        ):
            lines.pop()
        return int(node.start_mark.index) + len("".join(lines).rstrip("\r\n"))

    def literal_with(self, node: Node, value: str) -> str | None:
        """The text with other lines in a literal block, of which those that stay keep their bytes; None where the value
        cannot be in this block.
        """
        start = node.start_mark.index
        head, *_ = self.text[start:].splitlines()
        marks = head.split("#")[0]
        if not isinstance(node, ScalarNode) or node.style != "|" or re.search(r"[0-9+]", marks):
            return None
        end = self.literal(node)
        old = self.text[start:end].splitlines()[1:]
        filled = next((line for line in old if line.strip()), "")
        indent = filled[: len(filled) - len(filled.lstrip(" "))]
        lines = value.removesuffix("\n").split("\n")
        first = next((line for line in lines if line), " ")
        kept = {line[len(indent) :]: line for line in old}
        whole = value.endswith("\n") != ("-" in marks) and not value.endswith("\n\n")
        if (
            not indent
            or not whole
            or first.startswith(" ")
            or any(line not in kept and not (line.isascii() and line.isprintable()) for line in lines)
        ):
            return None
        made = "\n".join([head, *(kept.get(line) or (indent + line if line else "") for line in lines)])
        return self.replaced(start, end, made)

    def colon(self, key: Node) -> int:
        """The end of a key with its colon."""
        return self.text.index(":", key.end_mark.index) + 1

    def after_line(self, at: int) -> int:
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def replaced(self, start: int, end: int, text: str) -> str:
        return self.text[:start] + text.replace("\n", self.end_of_line) + self.text[end:]


def _is_text(value: Any) -> bool:
    """Whether a value is a text that is written line by line."""
    return isinstance(value, str) and value.count("\n") > 1 and "\n" in write.block({"": value}).rstrip("\n")


def _ends_with_text(value: Any) -> bool:
    """Whether the last lines of a value are those of a text, whose line end is part of it."""
    while isinstance(value, dict | list) and value:
        value = list(value.values())[-1] if isinstance(value, dict) else value[-1]
    return _is_text(value)


def _is_deep(value: Any) -> bool:
    return isinstance(value, dict | list)


def _flow(value: Any) -> str:
    """A value on one line; strings as everywhere in what is rendered."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write.scalar(str(key))}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return write.block(value).rstrip("\n") if not isinstance(value, str) else write.scalar(value)
