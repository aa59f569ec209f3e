"""The kubelet's command line: how its words become flags, and how flags come over the configuration file.

Source: `github.com/spf13/pflag`; `kubeletConfigFlagPrecedence` and `NewKubeletCommand` in kubernetes
`cmd/kubelet/app/server.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from numaconf.documents import placeholders
from numaconf.documents.source import value_at
from numaconf.kubelet import defaults, flag_values, go, labels, providers
from numaconf.kubelet.effective import Lost, Origin, origin_at
from numaconf.kubelet.flag_table import BARE, FLAGS, SHORTHANDS
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.source import Route
    from numaconf.kubelet.flag_table import Flag
    from numaconf.kubelet.version import Version

_LEAD = "failed to parse kubelet flag: "


class Argument(NamedTuple):
    """One word of a command line. `value` is None where it holds something that cannot be known (a variable); `raw` is
    then its text as written, so that at least the flag's name may be read.
    """

    value: str | None
    origin: Origin
    raw: str = ""


class Setting(NamedTuple):
    """One occurrence of a flag. `value` is None where it cannot be known."""

    name: str
    value: str | None
    origin: Origin


class FlagProblem(NamedTuple):
    """Why the kubelet exits on its command line, or (`says` empty) does not. `unknown`: no kubelet has the flag;
    `version`: this one has not. `name`: the flag; `suggestion`: one that was probably meant.
    """

    kind: Literal["unknown", "version", "value", "syntax", "word", "label", "provider"]
    name: str
    says: str
    origin: Origin
    suggestion: str = ""


class Flags(NamedTuple):
    """A command line. `opaque`: words that may be any number of flags."""

    settings: tuple[Setting, ...]
    problems: tuple[FlagProblem, ...]
    opaque: tuple[Origin, ...] = ()

    def last(self, name: str) -> Setting | None:
        """The last occurrence of a flag."""
        return next((setting for setting in reversed(self.settings) if setting.name == name), None)


class Applied(NamedTuple):
    """A configuration after the flags. `unknown`: routes whose values cannot be known, with the reason."""

    config: dict[str, Any]
    origins: dict[Route, Origin]
    problems: tuple[FlagProblem, ...] = ()
    lost: tuple[Lost, ...] = ()
    unknown: dict[Route, str] = {}  # noqa: RUF012  never mutated
    labels: dict[str, str] = {}  # noqa: RUF012  a default that nobody changes


def parse(arguments: Sequence[Argument], version: Version) -> Flags:
    """Read the words after `kubelet`. A value that is filled in later is not known."""
    arguments = [one._replace(value=None, raw=one.value or "") if _is_open(one.value) else one for one in arguments]
    reading = _Reading(arguments, version)
    while reading.at < len(arguments):
        reading.next()
    return Flags(tuple(reading.settings), tuple(reading.problems), tuple(reading.opaque))


def _is_open(value: str | None) -> bool:
    return value is not None and not value.isascii() and bool(placeholders.left_in(value))


class _Reading:
    """Goes over the words once."""

    def __init__(self, arguments: Sequence[Argument], version: Version) -> None:
        self.arguments, self.version, self.at = arguments, version, 0
        self.settings: list[Setting] = []
        self.problems: list[FlagProblem] = []
        self.opaque: list[Origin] = []

    def next(self) -> None:
        """Read one flag with its value."""
        word = self.arguments[self.at]
        self.at += 1
        text = word.value if word.value is not None else word.raw
        name, mark, value = text.partition("=")
        if word.value is None and not (mark and name.startswith("--") and "$" not in name):
            self.opaque.append(word.origin)
        elif text == "--":
            self.words(self.arguments[self.at :])
            self.at = len(self.arguments)
        elif text.startswith("--"):
            self.long(word, name[2:], value if mark else None)
        elif len(text) > 1 and text[0] == "-":
            self.short(word, text)
        else:
            self.words([word])

    def words(self, words: Sequence[Argument]) -> None:
        """Words that are not flags: the kubelet takes none."""
        for word in words[:1]:
            before = self.settings[-1] if self.settings and self.settings[-1].value == "true" else None
            bare = before is not None and FLAGS[before.name].type in BARE
            self.wrong("word", before.name if before and bare else "", f"unknown command {word.value}", word.origin)

    def wrong(
        self, kind: Literal["unknown", "version", "value", "syntax", "word"], name: str, says: str, origin: Origin
    ) -> None:
        self.problems.append(FlagProblem(kind, name, says, origin, _suggest(name) if kind == "unknown" else ""))

    def long(self, word: Argument, written: str, value: str | None) -> None:
        if not written or written[0] == "-":
            self.wrong("syntax", "", f"{_LEAD}bad flag syntax: {word.value}", word.origin)
            return
        name = written.replace("_", "-")
        flag = FLAGS.get(name)
        if flag is None or not flag.since <= self.version.minor <= flag.last:
            kind: Literal["unknown", "version"] = "unknown" if flag is None else "version"
            self.wrong(kind, name, f"{_LEAD}unknown flag: --{written}", word.origin)
            if value is None and (flag is None or flag.type not in BARE):
                self.skip_value()
        elif value is not None:
            self.settings.append(Setting(name, value if word.value is not None else None, word.origin))
        elif flag.type in BARE:
            self.settings.append(Setting(name, "true", word.origin))
        else:
            self.separate(word, name, f"flag needs an argument: --{written}")

    def short(self, word: Argument, text: str) -> None:
        name = SHORTHANDS.get(text[1])
        if name is None:
            says = f"{_LEAD}unknown shorthand flag: '{text[1]}' in {text}"
            self.wrong("unknown", text[:2], says, word.origin)
        elif len(text) > 2:
            self.settings.append(Setting(name, text[2:].removeprefix("=") if len(text) > 3 else text[2:], word.origin))
        else:
            self.separate(word, name, f"flag needs an argument: '{text[1]}' in {text}")

    def separate(self, word: Argument, name: str, missing: str) -> None:
        """A value in a word of its own."""
        if self.at < len(self.arguments):
            self.settings.append(Setting(name, self.arguments[self.at].value, word.origin))
            self.at += 1
        else:
            self.wrong("value", name, f"{_LEAD}{missing}", word.origin)

    def skip_value(self) -> None:
        """What comes after an unknown flag is most likely its value."""
        following = self.arguments[self.at].value if self.at < len(self.arguments) else None
        if following is not None and not following.startswith("-"):
            self.at += 1


def _suggest(name: str) -> str:
    from numaconf.suggest import nearest

    return nearest(name, FLAGS, 0.75)


def apply(
    config: dict[str, Any], origins: dict[Route, Origin], flags: Flags, version: Version, *, has_file: bool = True
) -> Applied:
    """Lay flags over what main file and drop-ins came to. Without any file (`has_file`) the kubelet starts from its
    legacy flag defaults (anonymous access allowed, no authorization, read-only port).
    """
    found = _Application(config, origins, version)
    if not has_file:
        note = "the kubelet's default without a configuration file"
        for route, value in defaults.LEGACY.items():
            found.put(route, value, Origin("kubelet-default", note=note))
    for setting in flags.settings:
        found.take(setting, FLAGS[setting.name])
    for label in labels.problems(found.labels):
        # 1.37 calls a qualified name by another name.
        says = (
            label.says if version.minor < 37 else label.says.replace("a qualified name must", "a valid label key must")
        )
        found.problems.append(FlagProblem("label", label.key, says, found.label_origins[label.key]))
    provider = flags.last("cloud-provider")
    if provider is not None and provider.value and ("featureGates",) not in found.unknown:
        given = value_at(found.config, ("featureGates",))
        ends = providers.refusal(provider.value, version, given if isinstance(given, dict) else {})
        if ends:
            found.problems.append(FlagProblem("provider", provider.value, ends, provider.origin))
    return Applied(
        found.config, found.origins, tuple(found.problems), tuple(found.lost), found.unknown, dict(found.labels)
    )


class _Application:
    """Lays one flag after the other over a configuration, which it copies where it changes it."""

    def __init__(self, config: dict[str, Any], origins: dict[Route, Origin], version: Version) -> None:
        self.config, self.origins, self.version = dict(config), dict(origins), version
        self.set: dict[str, Any] = {}
        self.problems: list[FlagProblem] = []
        self.lost: list[Lost] = []
        self.unknown: dict[Route, str] = {}
        self.labels: dict[str, str] = {}
        self.label_origins: dict[str, Origin] = {}

    def take(self, setting: Setting, flag: Flag) -> None:
        route = tuple(flag.field.split(".")) if flag.field else ()
        if setting.value is None:
            if route:
                self.unknown[route] = f"--{setting.name} has a value that only the shell knows"
            return
        try:
            value = flag_values.parse(flag.type, setting.value, self.version)
        except flag_values.FlagError as error:
            shown = f"-{setting.name}, --{setting.name}" if setting.name in SHORTHANDS else f"--{setting.name}"
            cause = f"invalid argument {go.quote(setting.value)} for {go.quote(shown)} flag: {error}"
            self.problems.append(FlagProblem("value", setting.name, _LEAD + cause, setting.origin))
            if route:
                self.unknown[route] = f"--{setting.name} has a value that the kubelet does not take"
            return
        if flag.type == "labels":
            self.label_origins |= dict.fromkeys(value, setting.origin)
            self.labels |= value
        first = setting.name not in self.set
        self.set.setdefault(setting.name, None)
        if not route or value is None:
            return
        merges = flag.type in {"gates", "vmodule"}  # with what the file says
        if first and not merges:
            self.replaced(route, setting)
        if flag.type not in flag_values.ADDS:
            self.put(route, value, setting.origin)
            return
        held = self.set[setting.name]
        if held is None or held is not self.get(route):
            held = self.set[setting.name] = self.started(route, value, setting.origin, keeps=first and merges)
        self.add(route, held, value, setting.origin)

    def get(self, route: Route) -> Any:
        return value_at(self.config, route)

    def put(self, route: Route, value: Any, origin: Origin) -> None:
        """Set a value, in place of the one that is there."""
        holder: Any = self.config
        for step in route[:-1]:
            holder[step] = dict(holder.get(step) or {})
            holder = holder[step]
        holder[route[-1]] = value
        self.origins = {place: held for place, held in self.origins.items() if place[: len(route)] != route}
        self.origins |= dict.fromkeys((route, *_entries(route, value)), origin)
        self.unknown.pop(route, None)

    def started(self, route: Route, value: Any, origin: Origin, *, keeps: bool) -> Any:
        """The map or list, of the kind of `value`, that a flag's occurrences add to: an empty one, or (`keeps`) what
        the file says, of which every entry keeps its origin.
        """
        before = self.get(route) if keeps else None
        held = before.copy() if isinstance(before, type(value)) else type(value)()
        origins = {place: origin_at(self.origins, place) for place in _entries(route, held)}
        self.put(route, held, origin)
        self.origins |= origins
        return held

    def add(self, route: Route, held: Any, value: Any, origin: Origin) -> None:
        """Add the entries of a map, or the elements of a list, to those that a flag has set before."""
        if isinstance(held, list):
            changed: Iterable[Any] = range(len(held), len(held) + len(value))
            held += value
        else:
            changed = [key for key, item in value.items() if key not in held or held[key] != item]
            held |= {
                key: [*held.get(key, ()), *item] if isinstance(item, list) else item for key, item in value.items()
            }
        self.origins |= dict.fromkeys(((*route, key) for key in changed), origin)
        self.origins[route] = origin
        self.unknown.pop(route, None)

    def replaced(self, route: Route, setting: Setting) -> None:
        """Note what the flag throws away of what documents say."""
        stack = [(route, self.get(route))]
        while stack:
            place, value = stack.pop()
            if isinstance(value, dict) and value:
                stack += [((*place, key), held) for key, held in reversed(list(value.items()))]
            elif value is not None and (origin := origin_at(self.origins, place)).kind == "document":
                self.lost.append(Lost(origin, f"the flag --{setting.name} replaces it"))


def _entries(route: Route, value: Any) -> list[Route]:
    """The routes of a map's keys, or of a list's elements."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(*route, key) for key in keys]
