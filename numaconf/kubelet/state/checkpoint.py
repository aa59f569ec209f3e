"""What all checkpoint files have in common: Go's dump of a value, the checksum over it, and reading JSON within bounds.

The checksum is FNV-1a over the text that `spew` prints of the Go value with its types, so each format module writes
that text. Source: `pkg/kubelet/checkpointmanager/checksum`, `pkg/util/hash`, `k8s.io/apimachinery/pkg/util/dump`
(`%#v` of github.com/davecgh/go-spew with sorted keys), the same in Kubernetes 1.27 and later.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LIMIT = 16 << 20
"""Bytes. A state file of a thousand containers has less than a tenth of that."""

CORRUPTED = "checkpoint is corrupted"


class StateError(ValueError):
    """A state file that the kubelet does not read; the message is the kubelet's."""


def checksum(dump: str) -> int:
    """FNV-1a of 32 bits over a dump."""
    found = 0x811C9DC5
    for byte in dump.encode("utf-8", "surrogatepass"):
        found = ((found ^ byte) * 0x01000193) & 0xFFFFFFFF
    return found


def of_text(text: str) -> int:
    """The checksum of a string value, which is how the formats with `data` are protected (Kubernetes 1.37)."""
    return checksum(f"(string){text}")


def dump_map(entries: Mapping[Any, Any] | None, value: Callable[[Any], str]) -> str:
    """A Go map: sorted by key; the types of keys and values are not printed."""
    if entries is None:
        return "<nil>"
    return f"map[{' '.join(f'{key}:{value(entries[key])}' for key in sorted(entries))}]"


def dump_list(items: Iterable[Any] | None, value: Callable[[Any], str] = str) -> str:
    """A Go slice."""
    return "<nil>" if items is None else f"[{' '.join(map(value, items))}]"


def load(data: bytes | str) -> dict[str, Any]:
    """The object of a checkpoint's JSON, keys folded to lower case as Go matches them.

    Raises StateError: with Go's words for a text that ends too early, near them for another mistake.
    """
    if len(data) > LIMIT:
        raise StateError(f"more than {LIMIT >> 20} MiB, which no kubelet writes")
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    try:
        found = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            raise StateError("unexpected end of JSON input") from None
        raise StateError(f"invalid character {text[error.pos]!r} in JSON at offset {error.pos + 1}") from None
    except (RecursionError, ValueError):
        raise StateError("the JSON is not what a kubelet writes") from None
    if not isinstance(found, dict):
        raise StateError("json: cannot unmarshal: the text is not an object")
    return {str(key).lower(): value for key, value in found.items()}


def _refuse(word: str) -> None:
    raise StateError(f"invalid character {word[0]!r} looking for beginning of value")


def text(fields: Mapping[str, Any], name: str) -> str:
    """A string field; "" where it is missing or null. Raises StateError."""
    value = fields.get(name.lower())
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, "string")
    return value


def unsigned(fields: Mapping[str, Any], name: str) -> int:
    """A uint64 field; 0 where it is missing or null. Raises StateError."""
    value = fields.get(name.lower())
    if value is None:
        return 0
    if not is_unsigned(value):
        raise _wrong(name, "uint64")
    assert isinstance(value, int)
    return value


def is_unsigned(value: object) -> bool:
    """Whether a JSON value fits into a uint64."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64


def mapping(fields: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """A map field: {} where it is missing (the kubelet starts from an empty one), None where it is null.

    Raises StateError.
    """
    value = fields.get(name.lower(), {})
    if value is not None and not isinstance(value, dict):
        raise _wrong(name, "map")
    return value


def _wrong(name: str, type_: str) -> StateError:
    return StateError(f"json: cannot unmarshal field {name} into a value of type {type_}")


def folded(value: Mapping[str, Any]) -> dict[str, Any]:
    """A nested object with its keys folded."""
    return {str(key).lower(): item for key, item in value.items()}
