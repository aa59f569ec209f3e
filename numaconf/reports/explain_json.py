"""`numaconf explain --format json`: the answers as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.verbs.explain import answers as kinds
from numaconf.verbs.explain import known as rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.kubelet.glossary import Concept
    from numaconf.verbs.explain.answers import Answer, FieldAnswer, Row
    from numaconf.verbs.explain.platforms import Setting
    from numaconf.verbs.explain.terms import FlagWord, Word


def _word_data(word: Word | FlagWord | Setting | Concept, minor: int) -> dict[str, Any]:
    from numaconf.kubelet.glossary import Concept
    from numaconf.verbs.explain import terms

    if isinstance(word, Concept):
        return {"concept": word.name, "meaning": word.meaning, "see": word.see}
    if isinstance(word, terms.Word):
        return {"values": [one._asdict() for one in word.values]}
    if isinstance(word, terms.FlagWord):
        known = word.since <= minor <= word.last if minor else None
        return {
            "flag": word.name, "field": word.field, "since": f"1.{word.since}", "last": f"1.{word.last}",
            "known": known,
        }  # fmt: skip
    return {
        "setting": word.key, "field": word.field, "since": str(word.since) if word.since else None,
        "platform": word.platform, "meaning": word.meaning,
    }  # fmt: skip


def _field_data(answer: FieldAnswer, minor: int) -> dict[str, Any]:
    """A field; for one minor with the default that it has there, and whether that kubelet knows it."""
    later = {"from": f"1.{answer.later[0]}", "default": answer.later[1]} if answer.later else None
    default = answer.default
    if minor:
        default = answer.later[1] if answer.later and minor >= answer.later[0] else default
        later = None
    places = [
        {"platform": one.platform, "key": one.key or None, "note": one.note,
         "defaults": {f"1.{at}": value for at, value in one.defaults.items() if minor in (0, at) and value is not None}}
        for one in answer.places
    ]  # fmt: skip
    return {
        "kind": "field", "path": answer.path, "type": answer.type, "since": f"1.{answer.since}",
        "known": minor >= answer.since if minor else None, "default": default, "later": later,
        "meaning": answer.meaning, "values": [one._asdict() for one in answer.values], "flag": answer.flag,
        "setting": answer.setting, "platforms": places, "computed": answer.computed,
    }  # fmt: skip


def data(answer: Answer, minor: int = 0) -> dict[str, Any]:
    """An answer for programs, as it is in one minor (0: in all)."""

    def rows(rules: Iterable[Row]) -> list[dict[str, Any]]:
        return [row._asdict() for row in rules]

    match answer:
        case kinds.RuleAnswer(rule, page, url):
            row = kinds.Row(rule.code, rule.name, rule.severity, page.title)._asdict()
            return {"kind": "rule", **row, "sections": page.sections, "url": url or None}
        case kinds.FieldAnswer():
            return {**_field_data(answer, minor), "rules": rows(answer.rules)}
        case kinds.OptionAnswer(name, field, stages, rules, meaning, excludes):
            by_minor = {f"1.{at}": stage for at, stage in stages.items() if minor in (0, at)}
            return {
                "kind": "option", "name": name, "field": field, "stages": by_minor, "rules": rows(rules),
                "meaning": meaning, "excludes": list(excludes),
            }  # fmt: skip
        case kinds.WordAnswer(word, rules):
            return {"kind": "word", **_word_data(word, minor), "rules": rows(rules)}
        case kinds.GateAnswer(name, states, needs, rules):
            known = {f"1.{at}": state and state._asdict() for at, state in states.items() if minor in (0, at)}
            return {"kind": "gate", "name": name, "states": known, "needs": list(needs), "rules": rows(rules)}
        case kinds.StatusAnswer(status, numbers):
            return {"kind": "pod-status", **status._asdict(), "numbers": numbers}
        case kinds.StateFileAnswer(file):
            return {"kind": "state-file", **file._asdict()}
        case kinds.HintsAnswer(replays):
            return {"kind": "hints", "replays": [one._asdict() for one in replays]}
        case kinds.LogAnswer(said, more):
            lines = [{**one._asdict(), "rule": next(iter(rows(rows_of(one.code))), None)} for one in said]
            return {"kind": "log", "said": lines, "more": more}
    raise AssertionError(answer)
