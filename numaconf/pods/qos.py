"""The QoS class of a pod.

Source: `pkg/apis/core/v1/helper/qos/qos.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.pod import BEST_EFFORT, BURSTABLE, GUARANTEED
from numaconf.kubelet.quantity import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.admission.pod import Amounts

RESOURCES = ("cpu", "memory")
"""What decides about the class."""


def qos_class(each: Sequence[tuple[Amounts, Amounts]]) -> str:
    """The class of a pod from the requests and limits of its containers, or of `spec.resources` alone."""
    classes = {_one(requests, limits) for requests, limits in each} or {BEST_EFFORT}
    return classes.pop() if len(classes) == 1 else BURSTABLE


def _one(requests: Amounts, limits: Amounts) -> str:
    pairs = [(requests.get(name, ZERO), limits.get(name, ZERO)) for name in RESOURCES]
    if all(not request.nano and not limit.nano for request, limit in pairs):
        return BEST_EFFORT
    return GUARANTEED if all(request.nano == limit.nano != 0 for request, limit in pairs) else BURSTABLE
