"""What the words of the subject mean: policies, scopes, and the fields that decide about NUMA.

Source: the Kubernetes documentation (tasks/administer-cluster: cpu-management-policies, memory-manager,
topology-manager; reserve-compute-resources) and the managers' packages in `pkg/kubelet/cm`.
"""

# ruff: noqa: E501  texts

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


class Concept(NamedTuple):
    """A word of the subject that is not a name in any file: what it means, other words for it, and what to ask next."""

    name: str
    meaning: str
    also: tuple[str, ...] = ()
    see: str = ""


CONCEPTS: tuple[Concept, ...] = (
    Concept("NUMA node", "A part of a machine: CPUs, and the memory that is nearest to them. The memory of another NUMA node takes "
            "longer to reach. lscpu and numactl -H show the nodes and their distances.",
            ("numa", "numa nodes"), "numaconf machine show TYPE"),
    Concept("QoS class", "Guaranteed: every container has limits for cpu and memory, and requests that are equal to them. Burstable: some "
            "request or limit. BestEffort: none. Only Guaranteed pods get CPUs of their own and memory of one NUMA node.",
            ("qos", "guaranteed", "burstable", "guaranteed pod"), "numaconf fit FILE --pods POD.yaml"),
    Concept("exclusive CPUs", "CPUs that no other container runs on: the static CPU manager gives them to a container of a Guaranteed pod "
            "that asks for a whole number of CPUs. All others run on the rest, the shared pool, which becomes smaller.",
            ("exclusive cpu", "shared pool", "pinning", "cpu pinning"), "numaconf explain static"),
    Concept("node allocatable", "What all pods together may ask for: the node's capacity less kubeReserved, systemReserved and evictionHard; "
            "preallocated hugepages come off memory. The scheduler knows this number, and nothing of NUMA nodes.",
            ("allocatable",), "numaconf show FILE"),
    Concept("topology hint", "A set of NUMA nodes on which a manager (CPU, memory, devices) can serve a container, and whether it is preferred. "
            "The topology manager merges the hints of all, and its policy decides what to do with the result.",
            ("hint", "hints", "hint provider"), "numaconf fit FILE --pods POD.yaml --why POD"),
    Concept("hugepages", "Pages of 2Mi or 1Gi that are set aside for each NUMA node, best at boot. A pod asks for hugepages-2Mi or "
            "hugepages-1Gi, with a request that is the limit. With the Static memory manager they come from the pod's NUMA nodes.",
            ("hugepage", "huge pages"), "docs/hugepages.md"),
    Concept("siblings", "The threads of one core (SMT, hyper-threading): two CPUs to Linux that share the core's units. full-pcpus-only gives "
            "them out together.", ("smt", "hyperthreading", "sibling"), "numaconf explain full-pcpus-only"),
    Concept("sub-NUMA clustering", "A firmware setting that splits a socket into several NUMA nodes: SNC on Intel, NPS (nodes per socket) on AMD.",
            ("snc", "nps", "nodes per socket"), "numaconf machine detect"),
    Concept("isolcpus", "A kernel parameter that takes CPUs out of the load balancing. The kubelet knows nothing of it: it gives these CPUs "
            "out, and the threads of a container on several of them stay where they were started.",
            ("nohz_full", "kernel parameters"), "numaconf verify"),
    Concept("device plugin", "A program on the node that registers devices (GPUs, network functions) with the kubelet, each with its NUMA node. "
            "A device without one gives no hint, and may be on any.", ("device manager",), "numaconf verify"),
    Concept("NodeResourceTopology", "Objects in which an agent on each node reports what is free on each NUMA node, for a scheduler with the "
            "NodeResourceTopologyMatch plugin. The default scheduler does not read them.",
            ("nrt", "noderesourcetopologymatch", "topology-aware scheduling"), "docs/guide/scheduler.md"),
    Concept("Cpus_allowed_list", "The CPUs, and with Mems_allowed_list the NUMA nodes, that a process may use, in /proc/self/status. In a container "
            "that is aligned they are of one NUMA node.", ("mems_allowed_list", "cpuset", "cpuset.cpus", "cpuset.mems"), "numaconf verify --self"),
)  # fmt: skip
