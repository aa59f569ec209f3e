"""What the kubelet says of itself (`/configz`), beside what its files put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.errors import Problem
from numaconf.kubelet import differences
from numaconf.observe import configz
from numaconf.verbs.verify.model import Check, Told, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version
    from numaconf.observe.host import Host
    from numaconf.verbs.verify.in_force import InForce
    from numaconf.verbs.verify.model import Facts

COMPARED = frozenset({
    "cpuManagerPolicy", "cpuManagerPolicyOptions", "memoryManagerPolicy", "reservedMemory", "reservedSystemCPUs",
    "topologyManagerPolicy", "topologyManagerPolicyOptions", "topologyManagerScope", "kubeReserved", "systemReserved",
    "evictionHard", "maxPods", "podsPerCore", "cpuCFSQuota",
})  # fmt: skip
"""The fields that decide about NUMA. Of the others a kubelet changes some by itself (the runtime's cgroup driver)."""


def said(asked: configz.Asked, host: Host, force: InForce, version: Version) -> Told:
    """The kubelet's own word, or why there is none. Raises Problem for a file that holds no such word."""
    named = force.node.config.get("tlsCertFile") if force.node is not None else None
    found = configz.answer(asked, host.tree, host.kubelet.root_dir, named if isinstance(named, str) else None)
    if found.data is None:
        return Told(found.source, None, found.why, force.node, force.why)
    from numaconf.context import Context
    from numaconf.documents import json
    from numaconf.targets.configz import reader

    node = None
    try:
        document = json.read(found.data)
    except Unreadable as error:
        why = f"{found.source} is not JSON: {error}"
    else:
        why = f"{found.source} is not what /configz answers"
        if reader.is_dump(document.value):
            node = reader.read([Source(found.source, document)], version, host.machine, Context()).effective
            why = f"{found.source}: a value of it has the wrong type" if node is None or node.unknown else ""
    if why and asked.data is not None:  # somebody's file, and not what a kubelet on the network says
        raise Problem(why, remedy="give what kubectl get --raw /api/v1/nodes/NODE/proxy/configz prints")
    return Told(found.source, None if why else node, why, force.node, force.why)


def by_its_own_word(facts: Facts) -> Iterator[Check]:
    """Whether the kubelet runs with what its files say."""
    told = facts.told
    if told is None:
        return
    if told.node is None:
        yield Check("configz", "kubelet", "unknown", message=told.why)
        return
    if told.files is None:
        yield Check("configz", "kubelet", "unknown", message=f"nothing to compare it with: {told.why_no_files}")
        return
    wrong = [one for one in differences.changes(told.files, told.node) if one.route[0] in COMPARED and not one.same]
    for one in wrong:
        name = ".".join(map(str, one.route))
        expected, found = in_words(one.old), in_words(one.new)
        yield Check(
            "configz", f"kubelet {name}", "fail", expected, found,
            f"the kubelet runs with {name} {found}, and its files say {expected}",
            "restart the kubelet where the files are what is wanted (numaconf plan says what that takes)", told.source,
        )  # fmt: skip
    if not wrong:
        yield Check("configz", "kubelet", "pass", message="it runs with what its files say", file=told.source)
