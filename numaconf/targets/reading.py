"""What a target's reader gives; apart from the rest of `base`, which only rendering needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig


class Hugepages(NamedTuple):
    """A pool of hugepages: page size in bytes, how many pages, on which NUMA node (None: the kernel spreads them)."""

    size: int
    pages: int
    numa_node: int | None = None


class Reading(NamedTuple):
    """What a target's reader made of a document for one version and machine.

    `effective` is None when it results in no kubelet configuration (the platform refuses the document, or it holds
    none); then `findings` says so, or there is nothing to say. `not_checked`: what the reader itself could not judge,
    for want of a platform's version or of the machine. `cluster`: the one that the document joins, as far as it says,
    by the keys of a profile's `spec.cluster`. `unread`: kubelet settings in the document that the reader does not
    follow, each a reason with the way to get it checked; whatever it says of the rest, the file has not been judged.
    """

    effective: EffectiveConfig | None
    findings: tuple[Finding, ...] = ()
    labels: dict[str, str] = {}  # noqa: RUF012  a default that nobody changes
    taints: tuple[dict[str, str], ...] = ()
    hugepages: tuple[Hugepages, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    cluster: dict[str, str] = {}  # noqa: RUF012  a default that nobody changes
    unread: tuple[str, ...] = ()
