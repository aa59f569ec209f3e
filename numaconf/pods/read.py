"""From a pod's manifest to what the kubelet sees: the API server's defaults, and what it refuses.

Source: `pkg/apis/core/v1/defaults.go`, `pkg/apis/core/validation/validation.go`, `pkg/registry/core/pod/strategy.go`,
Kubernetes 1.27 and later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import quantity
from numaconf.kubelet.admission import pod as model
from numaconf.kubelet.admission.pod import Amounts, Container, Pod, at_pod_level, is_memory
from numaconf.kubelet.quantity import NANO, Quantity
from numaconf.named import NamedTuple
from numaconf.pods.qos import qos_class
from numaconf.pods.remarks import remarks

if TYPE_CHECKING:
    from numaconf.documents.source import Route

NATIVE = ("cpu", "memory", "ephemeral-storage")
_MILLI = NANO // 1000
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_RESOURCE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")


class PodError(Exception):
    """A pod that the API server refuses, or that says nothing: where in it, why, and what to write."""

    def __init__(self, route: Route, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.route, self.message, self.remedy = route, message, remedy


class Rules(NamedTuple):
    """What differs between versions: `sidecars` (1.29 on, 1.28 by gate), `pod_level`: `spec.resources` is looked at,
    `defaults_hugepages`: 1.34 on limits of hugepages at pod level are filled in more carefully.
    """

    minor: int
    sidecars: bool = True
    pod_level: bool = True


class Written(NamedTuple):
    """A pod as it is written, after the API server's defaults, with what is worth a remark about it."""

    pod: Pod
    remarks: tuple[str, ...] = ()


def read(value: Any, rules: Rules, *, name: str = "", namespace: str = "default") -> Written:
    """The pod of a `Pod` object or of a pod template; `name` and `namespace` where it has none. Raises PodError."""
    if not isinstance(value, dict):
        raise PodError((), "a pod is a mapping", "write metadata and spec")
    spec = value.get("spec")
    if not isinstance(spec, dict):
        raise PodError(("spec",), "the pod has no spec", "write spec: {containers: [...]}")
    metadata = value.get("metadata") if isinstance(value.get("metadata"), dict) else {}
    assert isinstance(metadata, dict)
    found = name or _text(metadata, "name", ("metadata", "name")) or _text(metadata, "generateName", ("metadata",))
    if not found:
        raise PodError(("metadata",), "the pod has no name", "write metadata: {name: web}")
    if not _NAME.fullmatch(found.rstrip("-")):
        raise PodError(("metadata", "name"), f"{found!r} is not a name of a pod", "lower case letters, digits, - and .")
    if "namespace" in metadata:
        namespace = _text(metadata, "namespace", ("metadata", "namespace")) or namespace
    if not _LABEL.fullmatch(namespace):
        raise PodError(("metadata",), f"{namespace!r} is not a namespace", "lower case letters, digits and -")
    containers = _containers(spec, rules)
    level, present = _pod_level(spec, rules, containers)
    each = [(one.requests, one.limits) for one in containers]
    if present is not None:
        each = [present]
    pod = Pod(
        namespace,
        found,
        qos_class(each),
        containers,
        level,
        _overhead(spec),
        _ports(spec),
        str(metadata.get("uid") or ""),
    )
    return Written(pod, remarks(spec, value.get("status")))


def _containers(spec: dict[str, Any], rules: Rules) -> tuple[Container, ...]:
    found: list[Container] = []
    seen: set[str] = set()
    for key in ("initContainers", "containers"):
        items = spec.get(key)
        if items is None:
            items = []
        if not isinstance(items, list):
            raise PodError(("spec", key), f"{key} must be a list", "write - name: app")
        for place, item in enumerate(items):
            route: Route = ("spec", key, place)
            alone = rules.pod_level and spec.get("resources") is not None
            container = _container(item, route, key == "initContainers", rules, alone=alone)
            if container.name in seen:
                raise PodError(
                    (*route, "name"), f"two containers are named {container.name}", "names are unique in a pod"
                )
            seen.add(container.name)
            found.append(container)
    if all(one.init for one in found):
        raise PodError(("spec", "containers"), "the pod has no containers", "write containers: [{name: app, image: …}]")
    return tuple(found)


def _container(item: Any, route: Route, init: bool, rules: Rules, *, alone: bool) -> Container:
    """One container. `alone`: its pod has resources of its own, so that it may have hugepages alone."""
    if not isinstance(item, dict):
        raise PodError(route, "a container is a mapping", "write name, image, resources")
    name = _text(item, "name", (*route, "name"))
    if not name or not _LABEL.fullmatch(name) or len(name) > 63:
        raise PodError((*route, "name"), f"{name!r} is not a name of a container", "lower case letters, digits and -")
    requests, limits = _resources(item.get("resources"), (*route, "resources"), pod=False)
    if not alone and any(one.startswith(model.HUGEPAGES) for one in requests) and not {"cpu", "memory"} & set(requests):
        raise PodError((*route, "resources"), "hugepages need cpu or memory beside them", "limits: {memory: 64Mi}")
    policy = item.get("restartPolicy")
    sidecar = init and rules.sidecars and policy == "Always"
    return Container(name, requests, limits, init, sidecar)


def _resources(value: Any, route: Route, *, pod: bool) -> tuple[Amounts, Amounts]:
    if value is None:
        return {}, {}
    if not isinstance(value, dict):
        raise PodError(route, "resources has requests and limits", 'write {limits: {cpu: "4", memory: 8Gi}}')
    limits = _amounts(value.get("limits"), (*route, "limits"), pod)
    requests = _amounts(value.get("requests"), (*route, "requests"), pod)
    for name, amount in requests.items():
        limit = limits.get(name)
        if limit is not None and amount.nano > limit.nano:
            raise PodError(
                (*route, "requests", name), f"requests {amount} of {name}, more than the limit {limit}",
                "a request is at most the limit",
            )  # fmt: skip
        if _not_overcommitted(name) and (limit is None or limit.nano != amount.nano):
            raise PodError(
                (*route, "requests", name), f"{name} needs a limit equal to the request", f"limits: {amount}"
            )
    return (requests if pod else {**limits, **requests}), limits


def _not_overcommitted(name: str) -> bool:
    """Whether requests and limits must be equal: hugepages and extended resources."""
    return name.startswith(model.HUGEPAGES) or is_extended(name)


def is_extended(name: str) -> bool:
    """Whether a resource is an extended one, such as `nvidia.com/gpu`."""
    return "/" in name and "kubernetes.io/" not in name and not name.startswith("requests.")


def _amounts(value: Any, route: Route, pod: bool) -> Amounts:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PodError(route, "amounts are a mapping of resources", 'write {cpu: "4", memory: 8Gi}')
    return {str(name): _amount(str(name), amount, (*route, name), pod) for name, amount in value.items()}


def _amount(name: str, value: Any, route: Route, pod: bool) -> Quantity:
    if name not in NATIVE and not is_memory(name):
        prefix, slash, rest = name.rpartition("/")
        if not slash or not _NAME.fullmatch(prefix) or not _RESOURCE.fullmatch(rest):
            near = {"gpu": "nvidia.com/gpu", "mem": "memory", "cpus": "cpu"}.get(name.lower())
            raise PodError(
                route,
                f"{name} is not a resource",
                f"did you mean {near}?" if near else "cpu, memory, hugepages-1Gi, nvidia.com/gpu",
            )
    if pod and not at_pod_level(name):
        raise PodError(route, f"spec.resources cannot have {name}", "only cpu, memory and hugepages")
    page = _page_size(name, route) if name.startswith(model.HUGEPAGES) else 1
    try:
        found = quantity.from_json(value)
    except quantity.QuantityError as error:
        raise PodError(
            route, f"{value!r} is not an amount of {name}: {error}", "write for example 4, 500m, 8Gi"
        ) from None
    if found.nano < 0:
        raise PodError(route, f"{found} of {name} is negative", "write 0 or more")
    if found.nano >= 2**63 * NANO:
        raise PodError(route, f"{value!r} of {name} is more than any machine has", "at most 2^63 - 1")
    if is_extended(name) and found.nano % NANO:
        raise PodError(route, f"{found} of {name}: only whole devices are given", "write a whole number")
    if page > 1 and found.nano % (page * NANO):
        raise PodError(route, f"{found} of {name} is not a whole number of pages", "write a multiple of the page size")
    return _via_server(found)


def _page_size(name: str, route: Route) -> int:
    try:
        size = quantity.parse(name.removeprefix(model.HUGEPAGES)).bytes
    except quantity.QuantityError:
        size = 0
    if size <= 0:
        raise PodError(route, f"{name} names no page size", "write hugepages-2Mi or hugepages-1Gi")
    return size


def _via_server(amount: Quantity) -> Quantity:
    """An amount as it comes back from the API server: rounded up to thousandths and in its canonical form, in which
    1.5Gi is 1536Mi, a whole number, and 0.1Gi is 107374182400m, which the memory manager cannot count.
    """
    if amount.nano % _MILLI:
        amount = Quantity(-(-amount.nano // _MILLI) * _MILLI, amount.format)
    return quantity.parse(str(amount))


def _pod_level(
    spec: dict[str, Any], rules: Rules, containers: tuple[Container, ...]
) -> tuple[tuple[Amounts, Amounts] | None, tuple[Amounts, Amounts] | None]:
    """`spec.resources` as the managers see it, and as it decides about the QoS class (None: the containers do)."""
    value = spec.get("resources")
    if value is None or not rules.pod_level:
        return None, None
    requests, limits = _resources(value, ("spec", "resources"), pod=True)
    _fill_in(requests, limits, containers, rules)
    _contained(requests, limits, containers)
    held = requests, limits
    if not requests and not limits:
        # Up to 1.36 an empty `resources: {}` already counts, and makes the pod BestEffort.
        return None, held if rules.minor < 37 else None
    return held, held


def _fill_in(requests: Amounts, limits: Amounts, containers: tuple[Container, ...], rules: Rules) -> None:
    """The defaults of `spec.resources` (`defaultHugePagePodLimits`, `defaultPodRequests`), in place."""
    if requests or limits:
        for name, amount in model.total(containers, limits=True).items():
            asked = name in requests and rules.minor >= 34
            if name.startswith(model.HUGEPAGES) and name not in limits and not asked:
                limits[name] = amount
    if not limits:
        return
    for name, amount in model.total(containers).items():
        if name in ("cpu", "memory") and name not in requests:
            requests[name] = amount
    for name, amount in limits.items():
        requests.setdefault(name, amount)


def _contained(requests: Amounts, limits: Amounts, containers: tuple[Container, ...]) -> None:
    """The containers' amounts lie inside those of the pod (`validatePodResourceConsistency`)."""
    route: Route = ("spec", "resources")
    together = model.total(containers)
    for name, amount in requests.items():
        if name in together and together[name].nano > amount.nano:
            raise PodError(
                (*route, "requests", name), f"the containers request {together[name]} of {name}, the pod {amount}",
                "what the pod requests must be enough for its containers",
            )  # fmt: skip
    together = model.total(containers, limits=True)
    for name, limit in limits.items():
        if name.startswith(model.HUGEPAGES) and name in together and together[name].nano > limit.nano:
            raise PodError(
                (*route, "limits", name), f"the containers have {together[name]} of {name}, the pod {limit}",
                "hugepages of the pod must be enough for its containers",
            )  # fmt: skip
        for one in containers:
            if not one.init and name in one.limits and one.limits[name].nano > limit.nano:
                raise PodError(
                    (*route, "limits", name), f"container {one.name} has {one.limits[name]} of {name}, the pod {limit}",
                    "a container's limit is at most that of the pod",
                )  # fmt: skip


def _overhead(spec: dict[str, Any]) -> Amounts:
    return _amounts(spec.get("overhead"), ("spec", "overhead"), pod=False)


def _ports(spec: dict[str, Any]) -> tuple[tuple[str, str, int], ...]:
    """The ports of the host that the pod uses. With hostNetwork a container's port is the host's."""
    found = []
    for key in ("initContainers", "containers"):
        for container in spec.get(key) or ():
            ports = container.get("ports") if isinstance(container, dict) else None
            for port in ports if isinstance(ports, list) else ():
                if not isinstance(port, dict):
                    continue
                number = port.get("hostPort") or (
                    port.get("containerPort") if spec.get("hostNetwork") is True else None
                )
                if isinstance(number, int) and number > 0 and (key == "containers" or container.get("restartPolicy")):
                    found.append((str(port.get("hostIP") or "0.0.0.0"), str(port.get("protocol") or "TCP"), number))  # noqa: S104  no socket
    return tuple(found)


def _text(item: dict[str, Any], key: str, route: Route) -> str:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise PodError(route, f"{key} must be text, not {value!r}", "put it in quotes")
    return value or ""
