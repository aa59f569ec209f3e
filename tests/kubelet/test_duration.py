import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.kubelet import duration


@pytest.mark.parametrize(
    ("text", "nanoseconds", "printed"),
    [
        ("0", 0, "0s"),
        ("-0", 0, "0s"),
        ("300ms", 300_000_000, "300ms"),
        ("1h30m", 5_400_000_000_000, "1h30m0s"),
        ("1.5s", 1_500_000_000, "1.5s"),
        (".5m", 30_000_000_000, "30s"),
        ("1µs", 1_000, "1µs"),
        ("1μs", 1_000, "1µs"),
        ("-2m", -120_000_000_000, "-2m0s"),
        ("1.0000000009s", 1_000_000_000, "1s"),
        ("2562047h47m16.854775807s", (1 << 63) - 1, "2562047h47m16.854775807s"),
        ("0.000000000000000000001h", 0, "0s"),
    ],
)
def test_as_go_reads_and_prints(text, nanoseconds, printed):
    assert duration.parse(text) == nanoseconds
    assert duration.text(nanoseconds) == printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", 'time: invalid duration ""'),
        ("-", 'time: invalid duration "-"'),
        ("5", 'time: missing unit in duration "5"'),
        ("5d", 'time: unknown unit "d" in duration "5d"'),
        ("s", 'time: invalid duration "s"'),
        ("1 h", 'time: unknown unit " h" in duration "1 h"'),
        ("9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'),
        ("12345678901234567890123", 'time: invalid duration "12345678901234567890123"'),
        ('1"', 'time: unknown unit "\\"" in duration "1\\""'),
        ("1é", 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'),
    ],
)
def test_what_go_says(text, says):
    with pytest.raises(duration.DurationError) as caught:
        duration.parse(text)
    assert str(caught.value) == says


@given(st.integers(-(1 << 63) + 1, (1 << 63) - 1))
def test_what_is_printed_is_read(nanoseconds):
    assert duration.parse(duration.text(nanoseconds)) == nanoseconds


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(duration.DurationError):
        assert isinstance(duration.parse(text), int)
