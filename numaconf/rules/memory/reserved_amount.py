"""A reserved amount that is not a quantity, or negative

What
    A value in `kubeReserved` or `systemReserved` is not a Kubernetes quantity (`2 Gi`, `1GB`, `20%`) or below zero. Blanks
    around it count.

Why
    The configuration's own validation does not look at the values; the kubelet exits while it reads them. With
    `reservedSystemCPUs` the amounts of `cpu` are replaced unread.

What the kubelet says
    failed to run Kubelet: --kube-reserved value failed to parse: failed to parse quantity "1GB" for "memory" resource: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubeReserved: {memory: 1GB}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kubeReserved: {memory: 1G}
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/server.go, parseResourceList
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, quantity, reservation
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC122"]


FLAGS = {"kubeReserved": "--kube-reserved", "systemReserved": "--system-reserved"}


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every value that the kubelet reads and refuses."""
    replaced = bool(node.config.get("reservedSystemCPUs"))
    for field, flag in FLAGS.items():
        for key, text in (node.config.get(field) or {}).items():
            error = None if key == "cpu" and replaced else _wrong(key, text)
            if error is None or key not in reservation.RESOURCES:
                continue
            unknown = reservation.why_unknown(node, "reservedSystemCPUs") if key == "cpu" else None
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            origin, meant = node.origin(field, key), _meant(text)
            yield RULE.finding(
                f"{field} {key} {text} is negative; write zero or more"
                if error.startswith("resource")
                else f"{field} {key} {text!r} is not a quantity; write {meant or _form(text)}",
                origin,
                says=f"failed to run Kubelet: {flag} value failed to parse: {error}",
                fix=fixes.replace(origin, meant) if meant else None,
            )


def _form(text: str) -> str:
    return "the amounts with a comma between them" if ";" in text else "for example 500m or 2Gi"


def _wrong(key: str, text: str) -> str | None:
    """What the kubelet says to an amount, None to one that it takes."""
    try:
        amount = quantity.parse(text)
    except quantity.QuantityError as error:
        return f"failed to parse quantity {go.quote(text)} for {go.quote(key)} resource: {error}"
    return f"resource quantity for {go.quote(key)} cannot be negative: {text}" if amount.nano < 0 else None


def _meant(text: str) -> str | None:
    """The quantity that blanks, a trailing B or a wrong case hide."""
    bare = text.replace(" ", "")
    guesses = (bare, bare.removesuffix("B"), bare.removesuffix("b"), f"{bare[:-2]}{bare[-2:].capitalize()}")
    return next((guess for guess in guesses if _positive(guess)), None)


def _positive(text: str) -> bool:
    try:
        return quantity.parse(text).nano > 0
    except quantity.QuantityError:
        return False
