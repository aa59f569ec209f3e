"""Machine snapshots: everything that is known of a machine, in a file (`schemas/machine.json`).

A snapshot says what is known and nothing else: a part that is missing is unknown. Its `spec` has the keys of a
profile's `machine` (`numaNodes`, `memoryCapacity`, `threadsPerCore`) and more.
"""

from __future__ import annotations

from typing import Any

from numaconf.machine import snapshot_devices
from numaconf.machine.errors import MachineError
from numaconf.machine.formats.document import convert, read
from numaconf.machine.model import Devices, Machine, NumaNode
from numaconf.machine.notation import cpu_text, size_text
from numaconf.machine.numa_nodes import cores, cpus_of, numa_nodes, optional_size, refuse_unknown, sockets

API_VERSION, KIND = "numaconf/v1", "Machine"
KEYS = ("apiVersion", "kind", "metadata", "spec")
SPEC_KEYS = (
    "instanceType", "architecture", "memoryCapacity", "numaNodes", "threadsPerCore", "cores", "sockets", "l3",
    "distances", "devices", "offlineCpus", "isolatedCpus", "pciDevices", "kernelParameters",
)  # fmt: skip

CpuLists = tuple[tuple[int, ...], ...]


def loads(data: bytes | str, path: str) -> Machine:
    """The machine of a snapshot's text; `path` is for messages. Raises Problem with line and column."""
    return convert(read(data, path), path, machine)


def is_snapshot(value: Any) -> bool:
    """Whether a value means to be a snapshot."""
    return isinstance(value, dict) and (value.get("kind") == KIND or value.get("apiVersion") == API_VERSION)


def machine(value: Any, path: str) -> Machine:
    """The machine of a snapshot's value. Raises MachineError with the route."""
    if not isinstance(value, dict) or value.get("kind") != KIND or value.get("apiVersion") != API_VERSION:
        raise MachineError(
            "this is not a machine snapshot",
            f"it must have apiVersion: {API_VERSION} and kind: {KIND} (machine detect)",
        )
    refuse_unknown(value, KEYS)
    metadata, spec = value.get("metadata"), value.get("spec")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(name, str) or not name:
        raise MachineError("the machine has no name", "write metadata: {name: worker-1}", ("metadata",))
    try:
        refuse_unknown(metadata, ("name",))
    except MachineError as error:
        raise error.below("metadata") from None
    if not isinstance(spec, dict):
        raise MachineError("the machine has no spec", f"known keys: {', '.join(SPEC_KEYS)}", ("spec",))
    try:
        return _known_instance(_of_spec(spec, name, path), spec.get("instanceType"))
    except MachineError as error:
        raise error.below("spec") from None


def _of_spec(spec: dict[str, Any], name: str, path: str) -> Machine:
    refuse_unknown(spec, SPEC_KEYS)
    for key in ("instanceType", "architecture"):
        if spec.get(key) is not None and not isinstance(spec[key], str):
            raise MachineError(f"{key} must be text", "", (key,))
    listed = numa_nodes(spec["numaNodes"]) if "numaNodes" in spec else None
    nodes = listed.by_id() if listed else None
    found_cores = _cpu_lists(spec, "cores", nodes)
    if spec.get("threadsPerCore") is not None:
        if found_cores is not None or listed is None:
            remedy = "threadsPerCore requires numaNodes, and no cores"
            raise MachineError("threadsPerCore has no meaning here", remedy, ("threadsPerCore",))
        found_cores = cores(spec["threadsPerCore"], listed.cpus)
    found_sockets = _cpu_lists(spec, "sockets", nodes)
    if found_sockets is None and listed:
        found_sockets = sockets(listed.nodes)
    return Machine(
        name,
        nodes,
        tuple(sorted(found_cores)) if found_cores is not None else None,
        found_sockets,
        _cpu_lists(spec, "l3", nodes),
        _distances(spec.get("distances"), nodes),
        optional_size(spec, "memoryCapacity"),
        _devices(spec.get("devices"), nodes),
        instance_type=spec.get("instanceType"),
        arch=spec.get("architecture"),
        known_from=f"snapshot {path}",
        offline_cpus=_cpu_set(spec, "offlineCpus"),
        isolated_cpus=_cpu_set(spec, "isolatedCpus"),
        pci_devices=snapshot_devices.pci_devices(spec.get("pciDevices")),
        kernel_parameters=snapshot_devices.kernel_parameters(spec.get("kernelParameters")),
    )


def _cpu_set(spec: dict[str, Any], key: str) -> tuple[int, ...] | None:
    return None if spec.get(key) is None else tuple(sorted(cpus_of(spec[key], key)))


def _cpu_lists(spec: dict[str, Any], key: str, nodes: tuple[NumaNode, ...] | None) -> CpuLists | None:
    """Disjoint CPU lists, of CPUs that the NUMA nodes have where those are known."""
    value = spec.get(key)
    if value is None:
        return None
    if not isinstance(value, list):
        raise MachineError(f"{key} must be a list of CPU lists", 'write ["0,48", "1,49"]', (key,))
    have = None
    if nodes is not None and all(node.cpus is not None for node in nodes):
        have = {cpu for node in nodes for cpu in node.cpus or ()}
    seen: set[int] = set()
    lists = []
    for place, item in enumerate(value):
        cpus = tuple(sorted(cpus_of(item, key, place)))
        if not cpus:
            raise MachineError(f"an empty entry in {key}", "", (key, place))
        for cpu in cpus:
            if cpu in seen:
                raise MachineError(f"CPU {cpu} appears twice in {key}", "", (key, place))
            if have is not None and cpu not in have:
                raise MachineError(f"CPU {cpu} belongs to no NUMA node", "", (key, place))
            seen.add(cpu)
        lists.append(cpus)
    if key == "cores" and have is not None and seen != have:
        raise MachineError(f"the CPUs {cpu_text(have - seen)} are in no core", "", (key,))
    return tuple(lists)


def _distances(value: Any, nodes: tuple[NumaNode, ...] | None) -> CpuLists | None:
    if value is None:
        return None
    number = len(nodes or ())
    square = isinstance(value, list) and len(value) == number and all(
        isinstance(row, list) and len(row) == number and all(isinstance(one, int) and 0 < one <= 255 for one in row)
        for row in value
    )  # fmt: skip
    if not square:
        raise MachineError(
            f"distances must be {number} rows of {number} numbers from 1 to 255, in the order of NUMA node ids",
            "as in /sys/devices/system/node/node*/distance", ("distances",),
        )  # fmt: skip
    return tuple(tuple(row) for row in value)


def _devices(value: Any, nodes: tuple[NumaNode, ...] | None) -> tuple[Devices, ...] | None:
    """The devices of each extended resource; each device names NUMA nodes that the machine has."""
    if value is None:
        return None
    example = "write [{resource: nvidia.com/gpu, numa: [[0], [0], [1], [1]]}]: for each device its NUMA node ids"
    if not isinstance(value, list):
        raise MachineError("devices must be a list of resources", example, ("devices",))
    found: dict[str, Devices] = {}
    for place, item in enumerate(value):
        if not isinstance(item, dict):
            raise MachineError("an entry of devices is a mapping", example, ("devices", place))
        try:
            refuse_unknown(item, ("resource", "numa"))
            devices = _resource(item, example)
        except MachineError as error:
            raise error.below("devices", place) from None
        if devices.resource in found:
            raise MachineError(f"the resource {devices.resource} appears twice", "", ("devices", place, "resource"))
        unknown = {number for numa in devices.numa for number in numa} - {node.id for node in nodes or ()}
        if nodes is not None and unknown:
            raise MachineError(
                f"a device belongs to NUMA node {min(unknown)}, which the machine does not have",
                "",
                ("devices", place, "numa"),
            )
        found[devices.resource] = devices
    return tuple(found.values())


def _resource(item: dict[str, Any], example: str) -> Devices:
    resource, numa = item.get("resource"), item.get("numa")
    if not isinstance(resource, str) or "/" not in resource.strip("/"):
        raise MachineError(
            f"{resource!r} is not an extended resource", "write for example nvidia.com/gpu", ("resource",)
        )
    if not isinstance(numa, list):
        raise MachineError("numa must have one list of NUMA node ids for each device", example, ("numa",))
    for place, ids in enumerate(numa):
        if not isinstance(ids, list) or any(
            not isinstance(one, int) or isinstance(one, bool) or one < 0 for one in ids
        ):
            raise MachineError("a device has a list of NUMA node ids; [] if none is known", example, ("numa", place))
    return Devices(resource, tuple(tuple(sorted(set(ids))) for ids in numa))


def _known_instance(machine: Machine, instance_type: str | None) -> Machine:
    """What the table knows of an instance type besides the snapshot."""
    from numaconf.machine import ec2

    known = ec2.instance_type(instance_type) if instance_type else None
    if known is None:
        return machine
    return machine._replace(eni_max_pods=known.eni_max_pods, memory_mib=known.memory_mib)


def spec(machine: Machine) -> dict[str, Any]:
    """What is known of a machine as a snapshot's `spec`, in the order in which it is written."""
    found: dict[str, Any] = {
        "instanceType": machine.instance_type,
        "architecture": machine.arch,
        "memoryCapacity": None if machine.memory_capacity is None else size_text(machine.memory_capacity),
        "numaNodes": None if machine.nodes is None else [_node(node) for node in machine.nodes],
    }
    threads = _regular_threads(machine)
    if threads is not None:
        found["threadsPerCore"] = threads
    elif machine.cores is not None:
        found["cores"] = [cpu_text(core) for core in machine.cores]
    if machine.sockets is not None and (machine.nodes is None or machine.sockets != sockets(machine.nodes)):
        found["sockets"] = [cpu_text(group) for group in machine.sockets]
    found["l3"] = None if machine.l3 is None else [cpu_text(group) for group in machine.l3]
    found["distances"] = None if machine.distances is None else [list(row) for row in machine.distances]
    if machine.devices is not None:
        found["devices"] = [
            {"resource": one.resource, "numa": [list(ids) for ids in one.numa]} for one in machine.devices
        ]
    found["offlineCpus"] = None if machine.offline_cpus is None else cpu_text(machine.offline_cpus)
    found["isolatedCpus"] = None if machine.isolated_cpus is None else cpu_text(machine.isolated_cpus)
    found["pciDevices"] = snapshot_devices.pci_data(machine.pci_devices)
    found["kernelParameters"] = machine.kernel_parameters
    return {key: value for key, value in found.items() if value is not None}


def _node(node: NumaNode) -> dict[str, Any]:
    found = {
        "id": node.id,
        "cpus": None if node.cpus is None else cpu_text(node.cpus),
        "memory": None if node.memory is None else size_text(node.memory),
        "hugepages": None
        if node.hugepages is None
        else {size_text(key): node.hugepages[key] for key in node.hugepages},
        "socket": node.socket,
        "memoryKind": node.memory_kind,
    }
    return {key: value for key, value in found.items() if value is not None}


def _regular_threads(machine: Machine) -> int | None:
    """The threads per core from which, with the nodes' CPU lists, all cores follow; None where they do not."""
    if not machine.nodes or machine.cores is None:
        return None
    threads = max(map(len, machine.cores), default=1)
    try:
        paired = cores(threads, tuple(node.cpus for node in machine.nodes))
    except MachineError:
        return None
    return threads if paired == machine.cores else None


def dump(machine: Machine) -> str:
    """A snapshot as YAML, the same text for the same machine.

    Only what a snapshot can say is kept: what an EC2 type's table adds (pods, advertised memory) follows from the type.
    """
    from numaconf.documents.yaml import write as yaml_write

    return yaml_write.block(data(machine))


def data(machine: Machine) -> dict[str, Any]:
    """The same as plain values."""
    head = {"apiVersion": API_VERSION, "kind": KIND, "metadata": {"name": machine.name}}
    return {**head, "spec": spec(machine)}
