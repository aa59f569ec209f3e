"""A file that describes a machine, in whichever of the formats that are known.

A format is recognised by its content. What it does not say is unknown: a NodeResourceTopology has no CPU lists, `lscpu`
no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import reading
from numaconf.errors import Problem
from numaconf.machine import snapshot
from numaconf.machine.formats import cadvisor, dracpu, lscpu, topology_object
from numaconf.machine.formats.document import convert, read
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.machine.model import Machine


class Format(NamedTuple):
    """A format of YAML or JSON: what it is called, which values are of it, and the machine of such a value.

    `machine` takes the value and the file's path, and raises MachineError with the route.
    """

    name: str
    recognises: Callable[[Any], bool]
    machine: Callable[[Any, str], Machine]


FORMATS = (
    Format("a machine snapshot", snapshot.is_snapshot, snapshot.machine),
    Format("lscpu --json", lscpu.recognises, lscpu.machine),
    Format("cAdvisor's MachineInfo", cadvisor.recognises, cadvisor.machine),
    Format("a NodeResourceTopology", topology_object.recognises, topology_object.machine),
    Format("a report of dracpu gatherinfo", dracpu.recognises, dracpu.machine),
)
"""Beside these, hwloc's XML."""


def load(path: str) -> Machine:
    """The machine that a file describes.

    Raises CannotDo when the file cannot be read, Problem with line and column when it describes no machine.
    """
    return loads(reading.contents(path, "the machine's description"), path)


def loads(data: bytes, path: str) -> Machine:
    """The machine that a text describes; `path` is for messages. Raises Problem."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        from numaconf.machine.formats import hwloc_read

        return hwloc_read.machine(data, path)
    document = read(lscpu.repaired(data), path)
    found = next((one for one in FORMATS if one.recognises(document.value)), None)
    if found is None:
        known = ", ".join(one.name for one in FORMATS)
        raise Problem("this describes no machine", place=f"{path}:1:1", remedy=f"known are {known}, and hwloc's XML")
    return convert(document, path, found.machine)
