"""What the kubelet says over state files that another configuration, or another machine, left: in full, cut off by a
log, and in the words of older versions.

Source: kubernetes `pkg/kubelet/cm/cpumanager` and `memorymanager`, 1.8 to 1.38. Where one text begins like another,
the longer one comes first.
"""

# ruff: noqa: E501  a table of literal texts

from __future__ import annotations

from numaconf.rules.log_line import LogLine
from numaconf.rules.log_line import quoted as _q

_DRAIN = "Drain the node, stop the kubelet, delete {file}, start the kubelet; numaconf plan says the steps."
_CPU = _DRAIN.replace("{file}", "/var/lib/kubelet/cpu_manager_state")
_MEMORY = _DRAIN.replace("{file}", "/var/lib/kubelet/memory_manager_state")
_EITHER = _DRAIN.replace("{file}", "the file that the line names (cpu_manager_state or memory_manager_state)")

STATE = (
    LogLine(_q(r"configured policy <now> differs from state checkpoint policy <then>, please drain this node and delete "
               r"the (?P<manager>[\w ]+) checkpoint file <file>"),
            "", f"The policy was {{then}} when the kubelet last ran, and is {{now}} now. {_DRAIN}"),
    LogLine(_q(r"\[memorymanager\] configured policy <now> differs from state checkpoint policy <then>"),
            "", f"The memory manager's policy was {{then}} when the kubelet last ran, and is {{now}} now. {_MEMORY}"),
    LogLine(_q(r"configured policy <now> differs from state (?:checkpoint|file) policy <then>"),
            "", f"The policy was {{then}} when the kubelet last ran, and is {{now}} now. {_EITHER}"),
    LogLine(_q(r"policy configured <now> != policy from state file <then>"),
            "", f"The CPU manager's policy was {{then}} when the kubelet last ran, and is {{now}} now. {_CPU}"),
    LogLine(_q(r"configured policy <now> differs from state"),
            "", f"The policy is {{now}} now, and was another when the kubelet last ran. {_EITHER}"),
    LogLine(r"the expected machine state is different from the real one",
            "", "With the Static memory manager reservedMemory, hugepages or a NUMA node's memory changed since "
            f"memory_manager_state was written (a new kernel is enough). {_MEMORY}"),
    LogLine(r"the expected machine state is differ",
            "", "With the Static memory manager reservedMemory, hugepages or a NUMA node's memory changed since "
            f"memory_manager_state was written. {_MEMORY}"),
    LogLine(r"machine state can not be empty when it has memory assignments",
            "", f"memory_manager_state has containers and no machine: somebody edited it. {_MEMORY}"),
    LogLine(r"the memory assignment uses the NUMA that does not exist",
            "", f"memory_manager_state names a NUMA node that the machine does not have any more. {_MEMORY}"),
    LogLine(r"the memory assignment uses memory resource that does not exist",
            "", f"memory_manager_state names a size of hugepages that the machine does not have any more. {_MEMORY}"),
    LogLine(r"Memory states for the NUMA node and resource are different.*?field=\"?(?P<field>TotalMemSize|SystemReserved|Allocatable)",
            "", "{field} of a NUMA node differs from memory_manager_state: TotalMemSize is the machine (a reboot is "
            "enough), SystemReserved is reservedMemory, Allocatable follows from both and from hugepages."),
    LogLine(r"Memory states for the NUMA node and resource are different|Node states groups are different|Node states (?:number of assignments|memory map) (?:are|have) different",
            "", f"The memory of a NUMA node differs from memory_manager_state. {_MEMORY}"),
    LogLine(_q(r"some of strictly reserved cpus: <cpus> are present in defaultCpuSet: <pool>"),
            "", f"strict-cpu-reservation was switched on, or the reserved CPUs grew, since cpu_manager_state was written. {_CPU}"),
    LogLine(r"some of strictly reserved cpus",
            "", f"strict-cpu-reservation was switched on, or the reserved CPUs grew, since cpu_manager_state was written. {_CPU}"),
    LogLine(_q(r"not all reserved cpus: <cpus> are present in defaultCpuSet: <pool>"),
            "", "A reserved CPU of {cpus} is given to a container, or strict-cpu-reservation was switched off, since "
            f"cpu_manager_state was written. {_CPU}"),
    LogLine(r"not all reserved cpus",
            "", "A reserved CPU is given to a container, or strict-cpu-reservation was switched off, since "
            f"cpu_manager_state was written. {_CPU}"),
    LogLine(_q(r"current set of available CPUs <now> doesn't match with CPUs in state <then>"),
            "", f"The machine had the CPUs {{then}} when cpu_manager_state was written, and has {{now}} now. {_CPU}"),
    LogLine(r"current set of available CPUs",
            "", f"The machine has other CPUs than when cpu_manager_state was written. {_CPU}"),
    LogLine(_q(r"pod: (?P<pod>\S+), container: (?P<container>\S+) cpuset: <cpus> overlaps with default cpuset <pool>"),
            "", f"cpu_manager_state gives {{cpus}} to container {{container}} and to everybody: somebody edited it. {_CPU}"),
    LogLine(r"overlaps with default cpuset",
            "", f"cpu_manager_state gives CPUs to a container and to everybody: somebody edited it. {_CPU}"),
    LogLine(r"default cpuset cannot be empty",
            "", "All CPUs that are not reserved were given to containers, with strict-cpu-reservation. "
            f"{_CPU}"),
    LogLine(r"could not load v(?P<format>\d) checkpoint(?:: checkpoint is corrupted)?",
            "", f"A state file of format V{{format}} (Kubernetes 1.37 and later) is damaged. {_EITHER}"),
    LogLine(r"checkpoint is corrupted",
            "", "The checksum of a state file is wrong: it was edited or cut off, or a kubelet 1.36 with "
            f"PodLevelResourceManagers wrote it. {_EITHER}"),
    LogLine(_q(r"could not parse (?:default )?(?:cpu set|CPU set|cpuset) <cpus>"),
            "", f"cpu_manager_state has {{cpus}} where a list of CPUs belongs. {_CPU}"),
    LogLine(_q(r"containerID '(?P<container>[^']*)' not found in initial containers list"),
            "", f"cpu_manager_state is of Kubernetes 1.17 or older, and names containers that are gone. {_CPU}"),
)  # fmt: skip

FRAMES = (
    LogLine(r"unable to restore state from disk",
            "", f"A kubelet of 1.11 or older does not take cpu_manager_state. {_CPU}"),
    LogLine(r"could not restore state from checkpoint",
            "", f"A state file does not fit the configuration, or is damaged; the words after it say why. {_EITHER}"),
    LogLine(r"[Ii]nvalid state, please drain node and remove policy state file",
            "", f"The line before or after it says what of the state file does not fit. {_EITHER}"),
    LogLine(r"[Cc]ould not initialize checkpoint manager(?:, please drain node and remove policy state file)?",
            "", f"A state file does not fit the configuration, or is damaged. {_EITHER}"),
)  # fmt: skip
"""What is around the words that tell: it is only told where these are cut off."""
