r"""What Terraform's and OpenTofu's files carry for a node: here documents, and strings of arguments.

A here document is read like the file that it becomes. Everything else that is about a kubelet (`kubelet_config {…}`,
`jsonencode(…)`) is a language of its own, or a provider's names, and is told of as not read.

Source: HCL's specification, *Template Expressions*: `<<-` takes away the smallest indentation, `${…}` is filled in,
`%{…}` is a directive, and a doubled sign is the sign itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents import placeholders
from numaconf.documents.pieces import Filled, PlainDocument
from numaconf.documents.source import Source
from numaconf.documents.text import Lines
from numaconf.files.unwrap import placed
from numaconf.named import NamedTuple
from numaconf.targets.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 1 << 20
"""Bytes: as many as of a script."""

_OPENED = re.compile(r"<<([-~]?)([A-Za-z_]\w*)[ \t]*\Z")
_COMMENT = re.compile(r"^[ \t]*(?:#|//).*$", re.MULTILINE)
_SETTING = re.compile(
    r"(?:^[ \t]*[\"']?|[\"'](?:--)?)((?:cpu|memory|topology)[_-]?manager[_-]?(?:policy|scope)[\w-]*|"
    r"reserved[_-]?(?:memory|(?:system[_-]?)?cpus)|(?:kube|system)[_-]?reserved|eviction[_-]?hard)"
    r"[\"']?[ \t]*[=:{][ \t]*[\"{\[]?",
    re.MULTILINE | re.IGNORECASE,
)
"""An attribute at the start of a line, or an argument in quotes (`kubelet-arg = ["cpu-manager-policy=static"]`)."""
_VARIABLE = re.compile(r"[ \t]*(?:var|local|each|module|try|lookup|null|data|coalesce)\b")
_ARGUMENTS = re.compile(
    r"^([ \t]*(kubelet_extra_args|bootstrap_extra_args)[ \t]*=[ \t]*)\"([^\"\\\n]*)\"[ \t]*$", re.MULTILINE
)
_LEADS = {
    "kubelet_extra_args": ("kubelet.env", "KUBELET_EXTRA_ARGS="),
    "bootstrap_extra_args": ("user-data.sh", "/etc/eks/bootstrap.sh cluster "),
}
"""Attributes whose strings are arguments, and what comes before these in a file that says the same."""


class Heredoc(NamedTuple):
    """One here document: the line that opens it, its text, and its indentation, which is not a part of the text."""

    line: int
    text: str
    indent: int = 0


def heredocs(text: str) -> Iterator[Heredoc]:
    """The here documents of a file, in their order."""
    word, line, strips = "", 0, False
    body: list[str] = []
    for number, one in enumerate(text.splitlines(keepends=True), 1):
        if word and one.strip() != word:
            body.append(one)
        elif word:
            indent = min((len(held) - len(held.lstrip(" \t")) for held in body if held.strip()), default=0)
            indent = indent if strips else 0
            yield Heredoc(line, "".join(held[indent:] if held.strip() else "\n" for held in body), indent)
            word, body = "", []
        elif opened := _OPENED.search(one.rstrip("\r\n")):
            word, line, strips = opened[2], number, bool(opened[1])


def subjects(
    path: str, data: bytes, recognise: Callable[[str, bytes], list[Subject]], known: Callable[[bytes], bool]
) -> list[Subject]:
    """The subjects of a file; `known` says whether a text that nothing is read of holds settings all the same."""
    whole = PlainDocument(data)
    found: list[Subject] = []
    rest = whole.source.splitlines(keepends=True)
    for one in heredocs(whole.source):
        for number in range(one.line, one.line + one.text.count("\n")):
            rest[number] = "\n"
        inner, open_ = _read(path, whole, one, recognise)
        found += inner
        if not inner and known(one.text.encode("utf-8", "surrogatepass")):
            why = open_ or "and nothing in it can be read as it stands"
            unread = f"the heredoc of line {one.line} holds kubelet settings, {why}"
            found.append(Subject("kubelet", line=one.line, unread=unread))
    return [*found, *_outside(path, whole, _COMMENT.sub("", "".join(rest)), recognise)]


def _read(
    path: str, whole: PlainDocument, one: Heredoc, recognise: Callable[[str, bytes], list[Subject]]
) -> tuple[list[Subject], str]:
    """The subjects of a here document, or why it cannot be read."""
    if re.search(r"(?<!%)%\{", one.text):
        return [], "and Terraform's directives (%{…}) decide which"
    unknown = list(_expressions(one.text))
    if any("\n" in one.text[start:end] for start, end in unknown):
        return [], "and an expression of several lines is filled in"
    text = placeholders.filled(one.text, unknown).replace("$${", "${").replace("%%{", "%{")
    holder = Source(path, whole if text == one.text else Filled(whole))
    source = Source(path, PlainDocument(text), outer=holder, line=one.line + 1, column=one.indent)
    return [placed(subject, source) for subject in recognise("", text.encode("utf-8", "surrogatepass"))], ""


def _expressions(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each `${…}`, whatever braces are inside."""
    at = 0
    while (start := text.find("${", at)) >= 0:
        if text[start - 1 : start] == "$":
            at = start + 2
            continue
        depth, at = 1, start + 2
        while at < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        yield start, at


def _outside(
    path: str, whole: PlainDocument, text: str, recognise: Callable[[str, bytes], list[Subject]]
) -> Iterator[Subject]:
    """The strings of arguments, and what is not followed."""
    holder = Source(path, Filled(whole))
    lines = Lines(text)
    for match in _ARGUMENTS.finditer(text):
        line, _ = lines.place(match.start())
        name, lead = _LEADS[match[2]]
        quoted = f'"{match[3]}"' if match[2] == "kubelet_extra_args" else match[3]
        made = lead + placeholders.filled(quoted, list(_expressions(quoted)))
        column = len(match[1]) + (0 if quoted[:1] == '"' else 1) - len(lead)
        source = Source(path, PlainDocument(made), outer=holder, line=line, column=column)
        yield from (placed(subject, source) for subject in recognise(name, made.encode()))
    text = _ARGUMENTS.sub("", text)
    for match in _SETTING.finditer(text):
        if not _VARIABLE.match(text, match.end()):
            line = text.count("\n", 0, match.start(1)) + 1
            reason = (
                f"line {line} sets {match[1]} in a provider's or module's own names, which numaconf does not follow: "
                "lint what it becomes on a node (kubectl get --raw /api/v1/nodes/NAME/proxy/configz)"
            )
            yield Subject("kubelet", line=line, unread=reason)
            return
