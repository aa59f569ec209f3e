"""What the kubelet of a configuration says to pods that arrive one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.errors import CannotDo, Problem
from numaconf.files.bystanders import is_template
from numaconf.kubelet import gates
from numaconf.kubelet.admission.admit import admit
from numaconf.kubelet.admission.cost import Cost, cost
from numaconf.kubelet.admission.hints import TooMany
from numaconf.kubelet.admission.node import Missing, node
from numaconf.kubelet.shares import with_hugepages
from numaconf.pods import manifests
from numaconf.pods.read import Rules, is_extended
from numaconf.verbs.fit import rejection, words
from numaconf.verbs.fit.hardware import with_devices
from numaconf.verbs.fit.model import Entry, Fit
from numaconf.verbs.fit.running import load as load_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.kubelet.admission.admit import Answer
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Pod
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.pods.manifests import Arriving, Manifests
    from numaconf.verbs.fit.running import Running
    from numaconf.verbs.nodes import InForce


def fit(
    file: tuple[str, bytes],
    pods: Sequence[tuple[str, bytes]],
    context: Context,
    fallback: Context,
    *,
    kind: str | None = None,
    target: str | None = None,
    state: str | None = None,
) -> Fit:
    """The answer to the pods of some manifests. What `context` says is stronger than the file, `fallback` weaker.

    Raises Problem for a file that no node comes out of, or whose kubelet does not start; CannotDo where the answer
    depends on an unknown version or machine.
    """
    read = load_pods(pods)
    possible = sides(file, context, fallback, kind, target)
    if any(one.node.machine is None for one in possible) and len({one.node.kubernetes for one in possible}) > 1:
        remedy = "give --machine, and --kubernetes-version, on which the answer may depend"
        raise CannotDo("the machine and the Kubernetes version are unknown", place=file[0], remedy=remedy)
    found = [answer(side, read, state) for side in possible]
    if any(_gist(one) != _gist(found[-1]) for one in found):
        raise CannotDo(
            "what the kubelet says depends on the Kubernetes version or the machine",
            place=file[0],
            remedy="give --kubernetes-version and --machine",
        )
    return found[-1]


def sides(
    file: tuple[str, bytes], context: Context, fallback: Context, kind: str | None = None, target: str | None = None
) -> list[InForce]:
    """The nodes that a file is about, one for each version and machine that is possible. Raises Problem, CannotDo."""
    from numaconf.verbs.nodes import nodes_of as of

    found = of(*file, context, fallback, kind, target)
    for side in found:
        if side.fatal:
            raise Problem(
                "the kubelet does not start with this configuration, so it admits no pod", place=side.path,
                remedy="; ".join(side.fatal),
            )  # fmt: skip
    return found


def load_pods(files: Sequence[tuple[str, bytes]]) -> Manifests:
    """The pods of some files. Raises Problem for a template."""
    for path, data in files:
        if is_template(path, data):
            raise Problem(
                "is a template that is not filled in yet", place=path,
                remedy="render it first: helm template, kustomize build, envsubst",
            )  # fmt: skip
    return manifests.load(list(files))


def answer(side: InForce, pods: Manifests, state: str | None = None) -> Fit:
    """The answer for one node."""
    config = on_its_machine(side)
    here, why = _node(config)
    rules = rules_of(config)
    arriving, wrong = manifests.pods(pods, rules)
    start = here.start if here is not None else None
    running: tuple[Running, ...] = ()
    if here is not None and state is not None:
        start, running = load_state(state, config, here)
    entries, after = _each(here, start, arriving, config, why, running)
    costs = [cost(here, entry.arriving.written.pod) for entry in entries] if here is not None else []
    return Fit(
        side.path,
        side.kind,
        config,
        here,
        tuple(entries),
        after,
        (*pods.wrong, *wrong),
        pods.passed,
        (*side.newer, *words.notes(config, here, after, entries, running)),
        max(costs, key=lambda one: one.seconds, default=Cost(0, 0, 0.0)),
        running,
        start,
    )


def on_its_machine(side: InForce) -> EffectiveConfig:
    """The configuration on the machine as the document sets it up. Raises CannotDo without a machine."""
    config = side.node
    if config.machine is None:
        raise CannotDo("the machine is unknown", place=side.path, remedy="give --machine")
    machine = with_devices(with_hugepages(config.machine, side.hugepages))
    if machine is config.machine:
        return config
    return config.with_(machine=machine)


def rules_of(config: EffectiveConfig) -> Rules:
    """What the API server of that version makes of a pod."""
    version, given = config.kubernetes, config.config.get("featureGates") or {}
    sidecars = version.minor >= 28 and (version.minor >= 33 or gates.enabled("SidecarContainers", given, version))
    return Rules(version.minor, sidecars, version.minor >= 32 and gates.enabled("PodLevelResources", given, version))


def _node(config: EffectiveConfig) -> tuple[Node | None, str]:
    try:
        return node(config), ""
    except Missing as missing:
        return None, str(missing)


def _each(
    here: Node | None,
    state: State | None,
    arriving: list[Arriving],
    config: EffectiveConfig,
    why: str,
    running: Sequence[Running],
) -> tuple[list[Entry], State | None]:
    entries: list[Entry] = []
    uids = {one.uid for one in running}
    empty: dict[int, Answer | None] = {}  # by manifest: replicas are alike
    for one in arriving:
        pod = one.written.pod
        if pod.uid and pod.uid in uids:
            entries.append(Entry(one, state, None, ("it runs on the node already (state files)",), runs=True))
            continue
        missing = why or unknown(pod, config)
        found = None
        if not missing and here is not None and state is not None:
            try:
                found = admit(here, state, pod)
            except TooMany:
                missing = f"which NUMA nodes best-effort takes depends on more than {2**17} sets of them"
        before = state
        if found is not None:
            state = found.state
        entry = Entry(one, before, found, (), missing, hints=words.hints(found))
        if here is not None and found is not None and not found.admitted and id(one.of) not in empty:
            empty[id(one.of)] = rejection.on_empty(here, pod)
        entry = entry._replace(explanation=words.explain(here, entry, empty.get(id(one.of))))
        entries.append(entry._replace(answer=found._replace(steps=())) if found is not None else entry)
    return entries, state


def with_steps(found: Fit, entry: Entry) -> Entry:
    """A pod's answer with the merges that led to it, which are not kept of all pods."""
    if found.node is None or entry.before is None or entry.answer is None:
        return entry
    return entry._replace(answer=admit(found.node, entry.before, entry.arriving.written.pod))


def unknown(pod: Pod, config: EffectiveConfig) -> str:
    """What a pod asks for that is not known of the machine; "" where nothing is."""
    machine = config.machine
    assert machine is not None
    asked = {name for one in pod.containers for name in (*one.requests, *one.limits)}
    pages = any(name.startswith("hugepages-") for name in asked)
    if pages and any(one.hugepages is None for one in machine.nodes or ()):
        return (
            f"the hugepages of {machine.name} are unknown: write them into the profile (spec.hugepages) or into a "
            "snapshot of the machine (numaNodes[].hugepages)"
        )
    devices = sorted(name for name in asked if is_extended(name))
    if devices and machine.devices is None:
        return (
            f"which {devices[0]} {machine.name} has, and on which NUMA nodes, is unknown: write them into a snapshot "
            "of the machine (spec.devices)"
        )
    return ""


def _gist(one: Fit) -> object:
    """What has to be the same whatever version and machine it is."""
    return [
        (entry.verdict, entry.answer and (entry.answer.reason, entry.answer.containers)) for entry in one.entries
    ], [wrong.message for wrong in one.wrong]
