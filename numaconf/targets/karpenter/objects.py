"""An EC2NodeClass and the NodePools that use it, as API server and controller take them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import dotted, value_at
from numaconf.findings import Says
from numaconf.kubelet import fields
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.version import Version
from numaconf.named import NamedTuple
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE
from numaconf.targets.karpenter import controller, nodeclass, nodepool, schema
from numaconf.targets.karpenter.nodeclass import KUBELET, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding, Fix, Severity
    from numaconf.targets.karpenter.schema import Schema, Verdict

FIRST, BETA_GONE, ALPHA_GONE = Version(1, 0, 0), Version(1, 1, 0), Version(0, 33, 0)
"""The first version that serves v1, and the first ones that serve no v1beta1 and no v1alpha5 and v1alpha1."""


class Objects(NamedTuple):
    """What is stored. `refused`: an object is refused, or the controller launches nothing with it. `node_class` is None
    where the sources hold pools only, `family` None where the class does not say one; `pools` are those that are
    stored. `old`: an object of an API before v1 that this version serves has settings, and they are not followed.
    """

    node_class: Source | None = None
    spec: dict[str, Any] = {}  # noqa: RUF012  never mutated; NamedTuple defaults cannot be factories
    pools: tuple[tuple[Source, dict[str, Any]], ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    old: bool = False

    @property
    def kubelet(self) -> dict[str, Any]:
        """`spec.kubelet` of the class."""
        return self.spec.get("kubelet") or {}

    @property
    def family(self) -> str | None:
        """The AMI family."""
        return nodeclass.family(self.spec)


@lru_cache(64)
def look(sources: tuple[Source, ...], karpenter: Version) -> Objects:
    """What a Karpenter version makes of the objects of one file, before any node: stored objects and objections."""
    node_class: Source | None = None
    spec: dict[str, Any] = {}
    pools: list[tuple[Source, dict[str, Any]]] = []
    findings: list[Finding] = []
    refused = old = False
    for source in sources:
        value = source.document.value
        model = _model(value, karpenter)
        if model is None:
            findings += _not_served(source, value, karpenter)
            findings += _beta_kubelet(source, value) if karpenter < BETA_GONE and is_beta(source) else ()
            old = old or (_is_served(source, karpenter) and _has_settings(value))
            refused = True
            continue
        verdict = schema.judge(model, value, karpenter)
        verdict = verdict._replace(refusals=tuple(one for one in verdict.refusals if not _to_fill_in(value, one.route)))
        findings += _refusals(source, value["kind"], verdict)
        findings += _pruned(source, value, verdict, karpenter)
        refused = refused or bool(verdict.refusals)
        if value["kind"] == nodepool.KIND:
            pools += [] if verdict.refusals else [(source, verdict.stored)]
            continue
        node_class = source
        spec = verdict.stored.get("spec") if not verdict.refusals else {}
        if karpenter >= OPEN:
            # What the controller would say is said even where the object does not get as far.
            findings += _controller(source, verdict.stored.get("spec"))
    refused = refused or any(one.severity == "will-not-start" or one.code == "NC606" for one in findings)
    return Objects(node_class, spec or {}, tuple(pools), tuple(findings), refused, old)


def _to_fill_in(value: Any, route: Route) -> bool:
    """Whether a value is a text with a variable (`${AMI_ID}`), which is replaced before the API server sees it."""
    held = value_at(value, route)
    return isinstance(held, str) and "${" in held


_MODELS = {
    (f"{nodeclass.GROUP}/v1", nodeclass.KIND): nodeclass.schema,
    (f"{nodepool.GROUP}/v1", nodepool.KIND): nodepool.schema,
}


def _model(value: dict[str, Any], karpenter: Version) -> Schema | None:
    model = _MODELS.get(_header(value)) if karpenter >= FIRST else None
    return None if model is None else model(karpenter)


def _header(value: dict[str, Any]) -> tuple[str, str]:
    """The apiVersion and the kind, which may be anything as long as nobody has looked at them."""
    return str(value.get("apiVersion")), str(value.get("kind"))


_NEW = {
    "Provisioner": "a NodePool (karpenter.sh/v1)",
    "AWSNodeTemplate": "an EC2NodeClass (karpenter.k8s.aws/v1)",
    "NodePool": "karpenter.sh/v1",
    "EC2NodeClass": "karpenter.k8s.aws/v1",
}


def is_beta(source: Source) -> bool:
    """Whether an object is of `v1beta1`, which 1.0 was the last to serve."""
    return _header(source.document.value)[0].endswith("/v1beta1")


_GONE = {"v1beta1": BETA_GONE, "v1alpha5": ALPHA_GONE, "v1alpha1": ALPHA_GONE}


def _is_served(source: Source, karpenter: Version) -> bool:
    """Whether a version serves an object of an API before v1."""
    gone = _GONE.get(_header(source.document.value)[0].rpartition("/")[2])
    return gone is not None and karpenter < gone


def _has_settings(value: dict[str, Any]) -> bool:
    """Whether an old object says something about the kubelet, or has user data, which may."""
    places = (("kubelet",), ("kubeletConfiguration",), ("template", "spec", "kubelet"), ("userData",))
    return any(value_at(value, ("spec", *place)) for place in places)


def _not_served(source: Source, value: dict[str, Any], karpenter: Version) -> Iterator[Finding]:
    version, kind = _header(value)
    if _is_served(source, karpenter):
        return
    route: Route = ("apiVersion",) if kind in {"NodePool", "EC2NodeClass"} else ("kind",)
    if karpenter < FIRST:
        who, instead = f"Karpenter {karpenter} serves", "; 1.0.0 is the first version that knows v1"
    else:
        who, instead = "Karpenter 1.1 and later serve", f": write {_NEW[kind]}" if kind in _NEW else ""
    yield BY_CODE["NC604"].finding(
        f"{who} no {kind} of {version}{instead}",
        Origin("document", source, route),
        says=Says("api-server", f'no matches for kind "{kind}" in version "{version}"'),
    )


def _beta_kubelet(source: Source, value: dict[str, Any]) -> Iterator[Finding]:
    """The kubelet fields that no NodePool of v1beta1 had (the twelve of v1's closed `spec.kubelet`)."""
    route = ("spec", "template", "spec", "kubelet")
    kubelet = value_at(value, route)
    unknown = tuple((*route, key) for key in kubelet if key not in KUBELET.fields) if isinstance(kubelet, dict) else ()
    says = Says("api-server", schema.strict_error(unknown)) if unknown else None
    for one in unknown if value.get("kind") == nodepool.KIND else ():
        yield BY_CODE["NC602"].finding(
            f"no NodePool of v1beta1 has {one[-1]} for the kubelet: the API server drops it, and kubectl is refused",
            Origin("document", source, one),
            says=says,
            key=True,
        )


def _refusals(source: Source, kind: str, verdict: Verdict) -> Iterator[Finding]:
    for one in verdict.refusals:
        hint = ""
        if one.route[-1:] == ("nodeClassRef",) and ".group: Required" in one.text:
            hint = f"; write group: {nodeclass.GROUP} in place of apiVersion"
        origin = Origin("document", source, one.route)
        fix = _quotes(origin, one.text)
        yield BY_CODE["NC601"].finding(
            f"the API server refuses this {kind}: {one.text}{hint or (fix and _IN_QUOTES) or _way_out(one.text)}",
            origin,
            says=Says("api-server", one.text),
            fix=fix,
        )


_IN_QUOTES = "; write it in quotes"

_WAYS = (
    (r"Required value|may not be empty|must have a value|must have at least that many", "write it"),
    (r"valid keys|supported values|must be one of|exactly one of|one of the following", "write one of these"),
    (r"matching", "write both, or neither"),
    (r"mutually exclusive|cannot be set", "leave one of them out"),
    (r"restricted", "use a domain of your own"),
    (r"of type (boolean|bool)", "write true or false"),
    (r"of type (integer|number|int)", "write a number, without quotes"),
    (r"of type (array|object|\[\]|map)", "write a list or map, as the field takes it"),
    (r"of type string", "write text"),
    (r"negative|greater than|less than|between|at least|at most|more than", "write a value in that range"),
    (r"multiple entries|only one", "keep one"),
    (r"percentage or a resource quantity|quantity", "write an amount such as 500Mi, or a percentage"),
)


def _way_out(says: str) -> str:
    """What to write in place of what the API server or Karpenter refuses with these words."""
    return "; " + next((way for pattern, way in _WAYS if re.search(pattern, says)), "write another value")


def _quotes(origin: Origin, says: str) -> Fix | None:
    """A number or boolean in place of a string is meant as it is written."""
    if "of type string" not in says or origin.source is None:
        return None
    document: Any = origin.source.document
    value = value_at(document.value, origin.route)
    if not isinstance(value, bool | int | float):
        return None
    return fixes.replace(origin, document.text(origin.route), "safe")


def _pruned(source: Source, value: dict[str, Any], verdict: Verdict, karpenter: Version) -> Iterator[Finding]:
    says = Says("api-server", schema.strict_error(verdict.pruned)) if verdict.pruned else None
    for route in verdict.pruned:
        origin = Origin("document", source, route)
        if route[:2] == ("spec", "kubelet") and len(route) == 3:
            yield BY_CODE["NC602"].finding(_closed(str(route[2]), karpenter), origin, says=says, key=True)
            continue
        meant = _meant(value["kind"], route)
        yield BY_CODE["NC603"].finding(
            f"no {value['kind']} has {dotted(route)}: the API server drops it, and kubectl is refused{meant}",
            origin,
            says=says,
            key=True,
        )
    if value["kind"] == nodeclass.KIND and karpenter >= OPEN:
        spec = value.get("spec")
        kubelet = spec.get("kubelet") if isinstance(spec, dict) else None
        for key, item in kubelet.items() if isinstance(kubelet, dict) else ():
            if item is None:
                yield BY_CODE["NC603"].finding(
                    f"the API server takes {key} out of spec.kubelet, since it is null: write an empty value, or put "
                    "the null into a NodeConfig in userData",
                    Origin("document", source, ("spec", "kubelet", key)),
                )


def _closed(key: str, karpenter: Version) -> str:
    head = f"Karpenter {karpenter.major}.{karpenter.minor} has no {key} in spec.kubelet: the API server drops it, and "
    if key in fields.FIELDS:
        return f"{head}kubectl is refused; below {OPEN} it belongs in userData"
    near = fixes.near(key, tuple(KUBELET.fields)) or fields.suggest(key)
    return f"{head}kubectl is refused" + (f": did you mean {near}?" if near else "")


def _meant(kind: str, route: Route) -> str:
    if kind == nodepool.KIND and route[-1] == "kubelet":
        return ": spec.kubelet of the EC2NodeClass has taken its place"
    if kind == nodepool.KIND and route == ("spec", "template", "spec", "nodeClassRef", "apiVersion"):
        return f": write group: {nodeclass.GROUP}"
    model: Schema | None = (nodeclass if kind == nodeclass.KIND else nodepool).schema(OPEN)
    for step in route[:-1]:
        model = None if model is None else model.items if isinstance(step, int) else model.fields.get(str(step))
    near = fixes.near(str(route[-1]), tuple(model.fields)) if model is not None else None
    return f": did you mean {near}?" if near else ""


def _controller(source: Source, spec: Any) -> Iterator[Finding]:
    """From 1.15.0 on."""
    if not isinstance(spec, dict) or not isinstance(spec.get("kubelet", {}), dict):
        return
    kubelet, family = spec.get("kubelet") or {}, nodeclass.family(spec) or ""
    found = [one for one in controller.reasons(kubelet, family) if not _to_fill_in(kubelet, one.route)]
    words = {controller.INVALID: "NC605", controller.EXPRESSION: "NC606", controller.UNSUPPORTED: "NC607"}
    for one in found:
        origin = Origin("document", source, ("spec", "kubelet", *one.route))
        says = Says("karpenter", f"{one.reason}: {one.text}")
        fix = _quotes(origin, one.text)
        message = _objection(one, kubelet)
        message += _IN_QUOTES if fix else "" if "; " in message else _way_out(one.text)
        # Whether the gate for expressions is on, no object says.
        meant = one.reason == controller.EXPRESSION and controller.is_plausible(str(value_at(kubelet, one.route)))
        severity: Severity | None = "suspicious" if meant else None
        yield BY_CODE[words[one.reason]].finding(message, origin, says=says, fix=fix, severity=severity)
    if not found and family == "Custom":
        for key in kubelet:
            if key not in KUBELET.fields:
                yield BY_CODE["NC608"].finding(
                    f"with the family Custom Karpenter does not pass {key} on: set it where the image reads it",
                    Origin("document", source, ("spec", "kubelet", key)),
                    key=True,
                )


def _objection(one: controller.Reason, kubelet: dict[str, Any]) -> str:
    if one.reason == controller.EXPRESSION:
        value = value_at(kubelet, one.route)
        if controller.is_plausible(str(value)):
            return (
                f"{value!r} is a CEL expression, and Karpenter evaluates those only behind the feature gate "
                "NodeClassCEL, which is off by default: with the gate off nothing is launched"
            )
        return (
            f"{value!r} is not a quantity: "
            "Karpenter takes it for a CEL expression and launches nothing; write for example 100Mi"
        )
    if one.reason == controller.UNSUPPORTED:
        hint = "" if one.route == ("clusterDNS",) else "; they belong in userData"
        return f"Karpenter launches nothing with this: {one.text}{hint}"
    field = str(one.route[-1]) if one.route else ""
    near = fields.suggest(field) if "unknown field" in one.text and len(one.route) == 1 else None
    return f"Karpenter launches nothing with this: {one.text}" + (f": did you mean {near}?" if near else "")
