"""What CI runners take for commands in a log, and how a value is written so that it is not one.

Runners look at every line that a step prints: GitHub for `::` at the start of one, blanks before it or not, and for
`##[` anywhere (actions/runner, `ActionCommand.cs`), Azure Pipelines for `##vso[` anywhere
(microsoft/azure-pipelines-agent, `Command.cs`), TeamCity for `##teamcity[`.
"""

from __future__ import annotations

import re

AT_START = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
ANYWHERE = re.compile(r"##(?=\w*\[)")


def obeys(text: str) -> bool:
    """Whether a runner would take something in these lines for a command."""
    return ("::" in text and AT_START.search(text) is not None) or ("##" in text and ANYWHERE.search(text) is not None)


def quoted(text: str) -> str:
    r"""A string of JSON, YAML or TOML, in its double quotes, that means the same and has no command: `#\u0023vso[`."""
    return ANYWHERE.sub(r"#\\u0023", text) if "##" in text else text


def shell(word: str) -> str:
    """A word of a shell, quoted or not, that means the same and has no command: two quotes are between its marks."""
    return ANYWHERE.sub("#''#", word) if "##" in word else word
