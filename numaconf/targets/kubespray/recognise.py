"""Which documents are variables of Kubespray's, by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.targets.subject import Subject, of_document

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument

_BEGINNINGS = ("kubelet_", "kube_", "system_")
INVENTORY = (
    "variables of Kubespray inside of an inventory, which numaconf does not follow: write them into group_vars, or "
    "check /etc/kubernetes/kubelet-config.yaml of a node"
)
DEPTH = 8


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header has variables that nobody else has, or an inventory of Ansible's has them."""
    if "apiVersion" in value or "kind" in value:
        return False
    if isinstance(value.get("all"), dict):
        return _inside(value["all"], DEPTH)
    return _has_some(value)


def _has_some(value: dict[str, Any]) -> bool:
    # Most files have no key that begins so: the tables are not imported for them.
    if not any(isinstance(key, str) and key.startswith(_BEGINNINGS) for key in value):
        return False
    from numaconf.targets.kubespray.tables import STRONG

    return not STRONG.isdisjoint(value)


def _inside(group: Any, depth: int) -> bool:
    """Whether a group of an inventory, its hosts or its children have such variables."""
    if not isinstance(group, dict) or not depth:
        return False
    variables, hosts, children = (group.get(key) for key in ("vars", "hosts", "children"))
    if isinstance(variables, dict) and _has_some(variables):
        return True
    if isinstance(hosts, dict) and any(isinstance(one, dict) and _has_some(one) for one in hosts.values()):
        return True
    return isinstance(children, dict) and any(_inside(one, depth - 1) for one in children.values())


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """Each document; an inventory is not followed."""
    return [
        Subject("kubespray", number=one.index, line=one.line, unread=INVENTORY)
        if isinstance(one.value, dict) and isinstance(one.value.get("all"), dict)
        else of_document("kubespray", path, one)
        for one in documents
    ]
