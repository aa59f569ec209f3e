"""A ClusterConfig with one managed node group on AL2023 that carries the NodeConfig."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from numaconf.targets.target import Intent

PRIMARY = "cluster.yaml"


def render(intent: Intent) -> Rendering:
    """`cluster.yaml`."""
    from numaconf.documents.yaml import write
    from numaconf.targets import al2023, modeline
    from numaconf.targets.eks.userdata import plain

    if intent.hugepages:
        why = "a NodeConfig allocates none, and eksctl takes nothing else on AL2023"
        return Rendering(refused=(Inexpressible("hugepages", why, "render al2023, whose user data does"),))
    inner = al2023.render(intent._replace(target="al2023", cluster=None))
    if inner.refused:
        return Rendering(refused=inner.refused)
    group: dict[str, Any] = {"name": intent.name, "amiFamily": "AmazonLinux2023"}
    types = [machine.instance_type for machine in intent.machines if machine.instance_type]
    if types:
        group["instanceTypes"] = types
    group["overrideBootstrapCommand"] = inner.artifacts[0].text
    metadata: dict[str, Any] = {"name": (intent.cluster.name if intent.cluster else "") or intent.name}
    region = intent.options.get("region", "")
    warnings = list(inner.warnings)
    if region:
        metadata["region"] = region
    else:
        warnings.append(f"{PRIMARY} has no region: write targets.eksctl.region, or metadata.region into the file")
    metadata["version"] = f"{intent.kubernetes.major}.{intent.kubernetes.minor}"
    value = {
        "apiVersion": "eksctl.io/v1alpha5",
        "kind": "ClusterConfig",
        "metadata": metadata,
        "managedNodeGroups": [group],
    }
    title = f"NumaProfile {intent.name}: eksctl, Kubernetes {intent.kubernetes}"
    head = "".join(f"# {plain(line)}\n" for line in (title, modeline.of(intent)))
    return Rendering((Artifact(PRIMARY, head + write.block(value), "application/yaml"),), warnings=tuple(warnings))
