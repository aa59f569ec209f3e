"""A log setting that only a flag can make

What
    logging.options.json.splitStream or logging.options.text.splitStream is true in a configuration file or drop-in.

Why
    The kubelet reads the field and loses it on the way to its logger: the one stream stays. The flags
    --log-json-split-stream and --log-text-split-stream work, with the feature gate LoggingAlphaOptions.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    logging: {format: json, options: {json: {splitStream: true}}}
    featureGates: {LoggingAlphaOptions: true}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    logging: {format: json}
    ```

Versions
    All; options.text from 1.30 on.

Source
    the kubelets 1.31 to 1.38, asked; kubernetes, cmd/kubelet/app/server.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.validation import Values
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC431"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Once for each form."""
    for form in ("json", "text"):
        route = ("logging", "options", form, "splitStream")
        if node.get(*route) is True and not Values(node).of_flag(".".join(route)):
            yield RULE.finding(
                f"logging.options.{form}.splitStream has no effect in a file: the kubelet takes it from its flag only; "
                f"give --log-{form}-split-stream",
                node.origin(*route),
            )
