"""What to write in place of a value that Bottlerocket's model refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.findings import Fix
    from numaconf.kubelet.effective import Origin
    from numaconf.targets.bottlerocket.model import Refusal

_WORDS = {
    "topology-manager-policy": ("none", "best-effort", "restricted", "single-numa-node"),
    "topology-manager-scope": ("container", "pod"),
    "cpu-manager-policy": ("none", "static"),
    "memory-manager-policy": ("None", "Static"),
    "authentication-mode": ("aws", "tls"),
    "cloud-provider": ("external",),
}

_FORMS = (
    (r"expected a boolean", "write true or false, without quotes"),
    (r"expected a string", "write it in quotes"),
    (r"expected (a sequence|struct|a map)", "write {0}"),
    (r"expected (?:[iuf]\d+|usize)", "write a whole number, without quotes"),
    (r"[Qq]uantity", "write for example 500Mi"),
    (r"percentage", "write a percentage such as 5%"),
    (r"threshold", "write an amount such as 500Mi, or a percentage"),
    (r"duration", "write for example 90s"),
    (r"CpuSet", "write a list such as 0-3,8"),
    (r"must be >= 8", "write 8 or more"),
    (r"NonNegativeInteger|between 0 and 100|rlimit", "write a number in that range"),
    (r"hugepages size", "write 2Mi or 1Gi"),
    (r"hugepages allocation", 'write a number, or "0:128,1:256"'),
    (r"base64", "write it in base64"),
    (r"URL", "write for example https://example.com"),
    (r"label|taint", "write it as Kubernetes takes it"),
)
_KINDS = {"a sequence": "a list", "struct": "a table", "a map": "a table"}


def of_value(refusal: Refusal, origin: Origin, fix: Fix | None) -> str:
    """What is refused, and what to write: the values that exist, with the nearest one, or the form."""
    says = refusal.says.rstrip(": …")
    cause = re.sub(r"^Unable to deserialize into \w+: ", "", says)
    cause = cause[:1].lower() + cause[1:]
    setting = next((str(step) for step in reversed(refusal.route) if isinstance(step, str)), "")
    words = refusal.known or _WORDS.get(setting, ())
    if key := wrong_key(refusal):
        return _of_key(key, _value(origin), words)
    given = str(_value(origin))
    if words:
        from numaconf.suggest import nearest

        near = nearest(given, list(words), 0.6)
        hint = f"did you mean {near}? " if near else ""
        return (
            f"{cause}; {hint}write one of {', '.join(words)}"
            if "expected one of" not in cause
            else (f"unknown value {given!r}; {hint}write one of {', '.join(words)}")
        )
    if fix:
        return f"{cause}; write {fix.changes[0].text}"
    for pattern, text in _FORMS:
        match = re.search(pattern, says)
        if match:
            return f"{cause}; {text.format(*(_KINDS.get(one, one) for one in match.groups()))}"
    return f"{cause}; write another value"


def wrong_key(refusal: Refusal) -> str:
    """The key that is refused, where it is not the value."""
    match = re.search(r"unknown variant `([^`]+)`", refusal.says)
    return match[1] if match and refusal.route and match[1] == refusal.route[-1] else ""


def _of_key(key: str, value: object, words: Sequence[str]) -> str:
    """About a key of a table whose keys are words; without quotes TOML takes a dotted one apart."""
    from numaconf.suggest import nearest

    if isinstance(value, dict):
        dotted = next((f"{key}.{inner}" for inner in value if f"{key}.{inner}" in words), "")
        if dotted:
            return f'TOML takes {dotted} apart at the period; write "{dotted}" in quotes, below the table'
    near = nearest(key, list(words), 0.6)
    hint = f"did you mean {near}? " if near else ""
    return f"unknown key {key!r}; {hint}write one of {', '.join(words)}"


def _value(origin: Origin) -> object:
    from numaconf.documents.source import value_at

    return value_at(origin.source.document.value, origin.route) if origin.source else ""
