"""Faults of a KubeletConfiguration's file: of its content, as values, and of its form, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields
from tests.kubelet import generate as layers
from tests.verbs.lint.styles import Raw

if TYPE_CHECKING:
    import random

    Config = dict[str, Any]

HEADER = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
Fault = Any


def misspelt(document: Config, rnd: random.Random) -> Config:
    """A key anywhere in another spelling, sometimes beside the right one."""
    name = rnd.choice([key for key in document if key not in HEADER] or ["kind"])
    wrong = rnd.choice(
        [
            name.lower(),
            name.upper(),
            name[:1].upper() + name[1:],
            name + "s",
            name[:-1],
            name.swapcase(),
            f"{name} ",
            "x",
        ]
    )
    if rnd.random() < 0.3:
        return {**document, wrong: document[name]}
    return {wrong if key == name else key: value for key, value in document.items()}


def misspelt_inside(document: Config, rnd: random.Random) -> Config:
    """A key inside of a field in another spelling."""
    names = [key for key, value in document.items() if isinstance(value, (dict, list)) and value]
    if not names:
        return {**document, "reservedMemory": [{"numanode": 0, "limits": {"memory": "1Gi"}}]}
    name = rnd.choice(names)

    def wrong(value: Any) -> Any:
        if isinstance(value, list):
            return [wrong(value[0]), *value[1:]] if value else value
        if not isinstance(value, dict) or not value:
            return value
        key = rnd.choice(list(value))
        if isinstance(value[key], dict) and rnd.random() < 0.5:
            return {**value, key: wrong(value[key])}
        new = rnd.choice([key.lower(), key.upper(), key[:1].upper() + key[1:], key + "s"])
        return {new if one == key else one: held for one, held in value.items()}

    return {**document, name: wrong(document[name])}


def other_type(document: Config, rnd: random.Random) -> Config:
    """A value of any other kind, in a field that is there or in another one."""
    names = [key for key in document if key not in HEADER] if rnd.random() < 0.7 else list(fields.FIELDS)
    name = rnd.choice(names or list(fields.FIELDS))
    return {**document, name: Raw(rnd.choice(layers.VALUES))}


_MAPS = {
    "kubeReserved": ["cpu", "memory"],
    "systemReserved": ["cpu", "memory"],
    "evictionHard": ["memory.available"],
    "featureGates": ["AllAlpha", "NodeSwap"],
    "cpuManagerPolicyOptions": ["full-pcpus-only"],
    "topologyManagerPolicyOptions": ["max-allowable-numa-nodes", "prefer-closest-numa-nodes"],
}
_SCALARS = (
    "1 true yes y null 0.5 1_000 1e9 0x10 [a] {a:b} off 'true' '1' 1:30 2001-01-01 500m .5 5% ~ 1e3 010 +1 NO".split()
)


def other_type_inside(document: Config, rnd: random.Random) -> Config:
    """A value of any other kind inside of a field: a number for an amount, a boolean for a string, nothing."""
    name = rnd.choice(list(_MAPS))
    held = document.get(name)
    value = {rnd.choice(_MAPS[name]): Raw(rnd.choice([*_SCALARS, ""]))}
    return {**document, name: {**(held if isinstance(held, dict) else {}), **value}}


def header(document: Config, rnd: random.Random) -> Config:
    """Something wrong, or unusual, with apiVersion and kind."""
    kind, version = HEADER["kind"], HEADER["apiVersion"]
    changes: list[Config] = [
        {"kind": rnd.choice(["kubeletConfiguration", "KubeletConfig", "", "Config", kind + " "])},
        {"apiVersion": rnd.choice(["kubelet.config.k8s.io/v1", "kubelet.config.k8s.io/v1beta2", "v1", "", "v1beta1"])},
        {"kind": None}, {"apiVersion": None}, {"kind": 1}, {"kind": [kind]},
    ]  # fmt: skip
    if rnd.random() < 0.4:
        swap = rnd.choice(
            [{"kind": "Kind"}, {"apiVersion": "apiversion"}, {"apiVersion": "APIVERSION", "kind": "KIND"}]
        )
        return {swap.get(key, key): value for key, value in document.items()}
    if rnd.random() < 0.3:
        gone = rnd.choice(list(HEADER))
        return {key: value for key, value in document.items() if key != gone}
    return {**document, **rnd.choice(changes), **({"Kind": kind, "apiversion": version} if rnd.random() < 0.2 else {})}


_TWICE = [
    "maxPods: 5\nmaxPods: 6\n",
    "kubeReserved: {memory: 1Gi}\n",
    "kubeReserved: {cpu: '1', cpu: '2'}\n",
    "evictionHard: {}\n",
    "'cpuManagerPolicy': none\ncpuManagerPolicy: none\n",
    "reservedMemory: []\n",
]


def twice(made: str, rnd: random.Random) -> str:
    """A key written twice, at the top or inside."""
    if made.lstrip()[:1] in "{[":
        return made.replace('{"', '{"maxPods": 5, "maxPods": 6, "', 1)
    tops = [line for line in made.splitlines() if line[:1].isalpha() and ": " in line and line.rstrip()[-1] not in "{["]
    if rnd.random() < 0.4 and tops:
        return made + rnd.choice(tops) + "\n"
    return made + rnd.choice(_TWICE)


_REPLACED = [
    (":", ""), (": ", ":"), ('"', "\u201c"), ("'", '"'), ("\n", " \\\n"), (": ", ": ["), (": ", ": !x "),
    (": ", ": !!binary "), (": ", ": &1 "), (": ", ": !!str "), (": ", ": !!int "), (": ", ": | "),
]  # fmt: skip
_ABOVE = ["\t", " ", "}", "... \n", "--- \n"]
_BELOW = [
    "x: *gone", "- a", "@: 1", "? a", "x: a: b", "x: %a", "x: `a", "\x00", "x: \x01", "x: \x85a", "1: 2", "true: 1",
    "[a]: 1", "{a: b}: 1", "null: 1", "'': 1", "x: 'a''b'", 'x: "\\q"', 'x: "\\/"', "x: 'a\n  b'", "x: a\n  b",
    "<<: {maxPods: 5}", "<<: [{maxPods: 5}, {maxPods: 6}]", "<<: 5", "<<:", "x: !!set {a, b}", "x: !!binary aGk=",
    "x: !!timestamp 2001-01-01", "x: .nan", "x: !!null a", "x: !!bool maybe", "x: !!int a", "x: 1e400",
]  # fmt: skip


def form(made: str, rnd: random.Random) -> str:
    """A fault of form."""
    lines = made.splitlines(keepends=True) or [""]
    at = rnd.randrange(len(lines))
    kind = rnd.random()
    if kind < 0.3:
        lines[at] = lines[at].replace(*rnd.choice(_REPLACED), 1)
    elif kind < 0.45:
        lines[at] = rnd.choice(_ABOVE) + lines[at]
    elif kind < 0.95:
        lines[at] += rnd.choice(_BELOW) + "\n"
    else:
        lines[at] = lines[at][:-2]
    return "".join(lines)


_IN_JSON = [
    (": 1", ": 01"), (": 1", ": 1.0"), ("true", "True"), ('"', '"\t'), ("}", "} /* x */"), ("{", "{,"),
    ('"kind"', "kind"), ('"kind"', '"k\\u0069nd"'), ("null", "NaN"),
]  # fmt: skip
_BEFORE = ["# x\n", "// x\n", "\ufeff", "---\n"]
_AFTER = ["{}", "\n---\n{}", "x", "\n\n"]
_LAST = [",}", ', "maxPods": 1e2}', ', "maxPods": 110.0}', ', "maxPods": 5, "maxPods": 6}', ""]


def json_form(made: str, rnd: random.Random) -> str:
    """A fault of form in JSON; YAML in braces."""
    if made.lstrip()[:1] != "{":
        return form(made, rnd)
    return rnd.choice(
        [
            made.replace(*rnd.choice(_IN_JSON), 1),
            made.replace('"', "'"),
            rnd.choice(_BEFORE) + made,
            made + rnd.choice(_AFTER),
            made.rstrip().removesuffix("}") + rnd.choice(_LAST),
        ]
    )


OF_CONTENT: tuple[Fault, ...] = (
    misspelt, misspelt_inside, other_type, other_type_inside, other_type_inside, header,
)  # fmt: skip
OF_FORM: tuple[Fault, ...] = (twice, form, json_form)


def some(rnd: random.Random) -> list[Fault]:
    """None, one or two of them."""
    return rnd.sample([*OF_CONTENT, *OF_FORM], rnd.choice([0, 0, 0, 0, 1, 1, 2]))
