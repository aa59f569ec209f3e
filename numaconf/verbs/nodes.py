"""From a file of any kind to the configuration that it puts in force, on each version and machine that is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.errors import CannotDo, Problem
from numaconf.files import neighbours, nodes
from numaconf.named import NamedTuple
from numaconf.rules import judge
from numaconf.targets.registry import BY_NAME, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.context import Context
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.targets.reading import Hugepages
    from numaconf.targets.subject import Subject


class InForce(NamedTuple):
    """What a file puts in force on one Kubernetes version and one machine, both definite.

    `kind`: of a profile the name of the target. `hugepages`: the pools that it asks for, None where such a document
    cannot ask for any. `fatal`: why its kubelet does not start, whatever state files there are. `newer`: which versions
    stand in for newer ones.
    """

    path: str
    kind: str
    data: bytes
    node: EffectiveConfig
    hugepages: tuple[Hugepages, ...] | None = None
    fatal: tuple[str, ...] = ()
    rendered: str | None = None
    labels: dict[str, str] = {}  # noqa: RUF012  never mutated
    taints: tuple[dict[str, str], ...] = ()
    newer: tuple[str, ...] = ()


def nodes_of(
    path: str,
    data: bytes,
    context: Context,
    fallback: Context,
    kind: str | None = None,
    wanted: str | None = None,
    *,
    first: bool = False,
) -> list[InForce]:
    """The configurations of a file, one for each version and machine that is still possible, oldest version first.

    `wanted`: which target of a profile; of several the first, where `first` says that any will do. Raises Problem for
    a file that nothing comes out of, or several things.
    """
    found = nodes.subjects(path, data, kind)
    if len(found) > 1:
        kinds = ", ".join(one.kind for one in found)
        raise Problem(f"holds several configurations ({kinds})", place=path, remedy="name a file of one node")
    (subject,) = found
    of = _of_profile(path, subject, data, context, fallback, wanted, first) if subject.kind == "profile" else None
    return list(of or _of_document(path, subject, data, context, fallback))


def _of_document(path: str, subject: Subject, data: bytes, context: Context, fallback: Context) -> Iterator[InForce]:
    module = reader(subject.kind)
    sources, _ = neighbours.of(subject)
    known = nodes.known(subject, context, fallback)
    nodes.demand_known(known, path)
    for machine in known.machines or (None,):
        for version in known.versions():
            reading = module.read(sources, version, machine, known)
            here = known._replace(kubernetes=version, machines=(machine,) if machine else ())
            fatal = tuple(dict.fromkeys(one.message for one in judge.fatal(reading, here)))
            if reading.effective is None:
                raise Problem(
                    "; ".join(fatal or reading.unread) or "it results in no kubelet configuration", place=path
                )
            pools = reading.hugepages if BY_NAME[subject.kind].hugepages else None
            yield InForce(
                path, subject.kind, data, reading.effective, pools, fatal, None, reading.labels, reading.taints,
                known.stand_ins(subject.kind),
            )  # fmt: skip


def _of_profile(
    path: str, subject: Subject, data: bytes, context: Context, fallback: Context, wanted: str | None, first: bool
) -> Iterator[InForce]:
    from numaconf.profile.load import of
    from numaconf.verbs.render import render

    if len(subject.sources) > 1:
        raise Problem("holds several profiles", place=path, remedy="name a file of one node")
    profile = of(subject.sources[0])
    names = list(profile.spec("targets") or {}) or ["kubelet"]
    if wanted is None and len(names) > 1 and not first:
        raise CannotDo(
            f"the profile has several targets: {', '.join(names)}", place=path, remedy="name one with --target"
        )
    name = wanted or names[0]
    done = render(profile, name, context, fallback)
    reasons = tuple(one.message for one in done.findings if one.severity != "suspicious")
    if not done.nodes or done.intent is None:
        raise Problem("; ".join(reasons) or "it results in no kubelet configuration", place=path)
    pools: tuple[Hugepages, ...] = done.intent.hugepages
    text = done.artifacts[0].text if done.artifacts else None
    asked = done.intent
    for node in done.nodes:
        yield InForce(
            path, name, data, node, pools, reasons, text, asked.labels, asked.taints, asked.stand_ins()
        )  # fmt: skip
