"""`cpu_manager_state`: what the CPU manager has given to which container, and when it refuses what it finds.

Formats: V2 up to 1.35; 1.36 reads and, with the gate PodLevelResourceManagers, writes V3 (`podEntries`); 1.37 writes
V4, which has the whole state once more as a string with a checksum of its own, and reads V3 and V2. A V4 file keeps
the fields and the checksum of V2, so older kubelets read it.

Source: `pkg/kubelet/cm/cpumanager/state` and `policy_static.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset
from numaconf.kubelet.state import checkpoint
from numaconf.kubelet.state.checkpoint import CORRUPTED, StateError, dump_map
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

NAME = "cpu_manager_state"
PREFIX = "start cpu manager error: "
POD_LEVEL_SINCE, WHOLE_TEXT_SINCE = 36, 37
"""The minors that know V3 and V4."""

STRICT_SINCE = 32
"""The option strict-cpu-reservation exists from this minor."""


class CpuState(NamedTuple):
    """What the file says. `default` and `entries` hold CPU lists as written; `entries` by pod UID and container.

    `pods` are the CPUs of whole pods (pod-level resources, Kubernetes 1.36 and later).
    """

    policy: str
    default: str = ""
    entries: Mapping[str, Mapping[str, str]] = {}
    pods: Mapping[str, str] = {}

    def assigned(self) -> dict[tuple[str, str], frozenset[int]]:
        """The exclusive CPUs of each pod UID and container. Raises StateError."""
        found = {}
        for pod, containers in self.entries.items():
            for container, listed in containers.items():
                found[pod, container] = _parsed(listed, container, pod)
        return found

    def shared(self, minor: int) -> frozenset[int]:
        """The default CPU set. Raises StateError."""
        try:
            return cpuset.parse(self.default)
        except cpuset.CpuSetError as error:
            name = "CPU set" if minor >= WHOLE_TEXT_SINCE else "cpu set"
            raise StateError(f'could not parse default {name} "{self.default}": {error}') from None

    def wholes(self) -> dict[str, frozenset[int]]:
        """The CPUs of each pod that has them as a whole, by its UID. Raises StateError for an invalid set of CPUs."""
        return {pod: _of_pod(listed, pod) for pod, listed in self.pods.items()}


def _of_pod(listed: str, pod: str) -> frozenset[int]:
    try:
        return cpuset.parse(listed)
    except cpuset.CpuSetError as error:
        raise StateError(f'could not parse cpuset "{listed}" for pod "{pod}": {error}') from None


def _parsed(listed: str, container: str, pod: str) -> frozenset[int]:
    try:
        return cpuset.parse(listed)
    except cpuset.CpuSetError as error:
        text = f'could not parse cpuset "{listed}" for container "{container}" in pod "{pod}": {error}'
        raise StateError(text) from None


class CpuManager(NamedTuple):
    """The CPU manager that reads the file: its policy, and for `static` the CPUs of the machine, those that it
    reserves, and whether strict-cpu-reservation is on. `pod_level`: the gate PodLevelResourceManagers is on.
    """

    policy: str
    cpus: frozenset[int] = frozenset()
    reserved: frozenset[int] = frozenset()
    strict: bool = False
    pod_level: bool = False

    @property
    def pool(self) -> frozenset[int]:
        """Every CPU that the state has to account for."""
        return self.cpus - self.reserved if self.strict else self.cpus


def read(data: bytes, minor: int, *, pod_level: bool = False) -> CpuState:
    """The state in a file, as the kubelet of a minor loads it. Raises StateError with its words."""
    if minor >= WHOLE_TEXT_SINCE:
        fields = _v4(data)
        if fields is not None:
            return fields
        return _first(data, (_v3, _v2))
    if minor >= POD_LEVEL_SINCE:
        return _first(data, (_v3, _v2, _v1) if pod_level else (_v2_or_own_name, _v1))
    return _first(data, (_v1, _v2))


class NotMigrated(Exception):
    """A V1 file that was read, and names containers that nobody knows: no other format is tried."""


def _first(data: bytes, formats: tuple[Callable[[dict[str, Any]], CpuState], ...]) -> CpuState:
    """The state by the first format that fits; the error is that of the last."""
    *others, last = formats
    try:
        for one in others:
            with suppress(StateError):
                return one(checkpoint.load(data))
        return last(checkpoint.load(data))
    except NotMigrated as error:
        raise StateError(str(error)) from None


def _v4(data: bytes) -> CpuState | None:
    """The state of a V4 file, None for one of an older format. Raises StateError for a broken V4 file."""
    fields = checkpoint.load(data)
    try:
        inner, said = checkpoint.text(fields, "data"), checkpoint.unsigned(fields, "dataChecksum")
        if not inner and not said:
            return None
        if checkpoint.of_text(inner) != said:
            raise StateError(CORRUPTED)
        held = checkpoint.load(inner)
        return CpuState(
            checkpoint.text(held, "policyName"), checkpoint.text(held, "defaultCpuSet"), _entries(held), _pods(held)
        )
    except StateError as error:
        raise StateError(f"could not load v4 checkpoint: {error}") from None


def _v3(fields: dict[str, Any]) -> CpuState:
    policy, default, entries, pods = (
        checkpoint.text(fields, "policyName"), checkpoint.text(fields, "defaultCpuSet"), _entries(fields),
        _pods(fields),
    )  # fmt: skip
    said = checkpoint.unsigned(fields, "checksum")
    dumps = [_dump_v3(name, policy, default, entries, pods) for name in ("", "V3")]
    _compare(said, dumps)
    return CpuState(policy, default, entries, pods)


def _v2(fields: dict[str, Any], names: tuple[str, ...] = ("",)) -> CpuState:
    policy, default, entries = (
        checkpoint.text(fields, "policyName"), checkpoint.text(fields, "defaultCpuSet"), _entries(fields)
    )  # fmt: skip
    said = checkpoint.unsigned(fields, "checksum")
    if said:
        _compare(said, [_dump(name, policy, default, entries) for name in names])
    return CpuState(policy, default, entries)


def _v2_or_own_name(fields: dict[str, Any]) -> CpuState:
    return _v2(fields, ("", "V2"))


def _v1(fields: dict[str, Any]) -> CpuState:
    """The format of Kubernetes before 1.18, which named containers by their ids; read by 1.27 to 1.36."""
    policy, default = checkpoint.text(fields, "policyName"), checkpoint.text(fields, "defaultCpuSet")
    entries = checkpoint.mapping(fields, "entries") or {}
    if any(not isinstance(value, str) for value in entries.values()):
        raise StateError(
            "json: cannot unmarshal object into Go struct field CPUManagerCheckpointV1.entries of type string"
        )
    said = checkpoint.unsigned(fields, "checksum")
    if said:
        listed = dump_map(entries, str)
        head = f"(*state.CPUManagerCheckpoint){{PolicyName:(string){policy} DefaultCPUSet:(string){default}"
        _compare(said, [f"{head} Entries:(map[string]string){listed} Checksum:(checksum.Checksum)0}}"])
    if entries:
        container = min(entries)
        text = f"containerID '{container}' not found in initial containers list"
        raise NotMigrated(f"error migrating v1 checkpoint state to v2 checkpoint state: {text}")
    return CpuState(policy, default)


def _compare(said: int, dumps: list[str]) -> None:
    if said not in map(checkpoint.checksum, dumps):
        raise StateError(CORRUPTED)


def _entries(fields: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    entries = checkpoint.mapping(fields, "entries") or {}
    for containers in entries.values():
        if not isinstance(containers, dict) or any(not isinstance(one, str) for one in containers.values()):
            raise StateError("json: cannot unmarshal into Go struct field CPUManagerCheckpoint.entries")
    return entries


def _pods(fields: Mapping[str, Any]) -> dict[str, str]:
    pods = checkpoint.mapping(fields, "podEntries") or {}
    found = {}
    for pod, entry in pods.items():
        if not isinstance(entry, dict):
            raise StateError("json: cannot unmarshal into Go struct field CPUManagerCheckpoint.podEntries")
        found[pod] = checkpoint.text(checkpoint.folded(entry), "cpuSet")
    return found


def _dump(name: str, policy: str, default: str, entries: Mapping[str, Mapping[str, str]]) -> str:
    listed = dump_map(entries, lambda containers: dump_map(containers, str))
    return (
        f"(*state.CPUManagerCheckpoint{name}){{PolicyName:(string){policy} DefaultCPUSet:(string){default}"
        f" Entries:(map[string]map[string]string){listed} Checksum:(checksum.Checksum)0}}"
    )


def _dump_v3(
    name: str, policy: str, default: str, entries: Mapping[str, Mapping[str, str]], pods: Mapping[str, str]
) -> str:
    def entry(listed: str) -> str:
        try:
            members = dict.fromkeys(cpuset.parse(listed))
        except cpuset.CpuSetError as error:
            raise StateError(str(error)) from None
        return f"{{CPUSet:(cpuset.CPUSet){{elems:(map[int]struct {{}}){dump_map(members, lambda _: '{}')}}}}}"

    inner = f" PodEntries:(state.PodCPUAssignments){dump_map(pods, entry)} Checksum:"
    return _dump(name, policy, default, entries).replace(" Checksum:", inner, 1)


def write(state: CpuState, minor: int) -> str:
    """The file that a kubelet of a minor writes, byte for byte (pod-level CPUs from 1.37 on)."""
    entries = {pod: dict(sorted(state.entries[pod].items())) for pod in sorted(state.entries)}
    fields: dict[str, Any] = {"policyName": state.policy, "defaultCpuSet": state.default}
    if entries:
        fields["entries"] = entries
    said = checkpoint.checksum(_dump("", state.policy, state.default, entries))
    whole = {**fields, "checksum": said}
    if minor >= WHOLE_TEXT_SINCE:
        pods = {pod: {"cpuSet": listed} for pod, listed in sorted(state.pods.items())}
        inner = json.dumps(fields | ({"podEntries": pods} if pods else {}), separators=(",", ":"))
        whole |= {"data": inner, "dataChecksum": checkpoint.of_text(inner)}
    return json.dumps(whole, separators=(",", ":"))


def refusal(data: bytes, manager: CpuManager, minor: int, folder: str = "/var/lib/kubelet") -> str | None:
    """What a CPU manager of a minor says to a file and then exits, without PREFIX; None where it starts."""
    try:
        state = read(data, minor, pod_level=manager.pod_level)
        if state.policy != manager.policy:
            raise StateError(
                f'configured policy "{manager.policy}" differs from state checkpoint policy "{state.policy}"'
            )
        shared, assigned = state.shared(minor), state.assigned()
        wholes = state.wholes() if manager.pod_level else {}
    except StateError as error:
        return restoring(str(error), folder)
    if manager.policy != "static":
        return None
    return inconsistent(shared, assigned, manager, list(wholes.values()))


def restoring(error: str, folder: str = "/var/lib/kubelet") -> str:
    """The kubelet's sentence around a file that it could not restore."""
    return (
        f"could not restore state from checkpoint: {error}, please drain this node and delete the CPU manager "
        f'checkpoint file "{folder}/{NAME}" before restarting Kubelet'
    )


def inconsistent(
    shared: frozenset[int],
    assigned: Mapping[tuple[str, str], frozenset[int]],
    manager: CpuManager,
    pods: list[frozenset[int]] | None = None,
) -> str | None:
    """What the static policy says to a state that does not fit the machine and the reserved CPUs (`validateState`)."""
    if not shared:
        return "default cpuset cannot be empty" if assigned else None
    text = cpuset.text
    if manager.strict:
        if manager.reserved & shared:
            return (
                f'some of strictly reserved cpus: "{text(manager.reserved & shared)}" are present in '
                f'defaultCpuSet: "{text(shared)}"'
            )
    elif not manager.reserved <= shared:
        return f'not all reserved cpus: "{text(manager.reserved)}" are present in defaultCpuSet: "{text(shared)}"'
    for (pod, container), cpus in assigned.items():
        if cpus & shared:
            return (
                f'pod: {pod}, container: {container} cpuset: "{text(cpus)}" overlaps with default cpuset '
                f'"{text(shared)}"'
            )
    known = shared.union(*assigned.values(), *(pods or ()))
    if known != manager.pool:
        return f'current set of available CPUs "{text(manager.pool)}" doesn\'t match with CPUs in state "{text(known)}"'
    return None
