"""Which scripts start a minikube."""

from __future__ import annotations

import re

from numaconf.targets.subject import Subject, of_text


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """A script with a `minikube start`."""
    return of_text("minikube", path, data) if _starts(data) else None


def _starts(data: bytes) -> bool:
    """Whether a command names minikube and, after it, `start`."""
    if b"minikube" not in data:
        return False
    commands = re.finditer(rb"\bminikube\b([^\n|;&]*)", data)
    return any(re.search(rb"\bstart\b", behind[1]) for behind in commands)
