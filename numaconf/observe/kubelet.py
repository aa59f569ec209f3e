"""The kubelet of a host: its process, its command line, and the files that it reads."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple
from numaconf.observe import tasks

if TYPE_CHECKING:
    from numaconf.machine.tree import Tree

ROOT_DIR = "/var/lib/kubelet"
CONFIGS = (
    "/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet/config.json",
    "/etc/kubernetes/kubelet/kubelet-config.json",
    "/etc/kubernetes/kubelet-config.yaml", "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/kubelet/config",
    "/etc/kubernetes/kubelet.yaml", "/var/lib/kubelet/kubelet.conf", "/var/lib/k0s/kubelet-config.yaml",
)  # fmt: skip
"""Where kubeadm, AL2023, AL2, Bottlerocket, OpenShift, Talos, kops, k0s and others have it, tried where no process
tells."""
_DROPINS = ("/etc/kubernetes/kubelet.conf.d", "/etc/openshift/kubelet.conf.d")
"""Where drop-ins are, if not in the folder of the file's name and `.d` (AL2023: config.json.d)."""
_NODEADM = "/etc/kubernetes/kubelet/config.json.d"
_ROOT_DIRS = {"/var/lib/k0s/kubelet-config.yaml": "/var/lib/k0s/kubelet"}
"""The root folder that goes with such a file, where it is not the usual one."""

_PROGRAMS = frozenset({"kubelet", "hyperkube", "kubelite", "k3s", "rke2", "microshift", "snap.kubelet"})
"""What runs a kubelet: by itself, or inside of it (RKE2 and k0s start one of its own)."""
_OWN_ARGUMENTS = frozenset({"kubelet", "snap.kubelet", "hyperkube", "kubelite"})


class Kubelet(NamedTuple):
    """`pid` None: no process of it can be seen. `arguments`: the words after the program; of a program that has the
    kubelet inside (`embedded`) they are that program's.
    """

    pid: int | None = None
    arguments: tuple[str, ...] = ()
    embedded: str = ""
    root_dir: str = ROOT_DIR
    config: str | None = None
    config_dir: str | None = None


def find(tree: Tree) -> Kubelet:
    """The kubelet's process, or where its files usually are. What runs in a pod is not the node's, and a process of
    root is believed before one of anybody else, who may call a program as he likes; a kubelet before what has one
    inside.
    """
    found: list[tuple[bool, bool, int, str, list[str]]] = []
    for pid in tasks.pids(tree):
        program, words = _command(tree.text("proc", str(pid), "cmdline") or "")
        if program in _PROGRAMS and not tasks.owner(tree, pid).pod:
            found.append((not tasks.is_of_root(tree, pid), program not in _OWN_ARGUMENTS, pid, program, words))
    for _, embeds, pid, program, words in sorted(found):
        if program == "hyperkube" and words[:1] != ["kubelet"]:
            continue
        if embeds:
            return Kubelet(pid, tuple(words), program)
        own = _of_file(tree, words) if program == "kubelite" else words[1:] if program == "hyperkube" else words
        return _of_words(pid, tuple(own))
    return _without_process(tree)


def _command(line: str) -> tuple[str, list[str]]:
    """The program of a command line and the words after it. k3s writes its title over its words, as one: `/usr/local/
    bin/k3s server`.
    """
    first, *words = line.split("\0")
    name, *more = first.split(" ") if " " in first and not words else [first]
    return os.path.basename(name), [*more, *words]


def _of_file(tree: Tree, words: list[str]) -> list[str]:
    """The kubelet's words of MicroK8s: a line each in a file that its own words name."""
    path = next((word.partition("=")[2] for word in words if word.startswith("--kubelet-args-file=")), "")
    text = tree.text(path.lstrip("/")) if path.startswith("/") else None
    data = os.path.dirname(os.path.dirname(path))
    common = os.path.join(os.path.dirname(data), "common")
    names = {"${SNAP_DATA}": data, "$SNAP_DATA": data, "${SNAP_COMMON}": common, "$SNAP_COMMON": common}
    lines = [line.strip() for line in (text or "").splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    for name, value in names.items():
        found = [line.replace(name, value) for line in found]
    return found


def _of_words(pid: int, words: tuple[str, ...]) -> Kubelet:
    def last(name: str) -> str | None:
        value = None
        for index, word in enumerate(words):
            for dashes in (f"--{name}", f"-{name}"):
                if word.startswith(f"{dashes}="):
                    value = word.partition("=")[2]
                elif word == dashes and index + 1 < len(words):
                    value = words[index + 1]
        return value

    return Kubelet(pid, words, "", last("root-dir") or ROOT_DIR, last("config") or None, last("config-dir") or None)


def _without_process(tree: Tree) -> Kubelet:
    config = next((path for path in CONFIGS if tree.text(path.lstrip("/")) is not None), None)
    if config is None:
        return Kubelet()
    folder = next((one for one in (f"{config}.d", *_DROPINS) if tree.entries(one.lstrip("/")) is not None), None)
    if folder == _NODEADM and not any(one.endswith("nodeadm.conf") for one in tree.entries(folder.lstrip("/")) or ()):
        folder = None  # nodeadm only names the folder where it wrote a file into it
    return Kubelet(config=config, config_dir=folder, root_dir=_ROOT_DIRS.get(config, ROOT_DIR))


def dropins(tree: Tree, folder: str | None) -> list[str]:
    """The `*.conf` files of a drop-in folder and those below it, in the order of their paths."""
    if folder is None:
        return []
    found: list[str] = []
    waiting = [folder.rstrip("/")]
    while waiting and len(found) < 1000:
        above = waiting.pop()
        for name in tree.entries(above.lstrip("/")) or ():
            path = f"{above}/{name}"
            if name.endswith(".conf"):
                found.append(path)
            elif len(waiting) < 1000 and tree.entries(path.lstrip("/")) is not None:
                waiting.append(path)
    return sorted(found)


def changed_since_start(tree: Tree, kubelet: Kubelet, files: tuple[str, ...]) -> str | None:
    """The first of some files that was written after the kubelet had started, so that it is not in force; None where
    there is none, and where that cannot be told (of a copied tree, whose times are those of copying).
    """
    if kubelet.pid is None or not os.path.ismount(tree.path("proc")):
        return None
    fields = (tree.text("proc", str(kubelet.pid), "stat") or "").rpartition(")")[2].split()
    boot = next((line.split()[1] for line in (tree.text("proc/stat") or "").splitlines() if line[:6] == "btime "), "")
    if len(fields) < 20 or not fields[19].isdecimal() or not boot.isdecimal():
        return None
    started = int(boot) + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return next((path for path in files if _modified(tree, path) > started + _GRACE), None)


def _modified(tree: Tree, path: str) -> float:
    """When a file was last written, 0 where that cannot be seen."""
    with suppress(OSError):
        return os.stat(tree.path(path.lstrip("/"))).st_mtime
    return 0


_GRACE = 2
"""Seconds: the boot time is known to a second only."""
