"""One value as people and programs write it: YAML in block and flow style, every kind of scalar, comments, anchors,
merge keys, JSON. Only the kubelet itself says what a text means; a style that changes the meaning is welcome.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.documents import load
from numaconf.documents.yaml import scalars

if TYPE_CHECKING:
    import random


class Raw(NamedTuple):
    """A value that is written as it stands, on one line."""

    text: str

    @property
    def value(self) -> Any:
        """What it is as a value, for JSON."""
        return load.read(f"a: {self.text}\n").value["a"]


class Manner(NamedTuple):
    """How often things are done in a text."""

    flow: float
    quoted: float
    comments: float
    unusual: float
    indent: int


def manner(rnd: random.Random) -> Manner:
    """A writer's habits."""
    return Manner(
        rnd.choice([0, 0.1, 0.5, 1]), rnd.choice([0, 0.2, 1]), rnd.choice([0, 0, 0.1]), rnd.choice([0, 0, 0.1, 0.3]),
        rnd.choice([1, 2, 2, 2, 4]),
    )  # fmt: skip


def yaml(config: dict[str, Any], rnd: random.Random, how: Manner) -> str:
    """A map as a block of YAML."""
    return "".join(f"{line}\n" for line in _map(config, rnd, how, 0))


def as_json(config: dict[str, Any], rnd: random.Random) -> str:
    """The same in JSON."""
    text = json.dumps(_plain(config), indent=rnd.choice([None, None, 2, "\t"]), ensure_ascii=rnd.random() < 0.5)
    return rnd.choice(["", "", " ", "\n\n"]) + text + rnd.choice(["", "\n"])


def _plain(value: Any) -> Any:
    if isinstance(value, Raw):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _map(value: dict[str, Any], rnd: random.Random, how: Manner, depth: int) -> list[str]:
    pad = " " * (how.indent * depth)
    lines = []
    for name, held in _merged(value, rnd, how, depth).items():
        if rnd.random() < how.comments:
            lines.append(rnd.choice([f"{pad}# {name}: 1", "#", f"{pad}#  'x' \"", ""]))
        key = _merge_key(name) or _scalar(name, rnd, how, key=True)
        if rnd.random() < how.unusual / 10:
            lines += [f"{pad}? {key}", *_entry(f"{pad}:", held, rnd, how, depth)]
        else:
            colon = " :" if rnd.random() < how.unusual / 5 else ":"
            lines += _entry(f"{pad}{key}{colon}", held, rnd, how, depth)
    return lines


def _merge_key(name: str) -> str | None:
    return name if name == "<<" else None


def _merged(value: dict[str, Any], rnd: random.Random, how: Manner, depth: int) -> dict[str, Any]:
    """Sometimes a part of a map by a merge key."""
    if depth and len(value) > 1 and "<<" not in value and rnd.random() < how.unusual / 2:
        names = rnd.sample(sorted(value), rnd.randint(1, len(value) - 1))
        inner = Raw(_flow({name: value[name] for name in names}, rnd, how))
        rest = {name: held for name, held in value.items() if name not in names}
        if rnd.random() < 0.3:
            inner = Raw(f"[{inner.text}, {_flow(rest, rnd, how)}]")
        if rnd.random() < 0.3:
            rest |= {names[0]: value[names[0]]}
        merge = {"<<": inner}
        return merge | rest if rnd.random() < 0.7 else rest | merge
    return value


def _entry(lead: str, value: Any, rnd: random.Random, how: Manner, depth: int) -> list[str]:
    """A key's line and what belongs to it."""
    anchor = f" &a{rnd.randint(0, 9)}" if rnd.random() < how.unusual / 5 else ""
    if isinstance(value, (dict, list)) and value and rnd.random() >= how.flow:
        end = rnd.choice([" # x", "  ", "\t"]) if rnd.random() < how.comments else ""
        if isinstance(value, dict):
            return [f"{lead}{anchor}{end}", *_map(value, rnd, how, depth + 1)]
        shift = depth + rnd.choice([0, 1])
        return [f"{lead}{anchor}{end}", *_list(value, rnd, how, shift)]
    if isinstance(value, str) and rnd.random() < how.unusual / 5:
        pad = " " * (how.indent * (depth + 1))
        return [f"{lead} {rnd.choice(['|-', '>-', '|', '>', '|+', '|2-'])}", f"{pad}{value}"]
    space = rnd.choice(["  ", "\t", "   "]) if rnd.random() < how.unusual / 3 else " "
    end = rnd.choice([" # x", "  # '", "  ", " \t"]) if rnd.random() < how.comments else ""
    text = _flow(value, rnd, how)
    if "," in text and text[:1] in "[{" and rnd.random() < how.unusual:
        pad = " " * (how.indent * (depth + 1))
        text = text.replace(", ", f",\n{pad}")
    return [f"{lead}{anchor}{space}{text}{end}" if text else lead + anchor]


def _list(value: list[Any], rnd: random.Random, how: Manner, depth: int) -> list[str]:
    pad = " " * (how.indent * depth)
    lines: list[str] = []
    for item in value:
        if isinstance(item, dict) and item and rnd.random() >= how.flow:
            inner = _map(item, rnd, how._replace(indent=2, comments=0), 0)
            lines += [f"{pad}- {inner[0]}", *(f"{pad}  {line}" for line in inner[1:])]
        else:
            lines.append(f"{pad}- {_flow(item, rnd, how)}")
    return lines


def _flow(value: Any, rnd: random.Random, how: Manner) -> str:
    """A value on one line."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        inner = (
            f"{name if name == '<<' else _scalar(name, rnd, how, key=True)}: {_flow(held, rnd, how) or 'null'}"
            for name, held in value.items()
        )
        comma = "," if rnd.random() < how.unusual / 3 and value else ""
        return "{" + ", ".join(inner) + comma + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, rnd, how) for item in value) + "]"
    return _scalar(value, rnd, how)


def _scalar(value: Any, rnd: random.Random, how: Manner, *, key: bool = False) -> str:
    if value is None:
        return rnd.choice(["null", "~", "Null", "NULL"])
    if isinstance(value, bool):
        words = {True: ["true"] * 4 + ["yes", "on", "True", "y", "TRUE"], False: ["false"] * 4 + ["no", "off", "n"]}
        return rnd.choice(words[value])
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return _integer(value, rnd, how)
    if not key and rnd.random() < how.unusual / 8:
        return rnd.choice(["!!str ", "!<tag:yaml.org,2002:str> ", "! "]) + (value if _bare(value) else _quoted(value))
    if _bare(value) and isinstance(scalars.resolve(value), str) and rnd.random() >= how.quoted:
        return value
    if rnd.random() < how.unusual / 5 and value:
        return '"' + rnd.choice([f"\\x{ord(value[0]) & 255:02x}", f"\\u{ord(value[0]):04X}"]) + _quoted(value[1:])[1:]
    return "'" + value.replace("'", "''") + "'" if rnd.random() < 0.4 else _quoted(value)


def _integer(value: int, rnd: random.Random, how: Manner) -> str:
    if rnd.random() >= how.unusual:
        return str(value)
    ways = [
        f"{value}.0",
        f"+{value}",
        hex(value),
        f"0{value:o}",
        f"0o{value:o}",
        f"{value:_}",
        bin(value),
        f"{value}e0",
    ]
    return rnd.choice([*ways, f"!!int {value}", f'!!int "{value}"', f"!!float {value}"])


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bare(value: str) -> bool:
    """Whether a text can stand without quotes, in flow style too."""
    if not value or value != value.strip() or value[0] in "&*!|>'\"%@`#,[]{}?-:=<~" or value in {"---", "..."}:
        return False
    return not any(sign in value for sign in (": ", " #", ",", "[", "]", "{", "}", "\n", "\\")) and value[-1] != ":"
