"""Which documents are live configurations, and which texts the flags of a running kubelet."""

from __future__ import annotations

from typing import Any

from numaconf.targets.subject import Subject, of_text


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object is what `/configz` prints, or the structured form of `/flagz`."""
    if value.get("kind") == "Flagz":
        from numaconf.targets.configz import flagz

        return flagz.is_dump(value)
    if "kubeletconfig" not in value:
        return False
    from numaconf.targets.configz.reader import is_dump

    return is_dump(value)


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """What `/flagz` prints as a text."""
    if b"flag" not in data[:40]:
        return None
    from numaconf.targets.configz import flagz

    return of_text("configz", path, data) if flagz.HEADER.match(data[:40].decode("latin-1")) else None
