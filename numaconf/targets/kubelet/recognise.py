"""Which documents are the kubelet's: a KubeletConfiguration, fields of one, drop-ins, command lines."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source
from numaconf.kubelet import fields
from numaconf.targets.kubelet.borrowed import standing
from numaconf.targets.kubelet.files import is_fragment
from numaconf.targets.kubelet.folders import is_dropin, is_main
from numaconf.targets.subject import Subject, header, is_for_kubeadm, of_document, of_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.text import TextDocument

NUMA_FIELDS = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope".split()
)
"""A map without a kind that holds one of these is a fragment of a KubeletConfiguration."""


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header is a fragment of a KubeletConfiguration."""
    return not NUMA_FIELDS.isdisjoint(value) and header(value) == ("", "") and standing(value) != "foreign"


OPEN = "it has names of the kubelet's beside as many others: give --as kubelet, or --as with another's name"
"""Why a map without apiVersion and kind is not judged."""


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """KubeletConfigurations of one file: the kubelet would read the first document only, so they are one subject, an
    empty first document included; but not in a file for kubeadm.
    """
    unclear = [one for one in documents if header(one.value) == ("", "") and standing(one.value) == "open"]
    if unclear and len(unclear) == len(documents):
        return [Subject("kubelet", number=one.index, line=one.line, unread=OPEN) for one in unclear]
    if not strangers and len(documents) == 1:
        return [_subject(path, documents[0])]
    beside = tuple("/".join(header(one.value)) for one in strangers if header(one.value) != ("", ""))
    mine = sorted([*documents, *_cut_off(documents, strangers, beside)], key=lambda one: one.index)
    subjects = [_subject(path, one)._replace(beside=beside) for one in mine]
    if is_for_kubeadm(beside):
        return subjects
    whole = subjects[0]._replace(sources=tuple(source for one in subjects for source in one.sources))
    empty = next((one for one in strangers if one.index == 0 and one.value is None), None)
    if empty and not beside and not whole.fragment:
        sources = (Source(path, empty, empty.index), *whole.sources)
        whole = whole._replace(sources=sources, number=0, line=1)
    return [whole]


def _subject(path: str, document: TextDocument) -> Subject:
    """A drop-in by its folder, whatever its name ends in; else a main file, which may have a folder beside it."""
    dropin = is_dropin(path)
    fragment = header(document.value) == ("", "")
    kind = "kubelet-dropin" if dropin else "kubelet"
    whole = dropin or (fragment and (is_main(path) or os.path.isdir(f"{path}.d")))
    passed_over = path if dropin and not path.endswith(".conf") else ""
    return of_document(kind, path, document, fragment=fragment, whole=whole, passed_over=passed_over)


def _cut_off(
    documents: Sequence[TextDocument], strangers: Sequence[TextDocument], beside: Sequence[str]
) -> list[TextDocument]:
    """Documents without a header that hold nothing but fields of a KubeletConfiguration, beside one that has a header:
    a `---` between the two has cut them off. The first document is one of the two, or somebody else takes the file
    apart.
    """
    bare = [one for one in strangers if is_fragment(one.value) and one.value.keys() <= fields.FIELDS.keys()]
    first = min((one.index for one in (*documents, *bare)), default=-1)
    whole = any(header(one.value) != ("", "") for one in documents)
    return bare if bare and whole and first == 0 and not is_for_kubeadm(beside) else []


def command_lines(path: str, data: bytes, form: str) -> Subject | None:
    """A unit, script or environment file that starts the kubelet with flags, or sets a variable for them."""
    from numaconf.targets.kubelet import command
    from numaconf.targets.kubelet.marks import has_flags

    if not has_flags(data):
        edited = _edits(data)
        return Subject("kubelet-flags", unread=edited) if edited else None
    subject = of_text("kubelet-flags", path, data)
    if command.lines(subject.sources[0]):
        return subject
    why = _edits(data) or _started_by_another(data)
    return Subject("kubelet-flags", unread=why) if why else None


_FILES = (
    r"/var/lib/kubelet/(?:config\.ya?ml|kubeadm-flags\.env)|/etc/kubernetes/kubelet[\w./-]*\.(?:ya?ml|json|conf)|"
    r"/etc/(?:default|sysconfig)/kubelet\b|kubelet-?config[\w.-]*\.(?:ya?ml|json)|kubelet\.service\.d/"
)
_SETTING = (
    r"(?i)(?:cpu|memory|topology)-?manager-?(?:policy|scope)|reserved-?(?:memory|cpus|systemcpus)|(?:kube|system)-?reserved|"
    r"eviction-?hard"
)
_EDITORS = frozenset("sed jq yq perl awk tee python python3 crudini patch ed".split())


def _edits(data: bytes) -> str:
    """That a script changes a kubelet's file in a way that is not followed, or nothing."""
    text = data.decode("utf-8", "replace")
    if not re.search(_SETTING, text) or not re.search(_FILES, text):
        return ""
    from numaconf.documents import shell
    from numaconf.documents.errors import Unreadable

    try:
        commands = shell.parse(text).commands
    except Unreadable:
        return ""
    piped: list[str] = []  # what the command before hands on: `cat <<EOF | tee -a FILE`
    for one in commands:
        words = [word.text for word in one.words]
        names = {word.rpartition("/")[2] for word in words[:3]}
        targets = [redirect.target.text for redirect in one.redirects if redirect.operator.startswith(">")]
        held = [*piped, *words, *(redirect.target.text for redirect in one.redirects)]
        piped = held if one.ended_by == "|" else []
        file = next((match[0] for word in (*targets, *words) if (match := re.search(_FILES, word))), "")
        writes = any(re.search(_FILES, target) for target in targets) or not names.isdisjoint(_EDITORS)
        if file and writes and any(re.search(_SETTING, word) for word in held):
            return f"a script changes {file}, which is not followed: lint the file as it is on the node"
    return ""


def _started_by_another(data: bytes) -> str:
    """That a command of a shell script hands flags which only a kubelet has to one that something else starts
    (`docker run`, `start-stop-daemon`), or nothing.
    """
    from numaconf.documents import shell
    from numaconf.documents.errors import Unreadable
    from numaconf.targets.kubelet.marks import NUMA_FLAGS

    if data.startswith(b"#!") and b"sh" not in data.partition(b"\n")[0]:
        return ""
    try:
        commands = shell.parse(data.decode("utf-8", "replace")).commands
    except Unreadable:
        return ""
    flags = tuple(flag.decode() for flag in NUMA_FLAGS)
    for one in commands:
        words = [word.text for word in one.words]
        at = next((at for at, word in enumerate(words) if word.rpartition("/")[2] in {"kubelet", "hyperkube"}), None)
        if at and any(word.startswith(flags) for word in words[at:]):
            return "the kubelet is started in a way that is not followed: lint its flags with --as kubelet-flags"
    return ""
