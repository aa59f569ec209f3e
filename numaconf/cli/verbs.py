"""The table of verbs."""

from __future__ import annotations

GROUPS: dict[str, tuple[str, ...]] = {
    "Before the node": ("init", "validate", "render", "lint", "show", "convert"),
    "Before the pod": ("fit",),
    "On the running node": ("plan", "verify"),
    "To learn more": ("explain", "rules", "machine"),
    "For other programs": ("terraform", "schema", "completion"),
}
"""The verbs as the help lists them. A verb is the click command of its name, in the module of its name beside this."""

VERBS = tuple(name for names in GROUPS.values() for name in names)

COMPLETE = "_NUMACONF_COMPLETE"
"""The variable of the environment that the completion scripts set: what a shell asks for."""
