"""splitStream of a file, and of the flag that does the same."""

from __future__ import annotations

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def codes(name: str, text: str) -> list[str]:
    report = lint(name, text.encode(), Options(Context(kubernetes("1.34")), select=("NC431",)))
    assert report is not None
    return [one.finding.code for one in report.remarks]


def test_a_file_sets_it_in_vain() -> None:
    for form in ("json", "text"):
        assert codes("k.yaml", HEADER + f"logging: {{options: {{{form}: {{splitStream: true}}}}}}\n") == ["NC431"]
        assert codes("k.yaml", HEADER + f"logging: {{options: {{{form}: {{splitStream: false}}}}}}\n") == []


def test_the_flag_does_not() -> None:
    assert codes("k.sh", "#!/bin/sh\nkubelet --config=/a --log-json-split-stream\n") == []
