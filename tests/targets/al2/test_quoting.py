"""What guards a script's quotes holds under `python -O`, too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from numaconf.targets.al2 import renderer


def test_a_quote_in_a_quoted_word_is_refused() -> None:
    assert renderer.quoted("a b;$c") == "'a b;$c'"
    with pytest.raises(ValueError, match="single quotes"):
        renderer.quoted("it's")
    code = 'from numaconf.targets.al2 import renderer; renderer.quoted("it\'s")'
    assert subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, check=False).returncode == 1
