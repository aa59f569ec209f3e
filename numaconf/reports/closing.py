"""What a text report ends with: what could not be judged and how to decide it, the sum, and what can be fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.results import Doubt, Totals

OTHERS = "with nothing that numaconf knows"


_FILL = " yet; "
"""What is in the reason for skipping a template before the command that fills it in."""


class _Decides(NamedTuple):
    """What one of is in a reason for which a rule could not be judged, or what it begins with; what it is that is
    missing, and what to write.
    """

    words: tuple[str, ...]
    missing: str
    remedy: str
    begins: tuple[str, ...] = ()

    def is_it(self, reason: str) -> bool:
        return reason.startswith(self.begins) or any(word in reason for word in self.words)


_DECIDED = (
    _Decides(
        ("pass --kubernetes-version", "Kubernetes version unknown", "Kubernetes version is unknown"),
        "the Kubernetes version",
        "--kubernetes-version V, or a comment: # numaconf: kubernetes=V",
    ),
    _Decides(
        ("pass --karpenter-version", "Karpenter version unknown"),
        "Karpenter's version",
        "--karpenter-version V, or a comment: # numaconf: karpenter=V",
    ),
    _Decides(
        ("pass --bottlerocket-version", "Bottlerocket version unknown"),
        "Bottlerocket's version",
        "--bottlerocket-version V, or a comment: # numaconf: bottlerocket=V",
    ),
    _Decides(("} is not filled in yet",), "values that are not filled in", "envsubst < FILE | numaconf lint -"),
    _Decides(
        (),
        "the machine",
        "--machine TYPE (or a snapshot file), or a comment: # numaconf: machine=TYPE",
        ("machine unknown",),
    ),
    _Decides(
        (),
        "the rest of the configuration",
        "--kubelet-config FILE",
        ("the main configuration file is not known", "only part of a configuration is here"),
    ),
)


def closing(totals: Totals, width: int) -> str:
    """Everything below the remarks: files that were not read, rules that could not be judged, the sum, the fixes."""
    from numaconf.reports.layout import BOLD, DIM, NARROWEST, PROSE, RESET, wrap

    width = min(max(width, NARROWEST), PROSE)
    open_ = [*_unread(totals, width), *_templates(totals, width), *_undecided(totals, width)]
    text = "\n".join([*open_, ""]) + "\n" if open_ else ""
    said = wrap(summary(totals), width)
    text += "".join(f"{BOLD}{line}{RESET}\n" for line in said) if _is_news(totals) else "\n".join(said) + "\n"
    fixes = fixable(totals.fixable)
    if fixes:
        text += "\n".join(wrap(fixes, width)) + "\n"
    if any(totals.severities.values()):
        text += f"{DIM}numaconf explain CODE says more.{RESET}\n"
    return text


def _is_news(totals: Totals) -> bool:
    return any(totals.severities.values()) or bool(totals.problems)


def _unread(totals: Totals, width: int) -> list[str]:
    """The files that hold settings which are not followed, and why."""
    from numaconf.reports.layout import BOLD, RESET, paragraphs
    from numaconf.safe import shown

    lines: list[str] = []
    for path, reason in totals.unread:
        name = shown(path)
        first, *rest = paragraphs(f"{name}: not read: {reason}", width, "", "  ")
        lines += [first.replace(name, f"{BOLD}{name}{RESET}", 1), *rest]
    return lines


def _templates(totals: Totals, width: int) -> list[str]:
    """The templates of each kind, with a command that fills in such a one."""
    from numaconf.reports.layout import DIM, RESET, wrap

    lines: list[str] = []
    for reason, count in totals.reasons.items():
        how = reason.partition(_FILL)[2]
        if how:
            what = f"{count} templates, each to be" if count > 1 else "1 template, to be"
            lines += [
                f"{DIM}{line}{RESET}" for line in wrap(f"not judged: {what} filled in first: {how}", width, "", "  ")
            ]
    return lines


def _undecided(totals: Totals, width: int) -> list[str]:
    """What could not be judged: a line for each thing that would decide it."""
    from numaconf.reports.layout import DIM, RESET, listed, wrap
    from numaconf.safe import shown

    lines: list[str] = []
    for remedy, (missing, doubts) in _by_remedy(totals.doubts()).items():
        codes = sorted({code for doubt in doubts for code in doubt.codes})
        files = max(doubt.files for doubt in doubts)
        where = shown(doubts[0].path) if files == 1 else f"{files} files"
        rules = f"{len(codes)} rule{'s' * (len(codes) > 1)}"
        if missing:
            needs = "needs" if len(codes) == 1 else "need"
            text = f"not judged: {rules} in {where} {needs} {missing} ({listed(codes)}): {remedy}"
        else:
            text = f"not judged: {rules} in {where} ({listed(codes)}): {remedy}"
        lines += [f"{DIM}{line}{RESET}" for line in wrap(text, width, "", "  ")]
    return lines


def _by_remedy(doubts: dict[str, Doubt]) -> dict[str, tuple[str, list[Doubt]]]:
    """Doubts by what decides them; by their reason where nothing is known that would."""
    from numaconf.safe import shown

    found: dict[str, tuple[str, list[Doubt]]] = {}
    for reason, doubt in doubts.items():
        decides = next((one for one in _DECIDED if one.is_it(reason)), None)
        key, missing = (decides.remedy, decides.missing) if decides else (shown(reason), "")
        found.setdefault(key, (missing, []))[1].append(doubt)
    return found


def fixable(counts: Sequence[int]) -> str:
    """How many findings `--fix` and `--unsafe-fixes` would fix."""
    safe, unsafe = counts
    if safe and unsafe:
        return f"[*] {safe} can be fixed with --fix, [!] {unsafe} more with --fix --unsafe-fixes."
    if safe:
        return f"[*] {safe} can be fixed with --fix."
    return f"[!] {unsafe} can be fixed with --fix --unsafe-fixes, which changes what is asked for." if unsafe else ""


def summary(totals: Totals) -> str:
    """One line: how many files were looked at, and what was found. Success is said only of what was judged."""
    found = found_words(totals)
    looked = ", ".join(_files(totals))
    errors = f"{len(totals.problems)} error{'s' * (len(totals.problems) != 1)}" if totals.problems else ""
    if not looked:
        return f"Nothing was checked: {errors}." if errors else "No files to check."
    judged = totals.statuses["checked"] or totals.statuses["unparsable"] or (totals.statuses["unread"] and found)
    if not judged:
        return f"{looked}: nothing was checked{f', {errors}' if errors else ''}."
    said = [", ".join(filter(None, (errors, *found)))] if found or errors else ["nothing found"]
    if totals.undecided:
        said.append(f"{totals.undecided} rule{'s' * (totals.undecided != 1)} not judged")
    if totals.silenced:
        said.append(f"{totals.silenced} silenced by comments")
    return f"{looked}: {', '.join(said)}."


def found_words(totals: Totals) -> list[str]:
    """What was found in plain words: `2 will not start`, `1 has no effect`."""
    from numaconf.reports.layout import WORDS

    words = []
    for severity, count in totals.severities.items():
        if count:
            text = WORDS[severity]
            words.append(f"{count} {text.replace('has ', 'have ') if count > 1 else text}")
    return words


def _files(totals: Totals) -> list[str]:
    """How many files were checked, skipped, not read."""
    parts = []
    count = totals.statuses["checked"]
    if count:
        parts.append(f"{count} file{'s' * (count != 1)} checked")
    reasons: dict[str, int] = {OTHERS: totals.others} if totals.others else {}
    for reason, number in totals.reasons.items():
        short = reason[: reason.find(_FILL) + 4] if _FILL in reason else reason
        reasons[short] = reasons.get(short, 0) + number
    if reasons:
        top = sorted(reasons.items(), key=lambda item: -item[1])[:3]
        why = "; ".join(f"{number} {reason}" if len(reasons) > 1 else reason for reason, number in top)
        parts.append(f"{sum(reasons.values())} skipped ({why}{'; …' if len(reasons) > 3 else ''})")
    if totals.statuses["unread"]:
        parts.append(f"{totals.statuses['unread']} not read")
    if totals.statuses["unparsable"]:
        parts.append(f"{totals.statuses['unparsable']} unparsable")
    if parts and not count:
        first, rest = parts[0].split(" ", 1)
        parts[0] = f"{first} file{'s' * (first != '1')} {rest}"
    return parts
