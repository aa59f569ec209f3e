"""What changes so that a document says what a rendering says: what is asked for, what would contradict it, no more."""

import pytest

from numaconf.verbs.into.edits import Contradiction, Edit, edits


def routes(asked, has, what="settings", settings=None):
    """`key=value` of what is set, `-key` of what goes."""
    found = edits(what, asked, has, (), settings)
    return sorted(f"-{_dots(one)}" if one.remove else f"{_dots(one)}={one.value}" for one in found)


def _dots(one):
    return ".".join(map(str, one.route))


@pytest.mark.parametrize(
    ("asked", "has", "changes"),
    [
        ({"maxPods": 110}, {"maxPods": 110, "port": 1}, []),
        ({"maxPods": 110}, {"maxPods": 58, "port": 1}, ["maxPods=110"]),
        ({"maxPods": 110}, {"maxPods": "110"}, ["maxPods=110"]),
        ({"failSwapOn": True}, {"failSwapOn": 1}, ["failSwapOn=True"]),
        ({"featureGates": {"A": True}}, {"featureGates": {"B": False}}, ["featureGates.A=True"]),
        ({"logging": {"verbosity": 3}}, {"logging": {"format": "json"}}, ["logging.verbosity=3"]),
        ({"registerWithTaints": [{"key": "a", "effect": "NoSchedule"}]},
         {"registerWithTaints": [{"key": "b", "effect": "NoSchedule"}]},
         ["registerWithTaints.1={'key': 'a', 'effect': 'NoSchedule'}"]),
        ({"evictionHard": {"memory.available": "1Gi"}}, {"evictionHard": {"pid.available": "5%"}},
         ["-evictionHard.pid.available", "evictionHard.memory.available=1Gi"]),
        ({"eviction-hard": {"memory.available": "1Gi"}}, {"eviction-hard": {"pid.available": "5%"}},
         ["-eviction-hard.pid.available", "eviction-hard.memory.available=1Gi"]),
        ({"evictionHard": {"memory.available": "1Gi"}},
         {"mergeDefaultEvictionSettings": True, "evictionHard": {"memory.available": "1Gi"}},
         ["-mergeDefaultEvictionSettings"]),
        # Terms of a sum that nobody asked for: the whole field where nothing else is in it.
        ({"reservedMemory": [1], "kubeReserved": {"memory": "2Gi"}},
         {"kubeReserved": {"memory": "1Gi", "cpu": "1", "pid": "9"}, "systemReserved": {"memory": "1Gi"}},
         ["-systemReserved", "kubeReserved.memory=2Gi", "reservedMemory=[1]"]),
        ({"reserved-cpus": "0"}, {"kube-reserved": {"cpu": "1", "memory": "1Gi"}},
         ["-kube-reserved.cpu", "reserved-cpus=0"]),
        ({"kubeReserved": {"cpu": "1"}}, {"reservedSystemCPUs": "0-3", "systemReserved": {"cpu": "2"}},
         ["-reservedSystemCPUs", "-systemReserved", "kubeReserved={'cpu': '1'}"]),
        ({"kubeReserved": {"pid": "1"}}, {"kubeReserved": {"memory": "1Gi"}, "systemReserved": {"cpu": "1"}},
         ["kubeReserved.pid=1"]),
        ({"reservedMemory": [1]}, {"evictionHard": {"memory.available": "1Gi"}},
         ["-evictionHard", "reservedMemory=[1]"]),
        ({"cpuManagerPolicy": "none"}, {"cpuManagerPolicyOptions": {"full-pcpus-only": "true"}},
         ["-cpuManagerPolicyOptions", "cpuManagerPolicy=none"]),
        ({"cpuManagerPolicy": "static"}, {"cpuManagerPolicyOptions": {"full-pcpus-only": "true"}},
         ["cpuManagerPolicy=static"]),
        ({"memoryManagerPolicy": "None"}, {"reservedMemory": [1]}, ["-reservedMemory", "memoryManagerPolicy=None"]),
    ],
)  # fmt: skip
def test_settings(asked, has, changes):
    assert routes(asked, has) == changes


def test_where_nothing_stands_all_of_it_is_set():
    assert edits("settings", {"a": 1}, None, ("x",)) == [Edit(("x",), {"a": 1})]
    assert edits("labels", {}, None, ("x",)) == []
    assert edits("taints", [{"key": "a", "effect": "NoSchedule"}], None, ("x",)) == [
        Edit(("x",), [{"key": "a", "effect": "NoSchedule"}])
    ]


@pytest.mark.parametrize(
    ("has", "changes"),
    [
        ([{"key": "a", "value": "x", "effect": "NoSchedule"}], []),
        ([{"key": "a", "value": "y", "effect": "NoSchedule"}], ["0.value=x"]),
        ([{"key": "a", "value": "x", "effect": "NoExecute"}],
         ["1={'key': 'a', 'value': 'x', 'effect': 'NoSchedule'}"]),
    ],
)  # fmt: skip
def test_taints(has, changes):
    assert routes([{"key": "a", "value": "x", "effect": "NoSchedule"}], has, "taints") == changes


@pytest.mark.parametrize(
    ("has", "changes"),
    [
        (["--v=2"], ["1=--node-labels=a=b"]),
        (["--node-labels=x=y,a=c", "--v=2"], ["0=--node-labels=x=y,a=b"]),
        (["--node-labels=a=b"], []),
        (["--max-pods=3", "--node-labels=a=b"], ["=['--node-labels=a=b']"]),  # it would overrule the file
        (["--max-pods=3"], ["0=--node-labels=a=b"]),
    ],
)
def test_flags(has, changes):
    assert routes(["--node-labels=a=b"], has, "flags", {"maxPods": 110}) == changes


@pytest.mark.parametrize(
    ("has", "changes"),
    [
        (None, ["=['a=1', 'b=0:x', 'b=1:x']"]),
        (["a=1", "b=0:x", "b=1:x", "c=2"], []),
        (["c=2"], ["1=a=1", "2=b=0:x", "3=b=1:x"]),
        (["b=0:y", "c=2", "b=1:x"], ["=['c=2', 'b=1:x', 'a=1', 'b=0:x']"]),
    ],
)
def test_arguments(has, changes):
    assert routes(["a=1", "b=0:x", "b=1:x"], has, "arguments") == changes


def test_a_text_is_not_taken_apart():
    assert routes("x", None, "text") == ["=x"]
    assert routes("x", "x", "text") == []
    with pytest.raises(Contradiction):
        routes("x", "y", "text")
