"""A value that YAML takes for something else

What
    Bottlerocket writes some settings into the kubelet's configuration without quotes: `reserved-cpus`,
    `container-log-max-size`, and the NUMA nodes and amounts of `memory-manager-reserved-memory`. What looks like a number
    becomes one: a single CPU `"0"` is the integer 0, `"010"` is octal and means 8.

Why
    The settings are accepted. The kubelet then cannot decode its configuration and exits, or takes another number than was
    written (then the finding is *suspicious* only).

What the kubelet says
    failed to decode: json: cannot unmarshal number into Go struct field KubeletConfiguration.reservedSystemCPUs of type string

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    reserved-cpus = "0"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    reserved-cpus = "0-0"
    ```

Versions
    All templates, Kubernetes 1.24 to 1.37.

Source
    bottlerocket-core-kit, `packages/kubernetes-1.NN/kubelet-config`
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.yaml import scalars
from numaconf.kubelet import quantity
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC707"]


def check_settings(settings: Settings) -> Iterator[Finding]:
    """NUMA nodes and amounts that the kubelet can read, and that mean another number."""
    for key, entry in (settings.get("kubernetes", "memory-manager-reserved-memory") or {}).items():
        if not entry.get("enabled"):
            continue
        origin = settings.origin(("kubernetes", "memory-manager-reserved-memory", key))
        node = scalars.PLAIN[key]
        if isinstance(node, int) and not re.fullmatch(r"0|[1-9][0-9]*", key):
            message = f"the key {key!r} is written without quotes, and means NUMA node {node} to the kubelet"
            yield RULE.finding(message, origin, key=True, severity="suspicious")
        text = entry.get("memory", "")
        amount = scalars.PLAIN[text]
        if isinstance(amount, int | float) and _bytes(text) != amount:
            place = origin._replace(route=(*origin.route, "memory"))
            message = f"{text!r} is written without quotes, and means {amount} bytes to the kubelet"
            yield RULE.finding(message, place, fix=fixes.replace(place, f"{amount}"), severity="suspicious")


def _bytes(text: str) -> int | None:
    try:
        return quantity.parse(text).bytes
    except quantity.QuantityError:
        return None
