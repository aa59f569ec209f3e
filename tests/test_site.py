"""What the documentation's own script does in a real browser."""

import re
import subprocess

import pytest

from tests.real import TREE, program

PAGE = """<!doctype html><article class="md-content"><table><thead><tr><th>code</th><th>about</th></tr></thead><tbody>
<tr><td>NC101</td><td>Memory</td></tr><tr><td>NC601</td><td>Karpenter</td></tr></tbody></table></article>
<script src="rules.js"></script>"""


@pytest.mark.parametrize(("asked", "hidden"), [("", []), ("#q=KARPENTER", ["NC101"]), ("#q=nc1%20memory", ["NC601"])])
def test_the_table_of_rules_is_filtered(asked, hidden, tmp_path):
    (tmp_path / "rules.js").write_text((TREE / "docs" / "assets" / "rules.js").read_text())
    (tmp_path / "page.html").write_text(PAGE)
    run = subprocess.run(
        [program("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
         "--dump-dom", f"file://{tmp_path}/page.html{asked}"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert 'id="rules-filter"' in run.stdout
    assert re.findall(r'<tr hidden=""><td>(\w+)', run.stdout) == hidden
