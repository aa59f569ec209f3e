"""How the kubelet's command line flags read their values.

A parser takes the value as a string and the version, and gives what this occurrence of the flag sets of the field's
JSON value, None where that is nothing. For maps and lists (`ADDS`) the first occurrence throws away what the file says,
later ones add to it.

Source: `github.com/spf13/pflag`, `k8s.io/component-base/cli/flag`, kubernetes `pkg/util/flag` and `pkg/util/taints`,
Kubernetes 1.27 and later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import duration, go, labels, quantity

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class FlagError(ValueError):
    """A value that a flag does not take; the message is what the kubelet says after `invalid argument …:`."""


Parser = Callable[[str, "Version"], Any]


def _string(text: str, _version: Version) -> str:
    return text


def _bool(text: str, _version: Version) -> bool:
    return go.parse_bool(text)


def _integer(bits: int) -> Parser:
    def parse(text: str, _version: Version) -> int:
        return go.parse_int(text, bits)

    return parse


def _level(text: str, _version: Version) -> int:
    return go.parse_uint(text, 31)


def _duration(text: str, _version: Version) -> str:
    duration.parse(text)
    return text


def _quantity(text: str, _version: Version) -> str:
    quantity.parse(text)
    return text


def _ip(text: str, _version: Version) -> str | None:
    """An address; parts of an IPv4 address may have leading zeros."""
    import ipaddress

    if not text:
        return None
    parts = text.split(".")
    plain = ".".join(part.lstrip("0") or "0" for part in parts) if all(p.isdigit() for p in parts) else text
    try:
        ipaddress.ip_address(plain)
    except ValueError:
        raise FlagError(f"{go.quote(text)} is not a valid IP address") from None
    return text


def _list(text: str, _version: Version) -> list[str]:
    """Comma-separated values, as one line of CSV."""
    if '"' in text:
        import csv

        return next(csv.reader([text], strict=True), [])
    return text.split(",") if text else []


def _pairs(text: str, separator: str, kind: str) -> dict[str, str]:
    found = {}
    for item in filter(None, text.split(",")):
        found.update(_pair(item, separator, kind))
    return found


def _pair(item: str, separator: str, kind: str) -> dict[str, str]:
    key, mark, value = item.partition(separator)
    if not mark:
        raise FlagError(f"malformed pair, expect string{separator}{kind}")
    return {key.strip(): value.strip()}


def _map(text: str, _version: Version) -> dict[str, str]:
    return _pairs(text, "=", "string")


def _thresholds(text: str, _version: Version) -> dict[str, str]:
    return _pairs(text, "<", "string")


def _one_pair(text: str, _version: Version) -> dict[str, str]:
    """Commas are part of the value: `a=true,b=true` sets `a` to `true,b=true`."""
    return _pair(text, "=", "string")


def _topology_options(text: str, version: Version) -> dict[str, str]:
    """Comma-separated from 1.31 on (`NewMapStringString` instead of `NewMapStringStringNoSplit`)."""
    return (_map if version.minor >= 31 else _one_pair)(text, version)


def _gates(text: str, _version: Version) -> dict[str, bool]:
    return {key: _gate(key, value) for key, value in _pairs(text, "=", "bool").items()}


def _gate(key: str, value: str) -> bool:
    try:
        return go.parse_bool(value)
    except go.GoError as error:
        raise FlagError(f"invalid value of {key}: {value}, err: {error}") from None


def _headers(text: str, _version: Version) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in filter(None, text.split(",")):
        for key, value in _pair(item, ":", "string").items():
            found.setdefault(key, []).append(value)
    return found


def _labels(text: str, _version: Version) -> dict[str, str]:
    return labels.parse(text)


def _vmodule(text: str, _version: Version) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for item in filter(None, text.split(",")):
        pattern, _, level = item.partition("=")
        if not pattern or not level or "=" in level:
            raise FlagError(f"{go.quote(item)} does not have the pattern=N format")
        try:
            found.append({"filePattern": pattern, "verbosity": go.parse_uint(level, 31)})
        except go.GoError as error:
            raise FlagError(f"parsing verbosity in {go.quote(item)}: {error}") from None
    return found


def _reserved_memory(text: str, version: Version) -> list[dict[str, Any]] | None:
    """`0:memory=1Gi,hugepages-2Mi=4Mi;1:memory=2Gi`; up to 1.34 the messages have other spellings."""
    old = version.minor < 35
    if not text:
        return None
    found: list[dict[str, Any]] = []
    for reservation in text.split(";"):
        node, mark, rest = reservation.partition(":")
        if not mark or ":" in rest:
            raise FlagError(
                "the reserved memory has incorrect format, expected numaNodeID:type=quantity[,type=quantity...], "
                f"got {reservation}"
            )
        try:
            number = (go.atoi(node) + (1 << 31)) % (1 << 32) - (1 << 31)  # Go converts to int32, which wraps
        except go.GoError:
            expected = "exptected" if old else "expected"
            raise FlagError(f"failed to convert the NUMA node ID, {expected} integer, got {node}") from None
        limits = dict(_reserved_amount(part, old=old) for part in rest.split(","))
        found.append({"numaNode": number, "limits": limits})
    return found


def _reserved_amount(part: str, *, old: bool) -> tuple[str, str]:
    kind, mark, amount = part.partition("=")
    if not mark or "=" in amount:
        expected = "quantatity" if old else "quantity"
        raise FlagError(f"the reserved limit has incorrect value, expected type={expected}, got {part}")
    if kind != "memory" and not kind.startswith("hugepages-"):
        raise FlagError(f"memory type conversion error, unknown type: {go.quote(kind)}")
    try:
        quantity.parse(amount)
    except quantity.QuantityError:
        if old:
            raise FlagError(f"failed to parse the quantatity, expected quantatity, got {amount}") from None
        raise FlagError(f"failed to parse the quantity: {amount}") from None
    return kind, amount


def _taints(text: str, _version: Version) -> list[dict[str, str]]:
    """`key=value:effect,…`; the last occurrence of the flag wins whole."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for spec in text.split(",") if text else []:
        taint = _taint(spec.removesuffix("-"))
        if spec.endswith("-"):
            continue  # asks for a removal, of which there is none here
        if not taint["effect"]:
            raise FlagError(f"invalid taint spec: {spec}")
        if (taint["key"], taint["effect"]) in found:
            shown = f"{{{taint['key']} {taint['value']} {taint['effect']} <nil>}}"
            raise FlagError(f"duplicated taints with the same key and effect: {shown}")
        found[taint["key"], taint["effect"]] = taint
    return list(found.values())


def _taint(spec: str) -> dict[str, str]:
    pair, mark, effect = spec.partition(":")
    key, _, value = pair.partition("=") if mark else (pair, "", "")
    if ":" in effect or "=" in value:
        raise FlagError(f"invalid taint spec: {spec}")
    if mark and effect not in EFFECTS:
        raise FlagError(f"invalid taint effect: {effect}, unsupported taint effect")
    wrong = labels.value_errors(value) or labels.key_errors(key)
    if wrong:
        raise FlagError(f"invalid taint spec: {spec}, {'; '.join(wrong)}")
    return {"key": key, "value": value, "effect": effect}


PARSERS: dict[str, Parser] = {
    "string": _string,
    "version": _string,
    "bool": _bool,
    "int32": _integer(32),
    "int64": _integer(64),
    "level": _level,
    "duration": _duration,
    "quantity": _quantity,
    "ip": _ip,
    "list": _list,
    "map": _map,
    "map<": _thresholds,
    "pair": _one_pair,
    "options": _topology_options,
    "gates": _gates,
    "headers": _headers,
    "labels": _labels,
    "vmodule": _vmodule,
    "reserved-memory": _reserved_memory,
    "taints": _taints,
}
"""By the type of a flag in `flag_table.FLAGS`."""

ADDS = frozenset("list map map< pair options gates headers labels vmodule reserved-memory".split())
"""The types of which a further occurrence adds to what the ones before have set; of the others it takes their place."""


def parse(type_: str, text: str, version: Version) -> Any:
    """What one occurrence of a flag sets. Raises FlagError with the kubelet's words."""
    try:
        return PARSERS[type_.removeprefix("go ")](text, version)
    except (go.GoError, duration.DurationError, quantity.QuantityError) as error:
        if type_.startswith("go "):
            raise FlagError("value out of range" if "range" in str(error) else "parse error") from None
        raise FlagError(str(error)) from None
    except Exception as error:
        if type(error).__module__ != "_csv":
            raise
        raise FlagError(f"parse error on line 1: {error}") from None
