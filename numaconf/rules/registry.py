"""Every rule, in the order of codes. A code never changes its meaning and is never given to another rule."""

from __future__ import annotations

from numaconf.rules.base import Rule

RULES: tuple[Rule, ...] = (
    Rule("NC801", "unknown-profile-key", "will-not-start", "profile.unknown_key", reader=True),
    Rule("NC802", "wrong-profile-value", "will-not-start", "profile.wrong_value", reader=True),
    Rule("NC803", "unresolvable-auto", "will-not-start", "profile.unresolvable_auto", reader=True),
    Rule("NC804", "different-machines", "will-not-start", "profile.different_machines", reader=True),
    Rule("NC805", "not-expressible", "ignored", "profile.not_expressible", reader=True),
    Rule("NC806", "not-proven", "ignored", "profile.not_proven", reader=True),
    Rule("NC807", "too-many-hugepages", "ignored", "profile.hugepages_too_many", reader=True),
    Rule("NC901", "unused-ignore", "unwanted", "comments.unused_ignore", reader=True),
    Rule("NC902", "unknown-code-in-ignore", "unwanted", "comments.unknown_code", reader=True),
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
