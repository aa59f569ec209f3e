"""Every output format says all of a report, and stays a text of its format whatever a message holds."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from numaconf.documents.source import Span
from numaconf.reports import concise, github, gitlab, junit, sarif, text
from numaconf.reports import json as json_report
from numaconf.results import FileReport, Gap, Totals
from numaconf.rules import pages
from tests.reports.sample import NASTY, TEXT, sample


def test_json_has_the_keys_of_the_contract() -> None:
    data = json.loads(json_report.render(sample()))
    assert list(data) == ["version", "tool", "files", "findings", "notChecked", "summary"]
    assert data["files"][0]["documents"] == [
        {"index": 0, "line": 1, "kind": "kubelet", "kubernetesVersion": "1.34", "machines": ["m5.large"]}
    ]
    first, second = data["findings"]
    assert list(first) == [
        "code", "name", "severity", "versions", "related", "path", "document", "pointer", "embedded", "origin", "line",
        "column", "endLine", "endColumn", "machine", "message", "says", "fix", "url",
    ]  # fmt: skip
    assert first["versions"] == [
        {"code": "NC902", "program": "Kubernetes", "from": "1.27", "to": "1.30"},
        {"code": "NC901", "program": "Kubernetes", "from": "1.31", "to": "1.37"},
    ]
    assert first["related"] == [{"line": 1, "column": 1, "endLine": 1, "endColumn": 5, "message": "the kind"}]
    assert (second["versions"], second["related"]) == (None, [])
    assert first["says"] == {"who": "kubelet", "text": 'unknown policy: "static"'}
    edit = {"line": 2, "column": 22, "endLine": 2, "endColumn": 28, "text": "Static"}
    assert first["fix"] == {"applicability": "safe", "edits": [edit]}
    assert (second["message"], second["origin"], second["embedded"], second["fix"]) == (
        NASTY, "platform-default", ["/spec"], None,
    )  # fmt: skip
    assert data["notChecked"] == [{"path": "a/b c.yaml", "document": 0, "code": "NC204", "reason": "machine unknown"}]
    assert data["summary"] == {
        "files": 8, "checked": 2, "skipped": 4, "unparsable": 1, "unread": 1, "undecided": 1, "silenced": 2,
        "findings": {"refused": 0, "will-not-start": 1, "no-effect": 1, "suspicious": 0},
    }  # fmt: skip


def test_concise_is_one_line_a_remark() -> None:
    assert concise.render(sample()).splitlines() == [
        "a/b c.yaml:2:22: NC901 the policy is static: write Static",
        'a/b c.yaml:3:1: NC902 a,b:c% <&">\\x07 "quoted"',
        "setup.sh:1:1: unread jq edits a file that is not here",
    ]


def plain(shown: str) -> list[str]:
    """The lines of a text report without colours."""
    return re.sub("\x1b\\[[0-9;]*m", "", shown).splitlines()


def report_of(source: str, width: int = 80, **given: Any) -> list[str]:
    """A remark on a file, as the text report has it."""
    remark = sample().files[0].remarks[0]
    place = remark.location._replace(span=Span(*given.pop("span")))
    remark = remark._replace(location=place, **given)
    one = FileReport("a/b c.yaml", "checked", remarks=(remark,))
    return plain(text.each(one, lambda _: source.split("\n"), width))


def test_text_shows_the_source_line_with_marks_under_the_value() -> None:
    lines = plain(text.render(sample(), {"a/b c.yaml": TEXT.splitlines(keepends=True)}.__getitem__))
    assert lines[0] == "✗ will not start  NC901 unused-ignore [*]"
    assert lines[1] == "  ╭─ a/b c.yaml:2:22  memoryManagerPolicy"
    source = next(n for n, line in enumerate(lines) if "memoryManagerPolicy: static # é" in line)
    value = lines[source].index("static")
    assert lines[source + 1] == f"{'  │':<{value}}━━━━━━"
    assert lines[source - 1] == "  │ ──── the kind"


def test_text_says_what_was_not_judged_and_what_decides_it() -> None:
    lines = plain(text.end(sample().totals()))
    assert lines == [
        "setup.sh: not read: jq edits a file that is not here",
        "not judged: 1 rule in a/b c.yaml needs the machine (NC204): --machine TYPE (or a",
        "  snapshot file), or a comment: # numaconf: machine=TYPE",
        "",
        "2 files checked, 4 skipped (3 with nothing that numaconf knows; 1 a template",
        "that is not filled in yet), 1 not read, 1 unparsable: 1 will not start, 1 has no",
        "effect, 1 rule not judged, 2 silenced by comments.",
        "[*] 1 can be fixed with --fix.",
        "numaconf explain CODE says more.",
    ]


@pytest.mark.parametrize(
    ("totals", "says"),
    [
        (Totals(), "No files to check."),
        (Totals(problems=["a"]), "Nothing was checked: 1 error."),
        (Totals(others=2), "2 files skipped (with nothing that numaconf knows): nothing was checked."),
    ],
)
def test_success_is_said_only_of_what_was_judged(totals: Totals, says: str) -> None:
    assert plain(text.end(totals)) == [says]


def test_a_good_file_beside_one_that_cannot_be_read_is_no_success() -> None:
    totals = Totals(problems=["gone.yaml: cannot be read"])
    totals.add(FileReport("a.yaml", "checked"))
    assert plain(text.end(totals)) == ["1 file checked: 1 error."]


@pytest.mark.parametrize("width", [40, 80, 100, 140])
@pytest.mark.parametrize("column", [1, 30, 150, 290])
def test_a_long_line_is_a_window_around_the_mark(width: int, column: int) -> None:
    source = "".join(f"{number:04} " for number in range(60))
    lines = report_of(source, width, span=(1, column, 1, column + 4), related=())
    assert max(map(len, lines)) <= width
    at = next(n for n, line in enumerate(lines) if "━" in line)
    shown, marks = lines[at - 1], lines[at]
    start, end = marks.index("━"), marks.rindex("━") + 1
    assert end - start == 4
    assert shown[start:end] == source[column - 1 : column + 3]
    assert ("…" in shown[:5]) == (start < column)
    assert shown.rstrip().endswith("…") or shown.endswith("0059")


@pytest.mark.parametrize(
    ("source", "column", "under"),
    [
        ("a: 日本 x", 7, 9),  # letters of two cells
        ("a:\tx", 4, 5),  # a tab is shown as two blanks
        ("a: e\u0301 x", 7, 6),  # a mark over the letter before it
        ("a: \x1b x", 6, 9),  # an escape, shown as such
    ],
)
def test_marks_stand_under_what_they_mark(source: str, column: int, under: int) -> None:
    lines = report_of(source, span=(1, column, 1, column + 1), related=())
    assert lines[3].index("━") - len("1 │ ") + 1 == under


def test_a_value_of_several_lines_has_a_bar_and_its_parents() -> None:
    source = "a: 1\nspec:\n  config:\n    list:\n    - one\n    - two\n    - three\n    - four\n    - five\nb: 2\n"
    lines = report_of(source, span=(5, 5, 9, 11), related=())
    assert lines[2:10] == [
        "2 │   spec:", "3 │     config:", "4 │       list:",
        "5 │ ┃     - one", "6 │ ┃     - two", "7 │ ┃     - three", "8 │ ┃     - four", "  │ ┃ …",
    ]  # fmt: skip


def test_a_long_path_inside_the_document_has_a_line_of_its_own() -> None:
    remark = sample().files[0].remarks[0]
    place = remark.location._replace(pointer="/spec/userData", embedded=("/spec/kubelet/config/evictionHard/memory.x",))
    one = FileReport("a/b c.yaml", "checked", remarks=(remark._replace(location=place, related=()),))
    lines = plain(text.each(one, lambda _: TEXT.split("\n"), 60))
    assert lines[1:3] == ["  ╭─ a/b c.yaml:2:22", '  │ …userData › spec.kubelet.config.evictionHard["memory.x"]']


def test_github_escapes_what_would_end_a_command() -> None:
    lines = github.render(sample()).splitlines()
    assert lines[0] == (
        "::error file=a/b c.yaml,line=2,endLine=2,col=22,endColumn=28,title=numaconf (NC901)::"
        'the policy is static: write Static%0Akubelet: unknown policy: "static"'
    )
    assert lines[1] == (
        '::warning file=a/b c.yaml,line=3,endLine=4,title=numaconf (NC902)::a,b:c%25%0A<&">\\x07 "quoted"'
    )


def test_gitlab_fingerprints_are_unique_and_survive_moved_lines() -> None:
    report = sample()
    rows = json.loads(gitlab.render(report))
    assert [row["severity"] for row in rows] == ["critical", "major", "info"]
    assert rows[2]["description"] == "unread: jq edits a file that is not here"
    assert len({row["fingerprint"] for row in rows}) == 3
    moved = report.files[0].remarks[0]
    span = moved.location.span._replace(line=9, end_line=9)
    later = moved._replace(location=moved.location._replace(span=span))
    again = report._replace(files=(report.files[0]._replace(remarks=(later,)),))
    assert json.loads(gitlab.render(again))[0]["fingerprint"] == rows[0]["fingerprint"]


def test_junit_is_xml_with_a_passing_case_for_a_clean_file() -> None:
    tree = ElementTree.fromstring(junit.render(sample()))
    assert [suite.attrib["name"] for suite in tree] == ["a/b c.yaml", "broken.yaml", "clean.yaml", "setup.sh"]
    failures = [failure.attrib["message"] for failure in tree.iter("failure")]
    assert failures[1] == NASTY.replace("\x07", "\ufffd")
    assert [len(case) for case in tree[2]] == [0]
    assert [skipped.attrib["message"] for skipped in tree[3].iter("skipped")] == ["jq edits a file that is not here"]


def test_sarif_regions_rules_and_fixes() -> None:
    log = json.loads(sarif.render(sample()))
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["NC901", "NC902"]
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in run["tool"]["driver"]["rules"])
    first, second = run["results"]
    physical = first["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "a/b%20c.yaml"
    assert physical["region"] == {"startLine": 2, "startColumn": 22, "endLine": 2, "endColumn": 28}
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "Static"}
    assert (first["level"], second["level"]) == ("error", "warning")
    assert first["relatedLocations"][0]["message"] == {"text": "the kind"}
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"] == {"text": "unread: jq edits a file that is not here"}


@pytest.mark.parametrize("name", ["\udcff.yaml", "tab\t.yaml"])
def test_names_that_are_no_utf8_do_not_break_a_format(name: str) -> None:
    report = sample()
    remark = report.files[0].remarks[0]
    remark = remark._replace(location=remark.location._replace(path=name))
    report = report._replace(files=(report.files[0]._replace(path=name, remarks=(remark,)),))
    for render in (json_report.render, gitlab.render, sarif.render):
        json.loads(render(report).encode())
    ElementTree.fromstring(junit.render(report).encode())


def test_gaps_are_summed_up_by_their_reasons() -> None:
    totals = Totals()
    alone = (Gap(0, "NC104", "machine unknown"),)
    several = (Gap(0, "NC307", "machine unknown"), Gap(1, "NC204", "gates unknown"), Gap(1, "NC104", "machine unknown"))
    for path, gaps in (("a", alone), ("b", several), ("c", alone), ("d", ())):
        totals.add(FileReport(path, "checked", gaps=gaps))
    found = {reason: (sorted(doubt.codes), doubt.files, doubt.path) for reason, doubt in totals.doubts().items()}
    assert found == {"machine unknown": (["NC104", "NC307"], 3, "a"), "gates unknown": (["NC204"], 1, "b")}


def test_an_address_is_only_named_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    each = (json_report, sarif, concise, github, gitlab, junit)
    assert not any("readthedocs" in form.render(sample()) for form in each)
    assert json.loads(json_report.render(sample()))["findings"][0]["url"] is None
    assert "helpUri" not in sarif.render(sample())
    monkeypatch.setattr(pages, "SITE", "https://docs.test/")
    assert json.loads(json_report.render(sample()))["findings"][0]["url"] == "https://docs.test/rules/NC901"
    driver = json.loads(sarif.render(sample()))["runs"][0]["tool"]["driver"]
    assert driver["informationUri"] == "https://docs.test/"
    assert driver["rules"][0]["helpUri"] == "https://docs.test/rules/NC901"
