"""The machine that somebody names: an EC2 type, a file that describes it, a synthetic description, or `local`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.machine import ec2

if TYPE_CHECKING:
    from numaconf.machine.model import Machine

LOCAL = "local"
_FILE_NAMES = (".yaml", ".yml", ".json", ".xml")


def find(text: str, base: str = "") -> Machine:
    """The machine of an option's or a profile's words; a snapshot's path is relative to the folder `base`.

    Raises CannotDo for a name that is not one of these (with the nearest), a file that cannot be read, or words that
    are not a machine; Problem for a file that describes none.
    """
    text = text.strip()
    if text == LOCAL:
        from numaconf.machine import sysfs

        return sysfs.read()
    known = ec2.instance(text)
    if known is not None:
        return known
    from numaconf.machine import synthetic

    if synthetic.is_synthetic(text):
        from numaconf.machine.errors import MachineError

        try:
            return synthetic.parse(text)
        except MachineError as error:
            raise CannotDo(error.message, remedy=error.remedy) from None
    path = os.path.join(base, text)
    if _is_path(text, path):
        from numaconf.machine.formats import read

        return read.load(path)
    raise CannotDo(f"there is no machine {text!r}", remedy=_remedy(text))


def named(text: str, folder: str) -> str:
    """The words that a file in a folder has for a machine, the path of a description as seen from the working
    directory. Raises CannotDo for one that is neither below that folder nor below the working directory.
    """
    text = text.strip()
    path = os.path.join(folder, text)
    if ec2.instance(text) is not None or text == LOCAL or not _is_path(text, path):
        return text
    from numaconf.documents import reading
    from numaconf.machine import synthetic

    if synthetic.is_synthetic(text):
        return text
    path = path if os.path.exists(path) else text  # relative to the working directory, as an option would be
    reading.demand_inside(path, folder)
    return path


def _is_path(text: str, path: str) -> bool:
    return bool(text) and (text.endswith(_FILE_NAMES) or os.sep in text or "/" in text or os.path.isfile(path))


def _remedy(text: str) -> str:
    near = suggestions(text)
    if near:
        return f"did you mean {', '.join(near[:-1])}{' or ' if near[:-1] else ''}{near[-1]}?"
    return (
        "name an EC2 instance type (numaconf machine list), a snapshot file, local, or a description such as "
        "'numa:2 core:18 pu:2 memory:96Gi'"
    )


def suggestions(text: str) -> list[str]:
    """At most three EC2 types that may have been meant: of a known family its nearest sizes, else names alike."""
    from numaconf.suggest import several

    wanted = text.lower()
    names = ec2.names()
    if wanted in names:
        return [wanted]
    family, _, size = wanted.partition(".")
    sizes = [one.name.partition(".")[2] for one in ec2.instance_types() if one.family == family]
    if not sizes:
        return several(wanted, names, 3, 0.75)
    number = _number(size)
    if number is not None:
        numbered = [one for one in sizes if _number(one) is not None]
        near = sorted(numbered, key=lambda one: abs((_number(one) or 0) - number))[:3]
    else:
        near = several(size, sizes)
    return [f"{family}.{one}" for one in near or sizes[-3:]]


def _number(size: str) -> int | None:
    """24 of `24xlarge`."""
    number = size.removesuffix("xlarge")
    return int(number) if number != size and number.isdecimal() and number.isascii() else None
