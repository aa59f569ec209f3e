"""`kubeletExtraArgs`: the kubelet's flags of a node that kubeadm starts.

A map of strings up to v1beta3, a list of `{name, value}` from v1beta4 on. kubeadm writes them into
/var/lib/kubelet/kubeadm-flags.env, and systemd splits them at blanks.

Source: kubernetes `cmd/kubeadm/app/apis/kubeadm/v1beta3`, `v1beta4`, `app/phases/kubelet/flags.go`; Cluster API
`api/bootstrap/kubeadm`, whose v1beta2 has the list, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import systemd
from numaconf.kubelet import tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flags import Argument
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source


class Misfit(NamedTuple):
    """Extra arguments of a type that is refused: their place, and what is wanted there."""

    origin: Origin
    wanted: str


class Extra(NamedTuple):
    """The flags of a node, in the order in which the kubelet gets them, and what cannot be read."""

    pairs: tuple[tuple[str, str, Origin], ...] = ()
    misfits: tuple[Misfit, ...] = ()

    def words(self) -> list[Argument]:
        """The kubelet's words."""
        return [word for name, value, origin in self.pairs for word in _words(name, value, origin)]


def read(source: Source, route: Route, value: Any, *, as_list: bool) -> Extra:
    """The arguments that are at a route."""
    if value is None:
        return Extra()
    whole = Origin("document", source, route)
    pairs: list[tuple[str, str, Origin]] = []
    misfits: list[Misfit] = []
    if as_list:
        if not isinstance(value, list):
            return Extra(misfits=(Misfit(whole, "a list of {name, value}"),))
        for index, item in enumerate(value):
            here = tree.child(whole, index)
            held = item if isinstance(item, dict) else None
            name, text = (held.get("name"), held.get("value")) if held is not None else (None, None)
            if held is None or not isinstance(name, str | None) or not isinstance(text, str | None):
                at = here if held is None else tree.child(here, "value" if isinstance(name, str | None) else "name")
                misfits.append(Misfit(at, "an item {name, value}" if held is None else "a string"))
            elif not name:
                misfits.append(Misfit(here, "a name"))
            else:
                pairs.append((name, text or "", tree.child(here, "value") if "value" in held else here))
        return Extra(tuple(pairs), tuple(misfits))
    if not isinstance(value, dict):
        return Extra(misfits=(Misfit(whole, "a map of strings"),))
    for name in sorted(value):
        text = value[name]
        if isinstance(text, str) or text is None:
            pairs.append((name, text or "", tree.child(whole, name)))
        else:
            misfits.append(Misfit(tree.child(whole, name), "a string"))
    return Extra(tuple(pairs), tuple(misfits))


def _words(name: str, value: str, origin: Origin) -> Iterator[Argument]:
    text = f"--{name}={value}"
    if not any(char.isspace() or char in "\"'\\" for char in text):
        yield Argument(text, origin, text)
        return
    for item in systemd.split(text):
        yield Argument(item.text, origin, item.text)
