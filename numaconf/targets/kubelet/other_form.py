"""What to write for a value that has another form than the file wants: a flag's text in the place of a map or a list, a
list in the place of a flag's text, a number in the place of a duration.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields

if TYPE_CHECKING:
    from numaconf.documents.source import Route

_PLAIN = r"[A-Za-z][\w./-]*|[0-9.]+(?:[KMGTPE]i?|m|k|%)"
_NODE = r"(\d+):((?:[\w-]+=[\w.]+,?)+)"


def instead(route: Route, value: Any, wanted: str) -> str:
    """The same meaning in the form that is wanted, as YAML in one line; nothing where it is not plain what is meant."""
    field = str(route[0]) if len(route) == 1 else ""
    if wanted == "a string":
        return _string(route, value)
    if field == "reservedMemory":
        return _reserved(value)
    if wanted == "a map":
        return _map(field, value)
    if wanted == "a list" and isinstance(value, str) and value:
        return f"[{', '.join(_quoted(one.strip()) for one in value.split(','))}]"
    return ""


def _string(route: Route, value: Any) -> str:
    found = fields.find(route)
    if found is not None and "Duration" in found.type and isinstance(value, int) and not isinstance(value, bool):
        return f"a duration, such as {value}s"
    if isinstance(value, list) and value and all(isinstance(one, str | int) and one is not True for one in value):
        return f'"{",".join(map(str, value))}"'
    return ""


def _map(field: str, value: Any) -> str:
    """`a=b,c=d`, `signal<amount`, or a list of such items."""
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    pairs: list[tuple[str, str]] = []
    for one in items:
        match = re.fullmatch(r"\s*([\w./-]+)\s*[=<]\s*(\S+)\s*", one) if isinstance(one, str) else None
        if match:
            pairs.append((match[1], match[2]))
        elif field == "featureGates" and isinstance(one, str) and re.fullmatch(r"\w+", one):
            pairs.append((one, "true"))
        else:
            return ""
    plain = field == "featureGates"
    return f"{{{', '.join(f'{key}: {text if plain else _quoted(text)}' for key, text in pairs)}}}" if pairs else ""


def _reserved(value: Any) -> str:
    """`0:memory=1Gi;1:memory=1Gi`, or a map with the NUMA nodes as its keys."""
    if isinstance(value, str):
        nodes = [re.fullmatch(_NODE, one.strip()) for one in value.split(";")]
        if not all(nodes):
            return ""
        held = {match[1]: dict(one.split("=") for one in match[2].strip(",").split(",")) for match in nodes if match}
    elif isinstance(value, dict) and all(str(key).isdecimal() and isinstance(one, dict) for key, one in value.items()):
        held = {str(key): {name: str(amount) for name, amount in one.items()} for key, one in value.items()}
    else:
        return ""
    limits = {
        node: ", ".join(f"{name}: {_quoted(amount)}" for name, amount in given.items()) for node, given in held.items()
    }
    entries = (f"{{numaNode: {node}, limits: {{{text}}}}}" for node, text in limits.items())
    return f"[{', '.join(entries)}]" if held else ""


def _quoted(text: str) -> str:
    """A string as it may stand in YAML: a number in quotes."""
    bare = re.fullmatch(_PLAIN, text) and text not in {"true", "false", "yes", "no", "on", "off"}
    return text if bare else f'"{text}"'
