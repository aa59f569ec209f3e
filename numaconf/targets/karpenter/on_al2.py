"""AL2: the user's parts run first, then Karpenter's call of bootstrap.sh, whose flags beat the configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flags import Argument
from numaconf.rules.registry import BY_CODE
from numaconf.targets.al2 import reader
from numaconf.targets.al2.prepare import Prepared, prepare
from numaconf.targets.eks import userdata as user_data
from numaconf.targets.karpenter import userdata
from numaconf.targets.karpenter.case import canonical, finish, refused
from numaconf.targets.karpenter.on_al2023 import mistaken
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.findings import Finding
    from numaconf.targets.karpenter.case import Case

LAST = 32
"""The last minor with an image (CHANGELOG of awslabs/amazon-eks-ami, 2025-12)."""


def read(case: Case) -> Reading:
    """What a node of that class makes of it."""
    text = userdata.text(case.source)
    findings: list[Finding] = list(_image(case))
    prepared = Prepared()
    if text is not None and text.document.value:
        taken = userdata.on_al2(text)
        if taken.refusal:
            return refused(taken, case)
        findings += mistaken(text, taken)
        if any(one.code == "NC614" and one.severity == "will-not-start" for one in findings):
            return finish(case, Reading(None), findings)
        prepared = prepare(text)
        findings += (one for one in prepared.findings if one.code not in _OF_THE_CALL)
        if prepared.place is not None:
            findings.append(
                BY_CODE["NC617"].finding(
                    "Karpenter appends a call of bootstrap.sh of its own, which restarts the kubelet with other "
                    "arguments: leave this one out, and write what it sets into spec.kubelet, or with jq into "
                    "/etc/kubernetes/kubelet/kubelet-config.json",
                    prepared.place,
                )
            )
    elif text is not None:
        findings += user_data.too_large(text)
    arguments = tuple(arguments_of(case))
    node = prepared._replace(
        findings=(),
        runs=True,
        arguments=arguments,
        extra="",
        max_pods=case.max_pods() is None,
        managed=False,
        place=None,
    )
    reading = reader.of_prepared(node, case.kubernetes, case.machine)
    if prepared.gaps or prepared.place is not None:
        gaps = prepared.gaps or (BY_CODE["NC526"].not_checked("bootstrap.sh is called twice, which is not followed"),)
        reading = reading._replace(effective=None, not_checked=gaps, unread=prepared.unread)
    return finish(case, reading, findings)


_OF_THE_CALL = frozenset({"NC520", "NC522", "NC523", "NC525"})
"""What is wrong with the user's own call, which does not count."""


def _image(case: Case) -> Iterator[Finding]:
    terms = case.spec.get("amiSelectorTerms") or ()
    at = next((index for index, one in enumerate(terms) if str(one.get("alias", "")).startswith("al2@")), None)
    if at is not None and case.kubernetes.minor > LAST:
        yield BY_CODE["NC619"].finding(
            f"there is no Amazon Linux 2 image for Kubernetes 1.{case.kubernetes.minor}, 1.{LAST} was the last one: "
            "Karpenter finds none and launches nothing; use AL2023",
            case.origin("amiSelectorTerms", at, "alias"),
            says=Says("karpenter", "failed to discover any AMIs for alias"),
        )


def arguments_of(case: Case) -> Iterator[Argument]:
    """The words of --kubelet-extra-args as the kubelet gets them, quotes gone."""
    by_karpenter = Origin("platform-default", note="Karpenter writes it from the NodePool")
    labels = ",".join(f"{key}={value}" for key, value in case.node_labels().items())
    if labels:
        yield Argument(f"--node-labels={labels}", by_karpenter)
    taints = ",".join(_taint(one) for one in case.registered_taints())
    yield Argument(f"--register-with-taints={taints}", by_karpenter)
    pods = case.max_pods()
    if pods is not None:
        yield Argument(f"--max-pods={pods[0]}", pods[1])
    for field, flag, write in FLAGS:
        value = case.kubelet.get(field)
        if value not in (None, {}, ""):
            yield Argument(f"--{flag}={write(value)}", case.origin("kubelet", field))


def _taint(taint: dict[str, str]) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"


def _pairs(separator: str) -> Callable[[dict[str, str]], str]:
    return lambda amounts: ",".join(f"{key}{separator}{value}" for key, value in amounts.items())


def _grace(periods: dict[str, str]) -> str:
    return ",".join(f"{key}={canonical(value)}" for key, value in periods.items())


FLAGS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("podsPerCore", "pods-per-core", str),
    ("systemReserved", "system-reserved", _pairs("=")),
    ("kubeReserved", "kube-reserved", _pairs("=")),
    ("evictionHard", "eviction-hard", _pairs("<")),
    ("evictionSoft", "eviction-soft", _pairs("<")),
    ("evictionSoftGracePeriod", "eviction-soft-grace-period", _grace),
    ("evictionMaxPodGracePeriod", "eviction-max-pod-grace-period", str),
    ("imageGCHighThresholdPercent", "image-gc-high-threshold", str),
    ("imageGCLowThresholdPercent", "image-gc-low-threshold", str),
    ("cpuCFSQuota", "cpu-cfs-quota", lambda value: "true" if value else "false"),
)
"""Field of `spec.kubelet`, flag of the kubelet, and how its value is written there."""
