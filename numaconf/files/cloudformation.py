"""CloudFormation: user data of launch templates and instances, and the files that cfn-init writes.

`Fn::Base64` encodes what is inside of it, `Fn::Sub` fills in `${NAME}`, `Fn::Join` puts a list together; in YAML they
are short tags, too (`!Base64`, `!Sub`), which come before the value and are not keys. A string without any is base64.

Source: AWS CloudFormation User Guide, *Intrinsic functions*, *AWS::EC2::LaunchTemplate LaunchTemplateData*,
*AWS::CloudFormation::Init*, read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents import placeholders
from numaconf.documents.pieces import text_in
from numaconf.documents.source import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source

_FUNCTIONS = ("Fn::Base64", "Fn::Sub", "Fn::Join")
_FILLED_IN = re.compile(r"\$\{(?!!)([^}\n]*)\}")
_METADATA = "AWS::CloudFormation::Init"
DEPTH = 12


def is_template(value: dict[str, Any]) -> bool:
    """Whether an object is a template: its resources say that they are AWS's."""
    held = value.get("Resources")
    return isinstance(held, dict) and any(
        isinstance(one, dict) and str(one.get("Type")).startswith("AWS::") for one in held.values()
    )


def texts(source: Source) -> Iterator[tuple[Source, str]]:
    """The texts that go to a node, each with the name of its file, or nothing."""
    resources = source.document.value["Resources"]
    for name, resource in resources.items():
        if not isinstance(resource, dict):
            continue
        for route in _user_data(resource.get("Properties"), ("Resources", name, "Properties"), DEPTH):
            yield from _text(source, route, "")
        config = value_at(resource, ("Metadata", _METADATA))
        for key, one in config.items() if isinstance(config, dict) else ():
            files = one.get("files") if isinstance(one, dict) else None
            for path in files if isinstance(files, dict) else ():
                yield from _text(
                    source, ("Resources", name, "Metadata", _METADATA, key, "files", path, "content"), path
                )


def _user_data(value: Any, route: Route, depth: int) -> Iterator[Route]:
    if not isinstance(value, dict) or not depth:
        return
    for key, held in value.items():
        if key == "UserData":
            yield (*route, key)
        else:
            yield from _user_data(held, (*route, key), depth - 1)


def _text(source: Source, route: Route, name: str) -> Iterator[tuple[Source, str]]:
    """The text at a route, whatever functions are around it."""
    value = value_at(source.document.value, route)
    while isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _FUNCTIONS:
        key, value = next(iter(value.items()))
        route = (*route, key)
        if key == "Fn::Join":
            yield from _joined(source, route, value, name)
            return
    if isinstance(value, list) and value and isinstance(value[0], str):  # of Fn::Sub, with a map of values after
        if len(value) == 2 and isinstance(value[1], list):  # a short tag !Join
            yield from _joined(source, route, value, name)
            return
        route, value = (*route, 0), value[0]
    if not isinstance(value, str):
        return
    if route[-1] == "UserData" and (data := _of_base64(value)):
        yield text_in(source, route, data), name
        return
    yield _filled_in(source, route, value), name


def _joined(source: Source, route: Route, value: Any, name: str) -> Iterator[tuple[Source, str]]:
    if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], list)):
        return
    parts = [one if isinstance(one, str) else placeholders.standing_for(_named(one)) for one in value[1]]
    text = value[0].join(parts)
    yield text_in(source, route, text.encode("utf-8", "surrogatepass"), filled=text), name


def _named(value: Any) -> str:
    """A function's value as an expression: `{"Ref": "Cluster"}` is `${Cluster}`."""
    held = next(iter(value.values()), "") if isinstance(value, dict) and len(value) == 1 else ""
    return f"${{{held}}}" if isinstance(held, str) else "${value}"


def _filled_in(source: Source, route: Route, value: str) -> Source:
    """The text with a word for each expression, its lines where they are."""
    if "${" not in value:
        return text_in(source, route)
    unknown = [match.span() for match in _FILLED_IN.finditer(value)]
    return text_in(source, route, filled=placeholders.filled(value, unknown).replace("${!", "${"))


def _of_base64(value: str) -> bytes:
    """What a plain string encodes; nothing where it is a text (a short tag has gone by now)."""
    import base64
    import binascii

    if not re.fullmatch(r"[A-Za-z0-9+/=\s]{16,}", value):
        return b""
    try:
        return base64.b64decode(value)
    except (binascii.Error, ValueError):
        return b""
