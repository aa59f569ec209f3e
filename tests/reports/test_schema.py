"""Reports are what `numaconf schema report` says, for the examples of all rules."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from numaconf import resources
from numaconf.reports import json as json_report
from numaconf.results import Report
from numaconf.rules import pages
from numaconf.rules.registry import RULES
from numaconf.verbs.lint.file import Options, lint
from tests.reports.sample import sample

SCHEMA = json.loads(resources.text("schemas", "report.json"))
ENDINGS = {"toml": "toml", "sh": "sh", "bash": "sh", "ini": "service", "text": "mime"}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_sample_report() -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(json_report.render(sample())))


@pytest.mark.parametrize("subject", sorted({rule.module.partition(".")[0] for rule in RULES}))
def test_reports_on_the_examples_of_all_pages(subject: str) -> None:
    validator = Draft202012Validator(SCHEMA)
    seen = set()
    for rule in RULES:
        if rule.module.partition(".")[0] != subject:
            continue
        for example in pages.examples(pages.read(rule.page()), pages.BAD):
            name = f"x.{ENDINGS.get(example.language, 'yaml')}"
            found = lint(name, example.text.encode(), Options())
            assert found is not None
            data = json.loads(json_report.render(Report((found,))))
            validator.validate(data)
            seen |= {finding["code"] for finding in data["findings"]}
    assert seen or subject == "profile"
