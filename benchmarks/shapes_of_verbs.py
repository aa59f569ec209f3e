"""Shapes of what other verbs than lint read: pods, state files, descriptions of machines, logs.

As in `shapes.py`: each is read at n and at 4n repeats.
"""

import json

K = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
STATIC = (
    K + "cpuManagerPolicy: static\nreservedSystemCPUs: '0'\nmemoryManagerPolicy: Static\n"
    "kubeReserved: {memory: 1Gi}\nreservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]\n"
    "topologyManagerPolicy: restricted\n"
)
NODE = ["--kubernetes-version", "1.34", "--machine", "numa:2 core:64 pu:2 memory:512Gi"]
FIT = ["fit", "static.yaml", "--pods", "pods.yaml", *NODE]
PLAN = ["plan", "plain.yaml", "static.yaml", *NODE]
SHOW = ["machine", "show", "./machine.json"]
LOG = ["explain", "-"]

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a{0}}}
spec: {{containers: [{{name: a, image: b, resources: {{limits: {{cpu: '1', memory: 10Mi}}}}}}]}}
---
"""
ONE = POD.format(0)
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: d}}
spec:
  replicas: {0}
  selector: {{matchLabels: {{a: b}}}}
  template:
    metadata: {{labels: {{a: b}}}}
    spec: {{containers: [{{name: a, image: b, resources: {{limits: {{cpu: '1', memory: 10Mi}}}}}}]}}
"""
SPEC = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n"
CONTAINER = "  - {{name: a{0}, image: b, resources: {{limits: {{cpu: '1', memory: 1Mi}}}}}}\n"
HINTS = (
    'I1129 07:00:00.0 1 topology_manager.go:1] "TopologyHints" hints={{"cpu":[{{"NUMANodeAffinity":1,"Preferred":true}}'
    ',{{"NUMANodeAffinity":3,"Preferred":false}}]}} pod="default/a{0}" containerName="c"\n'
)
FAILED = (
    'E1129 07:00:00.0 1 run.go:1] "command failed" err="failed to run Kubelet: the total amount \\"{0}Gi\\" of type '
    '\\"memory\\" is not equal to the value \\"3172Mi\\" determined by Node Allocatable feature"\n'
)
OTHER = 'I1129 07:00:00.0 1 foo.go:1] "Something {0} happened" pod="default/a{0}"\n'


MOUNTED = (
    'Nov 29 07:00:00 node kubelet[1]: I1129 07:00:00.0 1 reconciler_common.go:224] "operationExecutor.MountVolume '
    'started for volume \\\\"kube-api-access-{0}\\\\" (UniqueName: \\\\"kubernetes.io/projected/{0}\\\\")" '
    'pod="default/a{0}"\n'
)


def each(text, number, between=""):
    return between.join(text.format(one) for one in range(number))


def machine(**spec):
    return json.dumps({"apiVersion": "numaconf/v1", "kind": "Machine", "metadata": {"name": "m"}, "spec": spec})


def cores(number):
    """A machine of so many cores with two threads."""
    nodes = [{"id": 0, "cpus": f"0-{2 * number - 1}", "memory": "1000Gi"}]
    return machine(numaNodes=nodes, cores=[f"{2 * core},{2 * core + 1}" for core in range(number)])


def node(**more):
    """A machine of one small node."""
    return machine(numaNodes=[{"id": 0, "cpus": "0-3", "memory": "1Gi"}], **more)


def devices(number):
    entries = [
        {"PodUID": f"u{one}", "ContainerName": "a", "ResourceName": "x/y", "DeviceIDs": {"0": [f"d{one}"]},
         "AllocResp": ""}
        for one in range(number)
    ]  # fmt: skip
    known = {"x/y": [f"d{one}" for one in range(number)]}
    return json.dumps({"Data": {"PodDeviceEntries": entries, "RegisteredDevices": known}, "Checksum": 1})


def cpu_state(number):
    entries = {f"u{one}": {"a": "1"} for one in range(number)}
    return json.dumps({"policyName": "static", "defaultCpuSet": "0-255", "entries": entries, "checksum": 1})


def memory_state(number):
    blocks = [{"numaAffinity": [0], "type": "memory", "size": 1024}]
    entries = {f"u{one}": {"a": blocks} for one in range(number)}
    return json.dumps({"policyName": "Static", "machineState": {}, "entries": entries, "checksum": 1})


def lscpu(number):
    cpus = [{"cpu": one, "node": 0, "socket": 0, "core": one // 2, "online": True} for one in range(number)]
    return json.dumps({"cpus": cpus})


def hwloc(number):
    inside = "".join(
        f'<object type="Core" os_index="{one}" cpuset="0x1"><object type="PU" os_index="{one}"/></object>'
        for one in range(number)
    )
    return (
        '<?xml version="1.0"?><topology version="2.0"><object type="Machine" os_index="0" cpuset="0x1" nodeset="0x1">'
        f'<object type="NUMANode" os_index="0" cpuset="0x1" nodeset="0x1"/>{inside}</object></topology>'
    )


SHAPES = {
    "pods": (500, FIT, "pods.yaml", lambda n: each(POD, n)),
    "pods, counted": (200, [*FIT, "--count"], "pods.yaml", lambda n: each(POD, n)),
    "pods, proposals": (200, [*FIT, "--suggest"], "pods.yaml", lambda n: each(POD, n)),
    "pods, drawn": (200, [*FIT, "--svg", "-"], "pods.yaml", lambda n: each(POD, n)),
    "pods of a change": (200, [*PLAN, "--pods", "pods.yaml"], "pods.yaml", lambda n: each(POD, n)),
    "pods of a new profile": (
        50, ["init", "--for", "latency", "--pods", "pods.yaml", *NODE], "pods.yaml", lambda n: each(POD, n),
    ),
    "replicas": (1000, FIT, "pods.yaml", DEPLOYMENT.format),
    "replicas, JSON": (1000, [*FIT, "--format", "json"], "pods.yaml", DEPLOYMENT.format),
    "containers": (200, FIT, "pods.yaml", lambda n: SPEC + "  containers:\n" + each(CONTAINER, n)),
    "init containers": (
        200, FIT, "pods.yaml",
        lambda n: SPEC + "  containers: [{name: x, image: b}]\n  initContainers:\n" + each(CONTAINER, n),
    ),
    "resources of a container": (
        500, FIT, "pods.yaml",
        lambda n: SPEC + "  containers:\n  - name: a\n    image: b\n    resources:\n      limits:\n"
        + each("        x.y/r{0}: 1\n", n),
    ),
    "unknown keys of a pod": (
        1000, FIT, "pods.yaml", lambda n: SPEC + each("  u{0}: 1\n", n) + "  containers: [{name: a, image: b}]\n",
    ),
    "objects that make no pods": (
        1000, FIT, "pods.yaml",
        lambda n: each("apiVersion: v1\nkind: Service\nmetadata: {{name: a{0}}}\n---\n", n),
    ),
    "CPU state": (1000, [*PLAN, "--state", "."], "cpu_manager_state", cpu_state),
    "CPU state, pods": (1000, [*FIT, "--state", "."], "cpu_manager_state", cpu_state),
    "memory state": (500, [*PLAN, "--state", "."], "memory_manager_state", memory_state),
    "memory state, pods": (500, [*FIT, "--state", "."], "memory_manager_state", memory_state),
    "device checkpoint": (1000, [*PLAN, "--state", "."], "kubelet_internal_checkpoint", devices),
    "device checkpoint, pods": (1000, [*FIT, "--state", "."], "kubelet_internal_checkpoint", devices),
    "CPUs of a machine": (
        2000, SHOW, "machine.json",
        lambda n: machine(numaNodes=[{"id": 0, "cpus": ",".join(str(2 * one) for one in range(n)), "memory": "1Gi"}]),
    ),
    "cores": (1000, SHOW, "machine.json", cores),
    "cores, judged": (2000, ["lint", "static.yaml", "--machine", "./machine.json"], "machine.json", cores),
    "cores, compared": (500, ["machine", "compare", "./machine.json", "m5.large"], "machine.json", cores),
    "cores, as hwloc's": (250, ["machine", "export", "./machine.json", "--to", "hwloc"], "machine.json", cores),
    "caches": (
        1000, SHOW, "machine.json",
        lambda n: machine(
            numaNodes=[{"id": 0, "cpus": f"0-{2 * n - 1}", "memory": "1Gi"}],
            l3=[f"{2 * one},{2 * one + 1}" for one in range(n)],
        ),
    ),
    "PCI devices": (
        1000, SHOW, "machine.json",
        lambda n: node(
            pciDevices=[{"address": f"{one:04x}:00:00.0", "class": "network", "numaNode": 0} for one in range(n)]
        ),
    ),
    "devices of a resource": (
        1000, SHOW, "machine.json", lambda n: node(devices=[{"resource": "a/b", "numa": [[0]] * n}]),
    ),
    "resources of a machine": (
        500, SHOW, "machine.json",
        lambda n: node(devices=[{"resource": f"a/b{one}", "numa": [[0]]} for one in range(n)]),
    ),
    "unknown keys of a machine": (1000, SHOW, "machine.json", lambda n: node(**{f"u{one}": 1 for one in range(n)})),
    "lscpu": (1000, SHOW, "machine.json", lscpu),
    "hwloc": (1000, ["machine", "show", "./machine.xml"], "machine.xml", hwloc),
    "errors of a log": (3000, LOG, "-", lambda n: each(FAILED, n)),
    "other lines of a log": (3000, LOG, "-", lambda n: each(OTHER, n) + FAILED.format(1)),
    "a log of 16 MiB": (18_000, LOG, "-", lambda n: each(MOUNTED, n) + FAILED.format(1)),
    "hints of a log": (500, LOG, "-", lambda n: each(HINTS, n)),
    "one line of a log": (5000, LOG, "-", lambda n: "failed to run Kubelet: " * n),
    "statuses of pods": (
        2000, LOG, "-",
        lambda n: each("Warning TopologyAffinityError pod/a{0} Resources cannot be allocated\n", n),
    ),
    "codes of a report": (3000, LOG, "-", lambda n: each("a.yaml:{0}:1: NC101 reservedMemory adds up\n", n)),
}  # fmt: skip
"""Title to n, the arguments, the file (`-`: standard input), and the text of n repeats."""

BESIDE = {"static.yaml": STATIC, "plain.yaml": K, "pods.yaml": ONE}
"""Files that stand beside it."""
