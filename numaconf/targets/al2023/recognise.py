"""Which texts are user data for Amazon Linux 2023: NodeConfigs in MIME, packed or plain."""

from __future__ import annotations

from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.forms import is_mime, is_packed
from numaconf.targets.subject import Subject, of_text


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """User data with a NodeConfig in it. Raises Unreadable for a packed text that does not come out."""
    if form == "mime":
        return of_text("al2023", path, data) if b"node.eks.aws" in data or b"Tm9kZUNvbmZpZ" in data else None
    from numaconf.documents.mime.encoding import by_content

    subject = of_text("al2023", path, data)
    return subject if b"node.eks.aws" in by_content(data)[0] else None


def given(path: str, data: bytes) -> Subject:
    """What nodeadm is given: MIME or packed user data, or a NodeConfig's file, of which it reads the first document."""
    if not (is_mime(data) or is_packed(data) or data.startswith(b"#!")):
        try:
            documents = load.read_each(data)
        except Unreadable as error:
            return Subject("al2023", refusal=error)
        if documents and isinstance(documents[0], Unreadable):
            return Subject("al2023", refusal=documents[0])
    return of_text("al2023", path, data)
