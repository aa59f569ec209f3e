"""What is to be known of each state file, for `numaconf explain`."""

from __future__ import annotations

from numaconf.named import NamedTuple


class StateFile(NamedTuple):
    """One file: where it is, who writes it and what it holds, when it is refused, its formats, and what to do."""

    name: str
    path: str
    holds: str
    refused: tuple[str, ...]
    formats: tuple[str, ...]
    steps: tuple[str, ...]


_STEPS = (
    "drain the node: while containers run, the file is all that keeps the kubelet from giving what they have to others",
    "stop the kubelet, remove the file, change the configuration, start the kubelet",
    "numaconf plan OLD NEW says which files a change breaks; numaconf verify whether the next start takes them",
)

STATE_FILES = {
    one.name: one
    for one in (
        StateFile(
            "cpu_manager_state", "/var/lib/kubelet/cpu_manager_state",
            "The CPU manager writes down its policy, the CPUs that all others share (defaultCpuSet), and the exclusive "
            "CPUs of each container, by pod UID.",
            (
                "cpuManagerPolicy differs from the one in the file",
                "a reserved CPU belongs to a container (without strict-cpu-reservation)",
                "strict-cpu-reservation was turned on or off, or its reserved CPUs changed",
                "the machine has other CPUs: on- or offline, SMT, another instance type",
                "its checksum is wrong, or a newer kubelet wrote a format that this one does not know",
            ),
            (
                "1.18 to 1.35: V2, with a checksum over the fields",
                "1.36 with the gate PodLevelResourceManagers: V3, which adds podEntries; 1.35 and older do not read it",
                "1.37 and later: V4, the fields of V2 and the whole once more in data, with dataChecksum; older ones "
                "read it",
            ),
            _STEPS,
        ),
        StateFile(
            "memory_manager_state", "/var/lib/kubelet/memory_manager_state",
            "The memory manager writes down its policy, the memory and hugepages of each NUMA node to the byte "
            "(machineState), and what each container got of them, by pod UID.",
            (
                "memoryManagerPolicy differs from the one in the file",
                "with policy Static: reservedMemory changed, as it does whenever kubeReserved, systemReserved or "
                "evictionHard memory do",
                "with policy Static: hugepages or the memory of a NUMA node changed, if only by 4 KiB after a reboot",
                "its checksum is wrong, or a newer kubelet wrote a format that this one does not know",
            ),
            (
                "1.21 to 1.35: V1, with a checksum over the fields",
                "1.36 with the gate PodLevelResourceManagers: V2, which adds podEntries; 1.35 and older do not read it",
                "1.37 and later: V3, the fields of V1 and the whole once more in data, with dataChecksum; older ones "
                "read it",
            ),
            (*_STEPS, "a profile's spec.node.resetMemoryManagerState: onBoot removes it at each boot"),
        ),
        StateFile(
            "kubelet_internal_checkpoint", "/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint",
            "The device manager writes down the devices that plugins registered, and which container has which, with "
            "the NUMA node that the plugin names.",
            ("its checksum is wrong",),
            ("1.20 and later: devices by NUMA node",),
            ("numaconf verify compares it with the NUMA nodes of the CPUs",),
        ),
    )
}  # fmt: skip


def find(word: str) -> StateFile | None:
    """The file of a name, with or without its path."""
    return STATE_FILES.get(word.strip().rstrip("/").rpartition("/")[2])
