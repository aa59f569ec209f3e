"""Edits of YAML texts: the value changes, and no other byte."""

import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.documents.errors import Unreadable
from numaconf.documents.yaml import read
from numaconf.errors import Problem
from numaconf.verbs.into import yaml, yaml_tree
from numaconf.verbs.into.edits import Edit
from tests.search import cases
from tests.verbs.into.meaning import changed, table_at
from tests.verbs.lint import styles


def edited(text, *changes):
    return yaml.edited(textwrap.dedent(text), list(changes), "f.yaml")


TEXT = """\
# head
spec:   # the spec
  kubelet:
    maxPods: 58   # few
    # amounts
    kubeReserved: {memory: 1Gi, cpu: '1'}   # agreed
    evictionHard:
      memory.available: 5%
      pid.available: "10%"   # gone
    script: |
      a
       b

    # behind the script
    list:
    - x   # one
    - y

  # tags are for billing
  tags: {a: b}
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (Edit(("spec", "kubelet", "maxPods"), 110), "maxPods: 58   # few", "maxPods: 110   # few"),
        (Edit(("spec", "kubelet", "kubeReserved", "memory"), "2Gi"), "{memory: 1Gi,", '{memory: "2Gi",'),
        (Edit(("spec", "kubelet", "kubeReserved", "pid"), "9"), "cpu: '1'}", "cpu: '1', pid: \"9\"}"),
        (Edit(("spec", "kubelet", "kubeReserved", "cpu"), remove=True), "{memory: 1Gi, cpu: '1'}", "{memory: 1Gi}"),
        (Edit(("spec", "kubelet", "kubeReserved", "memory"), remove=True), "{memory: 1Gi, cpu: '1'}", "{cpu: '1'}"),
        (Edit(("spec", "kubelet", "evictionHard", "pid.available"), remove=True),
         '      pid.available: "10%"   # gone\n', ""),
        (Edit(("spec", "kubelet", "evictionHard", "imagefs.available"), "15%"),
         "# gone\n", '# gone\n      imagefs.available: "15%"\n'),
        (Edit(("spec", "kubelet", "list", 2), "z"), "    - y\n", "    - y\n    - z\n"),
        (Edit(("spec", "kubelet", "list", 0), "w"), "- x   # one", "- w   # one"),
        (Edit(("spec", "tags", "c"), "d"), "  tags: {a: b}\n", "  tags: {a: b}\n"),  # not there: see below
        (Edit(("spec", "kubelet", "list"), remove=True), "    list:\n    - x   # one\n    - y\n", ""),
        (Edit(("spec", "kubelet", "script"), "x"), "script: |\n      a\n       b\n", "script: x\n"),
        (Edit(("spec", "new", "deep"), {"a": [1]}), "  tags: {a: b}\n",
         "  tags: {a: b}\n  new:\n    deep:\n      a: [1]\n"),
    ],
)  # fmt: skip
def test_only_this_changes(change, old, new):
    assert TEXT.count(old) == 1
    done = edited(TEXT, change)
    if change.route == ("spec", "tags", "c"):
        assert done == TEXT.replace("{a: b}", "{a: b, c: d}")
    else:
        assert done == TEXT.replace(old, new)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(ends, last):
    text = "spec:\n  a: 1\n  b: 2" + ("\n" if last else "")
    done = edited(text.replace("\n", ends), Edit(("spec", "c"), {"d": "e"}))
    assert done == (("spec:\n  a: 1\n  b: 2\n  c:\n    d: e") + ("\n" if last else "")).replace("\n", ends)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("spec:\n", "spec:\n  a: b\n"),
        ("spec: {}\n", "spec:\n  a: b\n"),
        ("spec: null # none yet\n", "spec:\n  a: b # none yet\n"),
        ("spec: ~\nkind: X\n", "spec:\n  a: b\nkind: X\n"),
        ("{spec: {x: y}}\n", "{spec: {x: y, a: b}}\n"),
        ("{spec: {}}\n", "{spec: {a: b}}\n"),
        ("? spec\n: x: y\n", None),
    ],
)
def test_maps_that_hold_nothing_yet(text, done):
    found = edited(text, Edit(("spec", "a"), "b"))
    assert read(found).value["spec"]["a"] == "b"
    assert done is None or found == done or read(found).value == read(done).value


def test_a_key_that_stands_there_twice_is_changed_where_it_counts():
    assert edited("a: 1\na: 2\n", Edit(("a",), 3)) == "a: 1\na: 3\n"


def test_what_an_anchor_shares_is_not_changed_for_others():
    text = "one: &k {maxPods: 1, b: &s x}\nthree: *s\ntwo: *k\n"
    for route in (("one", "maxPods"), ("two", "maxPods"), ("one",), ("one", "b")):
        with pytest.raises(Problem, match="an anchor shares"):
            edited(text, Edit(route, 2))
    assert edited(text, Edit(("four",), 2)) == text + "four: 2\n"
    assert edited(text, Edit(("three",), "z")) == text.replace("three: *s", "three: z")
    assert edited(text, Edit(("two",), remove=True)) == text.replace("two: *k\n", "")
    assert edited(text, Edit(("two",), {"a": "b"})) == text.replace("two: *k", "two:\n  a: b")


@pytest.mark.parametrize(
    ("text", "change", "done"),
    [
        ("a: &k\n  b: 1\nc: 2\n", Edit(("a", "d"), 3), "a: &k\n  b: 1\n  d: 3\nc: 2\n"),
        ("a: !!map\n   b: 1\n", Edit(("a", "d"), 3), "a: !!map\n   b: 1\n   d: 3\n"),
        ("a: &k\n  - x\n", Edit(("a", 1), "z"), "a: &k\n  - x\n  - z\n"),
        ("a:\n- - x\n  - w\n", Edit(("a", 0, 2), "z"), "a:\n- - x\n  - w\n  - z\n"),
    ],
)
def test_the_column_is_that_of_the_first_entry(text, change, done):
    assert edited(text, change) == done


def test_a_key_behind_a_question_mark():
    """Its value is changed where it stands on one line; it is not made a map."""
    text = "? a\n: 1\nb: 2\n"
    assert edited(text, Edit(("a",), 3)) == text.replace("1", "3")
    with pytest.raises(Problem, match="question mark"):
        edited(text, Edit(("a",), {"x": "y"}))


@pytest.mark.parametrize("text", ["a: [\n", "- a\n", "x\n", "a: b: c\n"])
def test_what_cannot_be_edited(text):
    with pytest.raises(Problem, match=r"f\.yaml: cannot be edited"):
        edited(text, Edit(("a",), 1))


def test_documents_of_a_text():
    text = "# a\n---\na: 1\n--- # b\n\n---\nb: |\n  ---x\n...\n%YAML 1.1\n---\nc: 1\n"
    assert [text[one.start : one.end].strip() for one in yaml_tree.parts(text)] == ["a: 1", "b: |\n  ---x", "c: 1"]


KEYS = st.sampled_from(["a", "b", "cpu", "memory.available", "x y", "kubeReserved", "on", "1"])
SCALARS = st.sampled_from(
    [
        "x",
        "1Gi",
        "",
        "5%",
        "true",
        7,
        -1,
        True,
        None,
        "a: b",
        "#",
        "it's",
        'say "x"',
        "a\nb\n",
        "a\n  b: c\n\n# d\n",
        " a\nb\n",
        "a\nb\n\n",
        "a\n\u00e9\n",
    ]
)
VALUES = st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner, max_size=4) | st.lists(inner, max_size=3))
MAPS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


@settings(max_examples=cases(60))
@given(MAPS, st.lists(KEYS, min_size=1, max_size=3), VALUES, st.booleans(), st.integers(0, 2**32))
def test_the_text_says_what_the_change_means(value, route, new, remove, seed):
    rnd = random.Random(seed)
    text = styles.yaml(value, rnd, styles.manner(rnd))
    try:
        before = read(text).value
    except Unreadable:
        return  # some of those manners are nobody's YAML
    change = Edit(tuple(route), new, remove=remove)
    try:
        done = yaml.edited(text, [change], "f")
    except Problem:
        return  # an anchor shares it, or it has what ruamel.yaml does not take (a tab behind a value)
    meant = changed(before, change) if not (remove and table_at(before, route[:-1]) is None) else before
    assert read(done).value == meant, f"{text}\n=====\n{done}"
    assert yaml.edited(done, [change], "f") == done or not remove
