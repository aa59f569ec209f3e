"""MIME headers as Go reads them: `net/mail` for the message, `net/textproto` for its parts, `mime.ParseMediaType`."""

from __future__ import annotations

import re

from numaconf.documents import golang

_FIELD = re.compile(rb"[0-9A-Za-z!#$%&'*+.^_`|~-]+")
# Go takes a name with blanks in it, as some write one before the colon, but not for the header of that name.
_LOOSE_FIELD = re.compile(rb"[0-9A-Za-z!#$%&'*+.^_`|~ -]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_TOKEN = re.compile(r"[0-9A-Za-z!#$%&'*+.^_`{|}~-]+")
_PARAMETER = re.compile(
    rf"""\s*;\s*({_TOKEN.pattern})\s*=\s*(?:"([^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*)"|({_TOKEN.pattern}))\s*"""
)
# Only a special character is escaped: any other backslash is meant (Windows paths).
_ESCAPED = re.compile(r'\\([()<>@,;:\\"/\[\]?=])')


class BadHeader(Exception):
    """The message is Go's; `kind` as in `mime.Problem`, `at` the offset of the line, `media` a media type that could
    be read all the same.
    """

    def __init__(self, kind: str, message: str, at: int = 0, media: str = "") -> None:
        super().__init__(message)
        self.kind, self.at, self.media = kind, at, media


def _line(data: bytes, at: int) -> tuple[bytes, int]:
    """The line at an offset without its end, and the offset of the next one."""
    end = data.find(b"\n", at)
    if end < 0:
        return data[at:], len(data)
    return data[at:end].removesuffix(b"\r"), end + 1


def read(data: bytes, at: int, *, part: bool) -> tuple[dict[str, str], int, bool]:
    """The first value of every header by its lower-case name, the offset after the header, and whether it ended with
    a blank line (not with the text). In a `part` names and values are checked. Raises BadHeader.
    """
    headers: dict[str, str] = {}
    if data[at : at + 1] in {b" ", b"\t"}:
        line, _ = _line(data, at)
        if part and len(line) > 80:
            raise BadHeader("malformed-header", "multipart: message too large", at)
        says = (
            f"malformed MIME header initial line: {quoted(line)}" if part else f"malformed initial line: {_text(line)}"
        )
        raise BadHeader("malformed-header", says, at)
    while at < len(data):
        start = at
        line, at = _line(data, at)
        if not line:
            return headers, at, True
        if part and b":" not in line:
            raise BadHeader("malformed-header", f"malformed MIME header: missing colon: {quoted(line)}", start)
        lines = [line.strip(b" \t")]
        while data[at : at + 1] in {b" ", b"\t"}:
            line, at = _line(data, at)
            lines.append(line.strip(b" \t"))
        field = b" ".join(lines)
        name, colon, value = field.partition(b":")
        if not colon:
            raise BadHeader("malformed-header", f"malformed header line: {_text(field)}", start)
        standard = _FIELD.fullmatch(name) is not None
        if part and not (_LOOSE_FIELD.fullmatch(name) and _VALUE.fullmatch(value)):
            if standard:
                field = re.sub(rb"[^-]+", lambda word: word[0].capitalize(), name) + b":" + value
            raise BadHeader("malformed-header", f"malformed MIME header line: {quoted(field)}", start)
        if not name:
            continue
        headers.setdefault(_text(name.lower() if standard else name), _text(value).lstrip(" \t"))
    return headers, at, False


def media_type(value: str) -> tuple[str, dict[str, str]]:
    """A media type in lower case and its parameters, those of RFC 2231 joined and decoded. Raises BadHeader."""
    base, _, _ = value.partition(";")
    media = base.strip().lower()
    _check_media(media)
    parameters: dict[str, str] = {}
    pieces: dict[str, dict[str, str]] = {}
    at = len(base)
    while match := _PARAMETER.match(value, at):
        name, quoted, token = match.groups()
        found = token if quoted is None else _ESCAPED.sub(r"\1", quoted)
        name = name.lower()
        base, star, _ = name.partition("*")
        if (pieces.setdefault(base, {}) if star else parameters).setdefault(name, found) != found:
            raise BadHeader("bad-content-type", "mime: duplicate parameter name")
        at = match.end()
    if value[at:].strip() not in {"", ";"}:
        raise BadHeader("bad-content-type", "mime: invalid media parameter", media=media)
    for name, parts in pieces.items():
        whole = _charset(parts[f"{name}*"]) if f"{name}*" in parts else _joined(name, parts)
        if whole is not None:
            parameters[name] = whole
    return media, parameters


def _joined(name: str, parts: dict[str, str]) -> str | None:
    """A parameter in pieces: `boundary*0="=="; boundary*1*=%41`. What comes after a missing number is lost."""
    found: list[str] = []
    for number in range(len(parts)):
        plain = f"{name}*{number}"
        if plain in parts:
            found.append(parts[plain])
        elif f"{plain}*" in parts:
            piece = parts[f"{plain}*"]
            found.append((_charset(piece) if number == 0 else _unescaped(piece)) or "")
        else:
            break
    return "".join(found) if found else None


def _charset(value: str) -> str | None:
    """The text of `charset'language'text`; None where Go takes none."""
    charset, *rest = value.split("'", 2)
    return _unescaped(rest[1]) if len(rest) == 2 and charset.lower() in {"us-ascii", "utf-8"} else None


def _unescaped(value: str) -> str | None:
    """A text with `%41` resolved; None where a percent sign is something else."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", value):
        return None
    data = re.sub(rb"%(..)", lambda match: bytes.fromhex(match[1].decode()), value.encode("utf-8", "surrogateescape"))
    return _text(data)


def _check_media(media: str) -> None:
    match = _TOKEN.match(media)
    rest = media[match.end() :] if match else media
    subtype = _TOKEN.match(rest[1:])
    if not match:
        says = "no media type"
    elif not rest:
        return
    elif rest[0] != "/":
        says = "expected slash after first token"
    elif not subtype:
        says = "expected token after slash"
    elif subtype.end() < len(rest) - 1:
        says = "unexpected content after media subtype"
    else:
        return
    raise BadHeader("bad-content-type", f"mime: {says}")


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def quoted(line: bytes) -> str:
    """A line as Go prints it in an error."""
    return golang.quoted(line.decode("utf-8", "surrogateescape"))
