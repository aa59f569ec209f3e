# ruff: noqa: E501  a pair is easier to read on one line
"""What counts as the same value on the other side."""

import pytest

from numaconf.kubelet.compare import added, missing


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kubeReserved": {"memory": "2Gi"}}, {"kubeReserved": {"memory": "2048Mi", "cpu": "1"}}),
        ({"kubeReserved": {"cpu": "1"}}, {"kubeReserved": {"cpu": "1000m"}}),
        ({"evictionHard": {"nodefs.available": "10%"}}, {"evictionHard": {"nodefs.available": "10%"}}),
        ({"reservedSystemCPUs": "0-1,4"}, {"reservedSystemCPUs": "4,0,1"}),
        ({"reservedSystemCPUs": "0"}, {"reservedSystemCPUs": "0-0"}),
        ({"reservedMemory": [{"numaNode": 0, "limits": {"memory": "1Gi"}}]},
         {"reservedMemory": [{"limits": {"memory": 1073741824}}]}),
        ({"reservedMemory": [{"numaNode": 1, "limits": {"memory": "1Gi"}}, {"numaNode": 0, "limits": {"memory": "2"}}]},
         {"reservedMemory": [{"numaNode": 0, "limits": {"memory": "2"}}, {"numaNode": 1, "limits": {"memory": "1Gi"}}]}),
        ({"logging": {"verbosity": 4}}, {"logging": {"verbosity": 4, "format": "text"}}),
        ({"enforceNodeAllocatable": ["pods"]}, {"enforceNodeAllocatable": ["pods"], "maxPods": 3}),
    ],
)  # fmt: skip
def test_the_same(asked, found):
    assert list(missing(asked, found)) == []


@pytest.mark.parametrize(
    ("asked", "found", "route"),
    [
        ({"maxPods": 1}, {}, ("maxPods",)),
        ({"maxPods": 1}, {"maxPods": True}, ("maxPods",)),
        ({"failSwapOn": True}, {"failSwapOn": "true"}, ("failSwapOn",)),
        ({"kubeReserved": {"memory": "2Gi"}}, {"kubeReserved": {"memory": "2G"}}, ("kubeReserved", "memory")),
        ({"kubeReserved": {"memory": "2Gi"}}, {}, ("kubeReserved", "memory")),
        ({"evictionHard": {"memory.available": "5%"}}, {"evictionHard": {"memory.available": "5Mi"}},
         ("evictionHard", "memory.available")),
        ({"reservedSystemCPUs": "0-1"}, {"reservedSystemCPUs": "0"}, ("reservedSystemCPUs",)),
        ({"reservedSystemCPUs": "0-1"}, {}, ("reservedSystemCPUs",)),
        ({"reservedMemory": [{"numaNode": 0, "limits": {"memory": "1Gi"}}]},
         {"reservedMemory": [{"numaNode": 1, "limits": {"memory": "1Gi"}}]}, ("reservedMemory",)),
        ({"reservedMemory": [{"numaNode": 0, "limits": {"memory": "1Gi"}}]}, {}, ("reservedMemory",)),
        ({"cpuManagerPolicyOptions": {"full-pcpus-only": "true"}}, {"cpuManagerPolicyOptions": "x"},
         ("cpuManagerPolicyOptions",)),
        ({"clusterDNS": ["10.0.0.1"]}, {"clusterDNS": []}, ("clusterDNS",)),
    ],
)  # fmt: skip
def test_not_the_same(asked, found, route):
    assert [one[0] for one in missing(asked, found)] == [route]


def test_what_is_added():
    asked, found = {"kubeReserved": {"memory": "1Gi"}}, {"kubeReserved": {"memory": "1Gi", "cpu": "1"}, "maxPods": 3}
    assert list(added(asked, found)) == [(("kubeReserved", "cpu"), "1"), (("maxPods",), 3)]
