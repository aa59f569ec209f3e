"""What a kubelet's configuration file asks for, read with the standard library alone."""

from __future__ import annotations

from numaconf.documents import hints
from numaconf.documents.errors import Unreadable
from numaconf.documents.reading import contents
from numaconf.documents.source import Source
from numaconf.errors import CannotDo, Problem
from numaconf.kubelet import version as versions
from numaconf.verbs.verify.model import Asked

FULL = "numaconf show FILE --format json prints the configuration of a file of any other kind"


def asked(path: str, kubernetes_version: str | None) -> Asked:
    """What a KubeletConfiguration asks for. Raises CannotDo, Problem."""
    from numaconf.documents.load import read
    from numaconf.targets.kubelet.files import Files
    from numaconf.targets.kubelet.files import read as read_files

    data = contents(path)
    try:
        document = read(data)
    except Unreadable as error:
        raise hints.problem(error, path, data) from None
    except ImportError:
        raise CannotDo(
            "is written in a form of YAML that needs the installed numaconf", place=path, remedy=FULL
        ) from None
    value = document.value
    if not isinstance(value, dict) or value.get("kind") != "KubeletConfiguration":
        raise CannotDo("is not a KubeletConfiguration", place=path, remedy=FULL)
    version = versions.kubernetes(kubernetes_version) if kubernetes_version else versions.ALL[-1]
    reading = read_files("kubelet", Files(Source(path, document)), version, None)
    if reading.effective is None:
        why = next((one.message for one in reading.findings if one.severity == "will-not-start"), "cannot be read")
        raise Problem(why, place=path)
    return Asked(path, reading.effective)
