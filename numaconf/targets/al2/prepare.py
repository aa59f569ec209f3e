"""What AL2 user data says in every Kubernetes version: the call of bootstrap.sh, the arguments of the kubelet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import systemd
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import PlainDocument, Words, inside
from numaconf.documents.systemd import unit_file
from numaconf.findings import NotChecked
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flags import Argument
from numaconf.named import NamedTuple
from numaconf.targets import boot
from numaconf.targets.al2 import bootstrap, remarks, script
from numaconf.targets.eks import userdata

if TYPE_CHECKING:
    from numaconf.documents.shell import Word
    from numaconf.documents.source import Source, Span
    from numaconf.findings import Finding
    from numaconf.targets.al2.script import Call, Scripts
    from numaconf.targets.target import Hugepages

_VARIABLE = "KUBELET_EXTRA_ARGS"
_UNKNOWN = "\ue000"


class Prepared(NamedTuple):
    """What there is to compute with. `runs` is False where no configuration comes out of it (`gaps` may say why).

    `extra`: the value of --kubelet-extra-args; `arguments`: what of it systemd hands to the kubelet; `max_pods`: the
    value of --use-max-pods; `patches`: fields that numaconf's scripts merge into the configuration file before the
    call; `managed`: there is no call here, EKS appends one; `place` is that of the call; `cluster`: what the call says
    about it; `foreign`: a script that neither calls bootstrap.sh nor changes what it works with; `cut`: what the shell
    takes away from the kubelet's arguments; `too_long`: that numaconf does not read it.
    """

    findings: tuple[Finding, ...] = ()
    gaps: tuple[NotChecked, ...] = ()
    runs: bool = False
    arguments: tuple[Argument, ...] = ()
    extra: str = ""
    max_pods: bool = True
    patches: tuple[tuple[dict[str, Any], Source], ...] = ()
    managed: bool = False
    place: Origin | None = None
    hugepages: tuple[Hugepages, ...] = ()
    cluster: dict[str, str] = {}  # noqa: RUF012  never mutated
    foreign: bool = False
    cut: str = ""
    too_long: str = ""

    @property
    def unread(self) -> tuple[str, ...]:
        """What is not followed, and how to get it checked."""
        if self.too_long:
            return (self.too_long,)
        return tuple(f"{gap.reason}; lint the configuration as it is on the node" for gap in self.gaps)


def prepare(source: Source) -> Prepared:
    """What user data says. A text is looked at once, so that places in it stay the same ones."""
    document = source.document
    if not isinstance(document, PlainDocument):
        return Prepared()
    found: Prepared = document.memo.get("al2") or document.memo.setdefault("al2", _prepare(source, document))
    return found


def _prepare(source: Source, document: PlainDocument) -> Prepared:
    try:
        scripts = script.find(source, document)
    except Unreadable as error:
        if error.limit:
            return Prepared(too_long=error.message)
        return Prepared(tuple(remarks.unreadable(source, error)))
    findings = [*userdata.too_large(source), *remarks.about(scripts, source)]
    pools = tuple(pool for text in scripts.texts for pool in boot.pools(text.document.value))
    base = Prepared(tuple(findings), patches=scripts.patches, hugepages=pools)
    if scripts.line is not None:
        arguments, lost = _split(scripts.line.value.strip(), None, source)
        return base._replace(
            findings=(*findings, *lost), runs=True, arguments=tuple(arguments), extra=scripts.line.value,
            place=Origin("document", source),
        )  # fmt: skip
    gaps = _gaps(scripts)
    if not scripts.calls:
        # A managed node group: EKS appends the call, with arguments that set none of the fields that jq may write.
        foreign = not (scripts.patches or gaps or scripts.broken or scripts.message or scripts.unread)
        return base._replace(
            gaps=gaps, runs=bool(scripts.patches) and not gaps, managed=True, max_pods=False, foreign=foreign
        )
    return _call(scripts, scripts.calls[0], base._replace(gaps=gaps))


def _call(scripts: Scripts, call: Call, base: Prepared) -> Prepared:
    parsed = bootstrap.arguments(call.words)
    findings = [*base.findings, *remarks.of_call(call, parsed, scripts)]
    base = base._replace(findings=tuple(findings), place=call.origin())
    silent = any(finding.code == "NC507" and finding.severity == "will-not-start" for finding in findings)
    if parsed.error or silent or remarks.never_runs(call):
        return base
    hidden = _hidden(parsed)
    if hidden:
        return base._replace(gaps=(*base.gaps, NotChecked("NC526", hidden)))
    word, extra = _extra(parsed, scripts)
    arguments, lost = _split(extra, word, call.script)
    pods = parsed.options.get("--use-max-pods")
    rest = remarks.cut(call, scripts)
    return base._replace(
        cut=rest.text if rest is not None and ":" in rest.text else "",
        findings=(*findings, *lost), runs=not base.gaps, arguments=tuple(arguments), extra=extra,
        max_pods=pods is None or pods.value in ("true", ""), cluster=bootstrap.cluster(parsed),
    )  # fmt: skip


def _extra(parsed: bootstrap.Call, scripts: Scripts) -> tuple[Word | None, str]:
    """The kubelet arguments: the option's, else the environment variable's."""
    given = parsed.options.get(bootstrap.EXTRA)
    if given is not None:
        return given, given.text
    if scripts.environment is None:
        return None, ""
    return scripts.environment, scripts.environment.text.removeprefix(f"{_VARIABLE}=")


def _gaps(scripts: Scripts) -> tuple[NotChecked, ...]:
    """What the scripts do to the configuration in ways that are not followed."""
    if scripts.edits:
        return (NotChecked("NC526", f"edits of {scripts.edits[0][0]} are not followed"),)
    if len(scripts.calls) > 1:
        return (NotChecked("NC526", "bootstrap.sh is called more than once, and which call counts is not followed"),)
    return ()


def _hidden(parsed: bootstrap.Call) -> str:
    """Why the arguments are not known, or nothing."""
    bare = [word for word in parsed.positional[1:] if word.value is None]
    if bare:
        return f"{bare[0].raw} may be any number of arguments"
    pods = parsed.options.get("--use-max-pods")
    return f"{pods.raw} is not followed" if pods is not None and pods.value is None else ""


def _split(extra: str, word: Word | None, text: Source) -> tuple[list[Argument], list[Finding]]:
    """The kubelet's arguments in a value of --kubelet-extra-args, by way of the line that bootstrap.sh writes into the
    unit; and what systemd loses of them.
    """
    if not extra:
        return [], []
    head = f"[Service]\nEnvironment='{_VARIABLE}="
    line, *further = unit_file.settings(f"{head}{_masked(extra, word)}'\n")
    environment = systemd.environment(line.value.text)
    given = next((one.value for one in environment.assignments if one.name == _VARIABLE), None)
    cut = bool(further) or len(environment.assignments) > 1
    findings = remarks.lost(extra, word, text, given, environment.ignored, cut=cut)
    if given is None:
        return [], findings
    value, specifiers = systemd.specifiers(given)
    findings += remarks.specifiers(specifiers, word, text)
    written, known, spans = [], [], []
    for item in systemd.split(value.text):
        offsets = [line.value.offsets[value.offsets[at]] - len(head) for at in item.offsets] or [0]
        start, end = offsets[0], offsets[-1] + 1
        known.append(_UNKNOWN not in item.text)
        written.append(item.text if known[-1] else extra[start:end])
        spans.append(_span(word, text, start, end, extra))
    held = inside(text, Words(written, spans))
    return [
        Argument(one if sure else None, Origin("document", held, (at,)), one)
        for at, (one, sure) in enumerate(zip(written, known, strict=True))
    ], findings


def _masked(extra: str, word: Word | None) -> str:
    """The value with a letter that nobody writes in place of what only the shell knows, which may hold blanks."""
    if word is None:
        return extra
    shift = len(word.text) - len(extra)
    for start, end in word.unknown:
        extra = extra[: start - shift] + _UNKNOWN * (end - start) + extra[end - shift :]
    return extra


def _span(word: Word | None, text: Source, start: int, end: int, extra: str) -> Span:
    """The place of some characters of the value."""
    if word is None:
        whole = text.document.value
        indent = len(whole) - len(whole.lstrip())
        return PlainDocument(whole).lines(indent + start, indent + end)
    shift = len(word.text) - len(extra)
    return word.place(shift + start, shift + end)
