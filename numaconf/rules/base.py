"""What a rule is.

A rule module has a docstring (its page: title line, then the sections *What*, *Why*, *What the kubelet says*, *Bad*,
*Good*, *Versions*, *Source*) and, unless a reader raises it, one function:

    def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]

for one definite Kubernetes version and one machine (None: unknown), which `numaconf.rules.judge` asks; or, for what is
about Bottlerocket's own settings and not about the kubelet's configuration that results from them,

    def check_settings(settings: Settings) -> Iterator[Finding | NotChecked]

which Bottlerocket's reader asks (`numaconf.rules.bottlerocket.Settings`; such a row has `reader=True`). Both take code,
name and severity from the registry through `RULE.finding(…)`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from numaconf.findings import Finding, Fix, NotChecked, Related, Says, Severity
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.kubelet.effective import EffectiveConfig, Origin
    from numaconf.rules.bottlerocket import Settings

    Check = Callable[[EffectiveConfig], Iterator[Finding | NotChecked]]
    CheckSettings = Callable[[Settings], Iterator[Finding | NotChecked]]


class Rule(NamedTuple):
    """A row of the registry.

    `module`: below `numaconf.rules`. `reads`: the rule is asked only where one of these top-level fields is present in
    the configuration, or *unknown* (empty: always asked), which keeps start-up and long runs fast. So `check` must not
    take for granted that any of them is there: `node.config.get(…)`. Nor is a rule asked that a question of
    `numaconf.rules.sound` spares. `versions`: its answer depends on the Kubernetes version. `machine`: its answer
    depends on the machine. `reader`: raised while reading; the module is only its page, or has `check_settings`.
    """

    code: str
    name: str
    severity: Severity
    module: str
    reads: tuple[str, ...] = ()
    versions: bool = False
    machine: bool = False
    reader: bool = False

    def page(self) -> str:
        """The rule's documentation: its module's docstring."""
        return import_module(f"numaconf.rules.{self.module}").__doc__ or ""

    def check(self, node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
        """What the rule says about a configuration."""
        found: Check = import_module(f"numaconf.rules.{self.module}").check
        return found(node)

    def check_settings(self, settings: Settings) -> Iterator[Finding | NotChecked]:
        """What the rule says about Bottlerocket's settings."""
        found: CheckSettings = import_module(f"numaconf.rules.{self.module}").check_settings
        return found(settings)

    def finding(
        self,
        message: str,
        origin: Origin,
        *,
        says: str | Says | None = None,
        fix: Fix | None = None,
        key: bool = False,
        severity: Severity | None = None,
        related: tuple[Related, ...] = (),
    ) -> Finding:
        """A finding of this rule; `says` as plain text is the kubelet's."""
        if isinstance(says, str):
            says = Says("kubelet", says)
        finding = Finding(self.code, self.name, severity or self.severity, message, origin, says, fix, key)
        return finding._replace(related=related) if related else finding

    def not_checked(self, reason: str) -> NotChecked:
        """This rule could not be judged, with the reason (`machine unknown`)."""
        return _not_checked(self.code, reason)


@lru_cache(1024)
def _not_checked(code: str, reason: str) -> NotChecked:
    return NotChecked(code, reason)  # the same for file after file
