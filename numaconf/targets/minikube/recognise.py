"""Which scripts start a minikube."""

from __future__ import annotations

import re

from numaconf.targets.subject import Subject, of_text


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """A script with a `minikube start`."""
    if form != "script" or not re.search(rb"\bminikube\b[^\n|;&]*\bstart\b", data):
        return None
    return of_text("minikube", path, data)
