"""Other places that belong to a finding: the terms of a sum, the line that overrules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Related

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.reservation import Part


def terms(parts: Iterable[Part]) -> tuple[Related, ...]:
    """The terms of a sum that are in a document, each with its field and amount."""
    return tuple(
        Related(part.origin, f"{part.field} {part.amount}") for part in parts if part.origin.kind == "document"
    )


def value(node: EffectiveConfig, route: Route, label: str) -> tuple[Related, ...]:
    """The value at a route, if it is in a document."""
    origin = node.origin(*route)
    return (Related(origin, label),) if origin.kind == "document" else ()
