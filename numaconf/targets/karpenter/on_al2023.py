"""AL2023: the user's parts, then Karpenter's NodeConfig, which wins key by key."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source, Span
from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets import boot
from numaconf.targets.al2023 import al2_ways, merge, nodeconfig, parts, reader
from numaconf.targets.eks import userdata as user_data
from numaconf.targets.karpenter import userdata
from numaconf.targets.karpenter.case import canonical, finish, overridden, refused
from numaconf.targets.karpenter.nodeclass import OPEN
from numaconf.targets.karpenter.userdata import NODE_CONFIG, Entry, Taken
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.targets.al2023.merge import Merged
    from numaconf.targets.karpenter.case import Case

_CONFIG = ("spec", "kubelet", "config")
_LOOKS = re.compile(r"^[^\S\n]*(?:kind:\s*['\"]?NodeConf|apiVersion:\s*['\"]?node\.eks)", re.MULTILINE)
_HEADER = re.compile(r"^(?:MIME-Version:|Content-Type:\s*multipart/)", re.MULTILINE | re.IGNORECASE)


def read(case: Case) -> Reading:
    """What a node of that class makes of it."""
    text = userdata.text(case.source)
    taken = Taken() if text is None else userdata.on_al2023(text)
    if taken.refusal:
        return refused(taken, case)
    findings = [] if text is None else [*user_data.too_large(text), *mistaken(text, taken)]
    if any(one.code == "NC614" and one.severity == "will-not-start" for one in findings):
        return finish(case, Reading(None), findings)
    found = [parts.find(one.source) for one in taken.entries if one.media_type == NODE_CONFIG]
    findings += (finding for one in found for finding in one.findings)
    findings += _beside(taken)
    if any(one.refused for one in found):
        return finish(case, Reading(None), findings)
    configs = [source for one in found for source in one.configs]
    own = _Own(case)
    merged = own.placed(merge.merge([*configs, own.source]))
    findings += _overridden(own, configs)
    reading = reader.effective(merged, case.kubernetes, case.machine)
    scripts = (one for one in taken.entries if one.media_type == user_data.SHELL)
    pools = tuple(pool for one in scripts for pool in boot.pools(one.text))
    ways = (al2_ways.find(one.source) for one in taken.entries if one.media_type != NODE_CONFIG)
    unread = tuple(why for one in ways for why in one.unread)
    return finish(case, reading._replace(hugepages=pools, unread=unread), findings)


class _Own:
    """Karpenter's NodeConfig, as a document of which no word is in the file."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.config = _kubelet(case)
        self.config["registerWithTaints"] = case.registered_taints()
        pods = case.max_pods()
        self.pods = pods[1] if pods else None
        if pods:
            self.config["maxPods"] = pods[0]
        labels = ",".join(f"{key}={value}" for key, value in case.node_labels().items())
        kubelet = {"config": self.config, "flags": [f'--node-labels="{labels}"'] if labels else []}
        cluster = dict.fromkeys(("name", "apiServerEndpoint", "certificateAuthority", "cidr"), "Karpenter's")
        value = {
            "apiVersion": nodeconfig.API_VERSION,
            "kind": nodeconfig.KIND,
            "spec": {"cluster": cluster, "kubelet": kubelet},
        }
        self.source = Source(case.source.path, _Unwritten(value))

    def origin(self, route: Route) -> Origin:
        """Where a value of this NodeConfig comes from in the user's file."""
        if route[:3] != _CONFIG or len(route) == 3:
            return Origin("platform-default", note="Karpenter writes it from the NodePool's labels")
        if route[3] == "registerWithTaints":
            return Origin("platform-default", note="Karpenter writes it from the NodePool's taints")
        if route[3] == "maxPods" and self.pods is not None:
            return self.pods
        return self.case.origin("kubelet", *route[3:])

    def placed(self, merged: Merged) -> Merged:
        """The merged NodeConfigs with places in the user's file, without what Karpenter sets to something unknown."""
        origins = {
            route: self.origin(origin.route) if origin.source is self.source else origin
            for route, origin in merged.origins.items()
        }
        flags = tuple(
            (flag, self.origin(origin.route) if origin.source is self.source else origin)
            for flag, origin in merged.flags
        )
        for key in self.unknown():
            merged.config.pop(key, None)
        return merged._replace(origins=origins, flags=flags)

    def unknown(self) -> Iterator[str]:
        """Fields that Karpenter sets to values that only the cluster or the machine tells."""
        if "maxPods" not in self.config:
            yield "maxPods"
        if not self.config.get("clusterDNS"):
            yield "clusterDNS"


class _Unwritten:
    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    def span(self, route: Route, *, key: bool = False) -> Span:  # noqa: ARG002  places are never asked for
        return Span(1, 1, 1, 1)


def _kubelet(case: Case) -> dict[str, Any]:
    """`spec.kubelet` as Karpenter writes it: below 1.15.0 by way of a Go struct, then as it is."""
    if case.karpenter >= OPEN:
        return dict(case.kubelet)
    kubelet = {key: value for key, value in case.kubelet.items() if value not in ({}, [])}
    grace = kubelet.get("evictionSoftGracePeriod")
    if grace:
        kubelet["evictionSoftGracePeriod"] = {key: canonical(value) for key, value in grace.items()}
    return kubelet


def _overridden(own: _Own, configs: Sequence[Source]) -> Iterator[Finding]:
    """Values of the user's NodeConfigs that Karpenter's replaces."""
    lost = {"clusterDNS": "the address of the cluster's DNS service"} if not own.config.get("clusterDNS") else {}
    if "maxPods" not in own.config:
        lost["maxPods"] = "the limit of the type's network interfaces"
    for source in configs:
        config = nodeconfig.kubelet(source.document.value).get("config")
        if not isinstance(config, dict):
            continue
        for key, instead in lost.items():
            if key in config:
                yield overridden(key, instead, Origin("document", source, (*_CONFIG, key)))
        for route, value, other in _clashes(config, own.config, ()):
            origin = Origin("document", source, (*_CONFIG, *route))
            if route[0] == "registerWithTaints":
                yield BY_CODE["NC615"].finding(
                    "Karpenter sets registerWithTaints from the NodePool's taints, whatever the user data says: write "
                    "them into the NodePool",
                    origin,
                    key=True,
                )
            elif value != other:
                yield overridden(".".join(map(str, route)), other, origin)


def _clashes(user: dict[str, Any], own: dict[str, Any], at: Route) -> Iterator[tuple[Route, Any, Any]]:
    for key, value in user.items():
        if key not in own:
            continue
        if isinstance(value, dict) and isinstance(own[key], dict):
            yield from _clashes(value, own[key], (*at, key))
        else:
            yield (*at, key), value, own[key]


def mistaken(text: Source, taken: Taken) -> Iterator[Finding]:
    """User data that is taken for something that it is not, and lines that tear the merged document."""
    rule, here = BY_CODE["NC614"], Origin("document", text)
    if taken.cut is not None:
        yield rule.finding(
            "the boundary does not appear again: Karpenter takes this for the end, and silently drops what follows",
            Origin("document", taken.cut),
            severity="no-effect",
        )
    torn = next((one for one in taken.entries if one.closes), None)
    if torn is not None:
        lost = _own_part_is_lost(taken)
        yield rule.finding(
            "a line of it begins with --//, which ends the document that Karpenter makes: "
            + ("Karpenter's own part is lost, and no node joins" if lost else "what follows is another part"),
            Origin("document", torn.source),
            says=Says("nodeadm", "Name is missing in cluster configuration") if lost else None,
            severity=None if lost else "no-effect",
        )
    if taken.mime or not taken.entries or torn is not None:
        return
    (entry,) = taken.entries
    meant = _meant(entry.text)
    if entry.media_type == NODE_CONFIG and meant != A_NODE_CONFIG:
        yield rule.finding(
            f"Karpenter takes {meant or 'this text'} for a NodeConfig here, and nodeadm refuses all user data with it: "
            "put it into a part of a MIME document",
            here,
            says=Says("nodeadm", "failed to decode node config, Object 'Kind' is missing in '…'"),
        )
    elif entry.media_type != NODE_CONFIG and meant:
        why = "MIME must begin with its header" if meant == A_MIME_DOCUMENT else "put it into a part of a MIME document"
        yield rule.finding(
            f"Karpenter takes {meant} for a script here, and nothing of it counts: {why}", here, severity="no-effect"
        )


A_MIME_DOCUMENT, A_NODE_CONFIG = "a MIME document", "a NodeConfig"


def _meant(text: str) -> str:
    """What a text that is not a MIME document to Karpenter was meant to be, or nothing."""
    if _HEADER.search(text):
        return A_MIME_DOCUMENT
    if text.lstrip().startswith("#cloud-config"):
        return "cloud-init's configuration"
    return A_NODE_CONFIG if _LOOKS.search(text) else ""


def _own_part_is_lost(taken: Taken) -> bool:
    """Whether the reader of the merged document still finds the last part."""
    from numaconf.documents import mime

    last = Entry(NODE_CONFIG, "# the last part\n", taken.entries[0].source)
    message = mime.parse(userdata.merged(taken.entries, last))
    return bool(message.error) or not any(part.body.startswith("# the last part") for part in message.parts)


@lru_cache(16)
def _beside(taken: Taken) -> tuple[Finding, ...]:
    """What is wrong with parts that are not a NodeConfig. Looked at once, so that the places stay the same ones."""
    return tuple(_of_scripts(taken))


def _of_scripts(taken: Taken) -> Iterator[Finding]:
    for one in taken.entries:
        here = Origin("document", one.source)
        if one.media_type == NODE_CONFIG:
            continue
        if taken.mime and _LOOKS.search(one.text):
            kind = one.media_type or "no type"
            yield BY_CODE["NC504"].finding(
                f"nodeadm does not read this NodeConfig in a part of {kind}: its type must be {NODE_CONFIG}", here
            )
        if one.encoded:
            yield BY_CODE["NC616"].finding(
                "Karpenter keeps only the Content-Type of a part: this script arrives as base64 text; "
                "write it as plain text",
                here,
            )
        elif one.media_type == user_data.SHELL and not one.text.isascii():
            yield BY_CODE["NC507"].finding(
                "cloud-init does not write a script with characters beyond ASCII, which Karpenter declares as us-ascii",
                here,
                says=Says("cloud-init", "Failed calling handler ShellScriptPartHandler"),
            )
        yield from al2_ways.calls(one.source)
        yield from al2_ways.find(one.source).findings
    yield from taken.outside
