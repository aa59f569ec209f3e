"""What `explain` answers with: one type for each kind of thing that can be explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.findings import Severity
    from numaconf.kubelet.admission.statuses import Status
    from numaconf.kubelet.gates import Gate
    from numaconf.kubelet.glossary import Concept, Value
    from numaconf.kubelet.options import Stage
    from numaconf.kubelet.state.describe import StateFile
    from numaconf.rules.base import Rule
    from numaconf.rules.pages import Page
    from numaconf.verbs.explain.messages import Said
    from numaconf.verbs.explain.platforms import Place, Setting
    from numaconf.verbs.explain.replays import Replay
    from numaconf.verbs.explain.terms import FlagWord, Word


class Row(NamedTuple):
    """A rule in the table of all rules."""

    code: str
    name: str
    severity: Severity
    title: str


class RuleAnswer(NamedTuple):
    """A rule and its page."""

    rule: Rule
    page: Page
    url: str


class FieldAnswer(NamedTuple):
    """A KubeletConfiguration field: its place, Go type, the first minor that knows it, its default (None: none) with
    the minor from which that is another one, the rules that look at it; what it means ("" for a field that has
    nothing to do with NUMA), its values where they are words, its flag and its key in Bottlerocket ("": none); where
    it is written on each platform and what that sets by itself, and what platforms work out in place of a default.
    """

    path: str
    type: str
    since: int
    default: Any
    later: tuple[int, Any] | None
    rules: tuple[Row, ...]
    meaning: str = ""
    values: tuple[Value, ...] = ()
    flag: str = ""
    setting: str = ""
    places: tuple[Place, ...] = ()
    computed: str = ""


class OptionAnswer(NamedTuple):
    """A policy option: the field that takes it, its maturity in each minor (None: unknown there), the
    rules, what it does, and the options that cannot be on beside it.
    """

    name: str
    field: str
    stages: dict[int, Stage | None]
    rules: tuple[Row, ...]
    meaning: str
    excludes: tuple[str, ...]


class GateAnswer(NamedTuple):
    """A feature gate in each minor (None: unknown there, naming it stops the kubelet), and what it needs."""

    name: str
    states: dict[int, Gate | None]
    needs: tuple[str, ...]
    rules: tuple[Row, ...]


class LogAnswer(NamedTuple):
    """What a piece of a log says; `more`: how many other things it says that are not told."""

    said: tuple[Said, ...]
    more: int = 0


class StatusAnswer(NamedTuple):
    """Why the kubelet rejected a pod, as its status says it; `numbers` is what the message's numbers say."""

    status: Status
    numbers: str


class HintsAnswer(NamedTuple):
    """The topology manager's hints in a log, merged once more."""

    replays: tuple[Replay, ...]


class StateFileAnswer(NamedTuple):
    """One of the kubelet's state files."""

    file: StateFile


class WordAnswer(NamedTuple):
    """A policy, scope, flag, setting, or word of the subject, and the rules that look at the fields behind it."""

    word: Word | FlagWord | Setting | Concept
    rules: tuple[Row, ...]


Answer = (
    RuleAnswer | FieldAnswer | OptionAnswer | GateAnswer | StatusAnswer | HintsAnswer | LogAnswer | StateFileAnswer
    | WordAnswer
)  # fmt: skip
