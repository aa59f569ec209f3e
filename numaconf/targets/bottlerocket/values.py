"""The strings that Bottlerocket's settings model takes: one predicate for each validated type, with its error text.

A predicate gives None for a text that the type takes, else what Bottlerocket says. Source: bottlerocket-settings-sdk,
`bottlerocket-modeled-types` 0.27.0 (`kubernetes.rs`, `shared.rs`, `boot.rs`, `hugepages.rs`); the texts were recorded
from the real model. Its patterns are Rust's, where `$` is the end of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from numaconf.documents.numbers import whole

Predicate = Callable[[str], str | None]


def _matches(pattern: str, message: str) -> Predicate:
    compiled = re.compile(pattern)
    return lambda text: None if compiled.fullmatch(text) else message.format(text)


_QUANTITY = re.compile(r"[+-]?[0-9.]+(?:e[0-9]*|[EPTGMK]i?|[numk])?")
_FLOAT = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf|infinity|nan)", re.IGNORECASE)


def quantity(text: str) -> str | None:
    """A quantity as Bottlerocket knows it: no `1E3`, `1e-3`, `1e+9`, no blanks, though Kubernetes takes them."""
    # The model prints its whole pattern, four commented lines, where this has an ellipsis.
    return None if _QUANTITY.fullmatch(text) else f"Kubernetes quantity must match '…', given: {text}"


def threshold(text: str) -> str | None:
    """An eviction threshold: a quantity, or a percentage from 0 up to but not 100."""
    if not text.endswith("%"):
        return quantity(text)
    number = text[:-1]
    if not _FLOAT.fullmatch(number):
        return f"Invalid percentage value '{text}'"
    return None if 0 <= float(number) < 100 else f"Invalid Kubernetes threshold percentage value '{text}'"


_DURATION = re.compile("".join(rf"(?:(?:[0-9]+\.)?[0-9]+{unit})?" for unit in ("h", "m", "s", "ms")))


def duration(text: str) -> str | None:
    """A Go duration of hours, minutes, seconds and milliseconds in that order; not empty, and `0` needs its unit."""
    return None if text and _DURATION.fullmatch(text) else f"Invalid Kubernetes duration value '{text}'"


# The model's own pattern, ^([0-9]+(-[0-9]+)?,?)*([0-9]+(-[0-9]+)?)+$, takes any time on long texts in Python. It lets
# ranges run together (`1-23-4`), so between two dashes there are two digits or more.
cpu_set = _matches(
    r"[0-9]+(?:(?:-[0-9]{2,})*-[0-9]+)?(?:,[0-9]+(?:(?:-[0-9]{2,})*-[0-9]+)?)*", "Invalid Kernel CpuSet value '{}'"
)

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
label_key = _matches(rf"(?:[A-Za-z0-9.-]{{1,253}}/)?{_NAME}", "Kubernetes label key given invalid input: {}")
label_value = _matches(rf"(?:{_NAME})?", "Kubernetes label value given invalid input: {}")
taint_value = _matches(rf"(?:{_NAME})?:[A-Za-z0-9]{{1,253}}", "Kubernetes taint value given invalid input: {}")
cluster_name = _matches(r"[0-9A-Za-z][A-Za-z0-9\-_]{0,99}", "Kubernetes cluster name given invalid input: {}")
bootstrap_token = _matches(r"[a-z0-9]{6}\.[a-z0-9]{16}", "Kubernetes bootstrap token given invalid input: {}")


def hostname(text: str) -> str | None:
    """A host name in lower case: segments of 1 to 63, no leading dash."""
    fits = len(text) <= 253 and not text.startswith("-") and all(map(_SEGMENT.fullmatch, text.split(".")))
    return None if fits else f"Invalid hostname '{text}': …"


_SEGMENT = re.compile(r"[0-9a-z-]{1,63}")


def identifier(text: str) -> str | None:
    """A table key of the user's choice. The empty one passes the model and is refused by the data store."""
    if not text:
        return (
            "Error creating valid datastore key: serialized map key '' not valid as Key: Key name '' has invalid"
            " format: cannot be empty"
        )
    if re.fullmatch(r"[A-Za-z0-9-]{1,76}", text):
        return None
    return f"Identifiers may only contain ASCII alphanumerics plus hyphens, received '{text}'"


def one_of(message: str, *words: str) -> Predicate:
    """A string type with a list of words; `message` with `{}` for the text."""
    return lambda text: None if text in words else message.format(text)


def single_line(text: str) -> str | None:
    """A text without any character that ends a line."""
    return "Can't create SingleLineString containing line terminator" if len(f"{text}x".splitlines()) > 1 else None


_SPECIAL = ("http", "https", "ws", "wss", "ftp")


def url(text: str) -> str | None:
    """What the `url` crate parses, as it is or with `http://` before it. Only what surely fails is refused here."""
    scheme, rest = re.fullmatch(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)", text.strip(), re.DOTALL).groups()  # type: ignore[union-attr]  # always matches
    if scheme and scheme.lower() not in _SPECIAL:
        return None  # whatever follows is an opaque path, or a path below an empty host
    host = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0]
    return None if host and not re.search(r"[\s<>^|]", host) else f"Given invalid URL '{text}'"


def base64(text: str) -> str | None:
    """Base64 in the standard alphabet, padded, on one line."""
    fits = len(text) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", text)
    return None if fits else "Invalid base64 input: …"


def ip_address(text: str) -> str | None:
    """An IPv4 or IPv6 address."""
    import ipaddress

    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return "invalid IP address syntax"
    return "invalid IP address syntax" if getattr(found, "scope_id", None) else None


def dns_domain(text: str) -> str | None:
    """A DNS domain: no leading dot, no address."""
    bad = not text or text.startswith(".") or ip_address(text) is None
    return f"Invalid domain name '{text}': …" if bad else None


def sysctl_key(text: str) -> str | None:
    """A kernel parameter's name, with dots or slashes."""
    if ".." in text:
        return f"Invalid sysctl key '{text}': must not contain '..'"
    fits = re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9./_-]{0,127}", text)
    return None if fits else f"Invalid sysctl key '{text}': …"


def page_size(text: str) -> str | None:
    """The size of a huge page: a power of two with a binary unit, of 64 bits."""
    match = re.fullmatch(r"([1-9][0-9]*)(Ki|Mi|Gi|Ti)", text)
    number = whole(match[1]) << {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40}[match[2]] if match else 0
    if not match or number >> 64:
        return (
            f"Invalid hugepages size '{text}': 'must be a positive integer with an IEC binary unit (Ki, Mi, Gi, Ti)"
            ' in u64, e.g. "2Mi" or "1Gi"\''
        )
    return (
        None
        if number & (number - 1) == 0
        else f"Invalid hugepages size '{text}': 'huge page size must be a power of two'"
    )


page_count = _matches(
    r"[0-9]+|[0-9]+:[0-9]+(?:,[0-9]+:[0-9]+)*",
    "Invalid hugepages allocation '{}'. Must be either a non-negative integer or a comma separated list of"
    ' "<node>:<pages>" pairs (e.g. "0:128,1:256")',
)

boot_key = _matches(
    r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*",
    "Kernel boot config keywords may only contain ASCII alphanumerics plus hyphens and underscores, received '{}'",
)


def boot_value(text: str) -> str | None:
    """A kernel parameter's value: printable ASCII, and not both kinds of quotes."""
    if re.fullmatch(r"[ -~]*", text) and not ("'" in text and '"' in text):
        return None
    return f"Kernel boot config values may only contain ASCII printable characters, received '{text}'"
