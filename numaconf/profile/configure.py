"""What a profile's `spec.kubelet` comes to on one target and one machine: `auto` resolved, reservations pinned.

The words are those of the profile's schema; `docs/design.md` says why it is so.
"""

from __future__ import annotations

import contextlib
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import cpuset, eviction, quantity, reservation
from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.named import NamedTuple
from numaconf.profile import auto
from numaconf.targets.registry import BY_NAME

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Renderer

RESERVED = ("kubeReserved", "systemReserved")
TEXT_MAPS = (
    "cpuManagerPolicyOptions topologyManagerPolicyOptions kubeReserved systemReserved evictionHard evictionSoft "
    "evictionMinimumReclaim qosReserved"
).split()
"""Maps of strings in which a profile may write booleans and whole numbers."""


class Configured(NamedTuple):
    """KubeletConfiguration fields for one machine. `pinned`: routes in `config` that are not in the profile,
    with where their value comes from. `notes`: how derived values came about, for comments.
    """

    config: dict[str, Any]
    pinned: dict[Route, Origin]
    notes: tuple[str, ...]


class Unresolved(Exception):
    """What has no value here: a finding's code, its message, and the route below `spec.kubelet` (none: the machine)."""

    def __init__(self, code: str, message: str, route: Route) -> None:
        self.code, self.message, self.route = code, message, route
        super().__init__(message)


def typed(block: dict[str, Any]) -> dict[str, Any]:
    """A `spec.kubelet` block with the kubelet's types: option values and quantities are strings."""
    config: dict[str, Any] = _whole(deepcopy(block))
    for name in TEXT_MAPS:
        if isinstance(config.get(name), dict):
            config[name] = {key: _text(value) for key, value in config[name].items()}
    for entry in config["reservedMemory"] if isinstance(config.get("reservedMemory"), list) else ():
        entry["limits"] = {key: _text(value) for key, value in entry["limits"].items()}
    if "containerLogMaxSize" in config:
        config["containerLogMaxSize"] = _text(config["containerLogMaxSize"])
    return config


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _whole(value: Any) -> Any:
    """`110.0` is a whole number to JSON Schema and to the kubelet's YAML, and not to its JSON."""
    if isinstance(value, dict):
        return {key: item if key == "memoryThrottlingFactor" else _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def configure(
    base: dict[str, Any], module: Renderer, kubernetes: Version, machine: Machine | None, *, pin: bool = True
) -> Configured:
    """The configuration for one machine; without `pin` the platform's own kubeReserved stays the platform's.

    `base`: a typed block of a valid profile. Raises Unresolved.
    """
    draft = _Draft(base, module, kubernetes, machine)
    draft.eviction_hard()
    draft.kube_reserved(module.formula(machine, draft.config) if machine and pin else None)
    draft.system_reserved()
    draft.reserved_cpus()
    draft.reserved_memory()
    for field in RESERVED:
        if draft.config.get(field) == {} and base.get(field) != {}:
            del draft.config[field]
    return Configured(draft.config, draft.pinned, tuple(draft.notes))


class _Draft:
    """A configuration in the making."""

    def __init__(self, base: dict[str, Any], module: Renderer, kubernetes: Version, machine: Machine | None) -> None:
        self.base, self.name, self.kubernetes, self.machine = base, module.NAME, kubernetes, machine
        self.platform = module.platform_defaults(kubernetes)
        self.reserving = BY_NAME[module.NAME].reserves
        self.config = deepcopy(base)
        self.pinned: dict[Route, Origin] = {}
        self.notes: list[str] = []

    def eviction_hard(self) -> None:
        """Thresholds that are given override the kubelet's defaults; else the platform's own are pinned where the
        platform computes reservations, and left alone elsewhere.
        """
        given = self.base.get("evictionHard")
        defaults = eviction.defaults(self.kubernetes)
        if given is not None:
            whole = {**defaults, **given}
            self.config["evictionHard"] = {key: text for key, text in whole.items() if text is not None}
            note = f"the kubelet's default in Kubernetes 1.{self.kubernetes.minor}"
            self.pinned |= {
                ("evictionHard", key): Origin("kubelet-default", note=note) for key in defaults if key not in given
            }
        elif self.reserving:
            self.config["evictionHard"] = dict(self.platform.get("evictionHard", defaults))
            self.pinned["evictionHard",] = Origin("platform-default", note=f"what {self.name} sets by itself")
        elif BY_NAME[self.name].thresholds:
            self.config["evictionHard"] = dict(defaults)
            note = f"the kubelet's default, written because {self.name} has no threshold for memory"
            self.pinned["evictionHard",] = Origin("kubelet-default", note=note)

    def kube_reserved(self, formula: dict[str, str] | None) -> None:
        """Amounts that are not given, or `auto`, are the platform's own."""
        given = self.base.get("kubeReserved")
        own = dict(given) if isinstance(given, dict) else {}
        asked = [key for key, text in own.items() if text == "auto"]
        for key in asked:
            if formula is None or key not in formula:
                message = f"kubeReserved {key}: auto: {self._no_formula(key)}"
                raise Unresolved("NC803", message, ("kubeReserved", key))
            del own[key]
        if given == "auto" and formula is None:
            raise Unresolved("NC803", f"kubeReserved: auto: {self._no_formula('memory')}", ("kubeReserved",))
        if formula is not None:
            on = self.machine.name if self.machine else "this machine"
            self._fill("kubeReserved", formula, own, f"the formula of {self.name} for {on}")

    def system_reserved(self) -> None:
        """Amounts that are not given are the platform's own."""
        amounts = self.platform.get("systemReserved")
        if isinstance(amounts, dict):
            given = self.base.get("systemReserved") or {}
            self._fill("systemReserved", amounts, given, f"what {self.name} reserves by itself")

    def _fill(self, field: str, amounts: dict[str, str], given: dict[str, str], note: str) -> None:
        for key in amounts:
            if key not in given:
                self.pinned[field, key] = Origin("platform-default", note=note)
        self.config[field] = {**amounts, **given}

    def _no_formula(self, key: str) -> str:
        if not self.reserving:
            return f"{self.name} has no formula for reservations: write amounts"
        if self.machine is None:
            return "no machine is named: set spec.machine, or give --machine"
        if key == "pid":
            return f"{self.name} has no formula for it: write an amount"
        name = self.machine.name
        return f"{self.name} computes this from the EC2 instance type, and {name} is not a type that numaconf knows"

    def reserved_cpus(self) -> None:
        """reservedSystemCPUs, and the cpu amounts whose place it takes."""
        listed = self.base.get("reservedSystemCPUs")
        if listed is None:
            return
        asked = self._asked_cpus()
        for field in RESERVED:
            if isinstance(self.config.get(field), dict) and (listed == "auto" or field not in asked):
                self.config[field].pop("cpu", None)
                self.pinned.pop((field, "cpu"), None)
        if listed != "auto":
            return
        milli = sum(self._milli(field, text) for field, text in asked.items())
        try:
            cpus = auto.reserved_cpus(milli, self.machine)
        except auto.Unresolvable as error:
            raise Unresolved("NC803", f"reservedSystemCPUs: auto: {error}", ("reservedSystemCPUs",)) from None
        amounts = " + ".join(f"{field} cpu {text}" for field, text in asked.items())
        why = f"{amounts}, in whole cores" if amounts else "one core on each NUMA node"
        self.config["reservedSystemCPUs"] = cpuset.text(cpus)
        self.notes.append(f"reservedSystemCPUs {cpuset.text(cpus)}: {why}")

    def _asked_cpus(self) -> dict[str, str]:
        """The cpu amounts that the profile itself asks for. What the platform reserves by itself is nobody's wish."""
        return {
            field: self.config[field]["cpu"]
            for field in RESERVED
            if self.base.get(field) == "auto" or "cpu" in (self.base.get(field) or ())
            if "cpu" in self.config[field]
        }

    def _milli(self, field: str, text: str) -> int:
        try:
            amount = quantity.parse(text)
        except quantity.QuantityError as error:
            raise Unresolved("NC802", f"{field} cpu: {error}", (field, "cpu")) from None
        if amount.nano < 0:
            raise Unresolved("NC802", f"{field} cpu: {text} is negative", (field, "cpu"))
        return amount.milli

    def reserved_memory(self) -> None:
        """reservedMemory, from the sum that the kubelet will compare it with."""
        asked, static = self.base.get("reservedMemory") == "auto", self.base.get("memoryManagerPolicy") == "Static"
        if not asked and not static:
            return
        kept = self._kept()
        if not asked:
            return
        try:
            if kept.amount is None:
                raise auto.Unresolvable("an amount in kubeReserved, systemReserved or evictionHard is not legal")
            if kept.amount.nano % quantity.NANO:
                raise auto.Unresolvable(f"{kept} is not a whole number of bytes")
            self.config["reservedMemory"] = auto.reserved_memory(kept.amount.bytes, self.machine)
        except auto.Unresolvable as error:
            raise Unresolved("NC803", f"reservedMemory: auto: {error}", ("reservedMemory",)) from None
        self.notes.append(f"reservedMemory {quantity.binary(kept.amount.bytes)} = {kept}")

    def _kept(self) -> reservation.MemoryReservation:
        """What the node keeps back, once it is sure that this can be known."""
        in_force = dict(self.config)
        if "evictionHard" in self.platform:
            in_force.setdefault("evictionHard", self.platform["evictionHard"])
        origins = {(): Origin("document"), **self.pinned}
        kept = reservation.memory(EffectiveConfig(self.name, in_force, origins, self.kubernetes, self.machine))
        if kept.unknown is not None:
            raise Unresolved("NC803", self._share(in_force, kept.unknown), ("evictionHard", eviction.MEMORY))
        if self.reserving and "memory" not in in_force.get("kubeReserved", {}):
            message = f"kubeReserved memory is what {self.name} computes: {self._no_formula('memory')}"
            raise Unresolved("NC803", message, ("kubeReserved",))
        return kept

    def _share(self, in_force: dict[str, Any], why: str) -> str:
        """Why a percentage of the memory cannot be resolved, and what to write."""
        share = in_force.get("evictionHard", {}).get(eviction.MEMORY)
        known = self.machine.memory_mib if self.machine else None
        about = ""
        if known and isinstance(share, str) and share.endswith("%"):
            with contextlib.suppress(ValueError):
                about = f" ({share} of {known >> 10} GiB is about {int(known * float(share[:-1]) / 100)}Mi)"
        return (
            f"evictionHard memory.available {share} of how much? {why.partition(':')[0]}, and the sum must be right to "
            f"the byte; write an amount{about}, or give memoryCapacity (a snapshot or numaNodes can)"
        )
