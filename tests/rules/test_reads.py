"""`Rule.reads`: a rule is asked where one of these fields is present or unknown, and has to bear both."""

import pytest

from numaconf.findings import Finding, NotChecked
from numaconf.kubelet import version
from numaconf.machine import synthetic
from numaconf.rules.registry import RULES
from tests.rules import nodes
from tests.versions import NEWEST

ASKED = [rule for rule in RULES if not rule.reader]
MACHINES = (None, synthetic.parse("numa:2 core:4 pu:2 memory:8Gi"))


@pytest.mark.parametrize("machine", MACHINES, ids=["no machine", "machine"])
@pytest.mark.parametrize("minor", [f"1.{version.FIRST}", NEWEST])
@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.code)
def test_a_rule_bears_that_each_of_its_fields_is_unknown(rule, minor, machine):
    for field in rule.reads:
        for route in ((field,), (field, "x"), ()):
            node = nodes.node("{}", minor, machine=machine, unknown={route: "not known here"})
            said = list(rule.check(node))
            assert all(isinstance(one, (Finding, NotChecked)) and one.code == rule.code for one in said)


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.code)
def test_a_rule_bears_that_all_its_fields_are_unknown_beside_others(rule):
    unknown = {(field,): "not known here" for field in rule.reads}
    text = "cpuManagerPolicy: static\nmemoryManagerPolicy: Static\ntopologyManagerPolicy: restricted\nmaxPods: 7\n"
    for known in version.ALL:
        node = nodes.node(text, str(known), machine=MACHINES[1], unknown=unknown)
        assert all(one.code == rule.code for one in rule.check(node))
