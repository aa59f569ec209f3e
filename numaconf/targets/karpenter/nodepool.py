"""The NodePool of Karpenter as its API server knows it: `karpenter.sh/v1`.

Source: `pkg/apis/crds/karpenter.sh_nodepools.yaml` of aws/karpenter-provider-aws 1.14.1 and 1.15.0 (Apache-2.0; the
provider adds the rules on `karpenter.k8s.aws` labels to core's file); the tests compare every node with those files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.kubelet.version import Version
from numaconf.targets.karpenter.nodeclass import OPEN, QUANTITY
from numaconf.targets.karpenter.schema import (
    ANY,
    SCHEDULE,
    STRING,
    Cel,
    Schema,
    array,
    enum,
    integer,
    mapping,
    obj,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP, KIND = "karpenter.sh", "NodePool"

LABEL_VALUE = r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$"
_QUALIFIED = (
    r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(\/))?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$"
)
_DURATION = "^(([0-9]+(s|m|h))+|Never)$"

AWS_LABELS = tuple(
    "karpenter.k8s.aws/" + name
    for name in """
    instance-tenancy capacity-reservation-type capacity-reservation-id capacity-reservation-interruptible ec2nodeclass
    instance-encryption-in-transit-supported instance-category instance-hypervisor instance-family instance-generation
    instance-local-nvme instance-size instance-cpu instance-cpu-manufacturer instance-cpu-sustained-clock-speed-mhz
    instance-memory instance-ebs-bandwidth instance-network-bandwidth instance-gpu-name instance-gpu-manufacturer
    instance-gpu-count instance-gpu-memory instance-accelerator-name instance-accelerator-manufacturer
    instance-accelerator-count instance-capability-flex placement-group-id placement-group-partition
    """.split()
)
"""The labels of the provider that may be used; its domain is closed otherwise."""


def restricted_label(key: str) -> str | None:
    """The CRD's words against a node label, or None when Karpenter takes it."""
    domain = key.partition("/")[0]
    if domain.endswith("karpenter.sh") and key not in {"karpenter.sh/capacity-type", "karpenter.sh/nodepool"}:
        return 'label domain "karpenter.sh" is restricted'
    if key in {"karpenter.sh/nodepool", "kubernetes.io/hostname"}:
        return f'label "{key}" is restricted'
    if domain.endswith("karpenter.k8s.aws") and key not in AWS_LABELS:
        return 'label domain "karpenter.k8s.aws" is restricted'
    return None


_RESTRICTIONS = (
    'label domain "karpenter.sh" is restricted', 'label "karpenter.sh/nodepool" is restricted',
    'label "kubernetes.io/hostname" is restricted', 'label domain "karpenter.k8s.aws" is restricted',
)  # fmt: skip


def _label_rules() -> tuple[Cel, ...]:
    """The four rules, for a map of labels and for a requirement's key alike."""

    def rule(message: str) -> Callable[[Any], bool]:
        return lambda value: all(
            restricted_label(key) != message for key in ([value] if isinstance(value, str) else value)
        )

    return tuple(Cel(message, rule(message)) for message in _RESTRICTIONS)


def _whole(requirement: dict[str, Any]) -> bool:
    """`x.values.size() == 1 && int(x.values[0]) >= 0`. Raises ValueError for what is not a number, as CEL does."""
    if requirement["operator"] not in {"Gt", "Lt", "Gte", "Lte"}:
        return True
    values = requirement["values"]
    if len(values) != 1:
        return False
    if re.fullmatch(r"[-+]?[0-9]+", values[0]) is None:
        raise ValueError(values[0])
    return whole(values[0]) >= 0


def _every(check: Callable[[dict[str, Any]], bool], all_: list[dict[str, Any]]) -> bool:
    """CEL's `all`: one false decides, whatever errors the others end in."""
    failed: list[Exception] = []

    def holds(one: dict[str, Any]) -> bool:
        try:
            return check(one)
        except (KeyError, ValueError) as error:
            failed.append(error)
            return True

    fine = all(map(holds, all_))
    if fine and failed:
        raise failed[0]
    return fine


def _few(requirement: dict[str, Any]) -> bool:
    return (
        requirement["operator"] != "In"
        or "minValues" not in requirement
        or len(requirement["values"]) >= requirement["minValues"]
    )


def _requirements(operators: str) -> Schema:
    return array(
        obj(
            key=string(*_label_rules(), pattern=_QUALIFIED, maxLength=316),
            minValues=integer(minimum=1, maximum=50),
            operator=enum(operators, {"Gte": (1, 9), "Lte": (1, 9)}),
            values=array(STRING)._replace(pattern=LABEL_VALUE),  # the CRD has it on the list, not on its items
            required="key operator",
        ),
        Cel("requirements with operator 'In' must have a value defined",
            lambda all_: _every(lambda one: one["operator"] != "In" or len(one["values"]) > 0, all_)),
        Cel("requirements operator 'Gt', 'Lt', 'Gte', or 'Lte' must have a single positive integer value",
            lambda all_: _every(_whole, all_)),
        Cel("requirements with 'minValues' must have at least that many values specified in the 'values' field",
            lambda all_: _every(_few, all_)),
        maxItems=100,
    )  # fmt: skip


_TAINTS = array(
    obj(
        effect=enum("NoSchedule PreferNoSchedule NoExecute"), key=string(pattern=_QUALIFIED, minLength=1),
        timeAdded=STRING, value=string(pattern=_QUALIFIED), required="effect key",
    )
)  # fmt: skip


def _filled(what: str) -> Schema:
    return string(Cel(f"{what} may not be empty", lambda text: text != ""))


def _template(operators: str) -> Schema:
    return obj(
        metadata=obj(annotations=mapping(STRING),
                     labels=mapping(string(pattern=LABEL_VALUE, maxLength=63), *_label_rules(), maxProperties=100)),
        spec=obj(
            expireAfter=string(pattern=_DURATION),
            nodeClassRef=obj(
                group=string(Cel("group may not be empty", lambda text: text != ""), pattern="^[^/]*$"),
                kind=_filled("kind"), name=_filled("name"), required="group kind name",
            ),
            requirements=_requirements(operators),
            startupTaints=_TAINTS,
            taints=_TAINTS,
            terminationGracePeriod=string(pattern="^([0-9]+(s|m|h))+$"),
            required="nodeClassRef requirements",
        ),
        required="spec",
    )  # fmt: skip


def _root(operators: str, reasons: str, required: str) -> Schema:
    budgets = array(
        obj(
            duration=string(pattern="^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$"),
            nodes=string(pattern="^((100|[0-9]{1,2})%|[0-9]+)$"),
            reasons=array(enum(reasons), maxItems=50),
            schedule=string(pattern=SCHEDULE),
        ),
        Cel("'schedule' must be set with 'duration'",
            lambda all_: all(("schedule" in one) == ("duration" in one) for one in all_)),
        maxItems=50,
    )  # fmt: skip
    spec = obj(
        Cel("only 'limits.nodes' is supported on static NodePools",
            lambda spec: "replicas" not in spec or spec.get("limits", {}).keys() <= {"nodes"}),
        Cel("'weight' is not supported on static NodePools",
            lambda spec: "replicas" not in spec or "weight" not in spec),
        disruption=obj(
            budgets=budgets,
            consolidateAfter=string(pattern=_DURATION),
            consolidationPolicy=enum("WhenEmpty WhenEmptyOrUnderutilized Balanced", {"Balanced": (1, 14)}),
            required=required,
        ),
        limits=mapping(Schema("quantity", pattern=QUANTITY)),
        replicas=integer(since=(1, 8), minimum=0),
        template=_template(operators),
        weight=integer(minimum=1, maximum=100),
        required="template",
    )  # fmt: skip
    return obj(apiVersion=STRING, kind=STRING, metadata=ANY, spec=spec, status=ANY, required="spec")


_BEFORE = _root("Gte Lte In NotIn Exists DoesNotExist Gt Lt", "Underutilized Empty Drifted", "consolidateAfter")
_SINCE_1_15 = _root("In NotIn Exists DoesNotExist Gt Lt Gte Lte", "Underutilized Empty Drifted Unhealthy", "")


def schema(version: Version) -> Schema:
    """The schema of a NodePool for a Karpenter version, 1.0.0 and later."""
    return _SINCE_1_15 if version >= OPEN else _BEFORE
