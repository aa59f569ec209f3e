"""Where the keys and tables of a TOML text stand, by tree-sitter's grammar (the text is known to be right)."""

from __future__ import annotations

import sys
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import tree_sitter
import tree_sitter_toml

from numaconf.documents.toml import Entry

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())


def entries(source: str) -> list[Entry]:
    """Every header and key in the order of the text."""
    return list(_Finder(source).document())


class _Finder:
    def __init__(self, source: str) -> None:
        self.data = source.encode("utf-8", "surrogatepass")
        # Where the bytes that are more than their characters stand, to count the others by.
        same = len(self.data) == len(source)
        self.more = [] if same else [at for at, byte in enumerate(self.data) if byte & 0xC0 == 0x80]
        self.elements: dict[Route, int] = {}  # arrays of tables: the index of the last one so far

    def offset(self, at: int) -> int:
        """Characters, from the bytes that tree-sitter counts."""
        return at - bisect_left(self.more, at)

    def place(self, node: Any) -> tuple[int, int]:
        return self.offset(node.start_byte), self.offset(node.end_byte)

    def document(self) -> Iterator[Entry]:
        root = tree_sitter.Parser(_LANGUAGE).parse(self.data).root_node
        for node in root.named_children:
            if node.type == "pair":
                yield from self.pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                yield from self.table(node)

    def table(self, node: Any) -> Iterator[Entry]:
        header, *inside = [child for child in node.named_children if child.type != "comment"]
        end = self.place(inside[-1])[1] if inside else self.place(node.children[2])[1]
        whole = self.place(node)[0], end
        route: Route = ()
        parts = list(self.parts(header))
        for name, part in parts:
            route = (*route, name)
            if part is parts[-1][1] and node.type == "table_array_element":
                self.elements[route] = self.elements.get(route, -1) + 1
            yield Entry(route, self.place(part), whole, header=True)
            if route in self.elements:
                route = (*route, self.elements[route])
                yield Entry(route, self.place(part), whole, header=True)
        for child in inside:
            if child.type == "pair":
                yield from self.pair(child, route)

    def pair(self, node: Any, route: Route) -> Iterator[Entry]:
        key, value = [child for child in node.named_children if child.type != "comment"][:2]
        place = self.place(value)
        for name, part in self.parts(key):
            route = (*route, name)
            yield Entry(route, self.place(part), place, header=False)
        yield from self.value(value, route, self.place(key))

    def value(self, node: Any, route: Route, key: tuple[int, int]) -> Iterator[Entry]:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    yield from self.pair(child, route)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for index, item in enumerate(items):
                yield Entry((*route, index), key, self.place(item), header=False)
                yield from self.value(item, (*route, index), key)

    def parts(self, key: Any) -> Iterator[tuple[str, Any]]:
        """The names of a dotted key, unquoted, with their nodes."""
        if key.type == "dotted_key":
            for child in key.named_children:
                yield from self.parts(child)
        else:
            text = key.text.decode("utf-8", "surrogatepass")
            yield (next(iter(tomllib.loads(f"{text}=0"))) if key.type == "quoted_key" else text), key
