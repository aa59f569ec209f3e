"""Edits of TOML texts: the value changes, and no other byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.documents import toml as reader
from numaconf.errors import Problem
from numaconf.verbs.into import toml
from numaconf.verbs.into.edits import Edit
from tests.search import cases
from tests.verbs.into.meaning import changed, table_at

TEXT = """\
# head
[settings.host-containers.admin]
enabled = true # on

[settings.kubernetes]
cluster-name = 'x' # name
max-pods = 58   # few

# amounts
[settings.kubernetes.kube-reserved]
memory = '1Gi'
"cpu" = "1"

# the other container
[settings.host-containers.control]
enabled = false

[settings.kubernetes.node-labels]
a = "b"
"""
KUBERNETES = ("settings", "kubernetes")


def edited(text, *changes):
    return toml.edited(text, list(changes), "f.toml")


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (Edit((*KUBERNETES, "max-pods"), 110), "max-pods = 58   # few", "max-pods = 110   # few"),
        (Edit((*KUBERNETES, "reserved-cpus"), "0"), "# few\n", '# few\nreserved-cpus = "0"\n'),
        (Edit((*KUBERNETES, "kube-reserved", "memory"), "2Gi"), "'1Gi'", '"2Gi"'),
        (Edit((*KUBERNETES, "kube-reserved", "cpu"), remove=True), '"cpu" = "1"\n', ""),
        (Edit((*KUBERNETES, "node-labels", "x/y"), "z"), 'a = "b"\n', 'a = "b"\n"x/y" = "z"\n'),
        (Edit((*KUBERNETES, "eviction-hard"), {"memory.available": "1Gi"}), 'a = "b"\n',
         'a = "b"\n\n[settings.kubernetes.eviction-hard]\n"memory.available" = "1Gi"\n'),
        (Edit(("settings", "kernel", "hugepages", "static", "1Gi"), {"count": 2}), 'a = "b"\n',
         'a = "b"\n\n[settings.kernel.hugepages.static.1Gi]\ncount = 2\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_only_this_changes(change, old, new, ends):
    assert TEXT.count(old) == 1
    assert edited(TEXT.replace("\n", ends), change) == TEXT.replace(old, new).replace("\n", ends)


def test_tables_on_one_line_stay_there():
    text = '[settings]\nkubernetes = {max-pods = 3} # k\nmotd = "x"\n'
    done = edited(text, Edit((*KUBERNETES, "max-pods"), 4), Edit((*KUBERNETES, "kube-reserved"), {"memory": "1Gi"}))
    assert done == text.replace("{max-pods = 3}", '{max-pods = 4, kube-reserved = {memory = "1Gi"}}')


@pytest.mark.parametrize("text", ["[settings]\nkubernetes.max-pods = 3\n", "a = [\n"])
def test_what_cannot_be_edited(text):
    with pytest.raises(Problem, match=r"f\.toml: cannot be edited"):
        edited(text, Edit((*KUBERNETES, "reserved-cpus"), "0"))


NAMES = st.sampled_from(["a", "b", "max-pods", "kubernetes"])
KEYS = NAMES | st.sampled_from(["memory.available", "x y"])
VALUES = st.sampled_from(["x", "1Gi", "", "it's", 'say "x"', 7, True, ["a", "b"]])
TABLES = st.recursive(
    st.dictionaries(KEYS, VALUES, min_size=1, max_size=3),
    lambda inner: st.dictionaries(NAMES, VALUES | inner, min_size=1, max_size=3),
)


def written(table, header=()):
    """A table as text, with comments and blank lines."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    lines = [f"[{'.'.join(map(_key, header))}] # h"] if header and plain else []
    lines += [f"{_key(key)} = {_value(value)} # {number}" for number, (key, value) in enumerate(plain.items())]
    lines += ["", "# next"] if lines else []
    for key, value in table.items():
        if isinstance(value, dict):
            lines += written(value, (*header, key))
    return lines


def _key(key):
    return key if key.replace("-", "").isalnum() else f"'{key}'"


def _value(value):
    from numaconf.targets.bottlerocket import toml_write

    return toml_write.value(value)


def _kept(value):
    """A value without tables that hold nothing."""
    if not isinstance(value, dict):
        return value
    inner = {key: _kept(item) for key, item in value.items()}
    return {key: item for key, item in inner.items() if item != {}}


@settings(max_examples=cases(60))
@given(TABLES, st.lists(NAMES, max_size=2), KEYS, VALUES | TABLES, st.booleans())
def test_the_text_says_what_the_change_means(inner, above, key, new, remove):
    table, route = {"settings": inner}, ["settings", *above, key]
    text = "\n".join(written(table)) + "\n"
    before = reader.read(text).value
    assert before == table
    if any(isinstance(_step(before, route[:length]), (str, int, list)) for length in range(1, len(route))):
        return  # a value cannot have keys
    change = Edit(tuple(route), new, remove=remove)
    done = edited(text, change)
    meant = before if remove and table_at(before, route[:-1]) is None else changed(before, change)
    # A table that only a header below it names is gone with the last of these: [settings.a] makes `settings`.
    assert _kept(reader.read(done).value) == _kept(meant), f"{text}\n=====\n{done}"
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in done.splitlines() if line.startswith("#")
    ] or isinstance(_step(before, route), dict)


def _step(value, route):
    for step in route:
        value = value.get(step) if isinstance(value, dict) else None
    return value
