"""Text that is more than one data structure, from the Jinja2 templates at the top of the tree."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf import resources

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache
def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined

    # The templates are shell, systemd units and the like: quoting is each caller's task, there is no HTML to escape.
    return Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # noqa: S701  not HTML


def fill(name: str, **values: Any) -> str:
    """The template `name` with its values; LF line ends. A value that the template needs and does not get is an error.

    Values must already be quoted for the language of the text.
    """
    return _environment().from_string(resources.text("templates", name)).render(values)
