"""What `fit` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.admission.admit import Answer
    from numaconf.kubelet.admission.cost import Cost
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.pods.manifests import Arriving, Passed, Wrong
    from numaconf.verbs.fit.running import Running

ADMITTED, REJECTED, UNKNOWN, PANIC, RUNS = "admitted", "rejected", "unknown", "panic", "running"


class Entry(NamedTuple):
    """One pod and what the kubelet says to it.

    `before`: the node when it arrives. `answer`: None where it cannot be said, `missing` then says why; or where the
    pod runs already. `explanation`: in words, a sentence each; `hints`: likewise, where each resource could be had.
    """

    arriving: Arriving
    before: State | None
    answer: Answer | None
    explanation: tuple[str, ...]
    missing: str = ""
    runs: bool = False
    hints: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """One of the words above."""
        if self.runs:
            return RUNS
        if self.answer is None:
            return UNKNOWN
        if self.answer.panic:
            return PANIC
        return ADMITTED if self.answer.admitted else REJECTED

    @property
    def name(self) -> str:
        """`namespace/name`, without the namespace where that is `default`."""
        pod = self.arriving.written.pod
        return pod.name if pod.namespace == "default" else f"{pod.namespace}/{pod.name}"


class Fit(NamedTuple):
    """The answer for one configuration on one version and machine.

    `node` is None where the machine is not known well enough; `start` is the node before all pods, `state` after them.
    `wrong`: pods that the API server refuses, `passed`: objects that make no pods. `notes` are for the reader.
    """

    path: str
    kind: str
    config: EffectiveConfig
    node: Node | None
    entries: tuple[Entry, ...]
    state: State | None
    wrong: tuple[Wrong, ...]
    passed: tuple[Passed, ...]
    notes: tuple[str, ...]
    cost: Cost
    running: tuple[Running, ...] = ()
    start: State | None = None

    @property
    def version(self) -> Version:
        """The Kubernetes version."""
        return self.config.kubernetes

    @property
    def machine(self) -> str:
        """The name of the machine."""
        return self.config.machine.name if self.config.machine else "unknown"

    def count(self, verdict: str) -> int:
        """How many pods have a verdict."""
        return sum(entry.verdict == verdict for entry in self.entries)

    @property
    def status(self) -> int:
        """The exit status: 1 where a pod is rejected or faulty, 2 where one could not be judged."""
        if self.count(UNKNOWN):
            return 2
        return int(bool(self.wrong) or self.count(REJECTED) + self.count(PANIC) > 0)
