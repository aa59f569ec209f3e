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
    for command in re.split(rb"[\n|;&]", data):
        named = re.search(rb"\bminikube\b", command)
        if named and re.search(rb"\bstart\b", command[named.end() :]):
            return True
    return False
