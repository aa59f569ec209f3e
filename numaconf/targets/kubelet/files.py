"""Main file, drop-in directory and command line as the kubelet lays them over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode, eviction, fields
from numaconf.kubelet.effective import NO_FACTS, EffectiveConfig, Facts, Lost, Origin, origin_at
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import problems
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding, Severity
    from numaconf.kubelet.flags import Applied, Argument, Flags, Setting
    from numaconf.kubelet.merge import Dropin
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

MAIN_UNKNOWN = "the main configuration file is not known"
FRAGMENT = "only part of a configuration is here"


class Files:
    """What a kubelet is given. `main`: its configuration file, None without one or, with `main_known` False, where it
    is not known. `dropins`: in the order of their paths. `arguments`: the words after `kubelet`, None where unknown.
    `whole`: the main file is not a fragment, although it may have no header.
    """

    __slots__ = ("arguments", "dropins", "main", "main_known", "whole")

    def __init__(
        self,
        main: Source | None = None,
        dropins: tuple[Source, ...] = (),
        arguments: tuple[Argument, ...] | None = None,
        *,
        main_known: bool = True,
        whole: bool = False,
    ) -> None:
        self.main, self.dropins, self.arguments = main, dropins, arguments
        self.main_known, self.whole = main_known, whole


class _State(NamedTuple):
    """A configuration on its way through the layers. `alive` is False once the kubelet has exited."""

    config: dict[str, Any]
    origins: dict[Route, Origin]
    unknown: dict[Route, str]
    lost: tuple[Lost, ...] = ()
    findings: tuple[Finding, ...] = ()
    resolved: bool = False
    alive: bool = True


def read(kind: str, files: Files, version: Version, machine: Machine | None) -> Reading:
    """The configuration in force, and what is wrong with the way to it."""
    state = _main(files, version)
    if state.alive and files.dropins:
        state = _dropins(state, files, version)
    if not state.alive:
        return Reading(None, state.findings)
    node = EffectiveConfig(
        kind,
        state.config,
        state.origins,
        version,
        machine,
        lost=state.lost,
        unknown=state.unknown,
        has_file=files.main is not None or not files.main_known,
        facts=Facts(eviction_is_whole=True) if state.resolved else NO_FACTS,
    )
    if files.arguments is None:
        return Reading(node, state.findings, taints=_taints(node))
    from numaconf.targets.kubelet import over

    laid = over.lay(node, files.arguments)
    parsed, unknown = laid.parsed, laid.node.unknown
    if parsed.opaque:
        unknown = {(): "an argument is a variable that may hold any number of flags"}
    elif not files.main_known or (files.main is None and (parsed.last("config") or parsed.last("config-dir"))):
        named = {route: why for route, why in unknown.items() if route}  # field by field, in place of all of it
        unknown = named | not_given(laid.node.config, version, MAIN_UNKNOWN)
    findings = (*state.findings, *laid.findings, *_flag_findings(state, parsed, laid.applied, files))
    node = laid.node.with_(unknown=unknown)
    return Reading(node, findings, dict(laid.applied.labels), _taints(node))


def _taints(node: EffectiveConfig) -> tuple[dict[str, str], ...]:
    return tuple(map(dict, node.config.get("registerWithTaints") or ()))


# The main file


def is_fragment(value: Any) -> bool:
    """Whether a document is a set of fields without apiVersion and kind, as other files embed or quote them."""
    if not isinstance(value, dict) or not value or "kind" in value or "apiVersion" in value:
        return False
    return not {key.casefold() for key in value} & {"apiversion", "kind"}


def _main(files: Files, version: Version) -> _State:
    if files.main is None:
        return _State({}, {}, {} if files.main_known else {(): MAIN_UNKNOWN})
    source, root = files.main, Origin("document", files.main)
    value = source.document.value
    fragment = not (files.whole or source.whole) and is_fragment(value)
    in_order = getattr(source.document, "in_order", False)
    decoded = decode.main_file(value, _strict(source), version, header=not fragment, in_order=in_order)
    findings: tuple[Finding, ...] = ()
    lost: tuple[Lost, ...] = ()
    unknown: dict[Route, str] = {}
    if decoded.problems:
        findings = tuple(problems.of_main(decoded.problems, root))
        lost = tuple(_lost(decoded.problems, root))
        if any(problem.fatal and problem.kind != "type" for problem in decoded.problems):
            return _State({}, {}, {}, lost, findings, alive=False)
        unknown = _of_wrong_type(decoded.unreadable)
    config = eviction.with_main_defaults(decoded.config, version)
    if fragment:
        unknown |= not_given(config, version, FRAGMENT)
    origins: dict[Route, Origin] = {(): root}
    if config is not decoded.config:
        default = Origin("kubelet-default", note="the kubelet's default, by mergeDefaultEvictionSettings")
        added = config["evictionHard"].keys() - decoded.config["evictionHard"].keys()
        origins |= {("evictionHard", signal): default for signal in added}
    return _State(config, origins, unknown, lost, findings)


def _strict(source: Source) -> Sequence[tuple[Route, str]]:
    return getattr(source.document, "strict", ())


def _lost(found: Sequence[decode.Problem], root: Origin) -> Iterator[Lost]:
    reasons = {
        "unknown": "the kubelet has no such field",
        "case": "letter case counts",
        "later": "this kubelet does not know the field yet",
    }
    for problem in found:
        if problem.kind in reasons:
            yield Lost(root._replace(route=(*root.route, *problem.route)), reasons[problem.kind])


def _of_wrong_type(routes: Sequence[Route]) -> dict[Route, str]:
    return dict.fromkeys(routes, "its value has the wrong type")


def not_given(config: dict[str, Any], version: Version, why: str) -> dict[Route, str]:
    """Every field that a configuration does not give, and what it leaves out of the maps that merge key by key."""
    from numaconf.kubelet import options, reservation

    unknown: dict[Route, str] = {
        (name,): why for name, field in fields.FIELDS.items() if field.since <= version.minor and name not in config
    }
    keys: dict[str, Iterable[str]] = {
        "kubeReserved": reservation.RESOURCES,
        "systemReserved": reservation.RESOURCES,
        "topologyManagerPolicyOptions": options.TOPOLOGY,
        **dict.fromkeys(
            ("evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim"),
            eviction.signals(version),
        ),
    }
    for name, inner in keys.items():
        held = config.get(name)
        if isinstance(held, dict):
            unknown |= {(name, key): why for key in inner if key not in held}
    # Gates merge key by key, too: which of the others are on is known for none.
    return unknown | {("featureGates",): why}


# Drop-ins


def _dropins(state: _State, files: Files, version: Version) -> _State:
    from numaconf.kubelet import merge

    layers = [
        merge.Dropin(source.document.value, _strict(source), Origin("document", source)) for source in files.dropins
    ]
    layers = [_with_header(layer) for layer in layers]
    merged = merge.apply_dropins(
        state.config,
        state.origins,
        layers,
        version,
        has_file=files.main is not None,
        main_known=files.main_known,
    )
    findings = [*state.findings, *problems.of_dropin(merged.problems)]
    findings += _about_dropins(layers, version)
    if any(problem.fatal and problem.kind != "type" for problem, _ in merged.problems):
        return state._replace(findings=tuple(findings), alive=False)
    unknown = {route: why for route, why in state.unknown.items() if route} | _of_wrong_type(merged.unreadable)
    if not files.main_known:
        unknown |= not_given(merged.config, version, MAIN_UNKNOWN)
    return _State(
        merged.config,
        merged.origins,
        unknown,
        (*state.lost, *merged.lost, *_lost_in_dropins(merged.problems)),
        tuple(findings),
        # Left out where all thresholds are the kubelet's own; they count all the same.
        resolved=True,
    )


def _with_header(layer: Dropin) -> Dropin:
    """A drop-in's fields that are quoted without apiVersion and kind stand for a whole drop-in."""
    if not is_fragment(layer.value) or (layer.origin.source and layer.origin.source.whole):
        return layer
    return layer._replace(value={"apiVersion": decode.API_VERSION, "kind": decode.KIND, **layer.value})


def _lost_in_dropins(found: Sequence[tuple[decode.Problem, Origin]]) -> Iterator[Lost]:
    for problem, origin in found:
        if problem.kind in {"unknown", "later", "case"}:
            yield Lost(origin, "the kubelet silently drops it")


def unread_dropins(sources: Sequence[Source], known: Version | None) -> tuple[Finding, ...]:
    """What there is to say about drop-ins of a kubelet that is known to read none. Where the version is open, a drop-in
    means that it is one that does.
    """
    if known is None or known.minor >= _FIRST or not sources:
        return ()
    return (_of_older(Origin("document", sources[0]), known),)


def _about_dropins(layers: Sequence[Dropin], version: Version) -> Iterator[Finding]:
    if version.minor < 32 and layers:
        yield _of_older(layers[0].origin, version)
    for layer in layers:
        name = "mergeDefaultEvictionSettings"
        if version.minor >= eviction.MERGE_SINCE and isinstance(layer.value, dict) and layer.value.get(name) is True:
            message = (
                f"{name} has no effect in a drop-in: the kubelet looks at it in the main file only; write it there"
            )
            origin = layer.origin._replace(route=(*layer.origin.route, name))
            yield BY_CODE["NC008"].finding(message, origin, key=True)


def _of_older(origin: Origin, version: Version) -> Finding:
    message = _OLD[27] if version.minor < _FIRST else _OLD[28] if version.minor < 30 else _OLD[30]
    severity: Severity | None = "no-effect" if version.minor < _FIRST else None
    return BY_CODE["NC007"].finding(f"Kubernetes {version}: {message}", origin, severity=severity)


_FIRST = 28
"""The first minor that has a drop-in directory at all."""

_OLD = {
    27: "the kubelet has no drop-in directory yet; write the main file, or take 1.28",
    28: "the kubelet reads drop-ins only with the variable KUBELET_CONFIG_DROPIN_DIR_ALPHA in its environment; set it",
    30: "null takes nothing out of the configuration, and zeros are not replaced by defaults; "
    "from 1.32 on they are; change the main file",
}


# The command line


def _flag_findings(state: _State, parsed: Flags, applied: Applied, files: Files) -> Iterator[Finding]:
    given = parsed.last("config") or parsed.last("config-dir") or files.main or files.dropins
    if files.main_known and not given and not parsed.opaque:
        first = parsed.settings[0].origin if parsed.settings else Origin("kubelet-default")
        message = (
            "without --config the kubelet uses legacy flag defaults: anonymous access, no eviction thresholds; give one"
        )
        yield BY_CODE["NC419"].finding(message, first)
    for setting, gone in _partly_replaced(state, parsed, applied):
        message = f"--{setting.name} replaces the whole map of the file: {', '.join(gone)} is no longer set"
        yield BY_CODE["NC418"].finding(message, setting.origin)


def _partly_replaced(state: _State, parsed: Flags, applied: Applied) -> Iterator[tuple[Setting, list[str]]]:
    """Flags for maps, with the keys of the file that they do not repeat."""
    from numaconf.kubelet.flag_table import FLAGS

    for setting in {one.name: one for one in parsed.settings}.values():
        flag = FLAGS[setting.name]
        before, after = state.config.get(flag.field), applied.config.get(flag.field)
        if flag.type == "gates" or not isinstance(before, dict) or not isinstance(after, dict):
            continue
        gone = [
            key for key in before if key not in after and origin_at(state.origins, (flag.field, key)).kind == "document"
        ]
        if gone:
            yield setting, gone
