"""Random files, drop-ins, command lines and gates: ours and the real kubelet's decoder, merge and flags agree.

Bounded here; many thousand more were run by hand.
"""

import random

import pytest

from numaconf.documents.errors import Unreadable
from numaconf.kubelet import gates, version
from tests.kubelet import generate
from tests.kubelet.asking import Ours, ask, differences
from tests.versions import MINORS

EACH = 5


def rounds(name, minor, number=EACH):
    rnd = random.Random(f"{name} {minor}")
    return [rnd] * number


def decode_error(answer):
    """The decoder's own words."""
    return answer["first_error"].split(", error ", 1)[-1] if answer["failed_stage"] == "decode" else ""


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_any_value_in_any_field_of_the_main_file(minor, tmp_path):
    for rnd in rounds("fields", minor):
        text = generate.single_fields(rnd)
        answer = ask(minor, tmp_path, text)
        said = decode_error(answer)
        try:
            ours = Ours(minor, text)
        except Unreadable:
            ours = None
        if ours is None:
            assert said, text
            continue
        if "panic" in said:
            assert said in ours.gate_texts() or len(ours.gate_texts()) > 1, text
            continue
        assert bool(ours.fatal["decode"]) == bool(said), (text, ours.fatal, said)
        if said:
            # With several wrong types the kubelet names one.
            assert said.replace("OutputRoutingOptions.", "") in ours.fatal["decode"], text
            continue
        assert sorted(one.text for one in ours.decoded.problems) == sorted(answer["strict_errors"]), text
        assert not differences(ours, answer), text


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_drop_ins_in_any_letter_case(minor, tmp_path):
    for rnd in rounds("drop-ins", minor):
        main = generate.layer(rnd, 0.02) if rnd.random() < 0.9 else None
        dropins = [generate.layer(rnd, 0.25) for _ in range(rnd.choice([1, 1, 2, 3]))]
        answer = ask(minor, tmp_path, main, dropins)
        ours = Ours(minor, main, dropins)
        said = answer["first_error"] if answer["failed_stage"] == "dropins" else ""
        if answer["failed_stage"] == "decode" or "panic" in said:
            assert ours.fatal["decode"] or ours.gate_texts(), (main, dropins)
            continue
        assert bool(ours.fatal["dropins"]) == bool(said), (main, dropins, ours.fatal, said)
        if said:
            assert any(text in said for text in ours.fatal["dropins"]), (main, dropins, said)
        elif answer["failed_stage"] != "feature gates":
            assert not differences(ours, answer), (main, dropins)


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_command_lines(minor, tmp_path):
    for rnd in rounds("flags", minor):
        main = generate.layer(rnd) if rnd.random() < 0.6 else None
        words = generate.arguments(rnd)
        answer = ask(minor, tmp_path, main, (), words)
        ours = Ours(minor, main, (), words)
        said, stage = answer["first_error"], answer["failed_stage"]
        if stage == "flags":
            alike = [*ours.fatal["flags"], *ours.gate_texts(flag=True)]
            assert any(one in said or said in one for one in alike), (words, said, alike)
        elif stage == "decode":
            assert ours.fatal["decode"] or ours.gate_texts(), (main, words, said)
        else:
            assert not ours.fatal["flags"], (words, ours.fatal)
            if "feature gates" not in stage:
                assert not differences(ours, answer), (main, words)


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_feature_gates(minor, tmp_path):
    known = version.kubernetes(minor)
    for rnd in rounds("gates", minor):
        given = generate.gate_map(rnd, known)
        text = ", ".join(f"{name}: {str(on).lower()}" for name, on in given.items())
        said = ask(minor, tmp_path, f"featureGates: {{{text}}}\n")
        expected = [gates.says(one.text, known) for one in gates.problems(given, known)]
        if said["failed_stage"] in {"", "validate", "logging"}:
            assert not expected, given
        elif len(expected) == 1:
            assert said["first_error"].endswith(expected[0]), given
        else:
            assert any(one.rpartition("error: ")[2] in said["first_error"] for one in expected), given
