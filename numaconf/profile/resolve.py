"""A profile for one target: every `auto` resolved, every reservation pinned.

What is pinned and why is written in `docs/design.md`; the words are those of the profile's schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.errors import CannotDo, together
from numaconf.kubelet import quantity, version
from numaconf.named import NamedTuple
from numaconf.profile.configure import Configured, Unresolved, configure, typed
from numaconf.targets.registry import BY_NAME, renderer
from numaconf.targets.target import Cluster, Hugepages, Intent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.context import Context
    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.profile.model import Profile
    from numaconf.targets.target import Renderer

KUBELET: Route = ("spec", "kubelet")


class Resolved(NamedTuple):
    """What a profile comes to on a target: the intent, or None with the findings that say why not.

    `pinned`: routes of the intent's `config` that are not in the profile, with where their value comes from.
    """

    intent: Intent | None
    findings: tuple[Finding, ...] = ()
    pinned: dict[Route, Origin] = {}  # noqa: RUF012  never mutated; NamedTuple defaults cannot be factories


def resolve(
    profile: Profile, target: str, machines: tuple[Machine, ...], context: Context, fallback: Context
) -> Resolved:
    """What a profile without findings comes to on a target, for all `machines` together (() where none is named).

    Versions are the context's, else the profile's, else the fallback's. Raises CannotDo where a platform's is missing.
    """
    module = renderer(target)
    kubernetes = context.kubernetes or version.kubernetes(profile.spec("kubernetesVersion"))
    platforms = tuple(_platform_versions(profile, context, fallback).items())
    demand_versions(profile, (target,), context, fallback)
    try:
        made = _for_all(profile, module, kubernetes, machines)
    except Unresolved as error:
        route = (*KUBELET, *error.route) if error.route else ("spec", "machine")
        return Resolved(None, (profile.finding(error.code, error.message, route),))
    hugepages = tuple(
        Hugepages(quantity.parse(one["size"]).bytes, one["count"], one.get("numaNode"))
        for one in profile.spec("hugepages") or ()
    )
    cluster = profile.spec("cluster")
    done = Intent(
        profile.name,
        target,
        kubernetes,
        machines,
        made.config,
        hugepages,
        dict(profile.spec("node", "labels") or {}),
        tuple(dict(one) for one in profile.spec("node", "taints") or ()),
        None if cluster is None else _cluster(cluster),
        dict(profile.spec("targets", target) or {}),
        made.notes,
        profile.spec("node", "resetMemoryManagerState") == "onBoot",
        platforms,
    )
    return Resolved(done, pinned=made.pinned)


def _cluster(block: dict[str, str]) -> Cluster:
    keys = ("name", "apiServerEndpoint", "certificateAuthority", "cidr")
    return Cluster(*(block.get(key, "") for key in keys))


def _platform_versions(profile: Profile, context: Context, fallback: Context) -> dict[str, Version]:
    """The versions of platforms that have their own, where they are known."""
    found: dict[str, Version] = {}
    for name, one in BY_NAME.items():
        if one.newest:
            text = profile.spec("targets", name, "version")
            said = version.dotted(text, name.capitalize(), one.newest) if text is not None else None
            given = context.version_of(name) or said or fallback.version_of(name)
            found |= {name: given} if given else {}
    return found


def missing_versions(profile: Profile, targets: Iterable[str], context: Context, fallback: Context) -> tuple[str, ...]:
    """The targets whose platform has versions of its own, of which none is known: none is assumed."""
    known = _platform_versions(profile, context, fallback)
    return tuple(one for one in targets if BY_NAME[one].newest and one not in known)


def demand_versions(profile: Profile, targets: Iterable[str], context: Context, fallback: Context) -> None:
    """Raises CannotDo, once for all targets, where the version of a platform is missing."""
    missing = missing_versions(profile, targets, context, fallback)
    if missing:
        names = together([one.capitalize() for one in missing])
        keys = together([f"spec.targets.{one}.version" for one in missing])
        options = together([f"--{one}-version" for one in missing])
        many = len(missing) > 1
        raise CannotDo(
            f"the version{'s' if many else ''} of {names} {'are' if many else 'is'} missing, and "
            f"{'they decide' if many else 'it decides'} what can be rendered",
            place=profile.path,
            remedy=f"set {keys}, or give {options}",
        )


def _for_all(profile: Profile, module: Renderer, kubernetes: Version, machines: tuple[Machine, ...]) -> Configured:
    """The one configuration that is right on all machines. Raises Unresolved naming the types that differ."""
    base = typed(profile.spec("kubelet") or {})
    made = [configure(base, module, kubernetes, machine) for machine in machines or (None,)]
    if all(one.config == made[0].config for one in made):
        return made[0]
    if _left_to_platform(base):
        free = [configure(base, module, kubernetes, machine, pin=False) for machine in machines]
        if all(one.config == free[0].config for one in free):
            note = "kubeReserved is left to the platform: its amounts differ between the instance types"
            return free[0]._replace(notes=(*free[0].notes, note))
    raise Unresolved("NC804", _difference([one.config for one in made], machines), ())


def _left_to_platform(base: dict[str, Any]) -> bool:
    """Whether the platform's own amounts may stay unpinned: nothing that is written depends on them."""
    return base.get("memoryManagerPolicy") != "Static" and not _is_auto(base)


def _is_auto(base: dict[str, Any]) -> bool:
    kube = base.get("kubeReserved")
    amounts = kube.values() if isinstance(kube, dict) else [kube]
    return "auto" in (*amounts, base.get("reservedMemory"), base.get("reservedSystemCPUs"))


def _difference(configs: list[dict[str, Any]], machines: tuple[Machine, ...]) -> str:
    """`no single rendering is right: reservedSystemCPUs is 0,18 on a, b and 0,9 on c`."""
    field = next(key for one in configs for key in one if any(one.get(key) != other.get(key) for other in configs))
    groups: dict[str, list[str]] = {}
    for config, machine in zip(configs, machines, strict=True):
        groups.setdefault(_brief(config.get(field)), []).append(machine.name)
    on = " and ".join(f"{value} on {', '.join(names)}" for value, names in groups.items())
    return f"no single rendering is right for all machines: {field} would be {on}; write one profile for each shape"


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {amount}" for key, amount in value.items())
    if isinstance(value, list):
        return " + ".join(f"{one['limits'].get('memory')} (node {one['numaNode']})" for one in value)
    return str(value)
