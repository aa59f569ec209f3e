"""What OpenShift refuses of a KubeletConfig, in the operator's words, and from which version on."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint

HEAD = "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata: {name: a}\nspec:\n"
WORDS = "KubeletConfiguration: %s is not allowed to be set"


def refused(lines: str, version: str = "1.32") -> list[tuple[str, int, str]]:
    report = lint("kubeletconfig.yaml", (HEAD + lines).encode(), Options(Context(kubernetes(version))))
    assert report is not None
    return [
        (one.finding.code, one.location.span.line, one.finding.says.text if one.finding.says else "")
        for one in report.remarks
        if one.finding.code == "NC560"
    ]


@pytest.mark.parametrize(
    ("lines", "version", "found"),
    [
        ("  kubeletConfig: {maxPods: 50}\n", "1.32", []),
        ("  kubeletConfig:\n    featureGates: {ImageVolume: true}\n", "1.32", [("NC560", 6, WORDS % "featureGates")]),
        ("  kubeletConfig:\n    featureGates: {}\n", "1.32", []),
        ("  kubeletConfig:\n    staticPodPath: /a\n", "1.32", [("NC560", 6, WORDS % "staticPodPath")]),
        ("  kubeletConfig:\n    memorySwap: {swapBehavior: NoSwap}\n", "1.32", []),
        (
            "  kubeletConfig:\n    maxPods: many\n",
            "1.32",
            [("NC560", 6, "KubeletConfig could not be unmarshalled, err: json: cannot unmarshal string into Go struct "
              "field KubeletConfiguration.maxPods of type int32")],
        ),
        (
            "  autoSizingReserved: true\n  kubeletConfig:\n    systemReserved: {cpu: '1'}\n",
            "1.32",
            [("NC560", 7, "KubeletConfiguration: autoSizingReserved and systemdReserved cannot be set together")],
        ),
        ("  autoSizingReserved: false\n  kubeletConfig:\n    systemReserved: {cpu: '1'}\n", "1.32", []),
    ],
)  # fmt: skip
def test_refusals(lines: str, version: str, found: list[tuple[str, int, str]]) -> None:
    assert refused(lines, version) == found


def test_from_some_version_on_nothing_about_swap_may_be_set() -> None:
    from numaconf.targets.openshift import pool

    for minor, fields in ((pool.SWAP_REFUSED_SINCE - 1, []), (pool.SWAP_REFUSED_SINCE, ["failSwapOn", "swapBehavior"])):
        text = "  kubeletConfig:\n    failSwapOn: false\n    memorySwap: {swapBehavior: NoSwap}\n"
        assert [words for _, _, words in refused(text, f"1.{minor}")] == [WORDS % name for name in fields]
