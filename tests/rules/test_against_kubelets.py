"""Random configurations: rules and the real kubelet agree on whether it starts, and on what it says if not."""

import json
import random
from functools import partial

import pytest

from numaconf.context import Context
from numaconf.kubelet import reservation, version
from numaconf.kubelet.quantity import parse
from numaconf.rules import judge
from numaconf.rules.registry import RULES
from tests import real
from tests.rules import generate, nodes
from tests.search import cases
from tests.versions import MINORS

SELECTION = judge.Selection(rule for rule in RULES if rule.code[2] in "123")
CASES = cases(22)
"""For each of seven minors; many more were run by hand."""

LATER = "NC314"
"""The kubelet starts, and panics with the first pod; these comparisons stop before there is one."""


def compare(config, minor, where, tmp_path):
    """What differs between the rules and the kubelet, as text; empty when nothing does."""
    answer = real.kubelet(minor, text(config), where.name, tmp_path)
    reading = nodes.reading(json.dumps(config), minor, where)
    found = judge.of_reading(reading, SELECTION)
    fatal = [finding for finding in found.findings if finding.severity == "will-not-start" and finding.code != LATER]
    starts = answer["verdict"] == "starts"
    if starts == bool(fatal):
        return f"kubelet: {answer['first_error'] or 'starts'}\nrules: {[(one.code, one.message) for one in fatal]}"
    if fatal:
        bare = answer["first_error"].removeprefix("failed to run Kubelet: ")
        says = [one.says.text.removeprefix("failed to run Kubelet: ") for one in fatal if one.says]
        if not any(one.removeprefix("failed to create kubelet: ") in bare for one in says):
            return f"kubelet: {bare}\nrules: {says}"
        return ""
    kept, cpus = reservation.memory(reading.effective), reservation.cpu(reading.effective)
    mine = {"memory": kept.amount, "cpu": cpus.amount}
    theirs = answer["node"]["reservation"]
    wrong = {key: str(mine[key]) for key in mine if mine[key] != parse(theirs.get(key, "0"))}
    return f"kubelet: {theirs}\nours: {wrong}" if wrong else ""


def text(config):
    """The configuration file: JSON."""
    return json.dumps({"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **config})


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_random_configurations(minor, tmp_path):
    rnd = random.Random(f"numaconf {minor}")
    for number in range(CASES):
        config, where = generate.case(rnd, version.kubernetes(minor))
        difference = compare(config, minor, where, tmp_path)
        assert not difference, f"case {number} on {where.name}: {json.dumps(config)}\n{difference}"


@pytest.mark.random
@pytest.mark.shared
def test_what_is_said_without_version_and_machine_holds_for_all(tmp_path):
    """No false alarm on any, and no silence without a gap."""
    rnd = random.Random("numaconf unknown")
    for _ in range(cases(15)):
        config, where = generate.case(rnd, version.kubernetes(rnd.choice(MINORS)))
        verdict = judge.judge(partial(nodes.reading, json.dumps(config)), Context(), SELECTION)
        fatal = [
            finding for finding in verdict.findings if finding.severity == "will-not-start" and finding.code != LATER
        ]
        for name in (where.name, rnd.choice(generate.names())):
            answer = real.kubelet(rnd.choice(MINORS), text(config), name, tmp_path)
            if fatal:
                assert answer["verdict"] == "will-not-start", (config, name, fatal)
            elif answer["verdict"] == "will-not-start":
                assert verdict.not_checked, (config, name, answer["first_error"])
