"""The files of one kubelet that belong together: its unit with drop-ins, their environment files, the main file.

They are found where a node has them (`/etc/systemd/system/kubelet.service.d`, `/etc/default/kubelet`,
`/var/lib/kubelet`), on this machine or below a folder into which a node's files were copied, and side by side in one
folder, where the names that the unit gives tell which belong to it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.documents import reading
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.reading import absolute
from numaconf.documents.source import Source
from numaconf.files import once
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import TypeVar

    from numaconf.targets.kubelet.units import File
    from numaconf.targets.subject import Subject

    Found = TypeVar("Found")

UNITS = ("etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
"""Folders of units below a root, strongest first."""

_INSIDE = tuple(
    f"/{folder}/" for folder in ("var/lib/kubelet", "etc/kubernetes", "etc/default", "etc/sysconfig", *UNITS)
)
"""A path with one of these is a node's, below the root before it."""

KUBEADM = b"""\
[Service]
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
"""
"""What of `10-kubeadm.conf` of the kubeadm packages is about the kubelet's configuration (kubernetes/release,
cmd/krel/templates); it stands in for the unit where `kubeadm-flags.env` is all that is there.
"""


class Group(NamedTuple):
    """What one kubelet is started with. `texts`: unit, drop-ins of it, environment files, in systemd's order. `main`:
    the path of its configuration file, or None where it has none; `main_missing`: it has one, which is not here.
    `folder`: that of its drop-ins, which `--config-dir` names; "" without one, or where it is not here.
    """

    texts: tuple[Source, ...]
    main: str | None = None
    main_missing: bool = False
    folder: str = ""

    def holds(self, path: str) -> bool:
        """Whether a file belongs to it."""
        if path == self.main or (self.main and self.is_dropin(path)):
            return True
        return any(path == os.path.abspath(text.path) for text in self.texts if text.path)

    def is_dropin(self, path: str) -> bool:
        """Whether a file stands in the folder of its drop-ins."""
        return bool(self.folder) and path.startswith(self.folder + os.sep)


def of(path: str, own: Source | None = None) -> Group | None:
    """The group that a file on disk belongs to (`own`: its source, if it is one of the texts)."""
    if not _may_be_named(reading.folder(path)) or not os.path.isfile(path):
        return None
    path = absolute(path)
    root = next((path[: path.index(inside)] for inside in _INSIDE if inside in path), None)
    group = _in_tree(root, path, own) if root is not None else None
    folder = os.path.dirname(path)
    # The unit may stand beside the folder that it names, and so may a script.
    folders = (folder, os.path.dirname(folder))
    group = group or next((one for at in folders if (one := _in_folder(at, path, own))), None)
    return group or next((one for at in folders if (one := _by_script(at, path, own))), None)


@once.of_folder
def _may_be_named(folder: str) -> bool:
    """Whether there is a unit or a script where one could name a file of this folder, which is seldom."""
    folder = absolute(folder)
    inner = os.path.join(folder, "")
    around = (folder, os.path.dirname(folder))
    return any(inside in inner for inside in _INSIDE) or any(
        _units_in_folder(at) or _held(_scripts, at) for at in around
    )


def _in_tree(root: str, path: str, own: Source | None) -> Group | None:
    """The group of a node's files below a root."""

    def find(name: str) -> str | None:
        there = root + name
        return there if os.path.exists(there) else None

    units = _units_in_tree(root)
    if not units and os.path.isfile(f"{root}/var/lib/kubelet/kubeadm-flags.env"):
        return _group([None], find, path, own)
    return _group(units, find, path, own) if units else None


def _units_in_tree(root: str) -> list[str | None]:
    folders = [f"{root}/{folder}" for folder in UNITS]
    unit = next((one for folder in folders if os.path.isfile(one := f"{folder}/kubelet.service")), None)
    dropins: dict[str, str] = {}
    for folder in reversed(folders):
        inner = f"{folder}/kubelet.service.d"
        dropins |= {name: f"{inner}/{name}" for name in _names(inner) if name.endswith(".conf")}
    return [*([unit] if unit else []), *(dropins[name] for name in sorted(dropins))]


def _in_folder(folder: str, path: str, own: Source | None) -> Group | None:
    """The group of files side by side; of two units in one folder nobody knows which is the kubelet's."""
    units = _units_in_folder(folder)
    if not units:
        return None
    names = _names(folder)

    def find(name: str) -> str | None:
        base = os.path.basename(name)
        return os.path.join(folder, base) if base in names else None

    return _group(units, find, path, own)


def _by_script(folder: str, path: str, own: Source | None) -> Group | None:
    """The group of a script that starts the kubelet, side by side with the files that it names; of two such scripts in
    one folder nothing tells which counts.
    """
    scripts = _held(_scripts, folder)
    if len(scripts) != 1:
        return None
    from numaconf.kubelet import flags, version
    from numaconf.targets.kubelet import command

    text = own if own is not None and scripts[0] == path else _text(scripts[0])
    line = command.last(text) if text is not None else None
    if text is None or line is None or not line.whole:
        return None
    parsed = flags.parse(line.arguments, version.ALL[-1])
    named = {
        name: os.path.join(folder, os.path.basename((given.value or "").rstrip("/")))
        for name in ("config", "config-dir")
        if (given := parsed.last(name)) is not None and given.value
    }
    main, dropins = named.get("config", ""), named.get("config-dir", "")
    if not os.path.isfile(main):
        return None
    group = Group((text,), main, folder=dropins if os.path.isdir(dropins) else "")
    return group if group.holds(path) else None


@lru_cache(64)
def _scripts(folder: str, changed: int) -> tuple[str, ...]:  # noqa: ARG001  a changed folder is listed anew
    """The shell scripts of a folder that name a kubelet's configuration."""
    paths = (os.path.join(folder, name) for name in _names(folder) if name.endswith((".sh", ".bash")))
    texts = ((path, text.document.value) for path in paths if (text := _text(path)))
    return tuple(path for path, text in texts if "kubelet" in text and "--config" in text)


def _held(look: Callable[[str, int], Found], folder: str) -> Found | tuple[()]:
    """What is found in a folder, which is looked through again when it changed; nothing where it cannot be listed."""
    try:
        return look(folder, os.stat(folder).st_mtime_ns)
    except (OSError, ValueError):  # ValueError: a name with a NUL
        return ()


def _units_in_folder(folder: str) -> tuple[str | None, ...]:
    """The unit of a folder and its drop-ins; kubeadm's own (None) beside its other files; else nothing."""
    return _held(_found, folder)


@lru_cache(64)
def _found(folder: str, changed: int) -> tuple[str | None, ...]:
    names = _listed(folder, changed)
    services = [name for name in names if name.endswith(".service")]
    dropins = [name for name in names if name.endswith(".conf") and "kubeadm" in name]
    inner = os.path.join(folder, "kubelet.service.d")
    units = [os.path.join(folder, name) for name in (*services, *dropins)]
    if "kubelet.service.d" in names:
        units += [os.path.join(inner, name) for name in sorted(_names(inner)) if name.endswith(".conf")]
    if len(services) > 1:
        return ()
    if not units and "kubeadm-flags.env" in names and "config.yaml" in names:
        return (None,)
    return tuple(units)


def _group(
    units: Sequence[str | None], find: Callable[[str], str | None], path: str, own: Source | None
) -> Group | None:
    """The group of units (None: kubeadm's own), if the file at `path` is one of it."""
    from numaconf.kubelet import flags, version
    from numaconf.targets.kubelet import command
    from numaconf.targets.kubelet.units import environment_files, is_unit

    def text(at: str | None) -> Source | None:
        if at is None:
            return Source("", PlainDocument(KUBEADM))
        return own if own is not None and at == path else _text(at)

    own_units = [one for unit in units if (one := text(unit)) is not None and is_unit(one.document.value)]
    files = list(_environment(environment_files(own_units), find, text))
    if not own_units or None in files:
        return None
    texts = (*own_units, *(one for one in files if one is not None))
    line = command.joined(texts)
    if line is None:
        return None
    parsed = flags.parse(line.arguments, version.ALL[-1])
    config, dropins = parsed.last("config"), parsed.last("config-dir")
    if config is None or config.value is None:
        group = Group(texts)
    else:
        main = find(config.value)
        folder = find(dropins.value.rstrip("/")) if dropins is not None and dropins.value else None
        group = Group(texts, main, main_missing=main is None, folder=folder or "")
    return group if group.holds(path) and (len(texts) > 1 or group.main) else None


def _environment(
    named: Sequence[File], find: Callable[[str], str | None], text: Callable[[str], Source | None]
) -> Iterator[Source | None]:
    """The environment files that are there; None for one that has to be there and is not."""
    for file in named:
        at = find(file.path)
        found = text(at) if at else None
        if found is not None or not file.optional:
            yield found


def is_read_as_dropin(path: str) -> bool:
    """Whether a file ending in `.conf` is in the folder `X.d` beside a main file `X`: all that is there is read."""
    if not path.endswith(".conf"):
        return False
    folder = os.path.dirname(os.path.abspath(path))
    return folder.endswith(".d") and _is_of_main(folder)


@lru_cache(64)
def _is_of_main(folder: str) -> bool:
    main = folder.removesuffix(".d")
    source = _text(main) if os.path.isfile(main) else None
    return source is not None and "KubeletConfiguration" in source.document.value


def in_role(path: str, subjects: list[Subject]) -> list[Subject]:
    """Subjects of a file, a drop-in as one where a unit's command line names its folder."""
    for one in subjects:
        if one.kind == "kubelet" and one.sources and one.sources[0].outer is None:
            break
    else:
        return subjects
    group = of(path)
    if group is None or not group.is_dropin(absolute(path)):
        return subjects
    return [_as_dropin(one) if one.kind == "kubelet" else one for one in subjects]


def _as_dropin(subject: Subject) -> Subject:
    sources = tuple(
        Source(one.path, one.document, one.index, whole=True, passed_over="" if _is_conf(one) else one.path)
        if one.outer is None
        else one
        for one in subject.sources
    )
    return subject._replace(kind="kubelet-dropin", sources=sources)


def _is_conf(source: Source) -> bool:
    return source.path.endswith(".conf")


def _text(path: str) -> Source | None:
    try:
        return Source(path, PlainDocument(reading.read(path)))
    except (OSError, ValueError, Unreadable):
        return None


def _names(folder: str) -> Collection[str]:
    return _held(_listed, folder)


@lru_cache(64)
def _listed(folder: str, changed: int) -> dict[str, None]:  # noqa: ARG001  a changed folder is listed anew
    """The names in a folder, in order, and quickly found."""
    return dict.fromkeys(sorted(os.listdir(folder)))
