"""The kubelet's drop-in directory (`--config-dir`): main file, then each `.conf` file in lexical order.

From 1.32 on each drop-in is a JSON merge patch over the main configuration, which has its defaults filled in by then:
maps merge by key, lists are replaced, `null` takes a key out. What comes out is decoded once more, in any letter case,
the later of the sorted keys winning, and gets defaults where something was taken out. Older kubelets merge otherwise,
see `merge_internal.py`.

Source: `mergeKubeletConfigurations` in kubernetes `cmd/kubelet/app/server.go`, `gopkg.in/evanphx/json-patch.v4`, Go's
`encoding/json`; 1.31 and later were asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode, defaults, eviction, fields, letter_case, merge_internal, reserved_memory, tree
from numaconf.kubelet.decode import Problem
from numaconf.kubelet.effective import Lost, Origin, origin_at
from numaconf.kubelet.patch import merge_patch
from numaconf.kubelet.tree import Node
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version

_EARLY = Origin("kubelet-default", note="the kubelet's default for the main file, filled in before drop-ins are merged")


class Dropin(NamedTuple):
    """One drop-in: the value of its first document, its duplicate keys, and the place of its root."""

    value: Any
    strict: Sequence[tuple[Route, str]]
    origin: Origin


class Merged(NamedTuple):
    """What main file and drop-ins come to. `config` has no defaults, except those that a drop-in has frozen; its
    evictionHard is what the kubelet works with. `unreadable`: routes whose values have a wrong type.
    """

    config: dict[str, Any]
    origins: dict[Route, Origin]
    problems: tuple[tuple[Problem, Origin], ...] = ()
    lost: tuple[Lost, ...] = ()
    unreadable: tuple[Route, ...] = ()

    @property
    def fatal(self) -> bool:
        """Whether the kubelet exits because of it."""
        return any(problem.fatal for problem, _ in self.problems)


def apply_dropins(
    config: dict[str, Any],
    origins: dict[Route, Origin],
    dropins: Sequence[Dropin],
    version: Version,
    *,
    has_file: bool = True,
    main_known: bool = True,
) -> Merged:
    """Lay drop-ins over a main configuration as `decode.main_file` gives it. Without a main file (`has_file`) the
    kubelet starts from its legacy flag defaults and has no default evictionHard. Where the main file is not known
    (`main_known`), what comes out is only what the drop-ins say.
    """
    problems: list[tuple[Problem, Origin]] = []
    root = _base(config, origins, version, has_file=has_file) if main_known else Node({}, origin_at(origins, ()))
    patches = []
    for dropin in dropins:
        refused = _refused(dropin, version)
        problems += refused
        if not refused:
            patches.append((_without_header(dropin.value), dropin.origin))
    lost: list[Lost] = []
    removed: dict[str, Origin] = {}
    if version.minor < 32:
        merge_internal.overlay(root, patches, version, lost, problems)
    else:
        for patch, origin in patches:
            removed.update({key: tree.child(origin, key) for key, held in patch.items() if held is None})
            merge_patch(root, patch, origin, lost)
        root = letter_case.canonical(root, "KubeletConfiguration", version.minor, problems)
    merged_config, merged_origins = tree.to_config(root)
    decoded = decode.merged(merged_config, version)
    problems += [(problem, origin_at(merged_origins, problem.route)) for problem in decoded.problems]
    problems = [(_worded(problem, version), origin) for problem, origin in problems]
    root = tree.from_config(decoded.config, merged_origins)
    if version.minor >= 32:
        root.value = {name: root.value[name] for name in decode.without_zeros(decoded.config, version)}
    if has_file and main_known and "evictionHard" not in root.value:
        root.value["evictionHard"] = Node({}, removed.get("evictionHard", _EARLY))
    if main_known:
        _strip(root, version)
    final, final_origins = tree.to_config(root)
    return Merged(final, final_origins, tuple(problems), tuple(lost), decoded.unreadable)


WHOLE_ROUTE_SINCE = 38
"""From this minor a type error in a drop-in names every step of the way, as Go 1.27 does."""
_PLACE = re.compile(r"into Go struct field [\w.]+ of type")


def _worded(problem: Problem, version: Version) -> Problem:
    """A type error as the merge words it."""
    if problem.kind != "type":
        return problem
    text = problem.text.removeprefix("failed to decode: ")
    if version.minor < 32:
        text = merge_internal.in_go_names(text)
    elif version.minor >= WHOLE_ROUTE_SINCE:
        text = _with_route(text, problem.route)
    return problem._replace(text=f"failed to unmarshal merged JSON into kubelet configuration: {text}")


def _with_route(text: str, route: Route) -> str:
    """A type error of Go 1.27's `encoding/json`: the root and every step, map keys and numbers in lists too."""
    lead = "" if isinstance(route[-1], int) else "Go struct field "
    place = f"into {lead}KubeletConfiguration.{'.'.join(map(str, route))} of type"
    return _PLACE.sub(lambda _: place, text)


def _base(config: dict[str, Any], origins: dict[Route, Origin], version: Version, *, has_file: bool) -> Node:
    """The main configuration with all defaults, as the drop-ins find it. Empty lists and maps do not survive its
    writing as JSON from 1.32 on (`omitempty`).
    """
    if version.minor >= 32:
        config = {name: value for name, value in config.items() if value not in ([], {}) or name == "evictionHard"}
    root = tree.from_config(reserved_memory.rewritten(config), origins)
    for route, value in defaults.missing(config, version):
        tree.put(root, route, value, _EARLY)
    if version.minor >= 32:
        for name in _durations(version.minor):
            root.value.setdefault(name, Node(_NO_TIME, _EARLY))
    if has_file:
        hard = root.value.setdefault("evictionHard", Node({}, _EARLY))
        for signal, text in eviction.load_defaults(config, version).items():
            hard.value.setdefault(signal, Node(text, _EARLY))
    else:
        for route, value in defaults.LEGACY.items():
            tree.put(root, route, value, _EARLY)
    return root


_NO_TIME = "0s"


def _durations(minor: int) -> Iterator[str]:
    """Fields that Go writes into the JSON even when they are zero: a Duration is a struct, and never empty."""
    for name, field in fields.FIELDS.items():
        if field.type == "Duration" and field.since <= minor:
            yield name


def _strip(root: Node, version: Version) -> None:
    """Take the defaults out again, except those that the merged configuration would not get by itself, and thresholds,
    which nothing would fill in any more.
    """

    def without_defaults(node: Node) -> Any:
        if not isinstance(node.value, dict):
            return node.value
        held = {key: without_defaults(inner) for key, inner in node.value.items() if inner.origin is not _EARLY}
        return {key: value for key, value in held.items() if value != {} or node.value[key].value == {}}

    given = without_defaults(root)
    frozen = dict(defaults.missing(given, version))

    def walk(node: Node, route: Route) -> None:
        for key, inner in list(node.value.items()):
            here = (*route, key)
            if here[0] == "evictionHard":
                continue
            if isinstance(inner.value, dict):
                walk(inner, here)
                if not inner.value and inner.origin is _EARLY:
                    del node.value[key]
            elif inner.origin is _EARLY and frozen.get(here, _NO_TIME) == inner.value:
                del node.value[key]

    walk(root, ())


def _refused(dropin: Dropin, version: Version) -> list[tuple[Problem, Origin]]:
    """Why the kubelet takes a drop-in for none, and so exits: a header that cannot be read, a duplicate key, or the
    wrong kind, in that order.
    """
    wrong = decode.dropin_kind_problem(dropin.value, version)
    if dropin.strict and not (wrong and not wrong.text.startswith("unknown apiVersion/kind")):
        texts = [text for _, text in dropin.strict]
        # The YAML reader lists what it found, the JSON reader's errors are joined.
        yaml = texts[0].startswith("line ")
        says = "yaml: unmarshal errors:\n  " + "\n  ".join(texts) if yaml else ", ".join(texts)
        route = tuple(dropin.strict[0][0])
        duplicate = Problem("duplicate", route, f"strict decoding error: {says}", fatal=True)
        return [(duplicate, dropin.origin._replace(route=(*dropin.origin.route, *route)))]
    return [(wrong, dropin.origin._replace(route=(*dropin.origin.route, *wrong.route)))] if wrong else []


def _without_header(value: dict[str, Any]) -> dict[str, Any]:
    return {key: _rewritten(held) for key, held in value.items() if key not in decode.HEADER}


def _rewritten(value: Any) -> Any:
    """A value as Go writes it into the patch: 110.0 and 1e2, which JSON may have, become whole numbers."""
    if isinstance(value, dict):
        return {key: _rewritten(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_rewritten(held) for held in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _EXPONENT_FROM else value


_EXPONENT_FROM = 1e21
"""Go's `encoding/json` writes a larger float with an exponent."""
