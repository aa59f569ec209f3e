"""What CI runners take for commands in a log, and how a value is written so that it is not one.

Runners look at every line that a step prints: GitHub for `::` at the start of one, blanks before it or not, and for
`##[` anywhere (actions/runner, `ActionCommand.cs`), Azure Pipelines for `##vso[` anywhere
(microsoft/azure-pipelines-agent, `Command.cs`), TeamCity for `##teamcity[`.
"""

from __future__ import annotations

import re

AT_START = r"(?m)^([^\S\n]*):(?=:)"
ANYWHERE = r"##(?=\w*\[)"


def obeys(text: str) -> bool:
    """Whether a runner would take something in these lines for a command."""
    return bool(("::" in text and re.search(AT_START, text)) or ("##" in text and re.search(ANYWHERE, text)))


def quoted(text: str) -> str:
    r"""A string of JSON, YAML or TOML, in its double quotes, that means the same and has no command: `#\u0023vso[`."""
    return re.sub(ANYWHERE, r"#\\u0023", text) if "##" in text else text


def shell(word: str) -> str:
    """A word of a shell, quoted or not, that means the same and has no command: two quotes are between its marks."""
    return re.sub(ANYWHERE, "#''#", word) if "##" in word else word
