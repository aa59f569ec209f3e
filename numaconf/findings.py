"""What numaconf says about a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.effective import Origin

Severity = Literal["refused", "will-not-start", "no-effect", "suspicious"]
SEVERITIES: tuple[Severity, ...] = ("refused", "will-not-start", "no-effect", "suspicious")
"""Strongest first. `refused`: numaconf itself refuses (a faulty profile, what a target cannot carry). `will-not-start`:
no node becomes ready, whatever the client. `no-effect`: somebody accepts it and drops it. `suspicious`: legal, and
probably not what was meant."""


class Says(NamedTuple):
    """The literal words of the program that objects on the node; `who` as in INTERFACE: kubelet, nodeadm, …"""

    who: str
    text: str


class Change(NamedTuple):
    """One edit in terms of the document: `text` replaces the source text of the value at `route` (of the key with
    `key`). `text` None removes the whole entry. With `insert` the route's last step is a new key, `text` its value.
    """

    source: Source
    route: Route
    text: str | None
    key: bool = False
    insert: bool = False


class Fix(NamedTuple):
    """`safe`: means the same and now works. `unsafe`: changes what was asked for, so a person should look."""

    applicability: Literal["safe", "unsafe"]
    changes: tuple[Change, ...]


class Finding(NamedTuple):
    """One remark. `origin` says which text caused it, or which default. `key`: the mark belongs on the key."""

    code: str
    name: str
    severity: Severity
    message: str
    origin: Origin
    says: Says | None = None
    fix: Fix | None = None
    key: bool = False
    machine: str | None = None


class NotChecked(NamedTuple):
    """A rule that could not be judged, for want of what (`machine unknown`)."""

    code: str
    reason: str
