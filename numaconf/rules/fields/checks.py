"""Findings from the tables of `numaconf.kubelet.validation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import dotted
from numaconf.kubelet import validation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.validation import Kind
    from numaconf.rules.base import Rule


def findings(rule: Rule, kind: Kind, node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every check of a table that a configuration fails."""
    for broken in validation.broken(node, kind):
        if broken.unsure:
            yield rule.not_checked(broken.unsure)
            continue
        value = node.get(*broken.at)
        shown = '""' if value == "" else str(value).lower() if isinstance(value, bool) else value
        what = f"{dotted(broken.at)} is {shown}: it" if isinstance(value, (int, float, str)) else dotted(broken.at)
        yield rule.finding(f"{what} {broken.must}", node.origin(*broken.at), says=broken.says)
