"""What the kubelet's decoder makes of a parsed document: the main file, and what drop-ins were merged into.

A document of the wrong kind or a value of the wrong type stops the kubelet. In the main file a field that is unknown,
written in another case, or of a later version is dropped with a log line (`Using lenient decoding as strict decoding
failed`), a key written twice keeps its last value. In drop-ins letter case does not matter and unknown fields vanish
silently; `merge.py` has their rules.

Source: kubernetes `pkg/kubelet/kubeletconfig/util/codec`, `sigs.k8s.io/json`, Go's `encoding/json`, Kubernetes 1.27
and later; 1.31 and later were asked.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from numaconf.kubelet import defaults, fields, readers
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route
    from numaconf.kubelet.readers import Wrong
    from numaconf.kubelet.version import Version

API_VERSION, KIND = "kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"
HEADER = frozenset({"apiVersion", "kind"})

ProblemKind = Literal["empty", "kind", "type", "duplicate", "unknown", "case", "recased", "later"]


class Problem(NamedTuple):
    """Something that the decoder stumbles over. `text`: its own words. `fatal`: the kubelet exits. `suggestion`: the
    field that was probably meant, or the part of the header that an unknown key counts as. `since`: for `later`, the
    minor that first knows the field. `case`: written in another letter case and dropped; `recased`: so written and
    taken all the same, in a drop-in.
    """

    kind: ProblemKind
    route: Route
    text: str
    fatal: bool = False
    suggestion: str = ""
    since: int = 0


class Decoded:
    """The fields that arrive in the kubelet, nulls and zeros that mean *default* taken out, and what was wrong.

    `unreadable`: routes whose values have the wrong type; they are not in `config`.
    """

    __slots__ = ("config", "problems")

    def __init__(self, config: dict[str, Any], problems: tuple[Problem, ...] = ()) -> None:
        self.config, self.problems = config, problems

    @property
    def fatal(self) -> bool:
        """Whether the kubelet exits while it reads this."""
        return any(problem.fatal for problem in self.problems)

    @property
    def unreadable(self) -> tuple[Route, ...]:
        """The routes whose values have the wrong type; a list with a wrong element is one as a whole."""
        return tuple(dict.fromkeys(_whole(problem.route) for problem in self.problems if problem.kind == "type"))


def _whole(route: Route) -> Route:
    """A route up to the first list that it leads through."""
    at = next((at for at, step in enumerate(route) if isinstance(step, int)), len(route))
    return route[:at]


def main_file(
    value: Any, strict: Sequence[tuple[Route, str]], version: Version, *, header: bool = True, in_order: bool = False
) -> Decoded:
    """Decode the main configuration file's first document. `in_order`: its keys come in their order (JSON, not YAML).

    `strict`: duplicate keys, as the document's reader found them. Without `header` the value is a bare set of fields,
    as other platforms' documents embed them, and needs no apiVersion and kind.
    """
    usual = header and type(value) is dict and value.get("apiVersion") == API_VERSION and value.get("kind") == KIND
    if not usual:
        wrong = kind_problem(value, in_order=in_order) if header else _object_problem(value)
        if wrong:
            return Decoded({}, (wrong,))
    found: list[Wrong] = []
    config = readers.struct("KubeletConfiguration", version.minor)(value or {}, (), found)
    if usual and found:  # another spelling counts for the header, which to a struct's reader is an unknown key
        wrong = kind_problem(value, in_order=in_order)
        if wrong:
            return Decoded({}, (wrong,))
    problems = _problems(found, strict, version, value if header else {}) if found or strict else ()
    return Decoded(without_zeros(_without_wrong_lists(config, problems), version), problems)


def _problems(
    found: Sequence[Wrong], strict: Sequence[tuple[Route, str]], version: Version, headed: dict[str, Any]
) -> tuple[Problem, ...]:
    """Everything that the decoder stumbles over; `headed`: the document, if it needs a header."""
    duplicates = (Problem("duplicate", tuple(route), text) for route, text in strict)
    problems = (*duplicates, *(_problem(one, version.minor) for one in found))
    return tuple(_counting(problem, headed) for problem in problems) if headed else problems


def _counting(problem: Problem, value: dict[str, Any]) -> Problem:
    """A problem, with what `Kind:` or `apiversion:` count as: no fields, yet the decoder finds the kind there."""
    if problem.kind != "unknown" or len(problem.route) != 1:
        return problem
    meant = _header_name(str(problem.route[0]))
    return problem._replace(suggestion=meant) if meant and meant not in value else problem


def _without_wrong_lists(config: dict[str, Any], problems: Sequence[Problem]) -> dict[str, Any]:
    """Take out lists of which an element cannot be read: what is left of them would mean something else."""
    if not problems:
        return config
    wrong = {problem.route[0] for problem in problems if problem.kind == "type" and problem.route}
    return {name: value for name, value in config.items() if not (name in wrong and isinstance(value, list))}


def without_zeros(config: dict[str, Any], version: Version) -> dict[str, Any]:
    """The configuration without the zeros that the kubelet replaces by defaults, and without apiVersion and kind."""
    left = dict(config)
    for name, type_ in _may_be_zero(tuple(config), version.minor):
        value = left[name]
        # Of true values only a duration can be a zero: 0s, +0h0m.
        if (not value or (type_ == "Duration" and "0" in value)) and defaults.is_zero(value, type_):
            del left[name]
    for name in HEADER:
        left.pop(name, None)
    return left


@lru_cache(1024)
def _may_be_zero(names: tuple[str, ...], minor: int) -> tuple[tuple[str, str], ...]:
    """Those of a configuration's fields whose zeros mean the default, with their types."""
    absent = defaults.zero_is_absent(minor)
    return tuple((name, absent[name]) for name in names if name in absent)


def merged(tree: dict[str, Any], version: Version) -> Decoded:
    """Decode what main file and drop-ins were merged into; every key is spelled as its field by now."""
    found: list[Wrong] = []
    config = readers.struct("KubeletConfiguration", version.minor)(tree, (), found)
    problems = tuple(_problem(wrong, version.minor) for wrong in found)
    held = {name: value for name, value in config.items() if name not in HEADER}
    return Decoded(_without_wrong_lists(held, problems), problems)


_LEAD = "failed to decode: "


def _problem(wrong: Wrong, minor: int) -> Problem:
    if wrong.struct is None:
        return Problem("type", wrong.route, _LEAD + wrong.text, fatal=True)
    name, struct = str(wrong.route[-1]), wrong.struct
    field = fields.STRUCTS[struct].get(name)
    if field is not None:
        return Problem("later", wrong.route, wrong.text, since=field.since)
    meant = fields.folded(struct).get(name.casefold())
    if meant is not None and fields.STRUCTS[struct][meant].since <= minor:
        return Problem("case", wrong.route, wrong.text, suggestion=meant)
    return Problem("unknown", wrong.route, wrong.text, suggestion=fields.suggest(name, struct) or "")


# apiVersion and kind


def kind_problem(value: Any, *, lead: str = _LEAD, in_order: bool = False) -> Problem | None:
    """Why a document is not taken for a KubeletConfiguration by the kubelet's decoder, or None.

    `Kind:` and `apiversion:` are accepted here as keys, their values are case-sensitive.
    """
    wrong = _object_problem(value, lead)
    if wrong:
        return wrong
    header, wrong = _header(value or {}, lead, in_order=in_order)
    if wrong:
        return wrong
    api_version, kind = header["apiVersion"], header["kind"]
    for name, shown in (("kind", "Kind"), ("apiVersion", "apiVersion")):
        if not header[name]:
            kind_of: ProblemKind = "kind" if value else "empty"
            return Problem(kind_of, (), f"{lead}Object '{shown}' is missing in …", fatal=True)
    if (api_version, kind) == (API_VERSION, KIND):
        return None
    if api_version == API_VERSION and kind in {"SerializedNodeConfigSource", "CredentialProviderConfig"}:
        text = f"failed to cast object to KubeletConfiguration, unexpected type: {api_version}, Kind={kind}"
    else:
        text = f"{lead}no kind {readers.quoted(kind)} is registered for version {readers.quoted(api_version)} in scheme"
    return Problem("kind", ("kind",) if api_version == API_VERSION else ("apiVersion",), text, fatal=True)


def dropin_kind_problem(value: Any, version: Version) -> Problem | None:
    """Why a drop-in is not taken, or None. Its keys are case-sensitive; up to 1.31 only `kind` has to be there."""
    wrong = _object_problem(value, "")
    if wrong:
        return wrong
    _, wrong = _header(value or {}, "")
    if wrong:
        return wrong
    held = {name: (value or {}).get(name) or "" for name in ("apiVersion", "kind")}
    if not held["kind"]:
        return Problem("kind" if value else "empty", (), "Object 'Kind' is missing in …", fatal=True)
    if version.minor < 32 or (held["apiVersion"], held["kind"]) == (API_VERSION, KIND):
        return None
    group_version = held["apiVersion"] if "/" in held["apiVersion"] else f"/{held['apiVersion']}"
    text = f"unknown apiVersion/kind: {group_version}, Kind={held['kind']}"
    return Problem("kind", ("kind",) if held["apiVersion"] == API_VERSION else ("apiVersion",), text, fatal=True)


def _object_problem(value: Any, lead: str = _LEAD) -> Problem | None:
    if value is None or isinstance(value, dict):
        return None
    text = (
        f"{lead}couldn't get version/kind; json parse error: json: cannot unmarshal {readers.json_kind(value)} into Go "
        'value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; '
        'Kind string "json:\\"kind,omitempty\\"" }'
    )
    return Problem("kind", (), text, fatal=True)


_HEADER_LENGTHS = frozenset(map(len, HEADER))


@lru_cache(64)
def _header_name(key: str) -> str | None:
    return {"apiversion": "apiVersion", "kind": "kind"}.get(key.casefold())


def _header(value: dict[str, Any], lead: str, *, in_order: bool = False) -> tuple[dict[str, str], Problem | None]:
    """Header values as Go's `encoding/json` finds them: in any case, the last one wins; keys of YAML come sorted."""
    header = {"apiVersion": "", "kind": ""}
    keys = [key for key in value if len(key) in _HEADER_LENGTHS and _header_name(key)]
    for key in keys if in_order else sorted(keys):
        held, name = value[key], _header_name(key) or ""
        if isinstance(held, str):
            header[name] = held
        elif held is not None:
            text = (
                f"{lead}couldn't get version/kind; json parse error: json: cannot unmarshal {readers.json_kind(held)} "
                f"into Go struct field .{name} of type string"
            )
            return header, Problem("kind", (key,), text, fatal=True)
    if header["apiVersion"].count("/") > 1:
        text = f"{lead}unexpected GroupVersion string: {header['apiVersion']}"
        return header, Problem("kind", ("apiVersion",), text, fatal=True)
    return header, None
