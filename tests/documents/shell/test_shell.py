"""Words and commands of scripts against bash itself, which runs them with a stub in the place of bootstrap.sh.

Where our reader knows a word, bash passes exactly that; None stands for any number of words. Commands that are not
conditional are called, and bash calls nothing that our reader does not see.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numaconf.documents import shell
from tests import real
from tests.documents.said import caught
from tests.search import cases

END = "-- end of the call --"


class Bash(NamedTuple):
    """A folder with the stub."""

    folder: pathlib.Path

    def calls(self, script: str) -> list[list[str]]:
        """The arguments of each call of bootstrap.sh, in order."""
        log = self.folder / "log"
        log.write_bytes(b"")
        (self.folder / "script.sh").write_bytes(script.encode())
        subprocess.run(
            [real.program("bash"), "-f", "script.sh"],
            cwd=self.folder,
            env={"PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": "/root", "LC_ALL": "C.UTF-8", "LOG": str(log)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        calls: list[list[str]] = [[]]
        for word in log.read_bytes().decode().split("\0")[:-1]:
            calls[-1].append(word)
            if word == END:
                calls[-1].pop()
                calls.append([])
        return calls[:-1]


@pytest.fixture(scope="session")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Bash:
    real.program("bash")
    folder = tmp_path_factory.mktemp("bash")
    stub = folder / "bootstrap.sh"
    stub.write_text(f'#!/bin/sh\nfor word in "$@" "{END}"; do printf \'%s\\0\' "$word"; done >> "$LOG"\n')
    stub.chmod(0o755)
    return Bash(folder)


def read(script: str) -> list[tuple[bool, list[str | None]]]:
    """Conditional or not, and the words, of each call of bootstrap.sh that our reader sees."""
    return [
        (command.conditional, [word.value for word in command.words[1:]])
        for command in shell.commands(script)
        if command.words and command.words[0].value == "bootstrap.sh"
    ]


def fits(words: list[str | None], call: list[str]) -> bool:
    if not words:
        return not call
    if words[0] is None:
        return any(fits(words[1:], call[start:]) for start in range(len(call) + 1))
    return bool(call) and call[0] == words[0] and fits(words[1:], call[1:])


def compare(script: str, calls: list[list[str]]) -> None:
    seen = read(script)
    for call in calls:
        assert any(fits(words, call) for _, words in seen), call
    at = 0
    for words in (words for conditional, words in seen if not conditional):
        while at < len(calls) and not fits(words, calls[at]):
            at += 1
        assert at < len(calls), words
        at += 1


WORDS = [
    # quotes and escapes
    "a b", "'a b'", '"a b"', "a\\ b", "a'b c'\"d e\"", "'a\\b'", '"a\\b\\$\\"\\`\\\\"', "\\a\\'\\\"", "''", '""',
    "a''", "'a\nb'", '"a\nb"',
    '"a\\\nb"', "a\\\nb", "\\\nb", "a\\\n b", "'a\\\nb'", "$'a\\nb'", "$'\\''", "$'\\x41\\u20ac\\101\\cA'",
    "$'\\c?'", "$'a\\0b'c", "$'a\\0\\'b'", "$'\\q\\08'",
    '$"a b"', "\"$'a'\"", "é\U0001f600", '"é"\\é', "#a", "a#b", "a #b", "'#'", "!a", "{}", "{a}", "a{", "}", "[a]",
    "a=b", "=", "--a=b c",
    # expansions that are known, and those that are not
    "$", "$ a", '"$"', "a$", "$(echo a b)", '"$(echo a b)"', "`echo a`", '"`echo "a b"`"', "$(echo ')')",
    "$(echo \"$(echo a)\")", "$((1+2))", "$((1+(2)))",
    "${A}", "$A", '"$A"', "x${A}y", "${A:-b c}", '"${A:-"b c"}"', "${A:-'}'}", "${A:-\\}}", "${#A}", "$#", "$1",
    "$?", "{a,b}", "{1..3}", "{a,b", "a,b", "a..b", "x{a,b}y",
    "~", "~root", "a~", "x=~", "--x=~", "x=a:~", "'~'", "\\~", "<(true)", "$\\\nA", "\"$\\\n#\"",
    # operators and redirections
    "a;", "a; # b", "a>/dev/null b", "a 2>&1 b", "a >/dev/null b", "a </dev/null b", "a &>/dev/null b",
    "a <<< 'b c' d", "a {x}>/dev/null b", "a 3</dev/null 4",
    "a >| /dev/null b", "a | cat", "a |& cat", "a && true", "a || true", "a <<E b\nx $A\nE", "a <<'E' b\n'\nE",
    "a <<-E b\n\tx\n\tE", "a <<\\E\n$(\nE", "a <<\"E F\"\n`\nE F",
    "a <<E <<F b\n1\nE\n2\nF", "a\n# it's", "a # it's\n",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words(bash: Bash, words: str) -> None:
    script = f"bootstrap.sh {words}\nbootstrap.sh last\n"
    calls = bash.calls(script)
    assert calls[-1] == ["last"]
    compare(script, calls)


SCRIPTS = [
    # what is called
    "if true; then bootstrap.sh a; else bootstrap.sh b; fi; bootstrap.sh c",
    "if false\nthen bootstrap.sh a\nelif true\nthen bootstrap.sh b\nfi", "! bootstrap.sh a", "time bootstrap.sh a",
    "{ bootstrap.sh a; }; bootstrap.sh b", "(bootstrap.sh a; (bootstrap.sh b)); bootstrap.sh c",
    "case x in x|y) bootstrap.sh a;; (z) bootstrap.sh b;; esac; bootstrap.sh c",
    "case x in\n x)\n  bootstrap.sh a ;&\n *) bootstrap.sh b ;;\nesac\nbootstrap.sh c",
    "case x in esac; bootstrap.sh a", "for i in 1 2; do bootstrap.sh a; done; bootstrap.sh b",
    "for i; do bootstrap.sh a; done; bootstrap.sh b",
    "for ((i=0; i<2; i++)); do bootstrap.sh a; done; bootstrap.sh b",
    "while false; do bootstrap.sh a; done; bootstrap.sh b", "until true; do :; done; bootstrap.sh b",
    "f() { bootstrap.sh a; }; f; bootstrap.sh b", "function f { bootstrap.sh a; }\nf",
    "f() (bootstrap.sh a)\nf", "f()\n{\n bootstrap.sh a\n}\nf\nbootstrap.sh b",
    "true && bootstrap.sh a || bootstrap.sh b", "true |\n bootstrap.sh a", "true &&\n # c\n bootstrap.sh a",
    "bootstrap.sh a & wait", "x=$(bootstrap.sh a); bootstrap.sh b",
    "[[ a < b && ( a > b || a =~ (x) ) ]]; bootstrap.sh a", "[ a \\< b ]; bootstrap.sh a",
    "((1 < 2)); bootstrap.sh a", "((1 < 2)) && bootstrap.sh a", "x=(a 'b c' \"d\" # e\n f); bootstrap.sh a",
    "x[1]=a; bootstrap.sh b", "x+=(a); bootstrap.sh b",
    "X=1 bootstrap.sh a", "X=1 Y='a b' bootstrap.sh a", ">/dev/null bootstrap.sh a", "2>&1 bootstrap.sh a",
    "boot\\strap.sh a; 'bootstrap.sh' b; \"bootstrap\".sh c", "B=bootstrap.sh; $B a; bootstrap.sh b",
    "if (true); then bootstrap.sh a; fi",
    "cat <<E\nbootstrap.sh no\nE\nbootstrap.sh a", "echo if then fi done; bootstrap.sh a",
    "bootstrap.sh a # \\\nbootstrap.sh b", "# a \\\nbootstrap.sh b", "x='\n'; bootstrap.sh a\\\n\\\n b", "",
    "echo ${x:-$(bootstrap.sh a)}; bootstrap.sh b", "echo `echo a`; bootstrap.sh b",
    "coproc bootstrap.sh a; wait; bootstrap.sh b", "bootstrap.sh a\r\nbootstrap.sh b\r\n",
    "set -- a b; bootstrap.sh \"$@\" $# $*", "select x in a; do bootstrap.sh $x; done; bootstrap.sh b",
    # what is passed
    "A=1; for i in 1 2; do bootstrap.sh $A; A=2; done", "A=1; while [ $A = 1 ]; do bootstrap.sh $A; A=2; done",
    "A=1; f() { bootstrap.sh $A; }; A=2; f", "A=1; f() { bootstrap.sh $A; }; f",
    "f() { A=2; }; A=1; f; bootstrap.sh $A",
    "f() { read A; }; A=1; f <<< 2; bootstrap.sh $A", "function f { A=2; }\nA=1\nf\nbootstrap.sh $A",
    "f() { local A=2; bootstrap.sh $A; }; A=1; f; bootstrap.sh $A", "A=1; (A=2; bootstrap.sh $A); bootstrap.sh $A",
    "g() { f; }; f() { A=3; }; A=1; g; bootstrap.sh $A",
    "A=1; for A in x; do :; done; bootstrap.sh $A", "A=1; printf -v A 2; bootstrap.sh $A",
    "A=1; let A=2; bootstrap.sh $A", "A=1; ((A=2)); bootstrap.sh $A", "A=1; ((A++)); bootstrap.sh $A",
    "A=1; : $((A = 2)); bootstrap.sh $A", "A=; : ${A:=3}; bootstrap.sh $A",
    "A=1; declare -n B=A; B=5; bootstrap.sh $A", "declare -i A=07; bootstrap.sh $A",
    "declare -r A=07; bootstrap.sh $A", "A=(1 2); bootstrap.sh $A ${A[1]}", "A=1; A[0]=2; bootstrap.sh $A",
    "IFS=,; A=1,2; bootstrap.sh $A \"$A\"", "IFS=; A='1 2'; bootstrap.sh $A",
    "A='1,2 3'; IFS=, read B C <<< x; bootstrap.sh \"$A\"", "A='1,2 3'; IFS=, true; bootstrap.sh $A",
    "A=1; export A=2 C='3 4'; bootstrap.sh $A $C", "A=' x '; bootstrap.sh $A y$A\"z\"",
    "A=; bootstrap.sh $A \"$A\" x$A", "A='a  b'; B=$A; bootstrap.sh $B --x=$A \"$B\"",
    "A=1; true && A=2; bootstrap.sh $A", "A=1; A=2 | true; bootstrap.sh $A", "A=1; A=2 & wait; bootstrap.sh $A",
    "A=1; unset A; bootstrap.sh \"$A\"", "A=1 B=$A; bootstrap.sh $B", "A=1; B=2 A=$B; bootstrap.sh $A",
    "A=1; A=5 true; bootstrap.sh $A", "A=1; A+=2; bootstrap.sh $A",
    "A='a\\b'; bootstrap.sh $A \"$A\"", "A=x{1,2}; bootstrap.sh $A", "A=~; bootstrap.sh $A",
    "A=x:~; bootstrap.sh $A", "A='~'; bootstrap.sh $A", "A=$'a\\0b'; bootstrap.sh $A",
    "A=1; eval A=2; bootstrap.sh $A", "A=1; if false; then A=2; fi; bootstrap.sh $A",
    "A=\"$(echo 1)\"; bootstrap.sh $A", "A=B=C; bootstrap.sh $A",
    "A='$B'; B=1; bootstrap.sh $A", "A=\\\nx; bootstrap.sh $A", "A=1; ! A=2; bootstrap.sh $A",
    "A=1; { A=2; }; bootstrap.sh $A", "A=1; bootstrap.sh $A{b,c} ${A}{b,c}",
    "A=1; bootstrap.sh $A\\\nb $A\\\n \"$A\\\nb$A\\\n\"",
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts(bash: Bash, script: str) -> None:
    compare(script, bash.calls(script))


# Not `$` by itself: behind a variable it keeps bash 5.2 from splitting the value.
PIECES = [
    "a", " ", "b c", "'", '"', "\\", "\n", "$A", "${A}", "`", "#", "~", "{a,b}", "=", "\\\n", "'x y'", '"x y"',
    "$'\\t'", "$(echo q)",
    "é", ";", "&", ">/dev/null", "<<< x", "!", "(", ")", "A=1", "*",
]  # fmt: skip


@settings(max_examples=cases(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_random_words(bash: Bash, words: str) -> None:
    # Behind the call nothing may follow that a quote which stays open would swallow.
    script = f"A='1 2'\nbootstrap.sh {words}\n"
    if shell.parse(script).error is None and "(" not in words.replace("$(", ""):
        calls = bash.calls(script)
        if calls:  # else bash found an error of syntax
            compare(script, calls[:1])


@pytest.mark.parametrize(
    ("script", "line", "column", "says"),
    [
        ("a 'b\n", 1, 3, "unexpected EOF while looking for matching `''"),
        ('a\nb "c', 2, 3, "unexpected EOF while looking for matching `\"'"),
        ("a\nb é$(c\n", 2, 4, "unexpected EOF while looking for matching `)'"),
        ("a ${b\n", 1, 3, "unexpected EOF while looking for matching `}'"),
        ("a `b\n", 1, 3, "unexpected EOF while looking for matching ``'"),
    ],
)
def test_what_is_left_open_has_its_place(bash: Bash, script: str, line: int, column: int, says: str) -> None:
    error = shell.parse(script).error
    assert error is not None
    assert (error.line, error.column, error.message) == (line, column, f"bash: line {line}: {says}")


def test_a_word_knows_where_it_stands() -> None:
    (command,) = shell.commands("é\\\n  a'b c'\"$X\"")
    word = command.words[1]
    assert (word.raw, word.span) == ("a'b c'\"$X\"", (2, 3, 2, 13))
    assert word.text == "ab c${X}"
    assert word.place(1, 4) == (2, 5, 2, 8)
    assert [word.text[start:end] for start, end in word.unknown] == ["${X}"]


DEEP = [
    "$(",
    "`",
    '"',
    "'",
    "${",
    "(",
    "{ ",
    "((",
    "$((",
    "for i\n",
    "if ",
    "f() {\n",
    "<<E\n",
    "x{a",
    "[[ ",
    "case x in ",
    "a=(",
    "$'",
    '"$("',
]


@pytest.mark.parametrize("piece", DEEP)
def test_what_is_opened_very_often(piece: str) -> None:
    error = shell.parse(piece * 20_000).error
    assert error is None or error.limit or error.message.startswith("bash: line ")


@pytest.mark.parametrize("piece", ['${A:-"b"}', "${A:-${B}}", "${A:-$(echo b)}"])
def test_what_is_opened_and_closed_again_nests_nothing(piece: str) -> None:
    assert shell.parse(f"echo {piece * 200}\n" + f"echo {piece}\n" * 200).error is None


def test_a_large_script_is_a_limit_of_numaconf() -> None:
    refused = caught(shell.parse, "a" * ((1 << 20) + 1))
    assert refused is not None
    assert refused.limit
