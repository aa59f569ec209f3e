"""Every rule, in the order of codes. A code never changes its meaning and is never given to another rule."""

from __future__ import annotations

from numaconf.rules.base import Rule

RULES: tuple[Rule, ...] = ()

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
