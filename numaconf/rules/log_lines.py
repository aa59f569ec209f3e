"""What the kubelet says when a configuration stops it, or Karpenter before there is a kubelet, and what that means.

Each row is a regular expression for the literal text, the code of the rule that knows the mistake (empty
where no configuration file can show it), and what it means, with the expression's named groups in braces.

Source: kubernetes, pkg/kubelet and cmd/kubelet, 1.27 and later; the texts were taken from kubelets 1.31 and later.
"""

# ruff: noqa: E501  a table of literal texts

from __future__ import annotations

from numaconf.rules.lint_lines import LINT
from numaconf.rules.log_line import LogLine
from numaconf.rules.log_line import quoted as _q
from numaconf.rules.platform_lines import ROWS
from numaconf.rules.state_lines import FRAMES, STATE

MEMORY = (
    LogLine(_q(r"the total amount <total> of type \"memory\" is not equal to the value <kept> determined by Node"),
            "NC101", "reservedMemory adds up to {total}; kubeReserved.memory + systemReserved.memory + evictionHard "
            "memory.available (100Mi where no file sets evictionHard) come to {kept}. Both must be equal to the byte."),
    LogLine(_q(r"the total amount <total> of type <type> is not equal to the value \"0\""),
            "NC103", "reservedMemory reserves {total} of {type}. The Static memory manager takes no hugepages there: "
            "nothing else can reserve them, so the other side is always 0."),
    LogLine(r"you should specify the system reserved memory",
            "NC102", "memoryManagerPolicy is Static, and no memory is reserved on either side."),
    LogLine(r"references a NUMA node (?P<node>-?\d+) that does not exist on this machine",
            "NC104", "reservedMemory has an entry for NUMA node {node}. The kubelet's machine has no such node."),
    LogLine(r"could not covert a variable of type Quantity to int64",
            "NC105", "A reservedMemory value has a decimal point and a binary suffix (1.5Gi, even 2.0Gi), is not a whole "
            "number of bytes, or is too long. The sums were equal already."),
    LogLine(_q(r"reserved memory may not be zero for NUMA node (?P<node>-?\d+) and resource <type>"),
            "NC106", "reservedMemory has a zero {type} for NUMA node {node}; leave the entry out."),
    LogLine(_q(r"the reserved memory has a duplicate value for NUMA node (?P<node>-?\d+) and resource <type>"),
            "NC107", "reservedMemory names NUMA node {node} with {type} twice."),
    LogLine(_q(r"the limit type <type> for NUMA node (?P<node>-?\d+) is not supported"),
            "NC108", "reservedMemory reserves {type} on NUMA node {node}; only memory and hugepages-… are known, in "
            "lower case."),
    LogLine(r"policy \"BestEffort\" is not available for platform",
            "NC109", "The memory manager policy BestEffort is for Windows."),
    LogLine(r"policy \"(?:Static|static)\" is not available on Windows",
            "NC109", "On Windows the memory manager has None and BestEffort, and the CPU manager needs the gate WindowsCPUAndMemoryAffinity."),
    LogLine(r"failed to convert the NUMA node ID, expected integer, got (?P<given>[^\n\"]{0,40})",
            "NC416", "--reserved-memory begins with {given} where the number of a NUMA node belongs: 0:memory=1Gi."),
    LogLine(_q(r"memory type conversion error, unknown type: <type>"),
            "NC416", "--reserved-memory has {type} in place of memory or hugepages-…: 0:memory=1Gi,hugepages-1Gi=2Gi."),
    LogLine(r"failed to parse the quantity: (?P<value>[^\n\"]{0,40})",
            "NC416", "--reserved-memory has an amount ({value}) that is not a quantity: 0:memory=1Gi."),
    LogLine(_q(r"invalid argument <value> for \"--reserved-memory\" flag"),
            "NC416", "The flag --reserved-memory cannot take {value}. Write --reserved-memory='0:memory=1Gi;1:memory=1Gi', with ; "
            "between NUMA nodes and in quotes, or the flag once for each NUMA node; a comma separates the amounts of one."),
    LogLine(_q(r"unknown policy: \"(?P<policy>[Ss]tatic|[Nn]one)\""),
            "NC109", "A policy called {policy} was asked for in the wrong case, or of the wrong manager: the CPU manager "
            "knows none and static, the memory manager None and Static (NC201 is the same for the CPU manager)."),
    LogLine(_q(r"unknown policy: <policy>"),
            "NC201", "No manager has a policy {policy}: the CPU manager knows none and static, the memory manager None "
            "and Static."),
    LogLine(_q(r"Resource <resource> has a reservation of \{\{(?P<kept>-?\d+) (?P<kept10>-?\d+)\}.{0,500}?but capacity "
               r"of \{\{(?P<capacity>-?\d+) (?P<capacity10>-?\d+)\}"),
            "NC115", "More {resource} is reserved ({kept}) than the machine has ({capacity})."),
    LogLine(_q(r"cannot reserve <resource> resource"),
            "NC121", "kubeReserved, systemReserved or qosReserved names {resource}; kubeReserved and systemReserved take "
            "cpu, memory, ephemeral-storage and pid, qosReserved only memory."),
    LogLine(_q(r"failed to parse percentage <value> for <resource> resource"),
            "NC130", "The qosReserved value {value} is not a whole percentage."),
    LogLine(_q(r"failed to parse quantity <value> for <resource> resource"),
            "NC122", "The amount {value} of {resource} in kubeReserved or systemReserved is not a quantity."),
    LogLine(_q(r"resource quantity for <resource> cannot be negative: (?P<value>\S+)"),
            "NC122", "The amount of {resource} in kubeReserved or systemReserved is negative: {value}."),
    LogLine(r"unsupported eviction signal (?P<signal>\S+)",
            "NC123", "An eviction map names {signal}, which is not an eviction signal of this Kubernetes version."),
    LogLine(r"eviction threshold (?P<signal>\S+) must be positive: (?P<value>\S+)",
            "NC124", "The threshold of {signal} is {value}; to have no threshold write 0%."),
    LogLine(r"eviction percentage threshold (?P<signal>\S+) must be [<>]= \d+%: (?P<value>\S+)",
            "NC124", "The threshold of {signal} is {value}; percentages go from 0% to 100%."),
    LogLine(r"grace period must be specified for the soft eviction threshold (?P<signal>\S+)",
            "NC126", "evictionSoft has a threshold for {signal}, and evictionSoftGracePeriod no period for it."),
    LogLine(r"invalid eviction grace period specified: (?P<value>\S+),",
            "NC128", "The evictionSoftGracePeriod {value} is negative."),
    LogLine(r"negative eviction minimum reclaim specified for (?P<signal>\S+)",
            "NC128", "The evictionMinimumReclaim of {signal} is negative."),
    LogLine(r"eviction percentage minimum reclaim (?P<signal>\S+) must be positive: (?P<value>\S+)",
            "NC128", "The evictionMinimumReclaim of {signal} is {value}; it must be above 0%."),
    LogLine(r"found (?P<signal>containerfs\.\w+) for (?P<kind>hard|soft) eviction\. ignoring",
            "NC129", "The {kind} threshold of {signal} has no effect: the kubelet takes that of nodefs or imagefs."),
    LogLine(_q(r"time: (?:missing unit in duration|unknown unit \"[^\"]*\" in duration|invalid duration) <value>"),
            "NC128", "{value} is not a duration; write for example 90s. Where the line names no field, it is an "
            "evictionSoftGracePeriod."),
    LogLine(_q(r"strconv\.ParseFloat: parsing <value>"),
            "NC124", "{value} in front of a % sign is not a number. It is an eviction threshold."),
    LogLine(r"quantities must match the regular expression|unable to parse (?:quantity's suffix|numeric part of quantity)",
            "NC124", "A quantity cannot be read. Where the line names no field, it is an eviction threshold."),
)  # fmt: skip

CPU = (
    LogLine(r"unable to determine reserved CPU resources for static policy",
            "NC209", "cpuManagerPolicy is static, and no CPU is reserved: set reservedSystemCPUs, or cpu in kubeReserved "
            "or systemReserved."),
    LogLine(r"None policy: received unsupported options=map\[(?P<options>[^\]]*)\]",
            "NC202", "cpuManagerPolicyOptions ({options}) needs cpuManagerPolicy: static."),
    LogLine(_q(r"unknown CPU Manager Policy option: <option>"),
            "NC203", "The kubelet of this version has no CPU manager policy option {option}."),
    LogLine(_q(r"CPU Manager Policy (?P<stage>\w+)-level Options not enabled, but option <option> provided"),
            "NC204", "The option {option} needs featureGates CPUManagerPolicy{stage}Options: true."),
    LogLine(_q(r"bad value for option <option>: strconv\.ParseBool: parsing <value>"),
            "NC205", "The policy option {option} has the value {value}; write \"true\" or \"false\" (NC305 is the same "
            "for the topology manager)."),
    LogLine(r"static policy options (?P<one>\S+) and (?P<other>\S+) can not be used at the same time",
            "NC206", "The CPU manager policy options {one} and {other} cannot both be true."),
    LogLine(r"Topolgy manager single-numa-node policy is incompatible with CPUManager align-by-socket",
            "NC207", "align-by-socket cannot be combined with topologyManagerPolicy single-numa-node."),
    LogLine(r"Align by socket is not compatible with hardware where number of sockets",
            "NC208", "align-by-socket needs a NUMA node for each socket; on this machine one NUMA node has several."),
    LogLine(r"unable to parse reserved-cpus list: (?P<list>[^\n\"]{0,80})",
            "NC210", "--reserved-cpus {list} is not a list such as 0-3,8."),
    LogLine(r"unable to parse reservedSystemCPUs \(--reserved-cpus\) (?P<list>.*?), error",
            "NC210", "reservedSystemCPUs {list} is not a list such as 0-3,8."),
    LogLine(r"reserved-cpus: (?P<list>\S+) is not a subset of online-cpus: (?P<online>[\d,-]+)",
            "NC211", "reservedSystemCPUs is {list}; the machine has the CPUs {online}."),
    LogLine(_q(r"Invalid cpuset <list> specified by --reserved-cpus"),
            "NC211", "reservedSystemCPUs is {list}, and the machine has not all of these CPUs, or some are offline: lscpu shows "
            "which are there."),
    LogLine(r"can't use reservedSystemCPUs \(--reserved-cpus\) with systemReservedCgroup",
            "NC212", "reservedSystemCPUs excludes systemReservedCgroup and kubeReservedCgroup; set both to \"\"."),
    LogLine(r"Option --reserved-cpus is specified, it will overwrite the cpu setting",
            "NC213", "reservedSystemCPUs replaces the cpu amounts in kubeReserved and systemReserved."),
    LogLine(r"unable to reserve the required amount of CPUs \(size of ?\S* ?did not equal (?P<count>\d+)\)",
            "NC214", "{count} CPUs are to be reserved, more than the machine has."),
    LogLine(r"CPU Manager policy options map\[(?P<options>[^\]]*)\] require feature gates",
            "NC218", "cpuManagerPolicyOptions is set, and the feature gate CPUManagerPolicyOptions is off."),
)  # fmt: skip

TOPOLOGY = (
    LogLine(_q(r"topologyManagerPolicy \(--topology-manager-policy\) <policy> must be one of"),
            "NC301", "There is no topology manager policy {policy}."),
    LogLine(_q(r"topologyManagerScope \(--topology-manager-scope\) <scope> must be one of"),
            "NC302", "There is no topology manager scope {scope}; write container or pod."),
    LogLine(_q(r"unknown Topology Manager Policy option: <option>"),
            "NC303", "The kubelet of this version has no topology manager policy option {option}."),
    LogLine(_q(r"(?i:topology manager policy) (?P<stage>\w+)-level (?i:options) not enabled, but option <option>"),
            "NC304", "The option {option} is {stage}: it needs the feature gate TopologyManagerPolicyAlphaOptions or "
            "…BetaOptions."),
    LogLine(_q(r"unable to convert policy option to integer <option>: strconv\.Atoi: parsing <value>"),
            "NC305", "The option {option} has the value {value}; write a decimal number from \"8\" on."),
    LogLine(_q(r"the minimum value of <option> should not be less than (?P<least>\d+)"),
            "NC305", "The option {option} must be at least {least}."),
    LogLine(r"topology manager policy options map\[(?P<options>[^\]]*)\] require feature gates",
            "NC306", "topologyManagerPolicyOptions is set, and the feature gate TopologyManagerPolicyOptions is off."),
    LogLine(r"unsupported on machines with more than (?P<limit>\d+) NUMA Nodes",
            "NC307", "The machine has more than {limit} NUMA nodes. From 1.31 on the option max-allowable-numa-nodes "
            "raises the limit."),
    LogLine(r"index out of range \[(?P<number>\d+)\] with length (?P<length>\d+)",
            "NC314", "If the trace names topologymanager: the ids of the machine's NUMA nodes have gaps, and "
            "prefer-closest-numa-nodes is on."),
    LogLine(r"error getting NUMA distances from cadvisor",
            "", "prefer-closest-numa-nodes is on, and the machine does not report the distances of its NUMA nodes."),
)  # fmt: skip

PODS = (
    LogLine(r"Resources cannot be allocated with Topology locality",
            "", "A pod was rejected (TopologyAffinityError): its containers' CPUs, memory and devices cannot come from "
            "the NUMA nodes that the topology manager policy asks for. The node itself runs."),
    LogLine(r"SMT Alignment Error: requested (?P<count>\d+) cpus not multiple cpus per core = (?P<threads>\d+)",
            "", "A pod was rejected: with full-pcpus-only a container must ask for a multiple of {threads} CPUs, and it "
            "asks for {count}."),
    LogLine(r"not enough cpus available to satisfy request: requested=(?P<count>\d+), available=(?P<free>\d+)",
            "", "A pod was rejected: a container asks for {count} CPUs of its own, and {free} are free."),
    LogLine(r"no healthy devices present; cannot allocate unhealthy devices (?P<resource>[\w./-]{1,120})",
            "", "A pod was rejected (UnexpectedAdmissionError): no {resource} is healthy on the node, or the device plugin has not registered since the kubelet started."),
    LogLine(r"cannot align (?P<what>pod|(?:init )?container)(?:: (?P<name>[\w.-]{1,120}))?",
            "", "The scheduler's NodeResourceTopology plugin passes a node over: by what the node last reported no NUMA node has room for the {what} {name}. Where it has, the report is stale."),
    LogLine(r"(?P<nodes>\d+) Insufficient (?P<resource>[\w./-]{1,120})",
            "", "The scheduler passes {nodes} nodes over: their allocatable {resource} is taken. It counts whole nodes and knows nothing of NUMA nodes."),
    LogLine(r"Node didn't have enough resource: (?P<resource>[\w./-]{1,120})",
            "", "A pod was rejected (OutOf{resource}): what all pods ask for is more than the node's allocatable {resource}."),
    LogLine(r"Resize is infeasible for Guaranteed Pods alongside (?P<which>CPU|Memory) Manager",
            "", "A resize of a running pod is refused, and the pod runs on as it was: with the Static policies a Guaranteed "
            "pod keeps what the {which} Manager gave it, also where that is no CPU of its own. Make a new pod with the "
            "other amount, or take another node for pods that are resized."),
    LogLine(r"Topology Affinity Error",
            "", "A pod was rejected (TopologyAffinityError, in the words of older kubelets): its CPUs, memory and devices cannot come from the NUMA nodes that the topology manager policy asks for."),
    LogLine(r"Pod Scope pod with pod-level resources failed admission",
            "", "A pod was rejected: it has resources for the whole pod (spec.resources), which this kubelet does not align with topologyManagerScope pod."),
    LogLine(r"failed to (?:get the default NUMA affinity|find the default preferred hint|find NUMA nodes to extend the current topology hint|find the extended preferred hint)",
            "", "A pod was rejected (UnexpectedAdmissionError): the memory manager has no NUMA nodes left with as much memory or hugepages as a container asks for. numaconf fit FILE --pods POD says what is free where."),
    LogLine(r"[Rr]equested number of devices unavailable for (?P<resource>[\w./-]{1,120})\. Requested: (?P<count>\d+), Available: (?P<free>\d+)",
            "", "A pod was rejected (UnexpectedAdmissionError): it asks for {count} {resource}, and {free} are free and healthy on the node; after a restart of the kubelet the device plugin may not have registered yet."),
)  # fmt: skip

FIELDS = (
    LogLine(r"unrecognized feature gate: (?P<gate>\w+)",
            "NC404", "The kubelet of this version has no feature gate {gate}; take it out of featureGates."),
    LogLine(r"cannot set feature gate (?P<gate>\w+) to (?P<value>\w+), feature is locked to (?P<locked>\w+)",
            "NC405", "The feature gate {gate} can only be {locked} in this version; take it out of featureGates."),
    LogLine(r"\b(?P<gate>\w+) is enabled, but depends on features that are disabled: \[(?P<needs>[\w ]+)\]",
            "NC406", "The feature gate {gate} is on and needs {needs}, which is off."),
    LogLine(_q(r"unknown field <field>"),
            "NC401", "The field {field} does not exist in this version, or is spelled in another case. It has no effect."),
)  # fmt: skip

KARPENTER = (
    LogLine(_q(r"unknown field \"spec\.kubelet\.(?P<field>[^\"]+)\""),
            "NC602", "Below Karpenter 1.15.0 spec.kubelet has twelve fields, and {field} is not one of them: it belongs in "
            "userData. What counts is the version of the custom resource definition."),
    LogLine(_q(r"unknown field \"spec\.template\.spec\.(?P<field>[^\"]+)\""),
            "NC603", "A NodePool has no {field} there."),
    LogLine(_q(r"no matches for kind <kind> in version <version>"),
            "NC604", "The API server serves no {kind} of {version}: Karpenter 1.1 and later know v1 alone."),
    LogLine(r"InvalidKubeletConfiguration",
            "NC605", "Karpenter's controller rejects spec.kubelet, and launches nothing."),
    LogLine(r"KubeletExpressionsDisabled|contains a CEL expression, but the NodeClassCEL feature gate is disabled",
            "NC606", "An amount in spec.kubelet is not a quantity, so Karpenter takes it for a CEL expression."),
    LogLine(r"has fields not applied by the (?P<family>\w+) AMI family",
            "NC607", "On {family} Karpenter applies twelve fields of spec.kubelet: the others belong in userData."),
    LogLine(r"Unknown parameter in userData K8s settings",
            "NC612", "Karpenter drops a setting of Bottlerocket that its version does not know."),
    LogLine(r"parsing custom UserData|parsing custom user data input|invalid UserData",
            "NC613", "Karpenter cannot read the EC2NodeClass's userData, so every launch fails."),
    LogLine(r"failed to discover any AMIs for alias",
            "NC619", "There is no image for the alias and the cluster's Kubernetes version."),
)  # fmt: skip

LINES: tuple[LogLine, ...] = KARPENTER + MEMORY + CPU + TOPOLOGY + STATE + FRAMES + PODS + FIELDS + ROWS + LINT
