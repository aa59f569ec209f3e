"""The NodeConfigs of user data, as nodeadm finds them, and what cloud-init makes of the scripts beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import PlainDocument, piece
from numaconf.documents.source import Source
from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE
from numaconf.targets.al2023 import al2_ways, nodeconfig
from numaconf.targets.eks import cloudinit, userdata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.documents.mime import Message, Part
    from numaconf.documents.source import Route
    from numaconf.findings import Finding

_LOOKS = re.compile(r"^kind:\s*['\"]?NodeConfig\b", re.MULTILINE)


class Found(NamedTuple):
    """What user data holds. `configs`: NodeConfigs that nodeadm decodes, in the order in which it merges them.
    `refused`: nodeadm exits. `scripts`: the texts of its shell parts, with their sources. `unread`: what these do to
    the kubelet's files in ways that are not followed.
    """

    configs: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    scripts: tuple[Source, ...] = ()
    unread: tuple[str, ...] = ()


def find(source: Source) -> Found:
    """The NodeConfigs of one document: user data as text (MIME, or one NodeConfig), or a parsed NodeConfig. A text is
    looked at once: the sources of what is in it stay the same ones.
    """
    document = source.document
    if not isinstance(document, PlainDocument):
        return _find(source)
    found: Found = document.memo.get("al2023") or document.memo.setdefault("al2023", _find(source))
    return found


def _find(source: Source) -> Found:
    document = source.document
    if not isinstance(document, PlainDocument):
        if source.outer is None and source.index > 0:
            return Found(findings=(_further(Origin("document", source)),))
        return _config(source)
    from numaconf.documents import hints, mime
    from numaconf.documents.mime.encoding import by_content

    here = Origin("document", source)
    try:
        data, encodings = by_content(document.data)
        message = mime.parse(data)
    except Unreadable as error:
        if error.limit:  # nodeadm's would be another
            raise
        return Found(findings=(_refused(here, error.message, hints.remedy(error, document.data)),), refused=True)
    large = tuple(userdata.too_large(source))
    if not message.multipart:
        found = _texts(source, data, 0, 0 if encodings else 1)
        if found.refused and _MEANT_AS_MIME.match(data):
            found = found._replace(findings=(_no_mime(here, message.refusal, data), *found.findings[1:]))
        return found._replace(findings=(*large, *found.findings))
    whole = _multipart(source, message)
    return whole._replace(findings=(*large, *whole.findings))


_MEANT_AS_MIME = re.compile(rb"(?i)\s*(?:MIME-Version|Content-Type)[ \t]*:")


def _no_mime(here: Origin, why: str, data: bytes) -> Finding:
    """About MIME that nodeadm does not take for such, and so tries to read as one NodeConfig."""
    if data[:1].isspace():
        cause, write = "its header does not begin in the first line's first column", "take out the space before it"
    elif "parameter" in why:
        cause, write = f"its Content-Type cannot be read ({why})", 'put the boundary in quotes, boundary="//"'
    else:
        cause, write = why, 'write Content-Type: multipart/mixed; boundary="//"'
    return BY_CODE["NC501"].finding(
        f"nodeadm does not take this for MIME: {cause}; it reads the text as a NodeConfig, fails, and loses all user "
        f"data; {write}",
        here,
    )


def _texts(text: Source, data: bytes, index: int, line: int, at: int = 1) -> Found:
    """The one NodeConfig of a text, which is from `line` of the user data on."""
    from numaconf.documents import hints, json, load, yaml

    try:
        document = load.read(data)
    except Unreadable as error:
        if error.limit:
            raise
        place = piece(text, PlainDocument(data), index, line, at)
        refused = _refused(Origin("document", place), error.message, hints.remedy(error, data))
        return Found(findings=(refused,), refused=True)
    whole = text.outer is None and line == 1
    source = Source(text.path, document) if whole else piece(text, document, index, line, at)
    found = _config(source)
    found = found._replace(findings=(*found.findings, *_doubled(source, document.strict)))
    if found.refused or isinstance(document, json.JsonDocument):
        return found
    further = [one for one in yaml.read_each(data)[1:] if not isinstance(one, Unreadable) and one.value is not None]
    return found._replace(
        findings=(
            *found.findings,
            *(_further(Origin("document", piece(text, one, index, line, at))) for one in further[:1]),
        )
    )


def _config(source: Source) -> Found:
    """A parsed NodeConfig: refused, or with the keys that are dropped from it."""
    value = source.document.value
    refused = nodeconfig.decode(value)
    if refused:
        return Found(findings=(_refused(Origin("document", source, refused.route), refused.says),), refused=True)
    return Found((source,), tuple(_dropped(source)))


def _multipart(source: Source, message: Message) -> Found:
    configs: list[Source] = []
    findings: list[Finding] = []
    written: list[str] = []
    refused = False
    for index, part in enumerate(message.parts):
        at = part.header_line
        if part.packing_error and part.content_type == userdata.NODE_CONFIG:
            continue
        if part.content_type == userdata.NODE_CONFIG:
            one = _texts(source, part.content, index, part.line, at)
            configs += one.configs
            findings += one.findings
            refused = refused or one.refused
            continue
        if _LOOKS.search(part.body) and part.body.lstrip().startswith("#!"):
            written.append("a script writes a NodeConfig, which is not followed: lint that text as a file of its own")
        elif _LOOKS.search(part.body):
            place = piece(source, PlainDocument(part.body), index, part.line, at)
            findings.append(_wrong_type(Origin("document", place), part))
    broken = _broken(source, message)
    findings += broken
    scripts = cloudinit.scripts(source, message)
    if scripts:
        findings += cloudinit.not_run(source, message, scripts)
    findings += cloudinit.outside(source, message)
    ways = [al2_ways.find(script) for script in scripts]
    findings += (finding for script in scripts for finding in al2_ways.calls(script))
    findings += (finding for one in ways for finding in one.findings)
    unread = (*written, *(why for one in ways for why in one.unread))
    return Found(tuple(configs), tuple(findings), refused or bool(broken), tuple(scripts), unread)


def _refused(origin: Origin, says: str, remedy: str = "") -> Finding:
    return BY_CODE["NC501"].finding(
        f"nodeadm does not decode this NodeConfig, loses all user data and exits; {remedy or nodeconfig.advice(says)}",
        origin,
        says=Says("nodeadm", f"failed to decode node config, {says}"),
    )


def _further(origin: Origin) -> Finding:
    return BY_CODE["NC503"].finding(
        "nodeadm reads only the first YAML document and ignores this one: put it into a MIME part of its own", origin
    )


def _dropped(source: Source) -> Iterator[Finding]:
    for key in nodeconfig.dropped(source.document.value):
        name = str(key.route[-1])
        near = fixes.near(name, key.known)
        meant = f"; did you mean {near}?" if near else "; leave it out"
        meant = "; did you mean flags?" if name == "extraArgs" and "flags" in key.known else meant
        where = ".".join(map(str, key.route[:-1])) or "a NodeConfig"
        yield BY_CODE["NC502"].finding(
            f"nodeadm has no {name} in {where} and drops it{meant}", Origin("document", source, key.route), key=True
        )


def _doubled(source: Source, strict: Iterable[tuple[Route, str]]) -> Iterator[Finding]:
    """Keys that are written twice: nodeadm takes the last value, as a whole."""
    for route, text in strict:
        yield BY_CODE["NC004"].finding(
            f"{route[-1] if route else text} is written twice, and nodeadm takes the last value only; take one out",
            Origin("document", source, tuple(route)),
            key=True,
        )


def _wrong_type(origin: Origin, part: Part) -> Finding:
    kind = part.content_type or "no type"
    return BY_CODE["NC504"].finding(
        f"nodeadm does not read this NodeConfig in a part of {kind}: its type must be {userdata.NODE_CONFIG}",
        origin,
    )


def _broken(source: Source, message: Message) -> list[Finding]:
    """What ends nodeadm's reading of the parts: it reads those of its own type, and the header of all."""
    says, line = message.error, next((one.line for one in message.problems if one.text == message.error), 1)
    for part in message.parts:
        read = (part.error or part.packing_error) if part.content_type == userdata.NODE_CONFIG else ""
        if part.type_error or read:
            says, line = part.type_error or read, part.header_line
            break
    if not says:
        return []
    return [
        BY_CODE["NC505"].finding(
            f"nodeadm cannot read this MIME document ({says}), and starts no kubelet; "
            "check its boundary lines (--BOUNDARY, at the end --BOUNDARY--) and headers",
            Origin("document", cloudinit.line(source, line)),
            says=Says("nodeadm", f"config provider at index 0 failed: {says}"),
        )
    ]
