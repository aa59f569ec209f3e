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
    "/etc/kubernetes/kubelet.yaml",
)  # fmt: skip
"""Where kubeadm, AL2023, AL2, Bottlerocket and others have it, tried where no process tells."""

_PROGRAMS = frozenset({"kubelet", "hyperkube", "k3s", "rke2", "k0s", "microshift", "snap.kubelet"})


class Kubelet(NamedTuple):
    """`pid` None: no process of it can be seen. `arguments`: the words behind the program; of a program that has the
    kubelet inside (`embedded`) they are not the kubelet's own.
    """

    pid: int | None = None
    arguments: tuple[str, ...] = ()
    embedded: str = ""
    root_dir: str = ROOT_DIR
    config: str | None = None
    config_dir: str | None = None


def find(tree: Tree) -> Kubelet:
    """The kubelet's process, or where its files usually are."""
    for pid in tasks.pids(tree):
        text = tree.text("proc", str(pid), "cmdline")
        words = (text or "").split("\0")
        program = os.path.basename(words[0]) if words else ""
        if program not in _PROGRAMS:
            continue
        if program == "hyperkube" and "kubelet" in words[1:2]:
            words = words[1:]
        elif program != "kubelet":
            return _without_process(tree)._replace(pid=pid, embedded=program)
        return _of_words(pid, tuple(words[1:]))
    return _without_process(tree)


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
    return Kubelet(config=config)


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
