"""One profile for one target: rendered, read back, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.context import Context
from numaconf.named import NamedTuple
from numaconf.profile.hugepages import too_many
from numaconf.profile.machines import machines as machines_of
from numaconf.profile.prove import no_hugepages, prove, proven
from numaconf.profile.resolve import resolve
from numaconf.targets.registry import renderer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.documents.source import Route
    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.profile.model import Profile
    from numaconf.profile.resolve import Resolved
    from numaconf.targets.target import Artifact, Inexpressible, Intent


class Rendered(NamedTuple):
    """What came of a profile on a target. `artifacts` is empty when it is refused; the first one is the primary.

    `warnings` are for the user; `added` is what the platform puts in besides what was asked for; `nodes` is what will
    be in force on each machine, with the profile as the origin of what it asked for.
    """

    target: str
    artifacts: tuple[Artifact, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    intent: Intent | None = None
    nodes: tuple[EffectiveConfig, ...] = ()
    resolved: Resolved | None = None

    @property
    def refused(self) -> bool:
        """Whether a finding says that the node would not do what the profile says."""
        return any(finding.severity != "suspicious" for finding in self.findings)


NOTHING = Context()


def render(profile: Profile, target: str, context: Context = NOTHING, fallback: Context = NOTHING) -> Rendered:
    """Render a profile, with self-proof. What `context` says is stronger than the profile, `fallback` is weaker.

    Raises CannotDo where a snapshot or a platform's version is missing.
    """
    profile = profile.with_version(context.kubernetes)
    if profile.findings:
        return Rendered(target, findings=profile.findings)
    machines, wrong = machines_of(profile) if not context.machines else (context.machines, [])
    if wrong:
        return Rendered(target, findings=tuple(wrong))
    resolved = resolve(profile, target, machines or fallback.machines, context, fallback)
    intent = resolved.intent
    if intent is None:
        return Rendered(target, findings=resolved.findings)
    found = too_many(profile, intent)
    rendering = renderer(target).render(intent)
    if rendering.refused:
        found += [_not_expressible(profile, target, one) for one in rendering.refused]
        return Rendered(target, findings=_once(found), intent=intent)
    proofs = [prove(profile, resolved, one) for one in proven(target, rendering.artifacts)]
    found += no_hugepages(profile, intent, proofs)
    done = Rendered(
        target,
        rendering.artifacts,
        _once([*found, *(finding for proof in proofs for finding in proof.findings)]),
        (*intent.stand_ins(), *rendering.warnings),
        proofs[0].added,
        tuple(dict.fromkeys(gap for proof in proofs for gap in proof.not_checked)),
        intent,
        proofs[0].nodes,
        resolved,
    )
    return done._replace(artifacts=()) if done.refused else done


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that say the same of the same place once, whatever the machine."""
    unique = {(one.code, one.message, one.origin.kind, one.origin.route): one for one in findings}
    return tuple(unique.values())


def _not_expressible(profile: Profile, target: str, one: Inexpressible) -> Finding:
    message = f"{target} cannot carry {one.field}: {one.reason}" + (f"; {one.remedy}" if one.remedy else "")
    return profile.finding("NC805", message, _route(profile, one.field))


def _route(profile: Profile, field: str) -> Route:
    """The place of a field that a target names in its own way: `spec.hugepages`, `logging.verbosity`."""
    for start in (("spec", "kubelet"), ("spec",), ()):
        found = _walk(profile.get(*start), field)
        if found:
            return (*start, *found)
    return ("spec",)


def _walk(value: object, field: str) -> Route:
    """The keys of `value` that `field` leads through; names may hold dots, so the longest key wins."""
    if not isinstance(value, dict):
        return ()
    for key in sorted(value, key=len, reverse=True):
        rest = field[len(key) :]
        if field.startswith(key) and (not rest or rest[0] in ".[/"):
            return (key, *_walk(value[key], rest.strip(".[]/")))
    return ()
