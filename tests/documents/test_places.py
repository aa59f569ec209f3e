"""Places of random documents: a writer notes every key and value that it puts down, and the readers have to find them.

The notes are texts, not offsets. What stands at a place must be exactly what was written for that route. That it is the
right one of several equal texts follows from the scalars, which are all different.
"""

from __future__ import annotations

import json as python_json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.documents import json, toml, yaml
from numaconf.documents.source import Route
from numaconf.documents.text import TextDocument

ODD = ["", "é", "\U0001f600", " b", "-", "'", '"', "#", ": c", "\\", "<<"]
"""What scalars end with."""


class Notes:
    """What was written for each value and key, and how."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.count = draw, 0
        self.values: dict[Route, str] = {}
        self.keys: dict[Route, str] = {}

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def scalar(self) -> str:
        """One that occurs only once."""
        self.count += 1
        return f"v{self.count}{self.pick(*ODD)}"

    def size(self) -> range:
        return range(self.draw(st.integers(1, 3)))

    def check(self, document: TextDocument, value: Any) -> None:
        assert document.value == value
        lines = document.source.split("\n")
        for notes, key in ((self.values, False), (self.keys, True)):
            for route, text in notes.items():
                assert document.text(route, key=key) == text, route
                span = document.span(route, key=key)
                found = lines[span.line - 1 : span.end_line]
                found[-1] = found[-1][: span.end_column - 1]
                found[0] = found[0][span.column - 1 :]
                assert "\n".join(found) == text, route


class YamlWriter(Notes):
    """Block and flow style, all kinds of scalars, comments, anchors."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.end = self.pick("\n", "\r\n")

    def quoted(self, text: str) -> str:
        single = "'" + text.replace("'", "''") + "'"
        return self.pick(single, python_json.dumps(text, ensure_ascii=max(text) < "\uffff"))

    def flow_scalar(self, text: str) -> str:
        plain = text.isalnum() and text.isascii()
        return self.pick(text, self.quoted(text)) if plain else self.quoted(text)

    def flow(self, route: Route, depth: int) -> tuple[Any, str]:
        kind = self.pick("scalar", "scalar", "map", "list") if depth < 3 else "scalar"
        value: Any
        if kind == "scalar":
            value = self.scalar()
            text = self.flow_scalar(value)
        elif kind == "list":
            parts = [self.flow((*route, index), depth + 1) for index in self.size()]
            value, text = [one for one, _ in parts], "[" + ", ".join(part for _, part in parts) + "]"
        else:
            value, parts = {}, []
            for _ in self.size():
                key = self.scalar()
                self.keys[(*route, key)] = written = self.flow_scalar(key)
                value[key], inside = self.flow((*route, key), depth + 1)
                parts.append(f"{written}: {inside}")
            text = "{" + f",{self.pick(' ', self.end + '     ')}".join(parts) + "}"
        self.values[route] = text
        return value, text

    def block_scalar(self, indent: str) -> tuple[str, str]:
        lines = [self.scalar() for _ in self.size()]
        header = self.pick("|", "|-", "|+", "|2" if len(indent) == 2 else "|")
        value = "\n".join(lines) + ("" if header == "|-" else "\n")
        return value, header + "".join(f"{self.end}{indent}{line}" for line in lines)

    def block(self, route: Route, indent: str, depth: int) -> tuple[Any, str]:
        """A value behind `key:` or `-`, with what stands between."""
        kind = self.pick("flow", "literal", "map", "list") if depth < 3 else self.pick("flow", "literal")
        gap = self.pick(" ", "  ")
        if kind == "flow":
            value, text = self.flow(route, depth)
            anchor = self.pick("", "", f"&a{self.count} ")
            self.values[route] = anchor + text
            return value, gap + anchor + text + self.pick("", " ", " # c")
        if kind == "literal":
            value, text = self.block_scalar(indent + "  ")
            self.values[route] = text
            return value, gap + text
        value, text = (self.mapping if kind == "map" else self.sequence)(route, indent + "  ", depth + 1)
        between = self.pick("", " # c", f"{self.end}{indent}  # c", self.end)
        return value, f"{between}{self.end}{indent}  {text}"

    def mapping(self, route: Route, indent: str, depth: int) -> tuple[dict[str, Any], str]:
        value, entries = {}, []
        for _ in self.size():
            key = self.scalar()
            self.keys[(*route, key)] = written = self.flow_scalar(key)
            value[key], text = self.block((*route, key), indent, depth)
            entries.append(f"{written}:{text}")
        return value, self.joined(route, entries, indent)

    def sequence(self, route: Route, indent: str, depth: int) -> tuple[list[Any], str]:
        value, entries = [], []
        for index in self.size():
            one, text = self.block((*route, index), indent, depth)
            value.append(one)
            entries.append(f"-{text}")
        return value, self.joined(route, entries, indent)

    def joined(self, route: Route, entries: list[str], indent: str) -> str:
        text = f"{self.end}{indent}".join(entries)
        # A collection ends with its last value: comments behind it are not its own.
        self.values[route] = text.removesuffix(" # c").rstrip()
        return text


@st.composite
def yaml_documents(draw: st.DrawFn) -> tuple[str, Any, YamlWriter]:
    writer = YamlWriter(draw)
    value, text = writer.mapping((), "", 0)
    head = writer.pick("", "\ufeff", f"# é{writer.end}", f"---{writer.end}")
    return head + text + writer.end + writer.pick("", "# c\n"), value, writer


@given(yaml_documents())
def test_yaml(written: tuple[str, Any, YamlWriter]) -> None:
    text, value, notes = written
    notes.check(yaml.read(text), value)
    (document,) = yaml.read_each(text.encode())
    assert isinstance(document, TextDocument)
    notes.check(document, value)


@given(st.lists(yaml_documents(), min_size=2, max_size=3))
def test_yaml_documents(written: list[tuple[str, Any, YamlWriter]]) -> None:
    texts = [text.removeprefix("\ufeff").removeprefix("---") for text, _, _ in written]
    documents = yaml.read_all("---\n".join(texts))
    for document, (_, value, notes) in zip(documents, written, strict=True):
        notes.check(document, value)


class JsonWriter(Notes):
    """Objects and lists with all kinds of white space, escapes in strings."""

    def blank(self) -> str:
        return self.pick("", "", " ", "\n", "\r\n\t")

    def written(self, text: str) -> str:
        escaped = "".join(f"\\u{ord(letter):04x}" for letter in text) if max(text) < "\uffff" else ""
        return self.pick(
            python_json.dumps(text),
            python_json.dumps(text, ensure_ascii=False),
            f'"{escaped}"' if escaped else '"\\ud83d\\ude00"',
        )

    def string(self) -> tuple[str, str]:
        text = self.scalar()
        written = self.written(text)
        return python_json.loads(written), written

    def value(self, route: Route, depth: int) -> tuple[Any, str]:
        kind = self.pick("string", "other", "map", "list") if depth < 4 else "string"
        value: Any
        if kind == "string":
            value, text = self.string()
        elif kind == "other":
            text = self.pick("null", "true", "-12", "1.50", "1e3", "[]", "{}", "[ ]")
            value = python_json.loads(text)
        elif kind == "list":
            parts = [self.value((*route, index), depth + 1) for index in self.size()]
            value = [one for one, _ in parts]
            text = "[" + ",".join(self.blank() + part + self.blank() for _, part in parts) + "]"
        else:
            value, text = self.object(route, depth)
        self.values[route] = text
        return value, text

    def object(self, route: Route, depth: int) -> tuple[dict[str, Any], str]:
        value, parts = {}, []
        for _ in self.size():
            key, written = self.string()
            if key in value:
                continue
            self.keys[(*route, key)] = written
            value[key], text = self.value((*route, key), depth + 1)
            parts.append(f"{self.blank()}{written}{self.blank()}:{self.blank()}{text}{self.blank()}")
        self.values[route] = text = "{" + ",".join(parts) + "}"
        return value, text


@st.composite
def json_documents(draw: st.DrawFn) -> tuple[str, Any, JsonWriter]:
    writer = JsonWriter(draw)
    value, text = writer.object((), 0)
    return writer.blank() + text + writer.blank(), value, writer


@given(json_documents())
def test_json(written: tuple[str, Any, JsonWriter]) -> None:
    text, value, notes = written
    notes.check(json.read(text), value)
    notes.check(json.read(text.encode()), value)


class TomlWriter(Notes):
    """Tables, arrays of tables, dotted and quoted keys, inline tables, all kinds of strings."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.end = self.pick("\n", "\r\n")

    def key(self) -> tuple[str, str]:
        text = self.scalar()
        single = [] if "'" in text else [f"'{text}'"]
        plain = [text] if text.isalnum() and text.isascii() else []
        return text, self.pick(*plain, *plain, *single, python_json.dumps(text, ensure_ascii=False))

    def string(self) -> tuple[str, str]:
        text = self.scalar()
        if self.draw(st.booleans()):
            lines = f"{text}\n{self.scalar()}"
            triple = lines.replace("\\", "\\\\").replace('"', '\\"').replace("\n", self.end)
            return lines, f'"""{self.end}{triple}"""'
        return text, self.key_of(text)

    def key_of(self, text: str) -> str:
        return self.pick(
            python_json.dumps(text, ensure_ascii=False), *([] if "'" in text else [f"'{text}'", f"'''{text}'''"])
        )

    def inline(self, route: Route, depth: int) -> tuple[Any, str]:
        kind = self.pick("string", "other", "map", "list") if depth < 3 else "string"
        value: Any
        if kind == "string":
            value, text = self.string()
        elif kind == "other":
            value, text = self.pick(
                (12, "1_2"), (True, "true"), (1.5, "15e-1"), (255, "0xff"), ("1979-05-27", "1979-05-27")
            )
        elif kind == "list":
            parts = [self.inline((*route, index), depth + 1) for index in self.size()]
            gap = self.pick("", " ", f"{self.end}  # c, ]{self.end} ")
            value, text = (
                [one for one, _ in parts],
                "[" + gap + f",{gap}".join(part for _, part in parts) + self.pick("", ",") + "]",
            )
        else:
            value = {}
            entries = [self.pair(value, route, depth + 1) for _ in self.size()]
            text = "{ " + ", ".join(entries) + " }"
        self.values[route] = text
        return value, text

    def pair(self, into: dict[str, Any], route: Route, depth: int) -> str:
        """`key = value`, perhaps `a.b = value`."""
        parts = [self.key() for _ in range(self.pick(1, 1, 2))]
        for name, written in parts:
            route = (*route, name)
            self.keys[route] = written
        value, text = self.inline(route, depth)
        for name, _ in parts[:-1]:
            into = into.setdefault(name, {})
        into[parts[-1][0]] = value
        dot = self.pick(".", " . ")
        return f"{dot.join(written for _, written in parts)}{self.pick('=', ' = ')}{text}"

    def table(self, into: dict[str, Any], route: Route) -> str:
        """Lines of pairs."""
        lines = [self.pair(into, route, 0) + self.pick("", " # c") + self.end for _ in self.size()]
        return "".join(lines)

    def document(self) -> tuple[dict[str, Any], str]:
        value: dict[str, Any] = {}
        text = self.pick("", f"# é{self.end}") + self.table(value, ())
        for _ in self.size():
            name, written = self.key()
            if self.draw(st.booleans()):
                inner, deeper = self.key()
                self.keys[(name,)], self.keys[name, inner] = written, deeper
                value[name] = {inner: {}}
                text += f"{self.end}[{written}.{deeper}]{self.end}" + self.table(value[name][inner], (name, inner))
            else:
                value[name] = []
                for index in self.size():
                    value[name].append({})
                    text += f"[[ {written} ]]{self.end}" + self.table(value[name][index], (name, index))
                self.keys[(name,)] = written
        return value, text


@st.composite
def toml_documents(draw: st.DrawFn) -> tuple[str, Any, TomlWriter]:
    writer = TomlWriter(draw)
    value, text = writer.document()
    return writer.pick("", "\ufeff") + text, value, writer


@given(toml_documents())
def test_toml(written: tuple[str, Any, TomlWriter]) -> None:
    text, value, notes = written
    notes.check(toml.read(text), value)
    notes.check(toml.read(text.encode()), value)


TABLES = """\
a = 1

[b] # c
c = 2

# of the next
[b.d]
e.f = 3
[[g]]
h = 4
[g.i]
j = 5
[[g]]
k = {l = 6, m.n = [7, {o = 8}]}
"""


@pytest.mark.parametrize(
    ("route", "key", "value"),
    [
        (("a",), "a", "1"),
        (("b",), "b", "[b] # c\nc = 2"),
        (("b", "c"), "c", "2"),
        (("b", "d"), "d", "[b.d]\ne.f = 3"),
        (("b", "d", "e"), "e", "3"),
        (("b", "d", "e", "f"), "f", "3"),
        (("g",), "g", "[[g]]\nh = 4"),
        (("g", 0), "g", "[[g]]\nh = 4"),
        (("g", 0, "i"), "i", "[g.i]\nj = 5"),
        (("g", 0, "i", "j"), "j", "5"),
        (("g", 1, "k", "l"), "l", "6"),
        (("g", 1, "k", "m"), "m", "[7, {o = 8}]"),
        (("g", 1, "k", "m", "n", 1), "m.n", "{o = 8}"),
        (("g", 1, "k", "m", "n", 1, "o"), "o", "8"),
        (("b", "missing"), "b", "[b] # c\nc = 2"),
        (("missing",), TABLES.strip(), TABLES.strip()),
    ],
)
def test_toml_tables(route: Route, key: str, value: str) -> None:
    document = toml.read(TABLES)
    assert (document.text(route, key=True), document.text(route)) == (key, value)


INNER = [
    ("a: |\n  x\n  y\n", ("a",), (2, 2)),
    ("a: |2\n   x\n", ("a",), (2, 2)),
    ("a: |\n\n  x\n", ("a",), (2, 2)),
    ("- a: >\n    x\n", (0, "a"), (0, 0)),
    ("a: 'x y'\n", ("a",), (1, 4)),
    ("a: 'x''y'\n", ("a",), (0, 0)),
    ('a: "x\\ty"\n', ("a",), (0, 0)),
    ("\ufeffa: &b !!str x\n", ("a",), (1, 12)),
    ("a: x\n  y\n", ("a",), (0, 0)),
    ("a:\r\n  b: |\r\n    x\r\n", ("a", "b"), (3, 4)),
]


@pytest.mark.parametrize(("text", "route", "inner"), INNER)
def test_where_the_text_of_a_yaml_string_stands(text: str, route: Route, inner: tuple[int, int]) -> None:
    assert yaml.read(text).inner(route) == inner
