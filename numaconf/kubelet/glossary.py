"""What the words of the subject mean: policies, scopes, policy options, and the fields that decide about NUMA.

Source: the Kubernetes documentation (tasks/administer-cluster: cpu-management-policies, memory-manager,
topology-manager; reserve-compute-resources) and the managers' packages in `pkg/kubelet/cm`.
"""

from __future__ import annotations

from numaconf.named import NamedTuple


class Value(NamedTuple):
    """A value of a field: what the kubelet does with it, and when to choose it."""

    name: str
    field: str
    meaning: str
    choose: str


VALUES: tuple[Value, ...] = (
    Value("none", "cpuManagerPolicy",
          "All containers share all CPUs; only CFS quota and shares divide them.",
          "nothing on the node is sensitive to where it runs"),
    Value("static", "cpuManagerPolicy",
          "A container of a Guaranteed pod with a whole number of CPUs gets CPUs that no other container runs on. "
          "CPUs must be reserved for the system: reservedSystemCPUs, or cpu in kubeReserved or systemReserved.",
          "pods need CPUs of their own; without it no NUMA policy places CPUs"),
    Value("None", "memoryManagerPolicy",
          "Memory is not considered: any NUMA node may serve a container's pages.",
          "nothing on the node asks for memory of one NUMA node"),
    Value("Static", "memoryManagerPolicy",
          "Memory and hugepages of Guaranteed pods are promised from NUMA nodes, which become the container's "
          "cpuset.mems. reservedMemory must equal kubeReserved + systemReserved + evictionHard memory, to the byte.",
          "memory or hugepages must come from the NUMA node of the CPUs"),
    Value("BestEffort", "memoryManagerPolicy",
          "For Windows only, from 1.32 on; a kubelet on Linux exits.",
          "the node runs Windows"),
    Value("none", "topologyManagerPolicy",
          "CPU, memory and device managers choose independently of each other.",
          "the node has one NUMA node, or alignment does not matter"),
    Value("best-effort", "topologyManagerPolicy",
          "The managers' hints are merged, and the pod is admitted even where no good NUMA node exists.",
          "alignment is welcome and a rejected pod is worse than a slow one; a first step"),
    Value("restricted", "topologyManagerPolicy",
          "A pod is rejected (TopologyAffinityError) unless it gets the fewest NUMA nodes that could hold it.",
          "large pods need several NUMA nodes, and should have no more of them than necessary"),
    Value("single-numa-node", "topologyManagerPolicy",
          "A pod is rejected (TopologyAffinityError) unless all it asks for comes from one NUMA node.",
          "latency counts, and every aligned pod fits on one NUMA node"),
    Value("container", "topologyManagerScope",
          "Each container is aligned by itself; the containers of a pod may be on different NUMA nodes.",
          "a pod is larger than a NUMA node and its containers are not"),
    Value("pod", "topologyManagerScope",
          "All containers of a pod get the same NUMA nodes.",
          "the containers of a pod talk to each other; with single-numa-node the whole pod is on one NUMA node"),
)  # fmt: skip

OPTIONS: dict[str, str] = {
    "full-pcpus-only": "Exclusive CPUs are whole cores: a container that asks for an amount that is no multiple of the "
    "threads of a core is rejected (SMTAlignmentError). Against noise from the sibling thread.",
    "distribute-cpus-across-numa": "A container that needs several NUMA nodes gets its CPUs in equal parts from them.",
    "align-by-socket": "CPUs count as aligned when they are of one socket, in place of one NUMA node. Not with "
    "single-numa-node, nor where a NUMA node spans sockets.",
    "distribute-cpus-across-cores": "The exclusive CPUs of a container are spread over as many cores as possible.",
    "strict-cpu-reservation": "Reserved CPUs are kept free of Burstable and BestEffort pods too, not only of exclusive "
    "ones.",
    "prefer-align-cpus-by-uncorecache": "CPUs come from as few L3 cache groups as possible (AMD EPYC, Graviton with "
    "several groups); a pod is never rejected for it.",
    "prefer-closest-numa-nodes": "Where several NUMA nodes are needed, those closest to each other are preferred.",
    "max-allowable-numa-nodes": "Lets the topology manager start on a machine with more than 8 NUMA nodes; admission "
    "becomes slow, because every combination of NUMA nodes is looked at.",
}

FIELDS: dict[str, str] = {
    "cpuManagerPolicy": "Whether Guaranteed pods get CPUs of their own.",
    "cpuManagerPolicyOptions": 'How the static CPU manager chooses CPUs: a map of options to "true".',
    "memoryManagerPolicy": "Whether Guaranteed pods get memory from NUMA nodes that are promised to them.",
    "reservedMemory": "What of each NUMA node's memory the memory manager keeps for the system. The sum over all NUMA "
    "nodes must equal kubeReserved + systemReserved + evictionHard memory, or the kubelet exits.",
    "topologyManagerPolicy": "What happens to a pod whose CPUs, memory and devices are not of the same NUMA nodes.",
    "topologyManagerScope": "Whether containers or whole pods are aligned.",
    "topologyManagerPolicyOptions": "How the topology manager prefers NUMA nodes: a map of options.",
    "reservedSystemCPUs": "The CPUs that are kept for the system, as a list (0,36); replaces the cpu amounts of "
    "kubeReserved and systemReserved.",
    "kubeReserved": "What is kept from pods for the kubelet and the container runtime.",
    "systemReserved": "What is kept from pods for the operating system.",
    "evictionHard": "Below these thresholds the kubelet evicts pods at once; memory.available is part of the sum that "
    "reservedMemory must equal. A map that is given replaces all defaults (unless mergeDefaultEvictionSettings).",
    "featureGates": "Gates that differ from their defaults. A gate that the kubelet does not know stops it.",
}
