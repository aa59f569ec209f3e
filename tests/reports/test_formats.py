"""Every output format says all of a report, and stays a text of its format whatever a message holds."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from numaconf.reports import concise, github, gitlab, junit, sarif, text
from numaconf.reports import json as json_report
from numaconf.results import FileReport, Gap, Totals
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


def test_text_shows_the_source_line_with_carets_under_the_value() -> None:
    shown = text.render(sample(), {"a/b c.yaml": TEXT.splitlines(keepends=True)}.__getitem__)
    plain = shown.replace("\x1b[", "\0").split("\0")
    lines = "".join([plain[0], *(piece.partition("m")[2] for piece in plain[1:])]).splitlines()
    source = next(n for n, line in enumerate(lines) if "memoryManagerPolicy: static # é" in line)
    value = lines[source].index("static")
    assert lines[source + 1][value:] == "^^^^^^"
    assert lines[source + 1][:value].strip() == "|"
    assert any(line.startswith("not checked: NC204 in a/b c.yaml: machine unknown") for line in lines)
    assert lines[-1].startswith("8 files: 2 checked, 4 skipped (3 with nothing that numaconf knows; 1 a template")


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
