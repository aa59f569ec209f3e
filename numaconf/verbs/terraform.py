"""The program of a Terraform `external` data source: a query of strings in, the same set of strings out.

Protocol: one JSON object of strings on stdin, one on stdout; what goes to stderr is shown only on failure, so warnings
are part of the result (hashicorp/external 2.x, `internal/provider/data_source.go`).
"""

from __future__ import annotations

import base64
import copy
import json
import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from numaconf import settings
from numaconf.documents import hints
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import path
from numaconf.documents.yaml import write as yaml_write
from numaconf.errors import Problem
from numaconf.profile import load
from numaconf.profile.check import check
from numaconf.profile.model import Profile
from numaconf.targets.eks.userdata import LIMIT
from numaconf.targets.registry import BY_NAME, PLATFORMS, TARGETS, hook
from numaconf.targets.target import Alone
from numaconf.verbs.render import render

if TYPE_CHECKING:
    from numaconf.verbs.render import Rendered

CONTEXT = tuple(name.replace("-", "_") for name in settings.CONTEXT)
CLUSTER = {
    "cluster_name": "name",
    "cluster_endpoint": "apiServerEndpoint",
    "cluster_ca": "certificateAuthority",
    "cluster_cidr": "cidr",
}
"""Query key to the key of `spec.cluster` that it stands for."""

QUERY = ("profile", "profile_yaml", "target", *CONTEXT, *CLUSTER)

RESULT = (
    "target", "kubernetes_version", "kubelet_config_yaml", "kubelet_config_json", "node_labels", "warnings",
    "profile_digest", "user_data", "user_data_base64", *(key for one in PLATFORMS for key in one.terraform_keys),
)  # fmt: skip
"""Every key is always there; what a target has not is an empty string."""


def answer(query_text: bytes) -> str:
    """The result as JSON for a query as JSON. Raises Problem with a plain message for whatever keeps it from one."""
    query = _query(query_text)
    profile = _profile(query)
    target = query["target"]
    context = settings.context({key.replace("_", "-"): query[key] for key in CONTEXT}, "query")
    done = render(profile, target, context)
    if done.refused or not done.artifacts or done.intent is None:
        raise Problem("\n".join(_refusals(done)) or f"{target} gave nothing")
    texts = {artifact.name: artifact.text for artifact in done.artifacts}
    config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **done.intent.config}
    result = dict.fromkeys(RESULT, "")
    result |= {
        "target": target,
        "kubernetes_version": str(done.intent.kubernetes),
        "kubelet_config_yaml": done.artifacts[0].text if target.startswith("kubelet") else yaml_write.block(config),
        "kubelet_config_json": _json(config),
        "node_labels": _json(done.intent.labels),
        "warnings": "\n".join(_warnings(done)),
        "profile_digest": sha256(_json(profile.value).encode()).hexdigest(),
    }
    result |= _user_data(target, texts)
    if BY_NAME[target].terraform:
        result |= hook(BY_NAME[target].terraform)(texts)
    return json.dumps(result, sort_keys=True) + "\n"


def _query(text: bytes) -> dict[str, str]:
    """The query with all keys. Raises Problem for what is not an object of strings, and for keys that are unknown."""
    try:
        query = json.loads((text or b"{}").decode(), object_pairs_hook=_once)
    except ValueError as error:
        raise Problem(
            f"standard input is not JSON: {error}", remedy="Terraform's external data source writes it"
        ) from None
    except RecursionError:
        raise Problem("standard input is nested too deeply", remedy="a query is one object of strings") from None
    if not isinstance(query, dict):
        raise Problem("standard input is not a JSON object", remedy="Terraform's external data source writes one")
    for key, value in query.items():
        if key not in QUERY:
            from numaconf.suggest import did_you_mean

            hint = did_you_mean(key, QUERY, "known: " + ", ".join(QUERY))
            raise Problem(f"the query has an unknown key {_short(key)}", remedy=hint)
        if not isinstance(value, str):
            raise Problem(f"{key} in the query must be a string", remedy=f"not {_short(repr(value))}")
        if not value.isascii() and re.search("[\ud800-\udfff]", value):
            raise Problem(f"{key} in the query is not text: it holds half of a surrogate pair")
    query = dict.fromkeys(QUERY, "") | query
    if query["target"] not in TARGETS:
        from numaconf.suggest import nearest

        given = f"target {query['target']!r} is unknown" if query["target"] else "the query has no target"
        close = nearest(query["target"], TARGETS) if query["target"] else ""
        hint = f"did you mean {close}? " if close else ""
        raise Problem(given, remedy=f"{hint}one of {', '.join(TARGETS)}")
    return query


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are there once. Raises ValueError."""
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = next(key for key, number in Counter(key for key, _ in pairs).items() if number > 1)
        raise ValueError(f"the key {_short(twice)} is given twice")
    return value


def _short(text: str) -> str:
    """A text from the query in a message."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def _profile(query: dict[str, str]) -> Profile:
    """The one profile of the query, with the cluster that the query names."""
    if bool(query["profile"]) == bool(query["profile_yaml"]):
        raise Problem("the query must have exactly one of profile (a path) and profile_yaml (a text)")
    text, name = query["profile_yaml"], query["profile"] or "profile_yaml"
    data = text or load.read(name)
    try:
        found = load.parse(data, name)
    except Unreadable as error:
        raise hints.problem(error, name, data) from None
    if len(found) != 1:
        raise Problem(f"{len(found)} profiles in one document stream", remedy="give one profile to one data source")
    (profile,) = found
    cluster = {key: query[name] for name, key in CLUSTER.items() if query[name]}
    if not cluster or profile.findings:
        return profile
    value: dict[str, Any] = copy.deepcopy(profile.value)
    spec = value["spec"]
    spec["cluster"] = {**(spec.get("cluster") or {}), **cluster}
    for wrong in check(value):
        raise Problem(f"{path(wrong.route)}: {wrong.message}", place="query")
    return profile._replace(value=value, findings=())


def _refusals(done: Rendered) -> list[str]:
    """What keeps a profile from being rendered, one line each, with the place in the profile."""
    lines = []
    for finding in done.findings:
        if finding.severity == "suspicious":
            continue
        source = finding.origin.source
        span = source.span(finding.origin.route) if source else None
        place = f"{source.path}:{span.line}:{span.column}: " if source and span else ""
        lines.append(f"{place}{finding.code} {' '.join(finding.message.split())}")
    return lines


def _warnings(done: Rendered) -> list[str]:
    unwanted = (f"{one.code} {one.message}" for one in done.findings if one.severity == "suspicious")
    # user_data is the file that does it all.
    warnings = (one for one in done.warnings if not isinstance(one, Alone))
    return [" ".join(line.split()) for line in dict.fromkeys((*warnings, *unwanted))]


def _user_data(target: str, texts: dict[str, str]) -> dict[str, str]:
    """User data for targets that have it. Raises Problem for more than EC2 takes, which Terraform does not check."""
    text = texts.get(BY_NAME[target].user_data, "")
    size = len(text.encode())
    if size > LIMIT:
        raise Problem(
            f"the user data has {size} bytes, and EC2 takes {LIMIT} before base64",
            remedy="shorten the profile: fewer labels, taints, hugepages or settings (not every reader unpacks gzip)",
        )
    return {"user_data": text, "user_data_base64": base64.b64encode(text.encode()).decode()}


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
