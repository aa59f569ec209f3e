"""A KubeletConfiguration as YAML that the kubelet takes as it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode, fields
from numaconf.targets.target import Artifact, Rendering

if TYPE_CHECKING:
    from numaconf.targets.target import Intent


def config(intent: Intent) -> dict[str, Any]:
    """The intent's fields in the order of the API, with the taints that the node registers itself with."""
    held = dict(intent.config)
    if intent.taints:
        given = held.get("registerWithTaints") or []
        held["registerWithTaints"] = [*given, *(dict(taint) for taint in intent.taints if taint not in given)]
    return {name: _ordered(held[name], field.type) for name, field in fields.FIELDS.items() if name in held}


def _ordered(value: Any, type_: str) -> Any:
    """Fields in the order of the API, other maps sorted by key; lists keep their order, which has a meaning."""
    if isinstance(value, list):
        return [_ordered(item, fields.element(type_) or "") for item in value]
    if not isinstance(value, dict):
        return value
    struct = fields.STRUCTS.get(fields.plain(type_))
    if struct is None:
        return {key: value[key] for key in sorted(value)}
    return {name: _ordered(value[name], field.type) for name, field in struct.items() if name in value}


def text(intent: Intent, held: dict[str, Any]) -> str:
    """The file: a comment that says what it is and how derived values came about, then the fields. 7-bit, LF."""
    from numaconf.documents.yaml import write as yaml_write
    from numaconf.targets import modeline
    from numaconf.targets.eks.userdata import plain

    head = [f"NumaProfile {intent.name}: kubelet {intent.kubernetes}", modeline.of(intent), *intent.notes]
    document = {"apiVersion": decode.API_VERSION, "kind": decode.KIND, **held}
    return "".join(f"# {plain(line)}\n" for line in head) + yaml_write.block(document)


def render(intent: Intent, name: str, held: dict[str, Any]) -> Rendering:
    """The file and what goes beside it. Labels have no place in a KubeletConfiguration: a warning names the flag."""
    from numaconf.targets import boot

    warnings = []
    if intent.labels:
        labels = ",".join(f"{key}={value}" for key, value in sorted(intent.labels.items()))
        warnings.append(f"{name} cannot carry labels: start the kubelet with --node-labels={labels}")
    artifacts = (
        Artifact(name, text(intent, held), "application/yaml"),
        *boot.hugepages_artifacts(intent),
        *boot.state_artifacts(intent),
    )
    if intent.hugepages:
        warnings.append(f"{name} cannot allocate hugepages: install hugepages.sh and its unit on the node")
    if intent.reset_memory_state_on_boot:
        warnings.append(f"{name} cannot reset the memory manager's state: install {boot.RESET_UNIT} on the node")
    return Rendering(artifacts, warnings=tuple(warnings))
