"""Random files and command lines, legal and with faults, through lint and the real kubelet as a user gives them.

Bounded here; many thousand more were run by hand, and what disagreed is in `test_found.py`.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from numaconf.context import Context
from numaconf.kubelet import version
from numaconf.verbs.lint import file as lint
from tests.rules import generate
from tests.search import cases
from tests.verbs.lint import asking, commands, texts
from tests.verbs.lint.asking import HEADER
from tests.verbs.lint.texts import MAIN, Case
from tests.versions import MINORS, SOME

if TYPE_CHECKING:
    import pathlib

CASES = cases(12)


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize("make", [texts.alone, texts.with_dropins], ids=["alone", "with drop-ins"])
def test_files(make, minor: str, tmp_path: pathlib.Path) -> None:
    rnd = random.Random(f"files {minor}")
    for number in range(CASES):
        case = make(rnd, version.kubernetes(minor))
        asking.put(case, tmp_path)
        context = asking.known(case, minor)
        said = asking.ours(case, tmp_path, context, told=number % 2 == 0)
        answer = asking.theirs(case, tmp_path, minor)
        if said is not None:
            assert asking.differences(said, answer) == [], asking.show(case)
            assert asking.lost(asking.in_force(case, tmp_path, context), answer) == [], asking.show(case)


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_whole_command_lines(minor: str, tmp_path: pathlib.Path) -> None:
    rnd = random.Random(f"command lines {minor}")
    for _ in range(CASES):
        command = commands.whole(rnd, version.kubernetes(minor))
        case = Case({}, command.machine)
        said = said_of(command, minor, tmp_path)
        answer = asking.theirs(case, tmp_path, minor, words=command.words)
        assert asking.differences(said, answer) == [], (command.text, answer["first_error"])


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_parts_of_command_lines_hold_with_any_main_file(minor: str, tmp_path: pathlib.Path) -> None:
    rnd = random.Random(f"parts {minor}")
    for _ in range(CASES // 2):
        command = commands.part(rnd, version.kubernetes(minor))
        said = said_of(command, minor, tmp_path)
        answers = []
        for fields in ({}, generate.base(rnd, version.kubernetes(minor), command.machine)):
            case = Case({MAIN: json.dumps({**texts.HEADER, **fields}).encode()}, command.machine)
            asking.put(case, tmp_path)
            answers.append(asking.theirs(case, tmp_path, minor, words=command.words))
        assert asking.divided(said, answers[:1]) == [], command.text
        if said.fatal:
            assert asking.divided(said, answers) == [], command.text


def said_of(command: commands.Command, minor: str, folder: pathlib.Path) -> asking.Said:
    context = Context(version.kubernetes(minor), (command.machine,))
    found = lint.lint(str(folder / command.name), command.text.encode(), lint.Options(context))
    assert found is not None, command.text
    return asking.Said([remark.finding for remark in found.remarks], {gap.code for gap in found.gaps})


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
def test_drop_ins_hold_with_any_main_file(minor: str, tmp_path: pathlib.Path) -> None:
    rnd = random.Random(f"drop-ins {minor}")
    for _ in range(CASES // 2):
        case = texts.with_dropins(rnd, version.kubernetes(minor))
        dropins = {name: data for name, data in case.files.items() if name != MAIN}
        asking.put(Case(dropins, case.machine), tmp_path)
        said = asking.ours(Case(dropins, case.machine), tmp_path, asking.known(case, minor))
        assert said is not None
        answers = []
        for main in (HEADER.encode(), case.files[MAIN]):
            whole = Case({MAIN: main, **dropins}, case.machine)
            asking.put(whole, tmp_path)
            answers.append(asking.theirs(whole, tmp_path, minor))
        assert asking.divided(said, answers[:1]) == [], asking.show(case)
        if said.fatal:
            assert asking.divided(said, answers) == [], asking.show(case)


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_what_is_said_without_version_or_machine_holds_for_all(minor: str, tmp_path: pathlib.Path) -> None:
    rnd = random.Random(f"unknown {minor}")
    for number in range(CASES // 2):
        case = texts.alone(rnd, version.kubernetes(minor))
        asking.put(case, tmp_path)
        known = asking.known(case, minor)
        context = (Context(), known._replace(kubernetes=None), known._replace(machines=()))[number % 3]
        said = asking.ours(case, tmp_path, context)
        assert said is not None
        machines = [case.machine.name] if context.machines else [case.machine.name, rnd.choice(generate.names())]
        answers = [asking.theirs(case, tmp_path, minor, machine) for machine in machines]
        assert asking.divided(said, answers) == [], asking.show(case)
