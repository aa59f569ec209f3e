"""The kubelet's own checks of a finished configuration, as data: what is wrong when, in the kubelet's words.

Memory, CPU, topology and eviction have rules of their own (`numaconf.rules`), as have feature gates and
enforceNodeAllocatable; the tables here hold the rest of `ValidateKubeletConfiguration`.

Source: kubernetes `pkg/kubelet/apis/config/validation`, `k8s.io/component-base` (`logs/api/v1`, `tracing/api/v1`,
`metrics`), Kubernetes 1.27 and later; 1.31 and later were asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from numaconf.kubelet import defaults, duration, fields, gates, go, quantity
from numaconf.kubelet.version import ALL, FIRST, LAST
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig

Kind = Literal["ranges", "choices", "gated", "clashes"]
"""The modules of this package, one table each."""
INVALID = "invalid configuration: "


class Values:
    """A configuration as the checks see it: defaults filled in, durations in nanoseconds, gates on or off.

    `asked`: a gate that the configuration does not name was asked for since this was last set to False.
    """

    __slots__ = ("asked", "node")

    def __init__(self, node: EffectiveConfig) -> None:
        self.node = node
        self.asked = False

    @property
    def minor(self) -> int:
        """The Kubernetes minor."""
        return self.node.kubernetes.minor

    def __getitem__(self, name: str) -> Any:
        """The value of a field named with dots (`memorySwap.swapBehavior`), None where there is none."""
        steps, same, plain, absent = _field(name)
        given = self.node.config.get(name)
        if given is None:
            if absent is not _ASK:
                return absent
        elif plain and given and (type(given) is not int or given > 0):
            return given
        elif given in _ZEROS:
            # The decoder leaves out zeros that mean the default; those of flags, and before 1.32 of drop-ins, stay.
            return given
        # A version is not asked for where it does not matter: then what is found holds for all of them.
        return defaults.value(self.node.config, ALL[-1] if same else self.node.kubernetes, *steps)

    def number(self, name: str) -> float:
        """A number, 0 where there is none."""
        return self[name] or 0

    def time(self, name: str) -> int:
        """A duration in nanoseconds, 0 where there is none."""
        value = self[name]
        return value if isinstance(value, int) else duration.parse(value) if value else 0

    def of_dropin(self, name: str) -> bool:
        """Whether a value comes from another document than the main file."""
        source = self.node.origin(*route(name)).source
        return source is not None and source is not self.node.origin().source

    def of_flag(self, name: str) -> bool:
        """Whether a value comes from the command line."""
        from numaconf.documents.pieces import Words

        source = self.node.origin(*route(name)).source
        return source is not None and isinstance(source.document, Words)

    def gate(self, name: str) -> bool:
        """Whether a feature gate is on."""
        given = self.node.config.get("featureGates") or {}
        self.asked |= name not in given
        return gates.enabled(name, given, self.node.kubernetes)

    def shown(self, name: str) -> str:
        """A value as Go prints it with `%v`."""
        value = self[name]
        found = fields.find(route(name))
        if found is not None and fields.plain(found.type) == "Duration":
            return f"{{{duration.text(self.time(name))}}}"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return quantity.go_float(value)
        return str(value if value is not None else "")


_ZEROS = ("", 0, "0s", "0")
_ASK: Any = object()


@lru_cache(512)
def _field(name: str) -> tuple[tuple[str, ...], bool, bool, Any]:
    """The route of a field, whether what is in force there is the same in every version, whether its zeros are those of
    Python too, and what is where it is absent (`_ASK`: that depends on something).
    """
    steps = route(name)
    found, same = fields.find(steps), defaults.same_in_all(steps)
    plain = same and found is not None and fields.plain(found.type) != "Duration"
    fixed = same and len(steps) == 1 and not defaults.is_conditional(steps)
    return steps, same, plain, fields.default(steps, FIRST) if fixed else _ASK


@lru_cache(512)
def route(name: str) -> tuple[str, ...]:
    """`memorySwap.swapBehavior` as a route."""
    return tuple(name.split("."))


class Check(NamedTuple):
    """One check. `names`: the fields that it looks at, with dots; the first is at fault. `wrong`: whether a
    configuration fails it. `says`: the kubelet's text; `{0}`, `{1}` stand for the values as Go prints them, `{q}` for
    the first in quotes, `{j}` for it as JSON, `{x}` for it in hexadecimal before 1.34, `{t0}`, `{t1}` for durations
    without braces, `{seconds}` for the first in seconds, `{before}` for the previous minor. `must`: what is asked for,
    in our words, with the same marks.
    """

    names: tuple[str, ...]
    wrong: Callable[[Values], bool]
    says: str | Callable[[Values], str]
    must: str
    since: int = FIRST
    last: int = LAST

    def fill(self, text: str | Callable[[Values], str], values: Values) -> str:
        """`says` or `must` with the values put in."""
        if callable(text):
            return text(values)
        if "{" not in text:
            return text
        shown = [values.shown(name) for name in self.names]
        times = {f"t{i}": one.strip("{}") for i, one in enumerate(shown)}
        first = values[self.names[0]]
        return text.format(
            *shown,
            **times,
            q=go.quote(str(first or "")),
            j=go.quote(first) if isinstance(first, str) else first,
            x=hex(first) if isinstance(first, int) and values.minor < 34 else first,
            seconds=_seconds(times["t0"]) if "{seconds}" in text else "",
            before=f"1.{values.minor - 1}",
        )


def _seconds(shown: str) -> str:
    return quantity.go_float(duration.parse(shown) / duration.SECOND)


Checks = tuple[tuple[Check, tuple[tuple[str, ...], ...]], ...]
"""Checks, each with the routes of the values that it looks at."""


class Broken(NamedTuple):
    """A check that a configuration fails. `at`: the route of the field that is at fault and was given. With `unsure`,
    why that cannot be told for certain, it may fail it or not.
    """

    at: Route
    says: str
    must: str
    unsure: str | None = None


def tops(kind: Kind) -> tuple[str, ...]:
    """The top-level fields that the checks of a kind look at."""
    return tuple(dict.fromkeys(route(name)[0] for check in table(kind) for name in check.names))


def table(kind: Kind) -> tuple[Check, ...]:
    """The checks of a kind."""
    found: tuple[Check, ...] = import_module(f"numaconf.kubelet.validation.{kind}").CHECKS
    return found


def broken(node: EffectiveConfig, kind: Kind) -> Iterator[Broken]:
    """Every check of a kind that a configuration fails. What it does not give is not looked at: the kubelet's own
    defaults are sound.
    """
    values = Values(node)
    for check, given, unsure in failed(values, about(kind, node.given)):
        if unsure is not None:
            yield Broken(given, "", "", unsure)
        else:
            why = node.unknown.get(("featureGates",)) if values.asked else None
            yield Broken(given, check.fill(check.says, values), check.fill(check.must, values), why)


def failed(values: Values, checks: Checks) -> Iterator[tuple[Check, Route, str | None]]:
    """The checks that a configuration fails, each with the route of a value that it looks at; or why that cannot be
    told.
    """
    node = values.node
    for check, routes in checks:
        if (check.since > FIRST or check.last < LAST) and not check.since <= values.minor <= check.last:
            continue
        for given in routes:
            if (node.config.get(given[0]) if len(given) == 1 else node.get(*given)) is not None:
                break
        else:
            continue
        unsure = _why_unknown(node, check.names) if node.unknown else None
        values.asked = False
        if unsure is not None or check.wrong(values):
            yield check, given, unsure


@lru_cache(1024)
def about(kind: Kind, given: frozenset[str]) -> Checks:
    """The checks of a kind that look at one of the top-level fields that are given, with the routes into these."""
    routes = ((check, tuple(steps for steps in map(route, check.names) if steps[0] in given)) for check in table(kind))
    return tuple((check, into) for check, into in routes if into)


def _why_unknown(node: EffectiveConfig, names: tuple[str, ...]) -> str | None:
    """Why one of the fields cannot be known, or None."""
    prefixes = (route(name)[:length] for name in names for length in range(len(route(name)) + 1))
    return next((why for prefix in prefixes if (why := node.unknown.get(prefix))), None)
