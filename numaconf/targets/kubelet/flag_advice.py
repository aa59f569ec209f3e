"""What to write in place of a flag's value that the kubelet refuses, by the form that the flag takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.kubelet.flags import FlagProblem

_FORMS = {
    "map": "write {flag}=KEY=VALUE,KEY=VALUE",
    "percentages": "write {flag}=memory=50%",
    "thresholds": "write {flag}='SIGNAL<AMOUNT,SIGNAL<AMOUNT', such as 'memory.available<500Mi'",
    "gates": "write {flag}=NAME=true,NAME=false",
    "reserved-memory": (
        "write {flag}='0:memory=1Gi;1:memory=1Gi', with ; and quotes, or the flag once for each NUMA node"
    ),
    "bool": "write true or false",
    "duration": "write for example 90s",
    "quantity": "write for example 50Mi",
    "int": "write a whole number",
    "int32": "write a whole number",
    "int64": "write a whole number",
    "float32": "write a number",
    "ip": "write an IP address",
    "taints": "write {flag}=KEY=VALUE:NoSchedule",
    "vmodule": "write {flag}=FILE=LEVEL,FILE=LEVEL",
    "level": "write a whole number",
}

_WORDS = (
    ("the reserved memory has incorrect format", "reserved-memory"),
    ("the reserved limit has incorrect value", "reserved-memory"),
    ("failed to convert the NUMA node ID", "reserved-memory"),
    ("memory type conversion error", "reserved-memory"),
    ("malformed pair, expect string<string", "thresholds"),
    ("expect string=bool", "gates"),
    ("malformed pair", "map"),
    ("invalid value of", "gates"),
    ("missing bool value", "gates"),
    ("pattern=N", "vmodule"),
    ("parsing verbosity", "vmodule"),
    ("taint", "taints"),
    ("ParseBool", "bool"),
    ("time: ", "duration"),
    ("quantities must match", "quantity"),
    ("parse the quant", "quantity"),
    ("ParseInt", "int"),
    ("ParseUint", "int"),
    ("ParseFloat", "float32"),
    ("Atoi", "int"),
    ("IP address", "ip"),
)
"""Words of the flag library, and the form that they ask for."""


def _dashes(says: str) -> str:
    """How many dashes belong before a name."""
    word = re.search(r"(?:in |: )-+([A-Za-z][\w-]*(?:=\S*)?)$", says)
    return f"write --{word[1]}" if word else "write --NAME=VALUE"


def of_word(word: str, before: str) -> str:
    """About a word that is not a flag. `before`: the flag before it, if that is true or false."""
    if before and word in {"true", "false"}:
        return f"a flag that is true or false takes its value after =, and the kubelet exits; write --{before}={word}"
    return "the kubelet takes flags only, and exits on any other word; is a quote or -- missing?"


def of_unknown(name: str, suggestion: str) -> str:
    """What to do about a flag that no kubelet has."""
    from numaconf.kubelet import fields
    from numaconf.kubelet.flag_table import FLAGS

    if f"{name}-policy" in FLAGS:
        return f"; write --{name}-policy"
    if name.startswith("-"):  # a shorthand
        return ""
    head, *rest = name.split("-")
    field = head + "".join(part.capitalize() for part in rest)
    near = fields.suggest(field) if field not in fields.FIELDS else field
    if not suggestion and near in fields.FIELDS:
        return f"; write {near} into the configuration file"
    return f"; did you mean --{suggestion}?" if suggestion else "; leave it out"


def of_value(problem: FlagProblem) -> str:
    """A message about a value: what is refused, and what to write."""
    flag = f"--{problem.name.lstrip('-')}"
    says = problem.says.removeprefix("failed to parse kubelet flag: ")
    if "flag needs an argument" in says:
        return f"{flag} needs a value; write {flag}=VALUE"
    if "bad flag syntax" in says or "unknown shorthand" in says:
        return f"{says}; {_dashes(says)}"
    given = re.match(r'invalid argument ("(?:[^"\\]|\\.)*")', says)
    value = f" {given[1]}" if given else ""
    if flag.endswith("-policy-options"):
        return f"{flag}{value} is refused; give one option per flag: {flag}=NAME=VALUE {flag}=NAME=VALUE"
    form = next((form for words, form in _WORDS if words in says), "")
    advice = _FORMS[form].format(flag=flag) if form else "write another value"
    cause = says.rpartition("flag: ")[2]
    shown = f" ({cause})" if cause and cause != says and len(cause) < 80 and form != "reserved-memory" else ""
    return f"the value{value} of {flag} is refused{shown}; {advice}"
