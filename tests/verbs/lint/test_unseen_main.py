"""A drop-in alone: with one main file the kubelet starts, with another it does not, and lint leaves that open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.rules import generate
from tests.verbs.lint import asking
from tests.verbs.lint.asking import HEADER
from tests.verbs.lint.texts import FOLDER, MAIN, Case

if TYPE_CHECKING:
    import pathlib


class Pair(NamedTuple):
    """A drop-in, the main file with which it starts, and the rule that cannot be judged without."""

    dropin: str
    main: str
    code: str


SOFT = "evictionSoft: {memory.available: 1Gi}\n"
PERIOD = "evictionSoftGracePeriod: {memory.available: 1m}\n"
MANY = "topologyManagerPolicyOptions: {max-allowable-numa-nodes: '16'}\n"
LIST = "reservedSystemCPUs: 0-1\n"
PAIRS = [
    Pair(SOFT, PERIOD, "NC126"),
    Pair(SOFT + "evictionSoftGracePeriod: {nodefs.available: 1m}\n", PERIOD, "NC126"),
    Pair("enforceNodeAllocatable: [pods, system-reserved]\n", "systemReservedCgroup: /a\n", "NC412"),
    Pair("cgroupsPerQOS: false\n", "enforceNodeAllocatable: [none]\n", "NC413"),
    Pair("topologyManagerPolicy: restricted\n", MANY, "NC307"),
    Pair(
        "topologyManagerPolicy: restricted\ntopologyManagerPolicyOptions: {prefer-closest-numa-nodes: 'true'}\n",
        MANY,
        "NC307",
    ),
    Pair("cpuManagerPolicy: static\n", LIST, "NC209"),
    Pair("cpuManagerPolicy: static\nkubeReserved: {cpu: '4000'}\n", LIST, "NC214"),
    Pair("kubeReserved: {cpu: '4000'}\n", LIST, "NC115"),
    Pair("kubeReserved: {cpu: x}\n", LIST, "NC122"),
    Pair("maxParallelImagePulls: 4\n", "serializeImagePulls: false\n", "NC410"),
    Pair(
        "cpuManagerPolicy: static\nkubeReserved: {cpu: '1'}\ncpuManagerPolicyOptions: {align-by-socket: 'true'}\n",
        "featureGates: {CPUManagerPolicyAlphaOptions: true}\n",
        "NC204",
    ),
    Pair(
        "cpuManagerPolicy: static\nkubeReserved: {cpu: '1'}\ncpuManagerPolicyOptions: {align-by-socket: 'true'}\n"
        "featureGates: {NodeLogQuery: true}\n",
        "featureGates: {CPUManagerPolicyAlphaOptions: true}\n",
        "NC204",
    ),
    Pair("logging: {options: {text: {infoBufferSize: 1}}}\n", "featureGates: {LoggingAlphaOptions: true}\n", "NC409"),
]


@pytest.mark.shared
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.code} {pair.dropin[:30]}")
@pytest.mark.parametrize("minor", ["1.31", "1.34"])
def test_it_is_left_open(pair: Pair, minor: str, tmp_path: pathlib.Path) -> None:
    where = generate.machine("sixteen-numa")
    dropins = {f"{FOLDER}/10.conf": (HEADER + pair.dropin).encode()}
    alone = Case(dropins, where)
    asking.put(alone, tmp_path)
    said = asking.ours(alone, tmp_path, asking.known(alone, minor))
    assert said is not None
    assert said.fatal == []
    assert pair.code in said.gaps
    verdicts = []
    for main in (pair.main, ""):
        whole = Case({MAIN: (HEADER + main).encode(), **dropins}, where)
        asking.put(whole, tmp_path)
        verdicts.append(asking.theirs(whole, tmp_path, minor)["verdict"])
        said = asking.ours(whole, tmp_path, asking.known(whole, minor))
        assert said is not None
        assert bool(said.fatal) == (main == "")
    assert verdicts == ["starts", "will-not-start"]


def test_what_no_main_file_can_mend_is_said(tmp_path: pathlib.Path) -> None:
    text = "port: 70000\nevictionSoft: {bad: 1Gi}\nreservedMemory: [{limits: {memory: '0'}}]\n"
    alone = Case({f"{FOLDER}/10.conf": (HEADER + text).encode()}, generate.machine("two-numa-96"))
    said = asking.ours(alone, tmp_path, asking.known(alone, "1.34"))
    assert said is not None
    assert sorted(one.code for one in said.fatal) == ["NC106", "NC123", "NC407"]
