"""One NumaProfile document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import value_at
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version


class Profile(NamedTuple):
    """A profile as it was read. `findings` are what its schema objects to; with any, nothing else may be asked.

    `line` is the first line of its document.
    """

    source: Source
    value: Any
    findings: tuple[Finding, ...] = ()
    line: int = 1

    def with_version(self, kubernetes: Version | None) -> Profile:
        """The same profile where the version is said from outside: that its own is missing is then no mistake."""
        if kubernetes is None or not self.findings:
            return self
        left = tuple(one for one in self.findings if not _lacks_version(one))
        return self._replace(findings=left) if len(left) < len(self.findings) else self

    @property
    def path(self) -> str:
        """The file it is in; `-` for standard input."""
        return self.source.path

    @property
    def folder(self) -> str:
        """The folder that paths in the profile start from."""
        return os.path.dirname(self.path)

    @property
    def name(self) -> str:
        """`metadata.name`."""
        return str(self.get("metadata", "name"))

    def get(self, *route: str | int) -> Any:
        """The value at a route of the document, or None."""
        return value_at(self.value, route)

    def spec(self, *route: str | int) -> Any:
        """The value at a route below `spec`, or None."""
        return self.get("spec", *route)

    def origin(self, *route: str | int, note: str = "") -> Origin:
        """A route of the document as the origin of a finding or a value."""
        return Origin("document", self.source, route, note)

    def finding(self, code: str, message: str, route: Route, *, key: bool = False) -> Finding:
        """A finding of one of the profile's own rules, at a route of the document."""
        return BY_CODE[code].finding(message, self.origin(*route), key=key)


def _lacks_version(finding: Finding) -> bool:
    return finding.origin.route == ("spec",) and "kubernetesVersion is missing" in finding.message
