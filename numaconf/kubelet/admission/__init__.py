"""What a kubelet answers to pods: hints of the managers, their merge, the allocation, the fit into node allocatable.

Pure functions over immutable values: `admit.admit(node, state, pod)` gives the answer and the state after it. Sets of
CPUs, NUMA nodes and devices are integers used as bit sets (bit n is member n).

| module | the kubelet's |
|---|---|
| `pod.py` | what the managers look at in a pod |
| `layout.py` | machine, as cAdvisor tells it to the managers |
| `node.py` | configuration in force: policies, options, reservations, node allocatable |
| `merge.py` | topology manager: `policy*.go`, without the cross product |
| `cpu.py`, `taking.py`, `distributing.py` | CPU manager: static policy, choice of CPUs |
| `memory.py` | memory manager: Static policy |
| `devices.py` | device manager |
| `bubble.py` | pods that are given CPUs and memory as a whole (PodLevelResourceManagers) |
| `predicates.py` | what the kubelet borrows from the scheduler: `OutOfcpu`, … |
| `admit.py` | the scopes, and the order of all this |
| `cost.py` | how many combinations the kubelet's own merge goes through |

Source: kubernetes `pkg/kubelet/cm` and `pkg/kubelet/lifecycle/predicate.go`, 1.27 and later; where minors differ, the
module says so.
"""
