"""What the kubelet accepts as `--node-labels`.

Source: `ValidateKubeletFlags` in kubernetes `cmd/kubelet/app/options/options.go` and `IsQualifiedName`,
`IsValidLabelValue` in `k8s.io/apimachinery/pkg/util/validation` (1.27 and later; 1.31, 1.34 and 1.36 were asked).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents import placeholders
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALLOWED_NAMESPACES = ("kubelet.kubernetes.io", "node.kubernetes.io")
ALLOWED_LABELS = (
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "beta.kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "node.kubernetes.io/instance-type",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
)

_NAME = (
    r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '%s')",
)
_VALUE = (
    r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'%s')",
)
_SUBDOMAIN = (
    r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is '%s')",
)


class LabelProblem(NamedTuple):
    """One label that stops the kubelet: its key, what is wrong with it, and the kubelet's whole line."""

    key: str
    reserved: bool
    reason: str
    says: str


def parse(text: str) -> dict[str, str]:
    """The labels of one `--node-labels` value: `a=b,c` is `{"a": "b", "c": ""}`; empty items are skipped."""
    pairs = (item.partition("=") for item in text.split(",") if item)
    return {key.strip(): value.strip() for key, _, value in pairs}


def reserved(key: str) -> bool:
    """Whether a key lies in `kubernetes.io` or `k8s.io` and is not one that a kubelet may set by itself."""
    namespace, slash, _ = key.partition("/")
    if not slash or key in ALLOWED_LABELS:
        return False
    ours = any(namespace == domain or namespace.endswith("." + domain) for domain in ("kubernetes.io", "k8s.io"))
    return ours and not any(namespace == ok or namespace.endswith("." + ok) for ok in ALLOWED_NAMESPACES)


def problems(labels: Mapping[str, str]) -> Iterator[LabelProblem]:
    """Every label for which the kubelet exits before it starts; reserved keys first, as the kubelet does.

    What is not filled in yet is taken for something that fits.
    """
    taken = sorted(key for key in labels if reserved(key))
    if taken:
        says = (
            "failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with "
            f"--node-labels: [{' '.join(taken)}]\n--node-labels in the 'kubernetes.io' namespace must begin with an "
            f"allowed prefix ({', '.join(ALLOWED_NAMESPACES)}) or be in the specifically allowed set "
            f"({', '.join(ALLOWED_LABELS)})"
        )
        for key in taken:
            yield LabelProblem(key, True, f"the key {key!r} is reserved", says)
        return
    for key, value in labels.items():
        for text, wrong in ((key, key_errors(key)), (value, value_errors(value))):
            if wrong and not placeholders.in_value(text):
                reason = ", ".join(wrong)
                says = f"failed to validate kubelet flags: invalid node labels: '{text}' - {reason}"
                yield LabelProblem(key, False, reason, says)


def key_errors(key: str) -> list[str]:
    """What is wrong with a key (`IsQualifiedName`), in the kubelet's words."""
    prefix, slash, name = key.rpartition("/")
    if "/" in prefix:
        hint = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return ["a qualified name " + _NAME[1] % _NAME[0] + hint]
    errors = []
    if slash and not prefix:
        errors.append("prefix part must be non-empty")
    elif slash:
        errors += ["prefix part must be no more than 253 characters"] if len(prefix) > 253 else []
        errors += ["prefix part " + _SUBDOMAIN[1] % _SUBDOMAIN[0]] if not _matches(_SUBDOMAIN, prefix) else []
    if not name:
        errors.append("name part must be non-empty")
    elif len(name) > 63:
        errors.append("name part must be no more than 63 characters")
    if not _matches(_NAME, name):
        errors.append("name part " + _NAME[1] % _NAME[0])
    return errors


def value_errors(value: str) -> list[str]:
    """What is wrong with a value (`IsValidLabelValue`), in the kubelet's words."""
    errors = ["must be no more than 63 characters"] if len(value) > 63 else []
    return errors + ([_VALUE[1] % _VALUE[0]] if not _matches(_VALUE, value) else [])


def _matches(rule: tuple[str, str], text: str) -> bool:
    return re.fullmatch(rule[0], text) is not None
