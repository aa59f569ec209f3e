"""YAML texts that readers disagree on. record.py asks Go what the kubelet's reader makes of them."""

from __future__ import annotations

_SCALARS = [
    # booleans and what looks like one
    "y", "Y", "n", "N", "yes", "YES", "yEs", "no", "on", "On", "oN", "off", "OFF", "true", "True", "tRue", "false", "t",
    # null and what looks like it
    "", "~", "null", "Null", "NULL", "nUll", "nil", "none", "'~'",
    # integers
    "0", "-0", "+0", "00", "07", "08", "0o17", "0O17", "0o8", "-0o17", "0x1F", "0X1f", "-0x1F", "0x", "0b11", "0b2",
    "0b-1", "-0b1", "1_000", "_1", "1_", "1__0", "0_7", "+12", "- 1", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "+9223372036854775808", "18446744073709551615",
    "18446744073709551616", "0x8000000000000000", "100000000000000000000000", "1,000", "\u0661", "\uff11",
    # floats
    "1.0", "1.5", "-1.5e3", "1e3", "1E3", "1e+3", "1e-7", "0.1", ".5", "-.5", "+.5", "5.", ".", "..", "-", "+", "1e",
    "1e400", "-1e400", "1e21", "123456789012345678901", "1.7976931348623157e308", "4.9e-324", "1e-400", "-0.0", "0.0",
    "1_0.5", "1.5_0", "._5", ".5_0", ".5e3", "0x1p3", "1.5Gi", "1Gi", "500m", "5%", "1e3Mi", "inf", "nan", ".inf",
    "-.INF", "+.Inf", ".iNf", ".nan", ".NaN", ".NAN", "1.e3", "0.1e-5", "1e6", "1000000.0", "100000000000000000000.0",
    # base 60, dates, merges, odd starts
    "1:30", "12:30:45", "-1:30", "1:30.5", "2001-01-01", "2001-1-1", "2001-01-01T00:00:00Z", "2001-01-01 10:00:00",
    "=", "<<", "@a", "`a", "%a", "!a", "&a", "*a", "a:b", "a :b", "a: b", ":a", "-a", "?a", "#a", "a#b", "a #b", "[a",
    "a]", "{a", "a}", ",a", "|a", ">a", "\"a", "'a", "a\"b", "a\tb", "\ta", "a\u00a0b", "a\u0085b", "a\u2028b",
    "\ufeffa", "\U0001f600", "\u201cq\u201d", "0-3,8", "1-", "10.0.0.0/16", "http://a:80/#x", "${A}", "$(a)", "%{a}",
    "{{a}}", "{{ a }}", "[]", "{}", "[~]", "{a}", "{a:}", "{a: }", "{a:b}", "{a:,b}", "[a:]", "[a:, b]", "{a :b}",
    "{a: [1, {b: c}]}", "{\"a\":1}", "{'a':1}", "{a: 1,}", "[1,]", "[,]", "[1,,2]", "[a?b]", "{a?: 1}", "{? a : 1}",
    "[- 1]", "[a: b]", "[a, b: c]", "[a\n, b]", "{a: 1\n}", "{a: 1\nb: 2}",
]  # fmt: skip
"""Each is asked as a value, the first ones of each sort as a key too."""

_KEYS = [
    "y", "on", "null", "~", "''", "1", "01", "0x1", "1.0", "1.5", "1e3", "1e6", "1e-5", "123456.7", "0.1", "16777217.0",
    "1e40", ".inf", "-.inf", ".nan", "true", "'true'", "2001-01-01", "18446744073709551615", "9223372036854775807",
    "[a]", "{a: b}", "? a\n", "? [a]\n", "!!str 1", "!!int '1'", "!!null a", "!!binary aGk=", "&a k", "*a", "<<",
    "\"<<\"", "!!merge <<", "a b", "a:b", "- a", "memory.available", "\"q\\n\"", "'it''s'", "=", "|\n  a\n", "a" * 200,
    "a" * 1025,
]  # fmt: skip

_DOUBLE_QUOTED = [
    r"\n\t\r\0\a\b\e\f\v", r"\x41\u00e9\U0001F600", r"\N\_\L\P", r"\/", r"\'", r"\ a", r"\q", r"\x4", r"\ud83d",
    r"\ud83d\ude00", r"\U00110000", "a\nb", "a\n\nb", "a \\\n  b", "a\\", r"a\\", r"\"", "\t", "a\0b", "a\x07b",
]  # fmt: skip

_DUPLICATES = [
    "a: 1\na: 2\n", "a: 1\nb: 2\na: 3\na: 4\n", "a: {b: 1, b: 2}\n", "- a: 1\n  a: 2\n", "1: a\n1: b\n",
 "0x10: a\n16: b\n", "1: a\n2.0: b\n", "yes: a\non: b\n", ".inf: a\n.inf: b\n",
    "1.5: a\n1.50: b\n", "~: a\nnull: b\n", "a: 1\n\"a\": 2\n", "a: 1\n'a': 2\n", "a:\n  b: 1\n  b: 2\na:\n  c: 3\n",
    "x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n", "x: &x {a: 1}\ny:\n  a: 2\n  <<: *x\n",
    "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n",
    "x: &x {a: 1}\ny: &y {a: 2}\nz:\n  <<: [*x, *y]\n", "x: &x {a: 1}\nz:\n  <<: *x\n  <<: *x\n",
    "<<: {a: 1}\n<<: {a: 2}\n",
    "<<: {a: 1}\na: 2\n", "a: 1\n<<: {a: 2}\n", "<<: [{a: 1}, {b: 2}]\nc: 3\n", "<<: 1\n", "<<: [1]\n",
    "<<: [[{a: 1}]]\n",
    "<<: ~\n", "<<: {}\n", "<<: {<<: {a: 1}}\n", "x: &x\n  a: 1\n  a: 2\ny: *x\nz: *x\n", "\"<<\": {a: 1}\n",
    "? <<\n: {a: 1}\n", "evictionHard:\n  memory.available: 5%\n  'memory.available': 1Gi\n",
]  # fmt: skip

_ANCHORS = [
    "a: &x 1\nb: *x\n", "a: &x {b: 1}\nc: *x\n", "a: *x\n", "b: *x\na: &x 1\n", "a: &x 1\nb: &x 2\nc: *x\n",
    "a: &x\n  b: *x\n",
    "&x a: 1\nb: *x\n", "*x : 1\n", "&x a: 1\n*x : 2\n", "a: & b\n", "a: * b\n", "a: &x\nb: *x\n", "- &x [*x]\n",
    "&r\na: 1\n", "&r a\n", "a: &x !!int '1'\nb: *x\n", "a: !!int &x '1'\nb: *x\n", "a: *x b\n", "- &a-b c\n- *a-b\n",
    "- &\u00e9 c\n- *\u00e9\n", "? &i .inf\n: 1\n? *i\n: 2\n", "- &b .inf\n- {*b : 1}\n",
]  # fmt: skip

_TAGS = [
    f"a: {scalar}\n"
    for scalar in (
        "!!str 1", "!!str", "!!int 1", "!!int '1'", "!!int x", "!!int 1.0", "!!int 0x1F", "!!float 1", "!!float '1.5'",
        "!!float x", "!!float .inf", "!!bool yes", "!!bool x", "!!bool 'true'", "!!null ~", "!!null ''", "!!null x",
        "!!binary aGk=", "!!binary aGk", "!!binary aGk==", "!!binary AAAA====", "!!binary 'aG k='", "!!binary 4oI=",
        "!!binary |\n  aGk=\n", "!!timestamp 2001-01-01", "!!timestamp x", "!!timestamp 2001-02-30", "!!map {b: 1}",
        "!!map x", "!!seq [1]", "!!seq {b: 1}", "!!set {b}", "!!omap [b: 1]", "!mine 1", "!<tag:yaml.org,2002:str> 1",
        "!<x> 1", "! 1", "!!", "!!int [1]", "!!str [1]", "!t{1}", "!h!x 1",
    )
]  # fmt: skip

_DOCUMENTS = [
    "", " ", "\n", "# c\n", "---", "---\n", "---\n---\na: 1\n", "a: 1\n---\nb: 2\n", "a: 1\n---\n\tx: [\n",
    "a: 1\n...\n",
    "a: 1\n...\nb: 2\n", "...\na: 1\n", "--- a\n", "--- {a: 1}\n", "---a: 1\n", "--- # c\na: 1\n", "--- |\n  x\n",
    "---\ta: 1\n",
    " ---\n", "a: 1\n--- \n", "%YAML 1.1\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n", "%YAML 1.1\na: 1\n",
    "\ufeff%YAML 1.2\n---\na: 1\n",
    "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "%TAG ! tag:x,2000:\n---\na: !y b\n", "%TAG !! x:\n---\na: !!int b\n",
    "%FOO bar\n---\na: 1\n",
    "# %YAML 1.2\na: 1\n", "a: 1\n%b: 2\n", "\ufeffa: 1\n", "\ufeff# c\na: 1\n", "a: 1\n\ufeffb: 2\n",
    " \ufeffa: 1\n", "\n\ufeffa: 1\n",
    "a: '\ufeff'\n", "{}\n", "[]\n", "x\n", "x\ny\n", "1\n", "- 1\n- 2\n", "\"a\": 1\n", "{\"a\": 1}\n",
    "{\"a\": 1} # c\n",
    "# c\n{\"a\": 1}\n", "{\"a\":1}\n{\"b\":2}\n", "[1]\n[2]\n", "a: 1\n- b\n", "- b\na: 1\n", "a\nb: 1\n",
    "a: 1\n b: 2\n",
    "a:\n b: 1\n  c: 2\n", "a:\n  b: 1\n c: 2\n", "a: b: c\n", "a: - b\n", "a:\n- b\nc: d\n", "a:\n-b\n", "-\n-\n",
    "- - - a\n",
    "-  a: 1\n   b: 2\n", "- a: 1\n b: 2\n", "a:\n\tb: 1\n", "a:\tb\n", "a: b\t\n", "\ta: 1\n", "a: 1\t# c\n",
    "a: 1#c\n", "a:1\n",
    "a : 1\n", "? a\n", "? a\n: b\n", ": a\n", "?\n", "a: ? b\n", "a: |\n", "a: b\n c\n\n d\n", "a: b # c\n d\n",
    "a:\n  b\n  c\n",
    "a: 'b\n\n  c'\n", "a:\r\n  b: 1\r\n", "a: 1\rb: 2\r", "a: |\r\n  x\r\n  y\r\n", "a: b\x85c: d\n", "a: 1\n\x1a",
    "a: \x00\n",
    "\x07a: 1\n", "a: \x7f\n", "a: \ue000\n", "a: \ufffe\n", "a: \ue03a\n", "a: {\n", "a: [\n", "a: 'x\n",
    "a: \"x\n", "a: 1\nb\n", "a: 1\nb\nc: 2\n",
    "a: }\n", "a: ]\n", "}\n", "a: {b: 1}}\n", "a: [1]]\n", "a: {b: 1} c\n", "a: 'b' c\n", "a: 'b'c: d\n",
    "'a': 'b''c'\n", "a: \u201cb\u201d\n",
    "\u00a0a: 1\n", "a:\u00a01\n", "a: 1\n\u00a0b: 2\n", "\u2028a: 1\n", "a: '[x' ]\n", "\"a\" : 1\n", "\"a\"b: 1\n",
]  # fmt: skip

_BLOCKS = [
    f"a: {header}\n{body}b: c\n"
    for header, body in (
        ("|", "  x\n  y\n"), ("|", "  x\n\n\n"), ("|-", "  x\n\n"), ("|+", "  x\n\n"), (">", "  x\n  y\n\n  z\n"),
        (">", "  x\n   y\n  z\n"), (">-", "  x\n  y\n"), (">+", "  x\n\n\n"), ("|2", "   x\n  y\n"), ("|2-", "   x\n"),
        ("|-2", "   x\n"), ("|0", "x\n"), ("|10", "  x\n"), ("| # c", "  x\n"), ("|#c", "  x\n"), ("| x", "  y\n"),
        ("|", ""), ("|", "\n"), ("|", "   \n  x\n"), ("|", "  x\n \n  y\n"), ("|", "  x\n y\n"), ("|", " x\n  y\n"),
        ("|", "\tx\n"), ("|", "  \tx\n"), ("|", "  # c\n"), ("|", "  x\n# c\n"), ("|", "  ---\n"),
        ("|", "  a: 1\n  a: 2\n"),
        (">", "  x\n  - y\n  - z\n"), (">", "\n  x\n"), ("|+1", " x\n"), ("|--", "  x\n"), ("!!str |", "  1\n"),
        ("&x |", "  x\n"),
    )
]  # fmt: skip

_BYTES = [
    b"a: \xff\n", b"a: \xc3\n", b"# f\xfcr\na: 1\n", b"a: \xed\xa0\x80\n", b"a: \xc0\x80\n",
    b"a: \xf4\x90\x80\x80\n", b"a: \xe2\x82\n",
    "\ufeffa: \u00e9\n".encode("utf-16-le"), "\ufeffa: \u00e9\n".encode("utf-16-be"), "a: 1\n".encode("utf-16-le"),
    "\ufeffa: \U0001f600\n".encode("utf-16-le"), b"\xff\xfea\x00:\x00 \x00", b"\xff\xfea", b"\xff\xfe\x00\xd8a\x00",
    b"\xff\xfe\x00\xdca\x00", b"\xff\xfe\x00\xd8",
]  # fmt: skip

_BOMBS = [
    "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
        for a, b in zip("abcdef", "bcdefg", strict=True)
    ),
    "a: &a {k: v}\n" + "".join(f"m{n}: {{<<: *a}}\n" for n in range(300)),
    "a: &a [" + "x, " * 60 + "x]\n" + "".join(f"m{n}: *a\n" for n in range(20)),
]


def texts() -> list[str | bytes]:
    """All of them, each once."""
    found: list[str | bytes] = [f"a: {scalar}\n" for scalar in _SCALARS]
    found += [f"{key}: v\n" for key in _KEYS]
    found += [f'a: "{inside}"\n' for inside in _DOUBLE_QUOTED]
    return list(dict.fromkeys([*found, *_DUPLICATES, *_ANCHORS, *_TAGS, *_DOCUMENTS, *_BLOCKS, *_BYTES, *_BOMBS]))
