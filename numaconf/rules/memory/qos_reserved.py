"""qosReserved that the kubelet refuses

What
    A key of `qosReserved` is not `memory`, or its value is not a whole percentage from 0% to 100%.

Why
    It is read whether the feature gate QOSReserved is on or not, and the kubelet exits.

What the kubelet says
    failed to run Kubelet: --qos-reserved value failed to parse: failed to parse percentage "50" for "memory" resource: percentage expected, got '50'

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates: {QOSReserved: true}
    qosReserved: {memory: "50"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates: {QOSReserved: true}
    qosReserved: {memory: 50%}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/container_manager.go, ParseQOSReserved
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC130"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every entry that is refused."""
    lead = "failed to run Kubelet: --qos-reserved value failed to parse: "
    for key, text in (node.config.get("qosReserved") or {}).items():
        if key != "memory":
            yield RULE.finding(
                f"qosReserved cannot reserve {key}, only memory",
                node.origin("qosReserved", key),
                says=f"{lead}cannot reserve {go.quote(key)} resource",
                key=True,
            )
            continue
        error = _percentage(text)
        if error:
            yield RULE.finding(
                f"qosReserved {key} {text!r} is refused; write a percentage such as 50%",
                node.origin("qosReserved", key),
                says=f"{lead}failed to parse percentage {go.quote(text)} for {go.quote(key)} resource: {error}",
            )


def _percentage(text: str) -> str | None:
    if not text.endswith("%"):
        return f"percentage expected, got '{text}'"
    try:
        inside = 0 <= go.atoi(text.rstrip("%")) <= 100
    except go.GoError:
        return f"invalid number in percentage '{text}'"
    return None if inside else "percentage must be between 0 and 100"
