from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numaconf.kubelet import labels
from tests import real
from tests.search import cases

LONG, LONGEST = "a" * 64, "a" * 254


def test_parse_takes_pairs_bare_keys_and_skips_empty_items() -> None:
    assert labels.parse("a=b,,c,d=e=f") == {"a": "b", "c": "", "d": "e=f"}
    assert labels.parse("") == {}


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        ("topology.kubernetes.io/numa-capable", True),
        ("node-role.kubernetes.io/worker", True),
        ("foo.k8s.io/x", True),
        ("k8s.io/x", True),
        ("kubernetes.io/anything", True),
        ("topology.kubernetes.io/zone", False),
        ("node.kubernetes.io/anything", False),
        ("team.node.kubernetes.io/anything", False),
        ("notkubernetes.io/x", False),
        ("kubernetes.io", False),
        ("example.com/numa", False),
    ],
)
def test_reserved_keys(key: str, taken: bool) -> None:
    assert labels.reserved(key) is taken


FLAGS = [
    "topology.kubernetes.io/numa-capable=true,foo.k8s.io/x=1,a=b",
    "topology.kubernetes.io/zone=a,node.kubernetes.io/x=1,x.node.kubernetes.io/y=1",
    "a=$HOME",
    "b!=c",
    "x.y/=z",
    f"{LONG}=x",
    f"x={LONG}",
    f"{LONGEST}/x=y",
    "A/x=y",
    "/x=y",
    "a/b/c=y",
    "=y",
    "a=b,a=c",
    "a=",
    "a=b,,c=d",
    "a=b=c",
    "eks.amazonaws.com/nodegroup=x",
    "k8s.io/y=z,b!=c",
]


def kubelet_says(text: str, tmp_path) -> str:
    config = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
    return real.kubelet("1.34", config, "two-numa-96", tmp_path, "--flags", f"--node-labels={text}")["first_error"]


@pytest.mark.shared
@pytest.mark.parametrize("text", FLAGS)
def test_the_kubelet_says_the_same_words(text: str, tmp_path) -> None:
    found = [problem.says for problem in labels.problems(labels.parse(text))]
    assert (found[0] if found else "") == kubelet_says(text, tmp_path)


@pytest.mark.shared
@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.text("aZ0-_./!=,", min_size=1, max_size=12), value=st.text("aZ0-_.!", max_size=8))
def test_the_kubelet_refuses_the_same_labels(key: str, value: str, tmp_path) -> None:
    text = f"{key}={value}"
    assert bool(list(labels.problems(labels.parse(text)))) is bool(kubelet_says(text, tmp_path))
