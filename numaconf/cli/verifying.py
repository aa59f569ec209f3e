"""`numaconf verify` from its options to the exit status. Imports the standard library alone: it is also the program of
the one-file form that runs on a node's own Python.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from numaconf.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.observe.configz import Asked as Configz
    from numaconf.verbs.verify.model import Asked

KUBECTL = (
    "From a debug pod: kubectl debug node/NODE -i --profile=sysadmin --image=python:3-slim -- sh -c 'cat >/tmp/v.pyz; "
    "python3 /tmp/v.pyz --root /host' < numaconf-verify.pyz"
)

CONFIGZ = (
    "What the kubelet reports: a file with what kubectl get --raw /api/v1/nodes/NODE/proxy/configz prints, - "
    "for standard input, or an address, https://127.0.0.1:10250"
)
BEARER = "The token for that address. Default: that of the pod's service account, if there is one."
CERTIFICATE = "The certificate to expect there. Default: the kubelet's own, below its folder."


def run(
    *,
    root: str = "/",
    pod: str | None = None,
    pid: int | None = None,
    itself: bool = False,
    form: str = "text",
    kubernetes_version: str | None = None,
    asked: Asked | None = None,
    configz: str | None = None,
    token_file: str | None = None,
    certificate: str | None = None,
    **_: Any,
) -> int:
    """Verify, and tell. Raises CannotDo for wrong options and for a root, a pod or a process that is not there."""
    from numaconf.errors import CannotDo
    from numaconf.kubelet.version import kubernetes, stands_in
    from numaconf.reports import verify as report
    from numaconf.verbs.verify import verify

    if sum((pod is not None, pid is not None, itself)) > 1:
        raise CannotDo("--pod, --pid and --self exclude each other", remedy="give one of them")
    try:
        version = kubernetes(kubernetes_version) if kubernetes_version else None
    except ValueError as error:
        raise CannotDo(str(error)) from None
    word = None if configz is None else _word(configz, token_file, certificate)
    for newer in (asked and asked.newer) or filter(None, [stands_in(version)]):
        terminal.note(f"numaconf: {newer}")
    found = verify(root, asked=asked, version=version, pod=pod, pid=pid, itself=itself, configz=word)
    if form == "json":
        import json

        terminal.result(json.dumps(report.data(found), indent=2) + "\n")
    else:
        terminal.result(report.text(found, terminal.width(120)))
    if found.exit_status == 2:
        terminal.error(f"numaconf: nothing could be checked below {root}")
    return found.exit_status


def _word(source: str, token_file: str | None, certificate: str | None) -> Configz:
    """Where the kubelet's own word comes from. Raises CannotDo for a file that cannot be read."""
    from numaconf.documents import reading
    from numaconf.observe import configz

    for path in (token_file, certificate):
        if path is not None:
            reading.contents(path)
    if configz.is_address(source):
        return configz.Asked(source, None, token_file, certificate)
    if source == "-":
        return configz.Asked(reading.STREAM, reading.standard_input())
    return configz.Asked(source, reading.contents(source))


def alone(arguments: Sequence[str]) -> int:
    """The program of the one-file form."""
    import argparse

    parser = argparse.ArgumentParser(
        "numaconf verify", description="Prove on a node, and in a pod, that NUMA alignment works.", epilog=KUBECTL
    )
    parser.add_argument("file", nargs="?", help="what was asked for: a KubeletConfiguration (YAML or JSON)")
    parser.add_argument("--root", default="/", metavar="DIR", help="a copied tree, or /host in a debug pod")
    parser.add_argument("--pod", metavar="NAME", help="only a pod of this node")
    parser.add_argument("--pid", type=int, metavar="N", help="only the container of a process")
    parser.add_argument("--self", dest="itself", action="store_true", help="the container that this runs in")
    parser.add_argument("--kubernetes-version", metavar="V", help="Kubernetes version: 1.34 or 1.34.2")
    parser.add_argument("--configz", metavar="SOURCE", help=CONFIGZ)
    parser.add_argument("--token-file", metavar="F", help=BEARER)
    parser.add_argument("--certificate", metavar="F", help=CERTIFICATE)
    parser.add_argument("--format", dest="form", choices=["text", "json"], default="text", help="output format")
    options = vars(parser.parse_args([one for one in arguments if one != "verify"]))
    file = options.pop("file")
    asked = None
    if file is not None:
        from numaconf.verbs.verify.asked_alone import asked as read_asked

        asked = read_asked(file, options["kubernetes_version"])
    return run(asked=asked, **options)


def main() -> None:
    """Run the one-file form, and leave with its exit status."""
    from numaconf.cli.main import guarded

    sys.exit(guarded(alone, sys.argv[1:]))
