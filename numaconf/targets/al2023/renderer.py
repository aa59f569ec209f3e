"""From an intent to a NodeConfig, alone and as MIME user data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.targets import boot
from numaconf.targets.al2023 import nodeconfig
from numaconf.targets.eks import formula as eks
from numaconf.targets.eks import userdata
from numaconf.targets.target import Alone, Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.target import Intent

PRIMARY, MIME, SETUP = "nodeconfig.yaml", "user-data.mime", "numaconf-boot.sh"

FIRST_DROPINS, NULL_REMOVES = 28, 32
"""The kubelet's drop-in folder exists from 1.28; a null in a drop-in takes a key out from 1.32."""

_CLUSTER = {"name": "name", "api_server_endpoint": "apiServerEndpoint", "certificate_authority": "certificateAuthority"}
_CLUSTER |= {"cidr": "cidr"}
_LABEL = re.compile(r"[A-Za-z0-9._/-]*")


def render(intent: Intent) -> Rendering:
    """`nodeconfig.yaml` and `user-data.mime`, which also sets up hugepages and the reset of the checkpoints."""
    from numaconf.documents.yaml import write as yaml_write

    refused = list(refusals(intent))
    if refused:
        return Rendering(refused=tuple(refused))
    node_config = _comment(intent) + yaml_write.block(document(intent))
    setup = boot.setup_script(intent)
    parts = [userdata.Part(userdata.SHELL, setup, SETUP)] if setup else []
    mime = userdata.multipart([*parts, userdata.Part(userdata.NODE_CONFIG, node_config, PRIMARY)])
    if len(mime) > userdata.LIMIT:
        why = f"the user data has {len(mime)} bytes, and EC2 takes {userdata.LIMIT}"
        return Rendering(
            refused=(Inexpressible("spec", why, "shorten the profile: fewer labels, taints, hugepages or settings"),)
        )
    warnings = [Alone(PRIMARY, "cannot", what, MIME) for what in _boot_needs(intent)]
    artifacts = (Artifact(PRIMARY, node_config, "application/yaml"), Artifact(MIME, mime, "multipart/mixed"))
    return Rendering(artifacts, warnings=tuple(warnings))


def document(intent: Intent) -> dict[str, Any]:
    """The NodeConfig as a value."""
    spec: dict[str, Any] = {}
    if intent.cluster:
        spec["cluster"] = {key: getattr(intent.cluster, name) for name, key in _CLUSTER.items()}
    kubelet: dict[str, Any] = {"config": config(intent)}
    if intent.labels:
        kubelet["flags"] = ["--node-labels=" + ",".join(f"{key}={value}" for key, value in intent.labels.items())]
    spec["kubelet"] = kubelet
    return {"apiVersion": nodeconfig.API_VERSION, "kind": nodeconfig.KIND, "spec": spec}


def config(intent: Intent) -> dict[str, Any]:
    """`spec.kubelet.config`: what the kubelet merges over nodeadm's own file to get the intent."""
    fields = dict(intent.config)
    if "evictionHard" in fields:
        gone = {key: None for key in eks.EVICTION_HARD if key not in fields["evictionHard"]}
        fields["evictionHard"] = {**fields["evictionHard"], **gone}
    if fields.get("reservedSystemCPUs"):
        # nodeadm always names both cgroups, and the kubelet does not start with them and a list of CPUs.
        fields |= {key: "" for key in eks.RESERVED_CGROUPS if key not in fields}
    if intent.taints:
        fields["registerWithTaints"] = [*fields.get("registerWithTaints", ()), *intent.taints]
    return fields


def refusals(intent: Intent) -> Iterator[Inexpressible]:
    """What a NodeConfig cannot carry of an intent."""
    version = intent.kubernetes
    if version.minor < FIRST_DROPINS:
        yield Inexpressible(
            "kubernetesVersion",
            f"nodeadm hands settings to the kubelet in a drop-in folder, which Kubernetes {version} does not have",
            f"1.{FIRST_DROPINS} is the first version that has it",
        )
    gone = [key for key in eks.EVICTION_HARD if key not in intent.config.get("evictionHard", eks.EVICTION_HARD)]
    if gone and version.minor < NULL_REMOVES:
        yield Inexpressible(
            f"kubelet.evictionHard[{gone[0]}]",
            f"nodeadm sets this threshold, and a drop-in cannot take a key out on Kubernetes {version}",
            f"1.{NULL_REMOVES} is the first version where null does; or give the threshold a value",
        )
    for key, value in intent.labels.items():
        if not (_LABEL.fullmatch(key) and _LABEL.fullmatch(value)):
            yield Inexpressible(
                f"node.labels[{key}]", "this is not a label, and would not survive the kubelet's command line"
            )
    if intent.cluster:
        values = {key: getattr(intent.cluster, name) for name, key in _CLUSTER.items()}
        for key, value in values.items():
            if not value:
                yield Inexpressible(
                    f"cluster.{key}", "nodeadm needs the whole cluster block", f"give spec.cluster.{key}"
                )
        head = {"apiVersion": nodeconfig.API_VERSION, "kind": nodeconfig.KIND}
        wrong = nodeconfig.decode({**head, "spec": {"cluster": values}})
        if wrong:
            yield Inexpressible(f"cluster.{wrong.route[-1]}", f"nodeadm refuses it: {wrong.says}")


def _boot_needs(intent: Intent) -> Iterator[str]:
    if intent.hugepages:
        yield "allocate the hugepages"
    if intent.reset_memory_state_on_boot:
        yield "reset the memory manager's state at boot"


def _comment(intent: Intent) -> str:
    """The head of the file: what it is, and how derived values came about. 7-bit, one line each."""
    from numaconf.targets import modeline

    head = f"NumaProfile {intent.name}: Amazon Linux 2023 on EKS, Kubernetes {intent.kubernetes}"
    lines = [head, modeline.of(intent), *intent.notes]
    return "".join(f"# {userdata.plain(line)}\n" for line in lines)
