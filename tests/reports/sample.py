"""A report with one of everything, for the formats."""

from __future__ import annotations

from numaconf.documents.edits import Edit
from numaconf.documents.source import Location, Span
from numaconf.findings import Finding, Fix, Holds, Says
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.version import Version
from numaconf.results import Document, FileReport, Gap, Remark, Report

TEXT = "kind: KubeletConfiguration\nmemoryManagerPolicy: static # é\nmaxPods: 110\n"
NASTY = 'a,b:c%\n<&">\x07 "quoted"'


def sample() -> Report:
    """Two remarks in one file (one with a fix, one by a platform default with hard characters), a skipped, a broken,
    one that is not followed."""
    first = Finding(
        "NC901", "unused-ignore", "will-not-start", "the policy is static: write Static", Origin("document"),
        Says("kubelet", 'unknown policy: "static"'), Fix("safe", ()),
        versions=(Holds("NC902", "Kubernetes", "1.27", "1.30"), Holds("NC901", "Kubernetes", "1.31", "1.37")),
    )  # fmt: skip
    second = Finding(
        "NC902", "unknown-code-in-ignore", "no-effect", NASTY, Origin("platform-default"), machine="m5.large"
    )
    place = Span(2, 22, 2, 28)
    remarks = (
        Remark(
            first,
            Location("a/b c.yaml", 0, "/memoryManagerPolicy", (), place),
            (Edit(place, "Static"),),
            ((Location("a/b c.yaml", 0, "/kind", (), Span(1, 1, 1, 5)), "the kind"),),
        ),
        Remark(second, Location("a/b c.yaml", 1, "/spec/userData", ("/spec",), Span(3, 1, 4, 2))),
    )
    documents = (Document(0, 1, "kubelet", Version(1, 34), ("m5.large",)),)
    return Report(
        (
            FileReport("a/b c.yaml", "checked", None, documents, remarks, (Gap(0, "NC204", "machine unknown"),)),
            FileReport("t.tpl", "skipped", "a template that is not filled in yet"),
            FileReport("broken.yaml", "unparsable"),
            FileReport("clean.yaml", "checked", silenced=2),
            FileReport("setup.sh", "unread", "jq edits a file that is not here", documents),
        ),
        others=3,
    )
