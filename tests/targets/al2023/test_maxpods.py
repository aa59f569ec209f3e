from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.targets.al2023.maxpods import evaluate


@pytest.mark.parametrize(
    ("expression", "pods"),
    [
        ("max_pods < 250 ? max_pods : 250", 250),
        ("max_pods > 110 ? 110 : max_pods", 110),
        ("max_pods", 737),
        ("(max_pods - 2) / 2 * 1 + 2", 369),
        ("max_pods % 100", 37),
        ("max_pods > 100 && max_pods < 1000 ? 5 : 6", 5),
        ("max_pods < 1 ? 1 : max_pods < 800 ? 2 : 3", 2),
        ("-7 / 2 + 10", 7),
        ("2 + 3 * 4", 14),
        # Not followed, or refused by nodeadm, which then takes the ENI limit.
        ("min(max_pods, 250)", None),
        ("max_pods * 0.8", None),
        ("default_enis * (ips_per_eni - 1) + 2", None),
        ("max_pods - 1000", None),
        ("max_pods / 0", None),
        ("max_pods < 5", None),
        ("max_pods ? 1 : 2", None),
        ("max_pods +", None),
        ("", None),
        ("250 250", None),
        ("(max_pods", None),
        ("1 + 3000000000", None),
    ],
)
def test_expressions(expression: str, pods: int | None) -> None:
    assert evaluate(expression, 737) == pods


@given(st.text("max_pods 0123<>=!&|?:+-*/%()", max_size=30))
def test_no_text_is_a_surprise(expression: str) -> None:
    found = evaluate(expression, 737)
    assert found is None or found > 0
