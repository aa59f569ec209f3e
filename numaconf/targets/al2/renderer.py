"""From an intent to AL2 user data: the call of bootstrap.sh, or what runs before the one that EKS appends."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from numaconf import runners
from numaconf.targets import boot
from numaconf.targets.al2 import bootstrap, script
from numaconf.targets.al2.remarks import LAST
from numaconf.targets.eks import formula as eks
from numaconf.targets.eks import userdata
from numaconf.targets.kubelet.flags import Flags, flags, line
from numaconf.targets.target import Alone, Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.target import Cluster, Intent

PRIMARY, ARGUMENTS = "user-data.sh", "kubelet-extra-args.txt"
LEGACY = (
    f"Amazon Linux 2 is no longer maintained by EKS: its last image, of 2025-12, is for Kubernetes 1.{LAST}; see al2023"
)

_CALL = "give spec.cluster (and an AMI id in the launch template), so that the user data calls bootstrap.sh itself"
_LABEL = re.compile(r"[A-Za-z0-9._/-]*")
_CLUSTER = {
    "name": r"[A-Za-z0-9][A-Za-z0-9_-]*",
    "apiServerEndpoint": r"https?://[A-Za-z0-9.:/_\[\]-]+",
    "certificateAuthority": r"[A-Za-z0-9+/]+=*",
    "cidr": r"(?:[0-9.]+|[0-9a-fA-F:]+)/[0-9]+|",
}
"""What bootstrap.sh takes: it puts name and endpoint unquoted into `sed s,…,…,g`."""


def render(intent: Intent) -> Rendering:
    """`user-data.sh` and `kubelet-extra-args.txt`."""
    config = _config(intent)
    made = _flags(intent, config)
    refused = list(_refused(intent))
    if not refused:
        refused += _with_cluster(intent, made) if intent.cluster else _without(intent, config)
    if refused:
        return Rendering(refused=tuple(refused))
    text = _call(intent, made, intent.cluster) if intent.cluster else parts(intent, carried(config))
    if len(text) > userdata.LIMIT:
        why = f"the user data has {len(text)} bytes, and EC2 takes {userdata.LIMIT}"
        return Rendering(
            refused=(Inexpressible("spec", why, "shorten the profile: fewer labels, taints, hugepages or settings"),)
        )
    kind = "text/x-shellscript" if intent.cluster else "multipart/mixed"
    artifacts = (Artifact(PRIMARY, text, kind), Artifact(ARGUMENTS, line(made.arguments) + "\n"))
    return Rendering(artifacts, warnings=(LEGACY, *_beside(intent)))


def _config(intent: Intent) -> dict[str, Any]:
    """The fields to carry: taints among them, and kubeReserved whole, as far as that is known without a machine."""
    config = dict(intent.config)
    if config.get("kubeReserved"):
        config["kubeReserved"] = {"ephemeral-storage": "1Gi"} | config["kubeReserved"]
    if intent.taints:
        config["registerWithTaints"] = [*config.get("registerWithTaints", ()), *intent.taints]
    return config


def _flags(intent: Intent, config: dict[str, Any]) -> Flags:
    made = flags(config, intent.kubernetes)
    if intent.labels:
        labels = "--node-labels=" + ",".join(f"{key}={value}" for key, value in intent.labels.items())
        made = made._replace(arguments=(*made.arguments, labels))
    return made


def _refused(intent: Intent) -> Iterator[Inexpressible]:
    if intent.kubernetes.minor > LAST:
        yield Inexpressible(
            "kubernetesVersion",
            f"there is no Amazon Linux 2 image for Kubernetes {intent.kubernetes}: 1.{LAST} was the last",
            "render the target al2023",
        )
    for key, value in intent.labels.items():
        if not (_LABEL.fullmatch(key) and _LABEL.fullmatch(value)):
            yield Inexpressible(
                f"node.labels[{key}]", "this is not a label, and would not survive the way to the kubelet"
            )


def _with_cluster(intent: Intent, made: Flags) -> Iterator[Inexpressible]:
    """What neither a flag nor the configuration file can carry into the user's own call of bootstrap.sh."""
    for key in made.rest:
        if key in bootstrap.REWRITTEN:
            yield Inexpressible(
                f"kubelet.{key}", "bootstrap.sh replaces it in the file, and no flag of the kubelet can say this value"
            )
    reserved = intent.config.get("kubeReserved")
    if reserved:
        needed = {"memory"} if intent.config.get("reservedSystemCPUs") else {"cpu", "memory"}
        for key in sorted(needed - reserved.keys()):
            yield Inexpressible(
                f"kubelet.kubeReserved.{key}",
                "the flag --kube-reserved replaces the whole map, and what EKS reserves there follows from the machine",
                "name the instance type, or give the amount",
            )
    assert intent.cluster is not None
    for key, value in _values(intent.cluster).items():
        if not re.fullmatch(_CLUSTER[key], value):
            what = "bootstrap.sh needs it" if not value else f"{value!r} does not survive bootstrap.sh"
            yield Inexpressible(f"cluster.{key}", what)


def _without(intent: Intent, config: dict[str, Any]) -> Iterator[Inexpressible]:
    """What cannot be in the configuration file before EKS's own call of bootstrap.sh."""
    for key in intent.config:
        if key == "reservedSystemCPUs":
            why = (
                "without the flag bootstrap.sh names both reserved cgroups, and the kubelet refuses a list of CPUs then"
            )
            yield Inexpressible("kubelet.reservedSystemCPUs", why, _CALL)
        elif key in bootstrap.REWRITTEN and not _as_eks(intent, key, config[key]):
            yield Inexpressible(f"kubelet.{key}", "bootstrap.sh, which EKS calls, replaces it in the file", _CALL)
    for label in intent.labels:
        yield Inexpressible(f"node.labels[{label}]", "EKS passes --node-labels itself", "label the managed node group")


def _as_eks(intent: Intent, key: str, value: Any) -> bool:
    """Whether bootstrap.sh writes that value anyway."""
    own: dict[str, Any] = {"evictionHard": eks.EVICTION_HARD, "cgroupDriver": "systemd", **eks.RESERVED_CGROUPS}
    if key == "kubeReserved":
        formulas = [eks.formula(machine, intent.config) for machine in intent.machines]
        return bool(formulas) and all(one and value.items() <= one.items() for one in formulas)
    return bool(own.get(key) == value)


def carried(config: dict[str, Any]) -> dict[str, Any]:
    """The fields that survive in the configuration file."""
    return {key: value for key, value in config.items() if key not in bootstrap.REWRITTEN}


def _call(intent: Intent, made: Flags, cluster: Cluster) -> str:
    """The script that calls bootstrap.sh."""
    values = _values(cluster)
    call = ["/etc/eks/bootstrap.sh " + quoted(values["name"])]
    call.append("--b64-cluster-ca " + quoted(values["certificateAuthority"]))
    call.append("--apiserver-endpoint " + quoted(values["apiServerEndpoint"]))
    if values["cidr"]:
        six = ":" in values["cidr"]
        call.append(
            ("--ip-family ipv6 --service-ipv6-cidr " if six else "--service-ipv4-cidr ") + quoted(values["cidr"])
        )
    call.append(f"{bootstrap.EXTRA} {quoted(line(made.arguments))}")
    return _script(intent, boot.setup_script(intent), made.rest, call)


def parts(intent: Intent, fields: dict[str, Any]) -> str:
    """MIME parts that run before the one that EKS or Karpenter appends."""
    setup = boot.setup_script(intent)
    scripts = [userdata.Part(userdata.SHELL, setup, "numaconf-boot.sh")] if setup else []
    scripts.append(userdata.Part(userdata.SHELL, _script(intent, None, fields, []), "numaconf-kubelet.sh"))
    return userdata.multipart(scripts)


def _script(intent: Intent, setup: str | None, fields: dict[str, Any], call: list[str]) -> str:
    from numaconf.targets import modeline
    from numaconf.targets.template import fill

    head = f"NumaProfile {intent.name}: Amazon Linux 2 on EKS, Kubernetes {intent.kubernetes}"
    # The body of the other script, without its first line and its own `set`.
    body = setup.split("\nset -eu\n", 1)[1].strip("\n") if setup else ""
    return fill(
        "al2.sh.j2",
        comment=[userdata.plain(text) for text in (head, modeline.of(intent), *intent.notes)],
        setup=body,
        fields=runners.quoted(json.dumps(fields, indent=2)) if fields else "",
        patch=script.PATCH,
        config=script.CONFIG,
        end="NUMACONF_END_OF_FILE",
        call=call,
    )


def _values(cluster: Cluster) -> dict[str, str]:
    values = (cluster.name, cluster.api_server_endpoint, cluster.certificate_authority, cluster.cidr)
    return dict(zip(_CLUSTER, values, strict=True))


def quoted(text: str) -> str:
    """A word for the shell. All that comes here has been found free of single quotes."""
    if "'" in text:  # no assert, which python -O leaves out
        raise ValueError(f"{text!r} cannot be put between single quotes")
    return runners.shell(f"'{text}'")


def _beside(intent: Intent) -> Iterator[str]:
    if intent.hugepages:
        yield Alone(ARGUMENTS, "does not", "allocate the hugepages", PRIMARY)
    if intent.reset_memory_state_on_boot:
        yield Alone(ARGUMENTS, "does not", "reset the memory manager's state at boot", PRIMARY)
