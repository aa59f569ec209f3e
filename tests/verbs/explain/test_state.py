"""`explain` of state files, and of all that the kubelet says over them: whole, cut off, and as it was said once."""

import pytest

from numaconf.kubelet.state import describe
from numaconf.verbs import explain
from tests.kubelet.state.test_change import RECORDED

SAID = [
    'start cpu manager error: could not restore state from checkpoint: configured policy "static" differs from state '
    'checkpoint policy "none", please drain this node and delete the CPU manager checkpoint file '
    '"/var/lib/kubelet/cpu_manager_state" before restarting Kubelet',
    'could not restore state from checkpoint: [memorymanager] configured policy "Static" differs from state checkpoint '
    'policy "None", please drain this node and delete the memory manager checkpoint file '
    '"/var/lib/kubelet/memory_manager_state" before restarting Kubelet',
    'not all reserved cpus: "0,4" are present in defaultCpuSet: "0-3"',
    'some of strictly reserved cpus: "0" are present in defaultCpuSet: "0-7"',
    """current set of available CPUs "0-3" doesn't match with CPUs in state "0-7\"""",
    'pod: uid-a, container: c0 cpuset: "1-2" overlaps with default cpuset "0-7"',
    "default cpuset cannot be empty",
    "[memorymanager] the expected machine state is different from the real one",
    "[memorymanager] machine state can not be empty when it has memory assignments",
    "[memorymanager] (pod: a, container: b) the memory assignment uses the NUMA that does not exist",
    "[memorymanager] (pod: a, container: b) the memory assignment uses memory resource that does not exist",
    "could not restore state from checkpoint: checkpoint is corrupted",
    "could not load v4 checkpoint: checkpoint is corrupted",
    'could not parse default cpu set "1.3": strconv.Atoi: parsing "1.3"',
    "containerID 'abc' not found in initial containers list",
    "invalid state, please drain node and remove policy state file",
    "Could not initialize checkpoint manager, please drain node and remove policy state file",
    '"Memory states for the NUMA node and resource are different" node=0 resource="memory" field="TotalMemSize"',
]
OLDER = [
    '[cpumanager] state file: unable to restore state from disk (policy configured "static" != policy from state file '
    '"none")',
    '[cpumanager] state file: unable to restore state from disk (configured policy "static" differs from state file '
    'policy "none")',
    "[cpumanager] could not initialize checkpoint manager: could not restore state from checkpoint: configured policy "
    '"static" differs from state checkpoint policy "none"',
    "Static policy invalid state, please drain node and remove policy state file",
]
CUT = [
    'could not restore state from checkpoint: configured policy "static" differs from state checkpoint policy "none",',
    'configured policy "static" differs from state checkpoint pol',
    'err="start cpu manager error: could not restore state from checkpoint: confi',
    'not all reserved cpus: "0,4" are pres',
    'some of strictly reserved cpus: "0',
    'current set of available CPUs "0-3" does',
    "[memorymanager] the expected machine state is different from",
    '"0-7" overlaps with default cpuset',
]


def told(text):
    found = explain.explain(text)
    assert isinstance(found, explain.LogAnswer)
    return [one.meaning for one in found.said]


@pytest.mark.parametrize("text", [*SAID, *OLDER, *CUT])
def test_one_text_is_told_once_with_the_way_out(text):
    (meaning,) = told(text)
    assert "Drain the node" in meaning or "reboot" in meaning
    if "Drain" in meaning:
        assert "numaconf plan" in meaning
    assert "{" not in meaning


@pytest.mark.parametrize("text", SAID)
def test_as_a_log_has_it(text):
    quoted = text.replace('"', '\\"')
    line = f'E1128 20:00:00.000000    1 kubelet.go:1566] "Failed to start ContainerManager" err="{quoted}"'
    assert len(told(line)) == 1


def test_every_recorded_error():
    texts = {says for case in RECORDED["cases"] for says in case["says"].values() if says}
    assert len(texts) > 20
    for text in texts:
        assert len(told(text)) == 1


@pytest.mark.parametrize(
    "word", ["cpu_manager_state", "/var/lib/kubelet/memory_manager_state", "kubelet_internal_checkpoint"]
)
def test_state_files(word):
    found = explain.explain(word)
    assert isinstance(found, explain.StateFileAnswer)
    assert found.file is describe.find(word)
    assert all((found.file.refused, found.file.formats, found.file.steps))


def test_a_misspelt_file():
    with pytest.raises(Exception, match="cpu_manager_state"):
        explain.explain("cpu_manager_stat")
