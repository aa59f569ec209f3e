"""Templates are skipped, and a command that fills in such a one is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from numaconf.cli.main import run
from numaconf.files.recognise import TEMPLATE, recognise

if TYPE_CHECKING:
    import pathlib

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


@pytest.mark.parametrize(
    ("name", "line", "program"),
    [
        ("chart/templates/k.yaml", "maxPods: {{ x }}", "helm"),
        ("k.yaml", "maxPods: {{ .Values.pods }}", "helm"),
        ("k.yaml", "{{- if .Values.numa }}", "helm"),
        ("k.yaml.j2", "maxPods: {{ .Values.pods }}", "jinja2"),
        ("k.yaml", "maxPods: {{ pods }}", "jinja2"),
        ("k.yaml", "{% if numa %}", "jinja2"),
        ("k.yaml.tftpl", "maxPods: 5", "terraform"),
        ("k.yaml", "%{ if numa }", "terraform"),
        ("k.yaml.gotmpl", "maxPods: {{ .pods }}", "gomplate"),
        ("k.yaml.erb", "maxPods: <%= pods %>", "erb"),
    ],
)
def test_what_fills_in_a_template(name: str, line: str, program: str) -> None:
    found = recognise(name, f"{HEADER}{line}\n".encode())
    assert not found.subjects
    assert found.reason.startswith(f"{TEMPLATE}; ")
    assert program in found.reason


def test_the_report_counts_templates_by_what_fills_them_in(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(HEADER + "maxPods: {{ .Values.pods }}\n")
    (tmp_path / "c.yaml.j2").write_text(HEADER + "maxPods: {{ pods }}\n")
    (tmp_path / "d.yaml").write_text(HEADER + "cpuManagerPolicy: ${POLICY}\n")
    run(["lint", str(tmp_path), "--color", "never"])
    text = " ".join(capfd.readouterr().out.split())
    assert "2 templates, each to be filled in first: helm template CHART | numaconf lint -" in text
    assert "1 template, to be filled in first: jinja2 FILE VALUES.yaml | numaconf lint -" in text
    assert "needs values that are not filled in (NC201): envsubst < FILE | numaconf lint -" in text
    assert "3 skipped (a template that is not filled in yet)" in text
