"""`numaconf.rules.sound`: a rule that is spared has nothing to say, whatever else is in the configuration."""

import random
from functools import partial

import pytest

from numaconf.context import Context
from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.machine.find import find
from numaconf.rules import judge
from numaconf.rules.registry import BY_CODE
from numaconf.rules.sound import QUESTIONS
from numaconf.targets import kubelet
from tests import search
from tests.rules import nodes
from tests.rules.test_judge_versions import text

MACHINES = (None, find("numa:2 core:18 pu:2 memory:96Gi"), find("numa:1 core:4 pu:1 memory:8Gi"))
EVERY = list(dict.fromkeys(QUESTIONS.values()))


def configurations(rnd):
    """Random ones, with faults and without; some with a field that is not known, some with facts of a platform."""
    while True:
        try:
            source = Source("kubelet.yaml", load.read(text(rnd)))
        except Unreadable:
            continue
        node = kubelet.read((source,), rnd.choice(version.ALL), rnd.choice(MACHINES), Context()).effective
        if node is None:
            continue
        if rnd.random() < 0.2:
            node = node.with_(unknown={(): "an argument may hold any number of flags"})
        elif rnd.random() < 0.2 and node.config:
            node = node.with_(unknown={(rnd.choice(list(node.config)),): "not known here"})
        if rnd.random() < 0.2:
            facts = node.facts._replace(computed_memory=rnd.random() < 0.5, eviction_is_whole=rnd.random() < 0.5)
            node = node.with_(facts=facts)
        yield node


@pytest.mark.random
@pytest.mark.parametrize("seed", range(4))
def test_what_is_sound_has_no_findings_and_no_gaps(seed):
    found = configurations(random.Random(seed))
    spared = set()
    for _ in range(search.cases(300)):
        node = next(found)
        for question in EVERY:
            if question(node):
                spared |= (codes := {code for code, one in QUESTIONS.items() if one is question})
                for code in codes:
                    assert list(BY_CODE[code].check(node)) == [], (code, node.config, node.kubernetes, node.unknown)
    assert spared == QUESTIONS.keys()


def test_a_rule_that_is_spared_is_neither_asked_nor_loaded():
    asked = partial(map, lambda one: one[0].code)
    only = judge.Selection([BY_CODE["NC121"], BY_CODE["NC122"]])
    assert list(asked(only.of(nodes.node("kubeReserved: {cpu: 500m}")))) == []
    assert list(asked(only.of(nodes.node("kubeReserved: {cpu: half}")))) == ["NC121", "NC122"]
    assert list(asked(only.of_versions(nodes.node("kubeReserved: {cpu: 500m}")))) == []


def test_what_is_sound_on_one_version_only_spares_nothing_where_the_version_is_open():
    """Gates are looked up for the version, so the answer of the newest does not hold for all."""
    only = judge.Selection([BY_CODE["NC409"]])
    node = nodes.node("memorySwap: {swapBehavior: LimitedSwap}", "1.34")
    assert only.of(node) == ()
    assert [rule.code for rule, _ in only.of_versions(node)] == ["NC409"]
