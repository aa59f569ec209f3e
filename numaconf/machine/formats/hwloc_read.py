"""hwloc's XML (`lstopo --of xml`), of hwloc 1 and 2.

hwloc gives a NUMA node without CPUs those of the nearest one. So of several nodes that have the same CPU the first
ordinary one owns it (the one with the fewest CPUs, then the one with the lowest id); a node whose subtype says what
its memory is comes last. MemTotal of the machine is not in the file. Host names and serial numbers are left there.

Entities are refused, and nothing outside of the file is read (its DTD is not either).
"""

from __future__ import annotations

import re
from xml.parsers import expat

from numaconf.errors import Problem
from numaconf.machine import pci
from numaconf.machine.errors import MachineError
from numaconf.machine.formats.values import with_sockets
from numaconf.machine.model import Machine, NumaNode, PciDevice
from numaconf.machine.notation import MAX_NODE, cpu_mask
from numaconf.machine.sysfs import ARCHITECTURES, MACHINE
from numaconf.named import NamedTuple

Groups = tuple[tuple[int, ...], ...]

MOST_OBJECTS = 200_000
MOST_ATTRIBUTES = 500_000
_SUBTYPES = {"GPUMemory": "gpu", "DAX": "dax", "SPM": "dax", "CXL-DRAM": "dax", "NVM": "dax"}
_PCI_TYPE = re.compile(r"([0-9a-f]{4}) \[([0-9a-f]{4}):([0-9a-f]{4})\].*")
_HOST_BRIDGE = re.compile(r"([0-9a-f]{4,8}:[0-9a-f]{2}|[0-9a-f]{4,8}:\[([0-9a-f]{2})-[0-9a-f]{2}\])")


class Object(NamedTuple):
    """An object of the topology, with those around it, outermost first."""

    attributes: dict[str, str]
    around: tuple[dict[str, str], ...]
    pages: dict[int, int]


class Parsed(NamedTuple):
    """The objects in document order, the first object's infos, and the distances between NUMA nodes as numbers."""

    objects: list[Object]
    infos: dict[str, str]
    distances: tuple[int, ...]


def machine(data: bytes, path: str) -> Machine:
    """The machine of an XML text. Raises Problem."""
    parsed = _parse(data, path)
    try:
        return _machine(parsed, path)
    except MachineError as error:
        raise Problem(error.message, place=path, remedy=error.remedy) from None


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.objects: list[Object] = []
        self.infos: dict[str, str] = {}
        self.stack: list[Object] = []
        self.names: list[str] = []
        self.matrix: list[int] = []
        self.text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.EntityDeclHandler = self.entity

    def problem(self, message: str) -> Problem:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return Problem(message, place=f"{self.path}:{line}:{column}")

    def entity(self, *_: object) -> None:
        raise self.problem("entities are refused: hwloc's XML has none")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.names and name != "topology":
            raise self.problem(f"this is not hwloc XML: it begins with <{name[:40]}>")
        self.names.append(name)
        if len(self.names) > 1000 or len(self.objects) > MOST_OBJECTS:
            raise self.problem("too large for a topology")
        if name == "object":
            one = Object(attributes, tuple(above.attributes for above in self.stack), {})
            self.objects.append(one)
            self.stack.append(one)
        elif name == "info" and len(self.stack) == 1:
            self.infos[attributes.get("name", "")] = attributes.get("value", "")
        elif name == "page_type" and self.stack:
            size, count = attributes.get("size", ""), attributes.get("count", "")
            if _is_number(size) and _is_number(count) and int(size):
                self.stack[-1].pages[int(size)] = int(count)
        elif name == "u64values" and self.wants_distances:
            self.text = []
        elif name == "distances2":
            kind = attributes.get("type"), attributes.get("name", "NUMALatency"), attributes.get("indexing")
            self.wants_distances = kind == ("NUMANode", "NUMALatency", "os") and not self.matrix
        elif name == "latency" and re.fullmatch(r"\d{1,3}(\.0+)?", attributes.get("value", ""), re.ASCII):
            self.matrix.append(int(float(attributes["value"])))

    wants_distances = False

    def end(self, name: str) -> None:
        self.names.pop()
        if name == "object":
            self.stack.pop()
        elif name == "u64values" and self.text is not None:
            self.matrix += [int(word) for word in "".join(self.text).split() if _is_number(word)]
            self.text = None

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,18}", text, re.ASCII) is not None


def _parse(data: bytes, path: str) -> Parsed:
    reader = _Reader(path)
    if data.count(b"=") > MOST_ATTRIBUTES:
        raise Problem("too large for a topology", place=path)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        place = f"{path}:{error.lineno}:{error.offset + 1}"
        raise Problem(f"invalid XML: {expat.ErrorString(error.code)}", place=place) from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not have, or expat cannot use
        raise Problem(f"invalid XML: {error}", place=f"{path}:1:1", remedy="save it as UTF-8") from None
    if not reader.objects:
        raise Problem("the topology is empty", place=path)
    return Parsed(reader.objects, reader.infos, tuple(reader.matrix))


def _machine(parsed: Parsed, path: str) -> Machine:
    by_type: dict[str, list[Object]] = {}
    for one in parsed.objects:
        by_type.setdefault(_type(one), []).append(one)
    online = _online(by_type)
    sockets = {_index(one): cpus for one in by_type.get("Package", []) if (cpus := _cpus(one, online))}
    nodes = with_sockets(_nodes(by_type.get("NUMANode", []), online), sockets)
    if nodes:  # as in cAdvisor, a CPU in no NUMA node does not exist
        online = frozenset(cpu for node in nodes for cpu in node.cpus or ())
        sockets = {number: own for number, cpus in sockets.items() if (own := tuple(sorted(online.intersection(cpus))))}
    caches = any(name.endswith("Cache") for name in by_type)
    arch = parsed.infos.get("Architecture")
    return Machine(
        _printable(parsed.infos.get("DMIProductName", "")) or MACHINE,
        nodes or None,
        _apart("Core", _groups(by_type.get("Core", []), online)) or None,
        _apart("Package", tuple(sockets[number] for number in sorted(sockets))) or None,
        _apart("L3Cache", _groups(by_type.get("L3Cache", []), online)) if caches else None,
        _distances(parsed.distances, len(nodes)),
        arch=ARCHITECTURES.get(arch, _printable(arch)) if arch else None,
        vcpus=len(online),
        known_from=f"hwloc XML {path}",
        pci_devices=_devices(by_type, nodes),
    )


def _type(one: Object) -> str:
    name = one.attributes.get("type", "")
    if name == "Cache":  # hwloc 1: the level is another attribute
        return f"L{one.attributes.get('depth', '')}Cache"
    return "Package" if name == "Socket" else name


def _index(one: Object) -> int:
    text = one.attributes.get("os_index", "")
    if not _is_number(text):
        raise MachineError(f"a {_type(one)} has no os_index")
    return int(text)


def _online(by_type: dict[str, list[Object]]) -> frozenset[int]:
    """The CPUs that have an object of their own; offline and disallowed ones have none."""
    found = frozenset(_index(one) for one in by_type.get("PU", []))
    if not found:
        raise MachineError("the topology has no PU objects, so no CPUs")
    cpu_mask(f"{1 << max(found):x}" if max(found) < 2**20 else "g")  # a number that is not a CPU's is refused
    return found


def _cpus(one: Object, online: frozenset[int]) -> tuple[int, ...]:
    """The CPUs of an object: hwloc's bitmaps are words of 32 bits, the highest first, of which empty ones are zero."""
    bits = "".join(
        word.strip().removeprefix("0x").rjust(8, "0") for word in one.attributes.get("cpuset", "").split(",")
    )
    return tuple(cpu for cpu in cpu_mask(bits) if cpu in online)


def _groups(objects: list[Object], online: frozenset[int]) -> Groups:
    return tuple(sorted({cpus for one in objects if (cpus := _cpus(one, online))}))


def _apart(name: str, groups: Groups) -> Groups:
    """The groups, in which no CPU is twice. Raises MachineError."""
    seen: set[int] = set()
    for cpus in groups:
        twice = seen.intersection(cpus)
        if twice:
            raise MachineError(f"CPU {min(twice)} is in two objects of the type {name}")
        seen.update(cpus)
    return groups


def _nodes(objects: list[Object], online: frozenset[int]) -> tuple[NumaNode, ...]:
    found: dict[int, NumaNode] = {}
    owned: set[int] = set()
    order = [("subtype" in one.attributes, len(_cpus(one, online)), _index(one), one) for one in objects]
    for *_, one in sorted(order, key=lambda one: one[:3]):
        number, size = _index(one), one.attributes.get("local_memory", "")
        if number > MAX_NODE or number in found:
            raise MachineError(f"NUMA node {number} is impossible or appears twice")
        cpus = tuple(cpu for cpu in _cpus(one, online) if cpu not in owned)
        owned.update(cpus)
        kind = None if cpus else _SUBTYPES.get(one.attributes.get("subtype", ""))
        pages = dict(sorted(one.pages.items())[1:])  # the smallest are ordinary pages
        memory = int(size) if _is_number(size) else 0 if one.pages else None
        found[number] = NumaNode(number, cpus, memory, pages if one.pages else None, None, kind)
    return tuple(found[number] for number in sorted(found))


def _distances(numbers: tuple[int, ...], nodes: int) -> Groups | None:
    if not nodes or len(numbers) != nodes * nodes or not all(0 < number <= 255 for number in numbers):
        return None
    return tuple(numbers[row * nodes : (row + 1) * nodes] for row in range(nodes))


def _devices(by_type: dict[str, list[Object]], nodes: tuple[NumaNode, ...]) -> tuple[PciDevice, ...] | None:
    if "PCIDev" not in by_type and "Bridge" not in by_type:
        return None
    found = {}
    for one in by_type.get("PCIDev", []):
        match = _PCI_TYPE.fullmatch(one.attributes.get("pci_type", ""))
        address = one.attributes.get("pci_busid", "")
        if match is None or not pci.ADDRESS.fullmatch(address):
            continue
        vendor, device = match[2], match[3]
        kind = pci.kind(f"{match[1]}00", vendor, device)
        if kind is not None:
            ids = (None if vendor == "0000" else vendor), (None if device == "0000" else device)
            found[address] = PciDevice(address, kind, *ids, None, _numa_node(one, nodes), _root(one))
    return tuple(found[address] for address in sorted(found))


def _numa_node(one: Object, nodes: tuple[NumaNode, ...]) -> int | None:
    """The one NUMA node with CPUs among those of what the device is attached to."""
    if len(nodes) < 2:
        return None
    place = next((above for above in reversed(one.around) if above.get("nodeset")), None)
    if place is None:
        return None
    local = set(cpu_mask("".join(word.removeprefix("0x").rjust(8, "0") for word in place["nodeset"].split(","))))
    found = [node.id for node in nodes if node.id in local and node.cpus]
    return found[0] if len(found) == 1 else None


def _root(one: Object) -> str | None:
    """The root complex: hwloc's host bridge, with the range of its buses."""
    for above in one.around:
        if above.get("type") == "Bridge" and above.get("bridge_type", "").startswith("0-"):
            match = _HOST_BRIDGE.fullmatch(above.get("bridge_pci", ""))
            if match:
                domain = match[1].partition(":")[0]
                return f"pci{domain}:{match[2] or match[1].partition(':')[2]}"
    return None


def _printable(text: str) -> str:
    return " ".join(re.sub(r"[^ -~]", " ", text).split())[:80]
