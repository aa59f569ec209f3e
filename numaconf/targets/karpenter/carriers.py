"""How each AMI family carries an intent: what goes into `spec.kubelet`, and what into `userData`.

Reservations and thresholds are in `spec.kubelet` on every family: that is where Karpenter counts, and from there they
reach the node.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import cpuset
from numaconf.kubelet.version import Version
from numaconf.named import NamedTuple
from numaconf.targets import boot
from numaconf.targets.eks import formula as eks
from numaconf.targets.eks import userdata
from numaconf.targets.karpenter import bottlerocket_struct as struct
from numaconf.targets.karpenter import controller
from numaconf.targets.karpenter.nodeclass import KUBELET, OPEN, SIGNALS
from numaconf.targets.target import Inexpressible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.target import Intent

BY_SIGNAL = ("evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim")
RESERVED = ("kubeReserved", "systemReserved")

NEWEST_BOTTLEROCKET = Version(1, 66, 0)
"""What `bottlerocket@latest` stands for: the newest version whose settings are known here."""


class Carried(NamedTuple):
    """`kubelet`: `spec.kubelet`; `user_data`: `spec.userData`, or nothing."""

    kubelet: dict[str, Any]
    user_data: str = ""
    refused: tuple[Inexpressible, ...] = ()
    warnings: tuple[str, ...] = ()


def _own(config: dict[str, Any]) -> dict[str, Any]:
    """`spec.kubelet` of the fields that Karpenter applies on every family, reservations whole.

    Karpenter cannot read a list of reserved CPUs: so that its sum is the same, systemReserved has their number.
    """
    kubelet = {field: value for field, value in config.items() if field in KUBELET.fields}
    for field in BY_SIGNAL:
        if field in kubelet:
            kubelet[field] = {key: value for key, value in kubelet[field].items() if key in SIGNALS}
    listed = config.get("reservedSystemCPUs")
    if listed and not any("cpu" in (config.get(field) or {}) for field in RESERVED):
        number = len(cpuset.parse(listed))
        kubelet["kubeReserved"] = {"cpu": "0", **(kubelet.get("kubeReserved") or {})}
        kubelet["systemReserved"] = {"cpu": str(number), **(kubelet.get("systemReserved") or {})}
    return kubelet


def _rest(config: dict[str, Any], kubelet: dict[str, Any]) -> dict[str, Any]:
    """What `spec.kubelet` does not hold, map entries one by one."""
    rest: dict[str, Any] = {}
    for field, value in config.items():
        if field not in kubelet:
            rest[field] = value
        elif field in BY_SIGNAL:
            left = {key: item for key, item in value.items() if key not in kubelet[field]}
            rest |= {field: left} if left else {}
    return rest


def on_al2023(intent: Intent, karpenter: Version) -> Carried:
    """Below 1.15.0 a NodeConfig in the user data carries what the closed `spec.kubelet` cannot; then there is little
    left for it: nulls, and fields that Karpenter does not know.
    """
    from numaconf.documents.yaml import write as yaml_write
    from numaconf.targets.al2023 import nodeconfig, renderer

    # The NodePool brings taints, so the node is not to register others.
    whole = renderer.config(intent._replace(taints=()))
    refused = [one for one in renderer.refusals(intent) if not one.field.startswith(("node.", "cluster."))]
    refused += (
        Inexpressible(f"kubelet.{key}", "Karpenter would write control characters into YAML, which no parser accepts")
        for key, value in whole.items()
        if any(map(_CONTROL.search, _texts(value)))
    )
    given = {key: _without_nulls(value) for key, value in whole.items() if key != "registerWithTaints"}
    kubelet = _own(given)
    if karpenter >= OPEN:
        kubelet = {**{key: _known(key, value) for key, value in given.items()}, **kubelet}
        for one in controller.reasons(kubelet, "AL2023"):
            if "unknown field" in one.text and len(one.route) == 1:
                del kubelet[str(one.route[0])]
            else:
                refused.append(Inexpressible(_field(one.route), f"Karpenter refuses it: {one.text}"))
    rest = _rest({key: value for key, value in whole.items() if key != "registerWithTaints"}, kubelet)
    parts = []
    setup = boot.setup_script(intent)
    if setup:
        parts.append(userdata.Part(userdata.SHELL, setup, "numaconf-boot.sh"))
    if rest:
        value = {"apiVersion": nodeconfig.API_VERSION, "kind": nodeconfig.KIND, "spec": {"kubelet": {"config": rest}}}
        parts.append(userdata.Part(userdata.NODE_CONFIG, yaml_write.block(value), "nodeconfig.yaml"))
    alone = len(parts) == 1 and not setup
    text = (parts[0].text if alone else userdata.multipart(parts)) if parts else ""
    return Carried(kubelet, text, tuple(refused))


_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def _texts(value: Any) -> Iterator[str]:
    """All strings in a value."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else ():
        yield from _texts(item)


def _without_nulls(value: Any) -> Any:
    """The API server takes nulls out of `spec.kubelet`, or the controller refuses them."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return value


def _known(field: str, value: Any) -> Any:
    return {key: item for key, item in value.items() if key in SIGNALS} if field in BY_SIGNAL else value


def _field(route: tuple[str | int, ...]) -> str:
    head, *rest = map(str, route or ("",))
    return f"kubelet.{head}" + "".join(f"[{step}]" for step in rest)


def on_al2(intent: Intent, karpenter: Version) -> Carried:
    """A script patches the configuration file before Karpenter's call of bootstrap.sh, whose flags say the rest."""
    from numaconf.targets.al2 import bootstrap, renderer

    del karpenter
    config = {key: value for key, value in intent.config.items() if key != "registerWithTaints"}
    if config.get("kubeReserved"):
        config["kubeReserved"] = {"ephemeral-storage": "1Gi"} | config["kubeReserved"]
    kubelet = _own(config)
    rest = _rest(config, kubelet)
    refused = list(_refused_on_al2(intent, kubelet, rest))
    fields = {key: value for key, value in rest.items() if key not in bootstrap.REWRITTEN}
    needed = fields or intent.hugepages or intent.reset_memory_state_on_boot
    text = renderer.parts(intent, fields) if needed and not refused else ""
    return Carried(kubelet, text, tuple(refused), (renderer.LEGACY,))


def _refused_on_al2(intent: Intent, kubelet: dict[str, Any], rest: dict[str, Any]) -> Iterator[Inexpressible]:
    from numaconf.targets.al2 import bootstrap, remarks

    if intent.kubernetes.minor > remarks.LAST:
        yield Inexpressible(
            "kubernetesVersion",
            f"there is no Amazon Linux 2 image for Kubernetes {intent.kubernetes}: 1.{remarks.LAST} was the last",
            "take amiFamily AL2023",
        )
    own: dict[str, Any] = {"cgroupDriver": "systemd", **eks.RESERVED_CGROUPS}
    for key, value in rest.items():
        if key == "reservedSystemCPUs":
            yield Inexpressible(
                "kubelet.reservedSystemCPUs",
                "bootstrap.sh names both reserved cgroups unless it is given the flag, and Karpenter gives the flags",
                "take amiFamily AL2023, or amounts of cpu in kubeReserved and systemReserved",
            )
        elif key in BY_SIGNAL and key in kubelet:
            yield Inexpressible(f"kubelet.{key}[{next(iter(value))}]", "Karpenter has no such signal")
        elif key in bootstrap.REWRITTEN and own.get(key) != value:
            yield Inexpressible(f"kubelet.{key}", "bootstrap.sh replaces it, and Karpenter passes no flag for it")
    reserved = kubelet.get("kubeReserved") or {}
    for key in ("cpu", "memory") if reserved else ():
        if key not in reserved:
            yield Inexpressible(
                f"kubelet.kubeReserved.{key}",
                "Karpenter says kubeReserved by a flag, which replaces the whole map of the image",
                "name the instance type, or give the amount",
            )
    if len(kubelet.get("clusterDNS") or ()) > 1:
        yield Inexpressible("kubelet.clusterDNS", "Karpenter passes only the first address on AL2", "give one address")


def on_bottlerocket(intent: Intent, karpenter: Version, os: Version | None) -> Carried:
    """Settings in the user data, as far as Karpenter passes them on."""
    from numaconf.targets.bottlerocket import renderer, toml_write

    config = {key: value for key, value in intent.config.items() if key != "registerWithTaints"}
    kubelet = _own(config)
    rest = _rest(config, kubelet)
    refused = []
    if rest.pop("reservedSystemCPUs", None):
        refused.append(
            Inexpressible(
                "kubelet.reservedSystemCPUs",
                "Karpenter drops the setting reserved-cpus in every version",
                "take amounts of cpu in kubeReserved and systemReserved, or amiFamily AL2023",
            )
        )
    if "podsPerCore" in kubelet:
        refused.append(Inexpressible("kubelet.podsPerCore", "Bottlerocket has no such setting"))
    if len(kubelet.get("clusterDNS") or ()) > 1:
        refused.append(
            Inexpressible("kubelet.clusterDNS", "Karpenter passes only the first address", "give one address")
        )
    reduced = intent._replace(config=rest, labels={}, taints=(), cluster=None)
    made, wrong = renderer.drafted(reduced, os or NEWEST_BOTTLEROCKET)
    refused += wrong
    decoded = struct.decode(made.kubernetes, karpenter)
    for route in decoded.dropped:
        since = struct.SINCE.get(str(route[0]))
        remedy = f"{since[0]}.{since[1]}.0 is the first version that passes it on" if since else ""
        why = f"Karpenter {karpenter} drops settings.kubernetes.{'.'.join(map(str, route))}"
        refused.append(Inexpressible(made.field(("kubernetes", *route)), why, remedy))
    text = toml_write.text(made.settings()) if not refused else ""
    return Carried(kubelet, text, tuple(dict.fromkeys(refused)), tuple(made.warnings))
