"""Words of a file or a file name, as they are shown: no terminal and no CI runner takes anything in them for a command.

Whoever writes a file decides what its keys and values are, and a report is read on a terminal and in a log. Control
characters (C0, C1), what turns the direction of text around (https://trojansource.codes), line separators and lone
surrogates are written as escapes. Runners look for commands in lines (`runners.py`).
"""

from __future__ import annotations

import re

from numaconf.runners import ANYWHERE, AT_START

# str.isprintable() says No for all that Unicode calls control, format, surrogate, private, unassigned, or a separator
# other than the blank.
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def shown(text: str) -> str:
    r"""A text on one line: line breaks and whatever else is not printed as it is are escapes (`\n`, `\x1b`)."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else _escape(letter) for letter in text)
    return _no_command(text)


def lines(text: str) -> str:
    """The same for a text of several lines: a line feed, also after a carriage return, and tabs stay."""
    if text.replace("\n", "").isprintable():
        return _no_command(text)
    kept = (_line(line) for line in text.split("\n"))
    return _no_command("\n".join(kept))


def _line(line: str) -> str:
    end = "\r" if line.endswith("\r") else ""
    body = line.removesuffix("\r")
    if not body.isprintable():
        body = "".join(letter if letter.isprintable() or letter == "\t" else _escape(letter) for letter in body)
    return body + end


def _no_command(text: str) -> str:
    if "::" in text:
        text = re.sub(AT_START, r"\1\\x3a", text)
    # As JSON writes a letter too: the text of a JSON report stays JSON, with the same values.
    return re.sub(ANYWHERE, r"#\\u0023", text) if "##" in text else text


def _escape(letter: str) -> str:
    number = ord(letter)
    named = _NAMED.get(letter)
    if named:
        return named
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{number - 0xDC00:02x}"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
