"""The real kubelet up to its validation, and the same in ours, for files, drop-ins and flags as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import load
from numaconf.documents.pieces import Words
from numaconf.documents.source import Source, Span
from numaconf.kubelet import decode, defaults, duration, eviction, fields, flags, gates, merge, reserved_memory, version
from numaconf.kubelet.effective import EffectiveConfig, Facts, Origin
from tests import real

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def ask(
    minor: str,
    tmp_path: pathlib.Path,
    main: str | None = None,
    dropins: Sequence[str] = (),
    arguments: Sequence[str] = (),
) -> Any:
    """What the kubelet of `minor` says; every text gets apiVersion and kind in front."""
    binary, words = real.oracle(minor), []
    if main is not None:
        (tmp_path / "kubelet.yaml").write_text(HEADER + main)
        words += ["--config", str(tmp_path / "kubelet.yaml")]
    if dropins:
        folder = tmp_path / "kubelet.yaml.d"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, text in enumerate(dropins):
            (folder / f"{number:02}.conf").write_text(HEADER + text)
        words += ["--config-dir", str(folder)]
    if arguments:
        words += ["--flags", " ".join(arguments)]
    return real.ask_kubelet(binary, *words, folder=tmp_path)


class Ours:
    """What numaconf makes of the same. `texts`: what the kubelet exits with, by the layer that says it."""

    def __init__(
        self, minor: str, main: str | None = None, dropins: Sequence[str] = (), arguments: Sequence[str] = ()
    ) -> None:
        self.version = version.kubernetes(minor)
        self.decoded: Any = None
        self.merged: Any = None
        self.fatal: dict[str, list[str]] = {"flags": [], "decode": [], "dropins": []}
        self.config: dict[str, Any] = {}
        self.origins: Any = {}
        self.has_file = main is not None
        self.resolved = False
        if main is not None:
            self._main(main)
        if dropins and not self.dead:
            self._dropins(dropins)
        if (arguments or not main) and not self.dead:
            self._flags(arguments)

    @property
    def dead(self) -> bool:
        return any(self.fatal.values())

    def gate_texts(self, *, flag: bool = False) -> list[str]:
        given = self.config.get("featureGates") or {}
        return [gates.says(one.text, self.version, flag=flag) for one in gates.problems(given, self.version)]

    def _main(self, text: str) -> None:
        document = load.read(HEADER + text)
        self.decoded = decode.main_file(document.value, document.strict, self.version)
        self.fatal["decode"] = [one.text for one in self.decoded.problems if one.fatal]
        self.config = eviction.with_main_defaults(self.decoded.config, self.version)
        self.origins = {(): Origin("document", Source("kubelet.yaml", document))}

    def _dropins(self, texts: Sequence[str]) -> None:
        layers = []
        for number, text in enumerate(texts):
            document = load.read(HEADER + text)
            origin = Origin("document", Source(f"kubelet.yaml.d/{number:02}.conf", document))
            layers.append(merge.Dropin(document.value, document.strict, origin))
        self.merged = merge.apply_dropins(self.config, self.origins, layers, self.version, has_file=self.has_file)
        self.fatal["dropins"] = [one.text for one, _ in self.merged.problems if one.fatal]
        self.config, self.origins, self.resolved = self.merged.config, self.merged.origins, True

    def _flags(self, words: Sequence[str]) -> None:
        held = Source("command line", Words(list(words), [Span(1, 1, 1, 1)] * len(words)))
        arguments = [flags.Argument(word, Origin("document", held, (at,))) for at, word in enumerate(words)]
        parsed = flags.parse(arguments, self.version)
        applied = flags.apply(self.config, self.origins, parsed, self.version, has_file=self.has_file or self.resolved)
        self.fatal["flags"] = [one.says for one in (*parsed.problems, *applied.problems)]
        self.config, self.origins = applied.config, applied.origins

    def node(self) -> EffectiveConfig:
        facts = Facts(eviction_is_whole=self.resolved)
        return EffectiveConfig("kubelet", self.config, self.origins, self.version, has_file=self.has_file, facts=facts)

    def effective(self) -> dict[str, Any]:
        return effective(self.node())


def effective(node: EffectiveConfig) -> dict[str, Any]:
    """The fields that the kubelet prints, defaults filled in, as it prints them."""
    known, config = node.kubernetes, node.config
    out = {name: _value(node, name) for name in _PLAIN if fields.FIELDS[name].since <= known.minor}
    out |= {name: config.get(name) or None for name in _MAPS}
    out["cpuManagerReconcilePeriod"] = duration.text(duration.parse(_value(node, "cpuManagerReconcilePeriod")))
    hard = {signal: text for signal, (text, _) in eviction.thresholds(node).items()}
    out["evictionHard"] = hard or None
    given = config.get("featureGates") or {}
    out["featureGates"] = sorted(f"{name}={str(on).lower()}" for name, on in given.items()) or None
    out["reservedMemory"] = [
        {"numaNode": one.get("numaNode", 0), "limits": _amounts(one.get("limits") or {})}
        for one in config.get("reservedMemory") or ()
    ] or None
    return out


def _value(node: EffectiveConfig, name: str) -> Any:
    held = node.config.get(name)
    # Zeros from flags, and from drop-ins up to 1.31, are not replaced by defaults.
    if held in ("", 0, "0s", "0") and not isinstance(held, bool):
        return held
    found = defaults.value(node.config, node.kubernetes, name)
    return "" if found is None and fields.plain(fields.FIELDS[name].type) == "string" else found


def _amounts(limits: dict[str, Any]) -> dict[str, str]:
    return {kind: str(reserved_memory.read(amount)) for kind, amount in limits.items()}


_PLAIN = (
    "cpuManagerPolicy topologyManagerPolicy topologyManagerScope memoryManagerPolicy kubeReservedCgroup "
    "systemReservedCgroup reservedSystemCPUs cgroupDriver cgroupsPerQOS maxPods failSwapOn failCgroupV1 "
    "memoryThrottlingFactor memoryReservationPolicy mergeDefaultEvictionSettings enforceNodeAllocatable"
).split()
_MAPS = "cpuManagerPolicyOptions topologyManagerPolicyOptions kubeReserved systemReserved evictionSoft".split()


def differences(ours: Ours, answer: Any) -> dict[str, tuple[Any, Any]]:
    """Fields that the kubelet has otherwise: ours, its."""
    return different(ours.node(), answer)


def different(node: EffectiveConfig, answer: Any) -> dict[str, tuple[Any, Any]]:
    """The same for a configuration in force."""
    theirs = answer["effective"]
    mine = effective(node)
    pairs = {name: (value, theirs.get(name)) for name, value in mine.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and not _empty(*pair)}


def _empty(*values: Any) -> bool:
    return all(value in (None, {}, []) for value in values)
