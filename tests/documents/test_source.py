"""Routes as people and programs write them."""

from __future__ import annotations

import pytest

from numaconf.documents import source


@pytest.mark.parametrize(
    ("route", "dotted", "path", "pointer"),
    [
        ((), "", "", ""),
        (("spec", "kubelet", "reservedMemory", 0, "limits"), "spec.kubelet.reservedMemory[0].limits",
         "spec.kubelet.reservedMemory[0].limits", "/spec/kubelet/reservedMemory/0/limits"),
        (("evictionHard", "memory.available"), "evictionHard.memory.available", "evictionHard[memory.available]",
         "/evictionHard/memory.available"),
        ((0, "a/b~c"), "[0].a/b~c", "[0][a/b~c]", "/0/a~1b~0c"),
        (("kube-reserved", "max_pods"), "kube-reserved.max_pods", "kube-reserved.max_pods", "/kube-reserved/max_pods"),
    ],
)  # fmt: skip
def test_a_route_in_words(route: source.Route, dotted: str, path: str, pointer: str) -> None:
    assert (source.dotted(route), source.path(route), source.pointer(route)) == (dotted, path, pointer)
