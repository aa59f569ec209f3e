"""What numaconf says about a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.named import NamedTuple

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


class Related(NamedTuple):
    """Another place that belongs to a finding, and what it is: a term of a sum, the line that overrules."""

    origin: Origin
    message: str
    key: bool = False


class Varies(NamedTuple):
    """The amount that a finding is about, where machines differ in it: in bytes or another unit to sort by, as text,
    and the finding's sentence for several machines, with `{}` where their amounts belong.
    """

    value: int
    text: str
    sentence: str


class Holds(NamedTuple):
    """A rule holds from one version of a program to another, both included: `NC303` from Kubernetes 1.28 to 1.30."""

    code: str
    program: str
    first: str
    last: str


class Finding(NamedTuple):
    """One remark. `origin` says which text caused it, or which default. `key`: the mark belongs on the key.

    `versions`: where the version is unknown and each gives a finding at this place, but not the same one: which rule
    holds where. `related`: other places that belong to it. `varies`: how it is said once for several machines.
    """

    code: str
    name: str
    severity: Severity
    message: str
    origin: Origin
    says: Says | None = None
    fix: Fix | None = None
    key: bool = False
    machine: str | None = None
    versions: tuple[Holds, ...] = ()
    related: tuple[Related, ...] = ()
    varies: Varies | None = None


class NotChecked(NamedTuple):
    """A rule that could not be judged, with the reason (`machine unknown`)."""

    code: str
    reason: str
