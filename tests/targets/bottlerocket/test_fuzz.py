"""Whatever TOML says, reading it ends in findings or a configuration, never in an exception."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.documents import toml
from numaconf.documents.source import Source
from numaconf.kubelet.version import ALL, Version
from numaconf.machine.find import find
from numaconf.rules import judge
from numaconf.targets import bottlerocket
from numaconf.targets.bottlerocket import toml_write
from numaconf.targets.bottlerocket.model import Array, Boolean, Integer, Struct, Table, Text, Type, Word
from numaconf.targets.bottlerocket.settings import BOOT, KERNEL, KUBERNETES, SETTINGS
from numaconf.targets.bottlerocket.types import Factor, OneOrMany, Percent
from tests.search import cases

WORDS = """
    0 1 010 node0 enabled memory hugepages-2Mi static 2Mi 1Gi count essential memory.available cpu hugepagesz hugepages
    default_hugepagesz vm.nr_hugepages vm.overcommit_memory prefer-closest-numa-nodes x
""".split()
KEYS = st.sampled_from([*KUBERNETES.fields, *SETTINGS.fields, *KERNEL.fields, *BOOT.fields, *WORDS])
VALID = """
    static Static none 0 12 0-3 08 5-2 1Gi 1.5Gi 512Mi 1K ... 1e9 5% 0:8,7:1 512 1G a: b * & !!int { a:NoSchedule
    10.0.0.1 aGk= 5s 1m500ms full-pcpus-only 2Mi vm.nr_hugepages example.com/a node0 http://x a
""".split()
TEXTS = st.sampled_from([*VALID, "", "a b", "a: b", "- a", "'", '"', "\u2028"]) | st.text(max_size=6)
SCALARS = TEXTS | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(allow_nan=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def typed(type_: Type) -> st.SearchStrategy[Any]:
    """Values that the model takes."""
    if isinstance(type_, Text):
        predicate = type_.predicate
        return st.sampled_from([text for text in [*VALID, ""] if predicate is None or predicate(text) is None] or ["x"])
    if isinstance(type_, Word):
        return st.sampled_from(type_.words)
    if isinstance(type_, Boolean):
        return st.booleans()
    if isinstance(type_, Integer):
        step = type_.multiple
        return st.integers(-(-type_.low // step), min(type_.high, 1 << 20) // step).map(lambda n: n * step)
    if isinstance(type_, Array):
        return st.lists(typed(type_.item), max_size=3)
    if isinstance(type_, Table):
        return st.dictionaries(typed(type_.key), typed(type_.item), max_size=3)
    if isinstance(type_, Struct):
        needed = {name: typed(field.type) for name, field in type_.fields.items() if field.required}
        others = {name: typed(field.type) for name, field in type_.fields.items() if not field.required}
        fixed = st.fixed_dictionaries(needed, optional=others)
        return fixed if type_.rest is None else st.builds(lambda one, two: {**two, **one}, fixed, typed(type_.rest))
    return {Percent: st.integers(0, 100), Factor: st.just(0.5), OneOrMany: st.just([])}.get(type(type_), st.just("x"))


def plausible(struct: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(list(struct.fields)), VALUES, max_size=4)


DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "kubernetes": plausible(KUBERNETES) | VALUES,
        "kernel": plausible(KERNEL) | VALUES,
        "boot": plausible(BOOT) | VALUES,
        "x": VALUES,
    },
)
MACHINE = find("m5.24xlarge")


@settings(max_examples=cases(400), deadline=None)
@given(
    DOCUMENTS | typed(SETTINGS),
    st.sampled_from(ALL),
    st.sampled_from([None, Version(1, 20, 0), Version(1, 66, 0)]),
    st.booleans(),
)
def test_reading_ends(document: dict[str, Any], version: Version, os: Version | None, known: bool):
    text = toml_write.text(document)
    source = Source("x.toml", toml.read(text))
    context = Context(version, (MACHINE,) if known else (), (("bottlerocket", os),))

    def read(kubernetes: Version, machine: Any) -> Any:
        return bottlerocket.read([source], kubernetes, machine, context)

    reading = read(version, context.machines[0] if known else None)
    refused = [finding for finding in reading.findings if finding.severity == "will-not-start"]
    assert reading.effective is not None or refused or "ecs" in document
    for finding in judge.judge(read, context).findings:
        assert finding.message
        if finding.origin.source:
            assert finding.origin.source.span(finding.origin.route, key=finding.key).line >= 1


@given(st.dictionaries(st.sampled_from(["max-pods", "reserved-cpus", "x", "settings", "kube-reserved"]), VALUES))
def test_pieces_end(document: dict[str, Any]):
    lines = [f"{toml_write.key(key)} = {toml_write.value(value)}" for key, value in document.items()]
    source = Source("x.toml", toml.read("\n".join(lines)))
    reading = bottlerocket.read([source], Version(1, 34), None, Context())
    assert reading.effective is not None or reading.findings
