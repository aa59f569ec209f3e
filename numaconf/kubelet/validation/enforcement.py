"""What the kubelet says about enforceNodeAllocatable, by version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.kubelet import go
from numaconf.kubelet.validation import INVALID, Values
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig

FIELD = "enforceNodeAllocatable"
_FLAG = f"{FIELD} (--enforce-node-allocatable)"
COMPRESSIBLE_SINCE = 32
RESERVED = {"system-reserved": ("systemReservedCgroup", "system"), "kube-reserved": ("kubeReservedCgroup", "kube")}
_SUFFIX = "-compressible"


class Enforced(NamedTuple):
    """One objection. `at`: the route of the value at fault. `needs`: the field that would settle it."""

    kind: Literal["unknown", "cgroup", "contradiction"]
    at: Route
    says: str
    must: str
    needs: str = ""


def words(minor: int) -> tuple[str, ...]:
    """The enforcements that a minor knows, in the order in which it names them."""
    reserved = [
        name + suffix for name in RESERVED for suffix in (("", _SUFFIX) if minor >= COMPRESSIBLE_SINCE else ("",))
    ]
    return ("pods", *reserved, "none")


def objections(node: EffectiveConfig) -> Iterator[Enforced]:
    """Everything that the kubelet objects to."""
    values = Values(node)
    asked: list[str] = values[FIELD] or []
    per_qos = values["cgroupsPerQOS"] is not False
    minor = values.minor
    if not per_qos and asked and minor <= 30:
        says = f"{INVALID}{_FLAG} is not supported unless cgroupsPerQOS (--cgroups-per-qos) is set to true"
        yield Enforced(
            "contradiction", ("cgroupsPerQOS",), says, f"cgroupsPerQOS must be true, or {FIELD} an empty list", FIELD
        )
    if minor >= COMPRESSIBLE_SINCE:
        for name in RESERVED:
            pair = (name, name + _SUFFIX)
            if all(one in asked for one in pair):
                both = " and ".join(map(go.quote, pair))
                says = f"{INVALID}both {both} cannot be specified together in {_FLAG}"
                at = (FIELD, asked.index(pair[1]))
                yield Enforced("contradiction", at, says, f"{pair[0]} and {pair[1]} exclude each other")
    seen = set()
    for index, word in enumerate(asked):
        if word in seen and minor >= 31:
            says = f"{INVALID}duplicated enforcements {go.quote(word)} in {_FLAG}"
            yield Enforced("contradiction", (FIELD, index), says, f"{word} appears twice")
            continue
        seen.add(word)
        yield from _word(values, asked, index, per_qos=per_qos)


def _word(values: Values, asked: list[str], index: int, *, per_qos: bool) -> Iterator[Enforced]:
    word, minor, at = asked[index], values.minor, (FIELD, index)
    known = words(minor)
    if word not in known:
        listed = ", ".join(map(go.quote, known[:-1])) + (" or " if minor >= COMPRESSIBLE_SINCE else ", or ")
        says = (
            f"{INVALID}option {go.quote(word)} specified for {_FLAG}. Valid options are {listed}{go.quote(known[-1])}"
        )
        yield Enforced("unknown", at, says, f"{word!r} is not one of {', '.join(known)}")
        return
    if word == "none":
        if len(asked) > 1:
            says = f'{INVALID}{_FLAG} may not contain additional enforcements when "none" is specified'
            yield Enforced("contradiction", at, says, "none must be the only item; leave the others out")
        return
    base = word.removesuffix(_SUFFIX)
    if base in RESERVED:
        cgroup, flag = RESERVED[base]
        if not values[cgroup]:
            which = f"{go.quote(base)} or {go.quote(base + _SUFFIX)} included"
            if minor < COMPRESSIBLE_SINCE:
                which = f"{go.quote(base)} contained"
            says = f"{INVALID}{cgroup} (--{flag}-reserved-cgroup) must be specified when {which} in {_FLAG}"
            yield Enforced("cgroup", at, says, f"{word} needs a {cgroup}; write one", cgroup)
    if not per_qos and minor >= 31:
        says = (
            f"{INVALID}cgroupsPerQOS (--cgroups-per-qos) must be set to true when {go.quote(word)} contained in {_FLAG}"
        )
        yield Enforced("contradiction", at, says, f"{word} needs cgroupsPerQOS: true", FIELD)
