"""Which texts are user data for Amazon Linux 2: MIME or a script that calls the image's bootstrap.sh."""

from __future__ import annotations

import re

from numaconf.targets.subject import Subject, of_text


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """User data that calls bootstrap.sh. Many a project has a script of that name, in another folder."""
    if form == "mime":
        other = b"node.eks.aws" in data or b"Tm9kZUNvbmZpZ" in data  # a NodeConfig, which AL2 does not know
        return of_text("al2", path, data) if b"bootstrap.sh" in data and not other else None
    if b"/eks" not in data or not re.search(rb"bootstrap\.sh\b", data):
        return None
    from numaconf.targets.al2.prepare import prepare

    subject = of_text("al2", path, data)
    return None if prepare(subject.sources[0]).foreign else subject
