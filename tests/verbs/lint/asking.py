"""`lint` and the real kubelet, asked about the same files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.context import Context
from numaconf.files import neighbours, recognise
from numaconf.kubelet import version
from numaconf.rules.registry import BY_CODE
from numaconf.targets import registry
from numaconf.verbs.lint import file as lint
from tests import real
from tests.kubelet.asking import different
from tests.verbs.lint.texts import MAIN

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig
    from tests.verbs.lint.texts import Case

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


BEHIND = {"NC430", "NC432"}
"""What ends the kubelet later than the programs of `conformance/` go: they set up no cgroups."""


class Said(NamedTuple):
    """What lint says about all files of a case. `gaps`: codes of rules that could not be judged."""

    findings: list[Finding]
    gaps: set[str]

    @property
    def fatal(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "will-not-start" and one.code not in BEHIND]

    @property
    def fatal_gaps(self) -> set[str]:
        return {code for code in self.gaps if BY_CODE[code].severity == "will-not-start"}


def put(case: Case, folder: pathlib.Path) -> None:
    """Write a case's files, and nothing else, into a folder."""
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for name, data in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def ours(case: Case, folder: pathlib.Path, context: Context, *, told: bool = True) -> Said | None:
    """What lint says about a case's files; None where it takes one of them for nothing of ours. `told`: it is told the
    kinds of the files.
    """
    findings: list[Finding] = []
    gaps: set[str] = set()
    for name, data in case.files.items():
        kind = "kubelet-dropin" if name.endswith(".conf") else "kubelet"
        found = lint.lint(str(folder / name), data, lint.Options(context, kind=kind if told else None))
        if found is None or found.status == "skipped":
            return None
        findings += (remark.finding for remark in found.remarks)
        gaps |= {gap.code for gap in found.gaps}
    return Said(findings, gaps)


def theirs(case: Case, folder: pathlib.Path, minor: str, machine: str | None = None, words: Sequence[str] = ()) -> Any:
    """What the kubelet says about them; skips where it was not built."""
    return real.kubelet_of(
        minor, folder, machine or case.machine.name, *(("--flags", " ".join(words)) if words else ())
    )


def in_force(case: Case, folder: pathlib.Path, context: Context) -> EffectiveConfig | None:
    """The configuration that lint judges when it is given the main file."""
    data = case.files[MAIN]
    subject = recognise.as_kind("kubelet", str(folder / MAIN), data)[0]
    if subject.refusal:
        return None
    sources, _ = neighbours.of(subject)
    found = registry.reader("kubelet").read(sources, context.versions()[0], context.machines[0], context)
    return found.effective


def lost(node: EffectiveConfig | None, answer: Any) -> list[str]:
    """Fields that the kubelet has otherwise than we think."""
    if node is None or answer["failed_stage"] in {"decode", "flags", "dropins", "feature gates"}:
        return []
    wrong = different(node, answer)
    return [f"EFFECTIVE {wrong}"] if wrong else []


def known(case: Case, minor: str) -> Context:
    """Version and machine of a case."""
    return Context(version.kubernetes(minor), (case.machine,))


def divided(said: Said, answers: Sequence[Any]) -> list[str]:
    """What is wrong with what lint said where version, machine or other files are not known, and the kubelet gives
    several answers: what stops it stops it everywhere, and what stops it somewhere is at least not checked.
    """
    starts = [answer for answer in answers if answer["verdict"] == "starts"]
    ends = [answer["first_error"] for answer in answers if answer["verdict"] != "starts"]
    if said.fatal:
        return [f"FALSE ALARM {[(one.code, one.message) for one in said.fatal]}"] if starts else []
    return [f"MISSED {ends[0]!r} gaps: {said.gaps}"] if ends and not said.fatal_gaps else []


def differences(said: Said, answer: Any) -> list[str]:
    """What is wrong with what lint said, for a version and machine that are known."""
    found = []
    fatal = said.fatal
    starts = answer["verdict"] == "starts"
    if starts and fatal:
        found.append(f"FALSE ALARM {[(one.code, one.message) for one in fatal]}")
    if not starts and not fatal:
        found.append(f"{'GAP' if said.fatal_gaps else 'MISSED'} {answer['first_error']!r} gaps: {said.gaps}")
    if not starts and fatal:
        found += _texts(fatal, answer)
    if answer["failed_stage"] not in {"decode", "flags"}:
        found += _strict(said.findings, answer["strict_errors"] or [])
    return found


def _texts(fatal: list[Finding], answer: Any) -> list[str]:
    """Whether one of the texts is what the kubelet exits with, and each of them something that it says."""
    first = _bare(answer["first_error"])
    says = [_bare(one.says.text) if one.says else "" for one in fatal]
    if any(one.code == "NC001" for one in fatal):
        # Of a text that is not YAML our own parser speaks, and nothing else is said.
        return [] if answer["failed_stage"] in {"decode", "dropins"} else [f"TEXT {first!r}: {says}"]
    if not any(says):
        return [f"SAYS NOTHING {[one.code for one in fatal if not one.says]}: {first!r}"]
    if not any(text and text in first for text in says):
        return [f"TEXT {first!r}: {says}"]
    return []


def _bare(text: str) -> str:
    """A text without what is led in by, without line numbers, without the program's own types."""
    for lead in (
        "failed to run Kubelet: ",
        "failed to create kubelet: ",
        "failed to decode: ",
        "OutputRoutingOptions.",
    ):
        text = text.replace(lead, "")
    text = text.replace(
        "panic: failed to merge global and in-flight KubeletConfiguration while setting defaults, error: ", ""
    )
    return re.sub(r"Object '(\w+)' is missing in .*", r"Object '\1' is missing in", text, flags=re.DOTALL).rstrip("…")


def _strict(findings: list[Finding], lines: list[str]) -> list[str]:
    """What the lenient decoding forgives and what we say is dropped."""
    forgiven = [one for one in findings if one.code in {"NC401", "NC402", "NC403", "NC004"} and one.says]
    mine = sorted(one.says.text for one in forgiven if one.severity != "will-not-start" and one.says)
    theirs = sorted(one for line in lines for one in line.removeprefix("yaml: unmarshal errors:\n  ").split("\n  "))
    # A key that is set three times is one finding.
    if set(mine) <= set(theirs) and {_lineless(one) for one in mine} == {_lineless(one) for one in theirs}:
        return []
    return [f"STRICT {theirs}: {mine}"]


def _lineless(text: str) -> str:
    return re.sub(r"^line \d+: ", "", text)


def show(case: Case) -> str:
    """A case to read."""
    texts = "".join(f"--- {name}\n{data!r}\n{data.decode('utf-8', 'replace')}\n" for name, data in case.files.items())
    return f"{texts}--- {case.machine.name}"


def brief(answer: Any) -> str:
    return json.dumps({key: answer[key] for key in ("verdict", "first_error", "strict_errors")})
