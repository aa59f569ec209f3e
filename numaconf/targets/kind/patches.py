"""The patches of a kind cluster: which there are, what they match, and what they make of extra arguments.

A merge patch (RFC 7386) or JSON patch (RFC 6902) is applied to every document of the template that has its kind, and
its apiVersion where it has one. Of the arguments in kubeadm's v1beta4 lists, kind merges by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import embedded
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import value_at
from numaconf.kubelet import tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.patch import merge_patch
from numaconf.named import NamedTuple
from numaconf.targets.kubeadm import json_patch
from numaconf.targets.kubeadm.arguments import Extra, Misfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.effective import Lost
    from numaconf.kubelet.tree import Node

MERGE, JSON = "kubeadmConfigPatches", "kubeadmConfigPatchesJSON6902"
ARGUMENTS = ("nodeRegistration", "kubeletExtraArgs")


class Patch(NamedTuple):
    """One patch document. `value`: a map, or the operations of a JSON patch. `origin`: its root."""

    kind: str
    api_version: str
    value: Any
    origin: Origin
    json: bool = False

    def matches(self, kind: str, api_version: str) -> bool:
        """Whether kind applies it to a document of the template."""
        return self.kind == kind and self.api_version in {"", api_version}


class Refused(Exception):
    """kind exits at a patch. `at`: its place, or `unreadable`, where it is not YAML."""

    def __init__(self, message: str, at: Origin | None = None, unreadable: Unreadable | None = None) -> None:
        super().__init__(message)
        self.message, self.at, self.unreadable = message, at, unreadable


def of(source: Source, node: Route) -> Iterator[Patch]:
    """The patches of the cluster (`node` empty) or of a node, in the order of their application. Raises Refused."""
    holder = value_at(source.document.value, node)
    holder = holder if isinstance(holder, dict) else {}
    for at, _ in enumerate(holder.get(MERGE) or ()):
        for one in embedded.objects(source, (*node, MERGE, at)):
            if isinstance(one, Unreadable):
                raise Refused(f"this patch is not YAML, and kind exits: {one.message}", unreadable=one)
            yield from _merge(one)
    for at, one in enumerate(holder.get(JSON) or ()):
        route = (*node, JSON, at, "patch")
        held = embedded.objects(source, route)
        if not held or isinstance(held[0], Unreadable):
            raise Refused("this JSON patch is not YAML, and kind exits", Origin("document", source, route))
        group, version = str(one.get("group") or ""), str(one.get("version") or "")
        api = f"{group}/{version}" if group else version
        yield Patch(str(one.get("kind") or ""), api, held[0].document.value, Origin("document", held[0]), json=True)


def _merge(source: Source) -> Iterator[Patch]:
    value = source.document.value
    if value is None:
        return
    if not isinstance(value, dict):
        raise Refused("a patch is a map, and kind exits at anything else", Origin("document", source))
    kind, api = value.get("kind"), value.get("apiVersion")
    if not isinstance(kind, str | None) or not isinstance(api, str | None):
        at = "kind" if not isinstance(kind, str | None) else "apiVersion"
        raise Refused(f"{at} is not a string, and kind exits", Origin("document", source, (at,)))
    yield Patch(kind or "", api or "", value, Origin("document", source))


def apply(root: Node, patch: Patch, lost: list[Lost]) -> None:
    """Lay a patch over a document, in place. Raises Refused."""
    if not patch.json:
        bare = {key: value for key, value in patch.value.items() if key not in {"kind", "apiVersion", "metadata"}}
        merge_patch(root, bare, patch.origin, lost)
        return
    try:
        json_patch.apply(root, patch.value, patch.origin, strict=True)
    except json_patch.Refused as error:
        at = tree.child(patch.origin, error.index) if error.index >= 0 else patch.origin
        raise Refused(f"kind cannot apply this JSON patch, and exits: {error.message}", at) from None


def arguments(patches: list[Patch], *, as_list: bool) -> tuple[Extra, tuple[Patch, ...], bool]:
    """The kubelet's arguments that patches of one document come to; the patches whose arguments vanish; and whether a
    JSON patch changes them in a way that is not followed.
    """
    held: dict[str, tuple[str, Origin]] = {}
    misfits: list[Misfit] = []
    vanished: list[Patch] = []
    unknown = False
    for patch in patches:
        if patch.json:
            unknown |= any("nodeRegistration" in str(one.get("path")) for one in patch.value if isinstance(one, dict))
            continue
        value = value_at(patch.value, ARGUMENTS)
        origin = patch.origin._replace(route=(*patch.origin.route, *ARGUMENTS))
        if value is None:
            continue
        if isinstance(value, list) and not as_list:
            misfits.append(Misfit(origin, "a map of strings, as kubeadm.k8s.io/v1beta3 has it"))
        elif isinstance(value, dict) and as_list and patch.api_version:
            vanished.append(patch)
        elif isinstance(value, dict | list):
            for name, text, at in _items(value, origin):
                if text is None:
                    held.pop(name, None)
                elif isinstance(text, str):
                    held[name] = text, at
                else:
                    misfits.append(Misfit(at, "a string"))
    return Extra(tuple((name, *one) for name, one in held.items()), tuple(misfits)), tuple(vanished), unknown


def _items(value: Any, origin: Origin) -> Iterator[tuple[str, Any, Origin]]:
    if isinstance(value, dict):
        for name, text in value.items():
            yield name, text, tree.child(origin, name)
        return
    for at, one in enumerate(value):
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            here = tree.child(origin, at)
            yield one["name"], one.get("value"), tree.child(here, "value") if "value" in one else here
