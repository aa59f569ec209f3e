"""What becomes of AL2 user data, and what is said about it, with the place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.machine.model import Machine
from numaconf.rules import judge
from numaconf.targets import al2
from numaconf.targets.al2.prepare import prepare
from numaconf.targets.target import Reading
from tests.targets.intents import M5

CALL = "/etc/eks/bootstrap.sh demo"
STATIC = "--cpu-manager-policy=static"


def read(text: str | bytes, minor: str = "1.32", machine: Machine | None = M5) -> Reading:
    return al2.read([Source("user-data.sh", PlainDocument(text))], version.kubernetes(minor), machine, Context())


def extra(value: str) -> str:
    return f"#!/bin/bash\n{CALL} --kubelet-extra-args {value}\n"


def arguments(text: str) -> list[str | None]:
    return [argument.value for argument in prepare(Source("f", PlainDocument(text))).arguments]


def said(text: str | bytes, **more: Any) -> list[tuple[str, str, str]]:
    """Code, severity and marked text of each finding."""
    found = []
    lines = text.decode().split("\n") if isinstance(text, bytes) else text.split("\n")
    for finding in read(text, **more).findings:
        assert finding.origin.source is not None
        span = finding.origin.source.span(finding.origin.route)
        marked = lines[span.line - 1][span.column - 1 :]
        if span.line == span.end_line:
            marked = marked[: span.end_column - span.column]
        found.append((finding.code, finding.severity, marked))
    return found


@pytest.mark.parametrize(
    "script",
    [
        extra(f"'{STATIC}'"),
        extra(f'"{STATIC}"'),
        extra(STATIC),
        f"{CALL} --kubelet-extra-args '--v=1' --kubelet-extra-args '{STATIC}'",
        f"ARGS='{STATIC}'\n{CALL} --kubelet-extra-args \"$ARGS\"",
        f"sudo -E bash -x {CALL} \\\n  --kubelet-extra-args '{STATIC}'",
        f"export KUBELET_EXTRA_ARGS='{STATIC}'\n{CALL}",
        f"KUBELET_EXTRA_ARGS='{STATIC}' {CALL}",
        f"if true; then\n  {CALL} --kubelet-extra-args '{STATIC}'\nfi",
        f"set -o xtrace\n/etc/eks/bootstrap.sh '${{cluster}}' --kubelet-extra-args {STATIC} --use-max-pods false",
    ],
)
def test_the_arguments_are_found(script: str) -> None:
    assert arguments(script) == [STATIC]
    assert read(script).effective is not None
    assert read(script).findings == ()


def test_a_mime_part_calls_it_too_and_places_are_of_the_whole() -> None:
    text = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/x-shellscript\n\n'
        + extra("'--topology-manager-policy=nonsense'")
        + "--B--\n"
    )
    reading = read(text)
    assert reading.effective is not None
    origin = reading.effective.origin("topologyManagerPolicy")
    assert origin.source is not None
    span = origin.source.span(origin.route)
    line = text.split("\n")[span.line - 1]
    assert line[span.column - 1 : span.end_column - 1] == "--topology-manager-policy=nonsense"
    assert origin.source.locate(origin.route).document == 0


def mime(script: str, kind: str = "text/x-shellscript", head: str = "MIME-Version: 1.0\n") -> str:
    return f'{head}Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: {kind}\n\n{script}\n--B--\n'


@pytest.mark.parametrize(
    "text",
    [
        mime(extra(STATIC), "text/cloud-boothook"),
        mime(extra(STATIC), "text/x-shellscript-per-boot"),
        mime(extra(STATIC), "text/plain"),
        mime(extra(STATIC)).replace("\n", "\r\n"),
        extra(STATIC).replace("\n", "\r\n"),
        mime(extra(STATIC)).removesuffix("--B--\n"),
    ],
)
def test_cloud_init_runs_scripts_of_these_kinds(text: str) -> None:
    assert arguments(text) == [STATIC]
    assert read(text).findings == ()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (mime(extra(STATIC), head=""), "Content-Type: multipart/mixed"),
        ("\n" + mime(extra(STATIC)), ""),
        ("\ufeff" + mime(extra(STATIC)), "\ufeffMIME-Version: 1.0"),
        (mime(extra(STATIC) + "# \u00e4\n"), "# \u00e4"),
        (mime(extra(STATIC)).replace("--B", "--C"), ""),
    ],
)
def test_where_cloud_init_runs_nothing_no_node_joins(text: str, marked: str) -> None:
    ((code, severity, place),) = said(text)
    assert (code, severity) == ("NC507", "will-not-start")
    assert place.startswith(marked)
    assert read(text).effective is None


def test_an_argument_inside_a_variable_is_marked_where_it_is_used() -> None:
    text = f"ARGS='--v=2 {STATIC}'\n{CALL} --kubelet-extra-args \"$ARGS\"\n"
    reading = read(text)
    assert reading.effective is not None
    origin = reading.effective.origin("cpuManagerPolicy")
    assert origin.source is not None
    assert origin.source.span(origin.route).line == 2


def test_a_substitution_with_blanks_is_one_unknown_argument() -> None:
    reading = read(extra(f'"--node-labels=a=$(curl -s http://x/y) {STATIC}"'))
    assert reading.effective is not None
    assert reading.effective.get("cpuManagerPolicy") == "static"
    reading = read(extra('"--kube-reserved=cpu=$CPU --v=2"'))
    assert reading.effective is not None
    assert reading.effective.unknown["kubeReserved",] == "--kube-reserved has a value that only the shell knows"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (extra('"$ARGS"'), "an argument of the kubelet is a variable that may hold any number of flags"),
        (f"{CALL} $MORE", "$MORE may be any number of arguments"),
        (f"{CALL} --use-max-pods $PODS", "$PODS is not followed"),
        (f"{CALL}\n{CALL}", "bootstrap.sh is called more than once, and which call counts is not followed"),
        (f"sed -i s/a/b/ /etc/eks/bootstrap.sh\n{CALL}", "edits of /etc/eks/bootstrap.sh are not followed"),
        (
            f"cat > /etc/kubernetes/kubelet/kubelet-config.json <<E\n{{}}\nE\n{CALL}",
            "edits of /etc/kubernetes/kubelet/kubelet-config.json are not followed",
        ),
        (
            f"F=/etc/kubernetes/kubelet/kubelet-config.json\nsudo tee $F < x\n{CALL}",
            "edits of /etc/kubernetes/kubelet/kubelet-config.json are not followed",
        ),
    ],
)
def test_what_is_not_followed_is_said(script: str, reason: str) -> None:
    reading = read(script)
    assert reading.effective is None
    assert [(gap.code, gap.reason) for gap in reading.not_checked] == [("NC526", reason)]


def test_looking_is_no_edit() -> None:
    assert read(f"cat /etc/kubernetes/kubelet/kubelet-config.json\n{CALL}").effective is not None
    assert read("echo nothing of ours").not_checked == ()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (extra("'--no-such-flag=1'"), [("NC415", "will-not-start", "--no-such-flag=1")]),
        (extra("'--v=2 --node-labels=k8s.io/a=b'"), [("NC511", "will-not-start", "--node-labels=k8s.io/a=b")]),
        (
            extra("'--system-reserved=memory=1Gi --kube-reserved=memory=1Gi'"),
            [("NC512", "suspicious", "--kube-reserved=memory=1Gi")],
        ),
        (extra("'--reserved-cpus=0 --kube-reserved=memory=1Gi,ephemeral-storage=1Gi'"), []),
        (extra(r"'--v=2 --node-labels=a=\;'"), [("NC513", "no-effect", r"'--v=2 --node-labels=a=\;'")]),
        (extra("'--provider-id=x%m'"), [("NC513", "no-effect", "'--provider-id=x%m'")]),
        (extra("'--node-labels=a=%i'"), []),
        (extra("'--eviction-hard=memory.available<5%,nodefs.available<10%,nodefs.inodesFree<5%'"), []),
        (f"{CALL} --container-runtime dockerd", [("NC523", "will-not-start", "dockerd")]),
        (f"{CALL} --ip-family ipv5", [("NC523", "will-not-start", "ipv5")]),
        (f"{CALL} --kubelet-extra-args", [("NC523", "will-not-start", "--kubelet-extra-args")]),
        ("/etc/eks/bootstrap.sh", [("NC523", "will-not-start", "/etc/eks/bootstrap.sh")]),
        (f"{CALL} --help", [("NC523", "will-not-start", "--help")]),
        (f"{CALL} \\ \n  --kubelet-extra-args x", [
            ("NC522", "no-effect", "\\ "), ("NC525", "no-effect", "--kubelet-extra-args"),
        ]),
        (extra("'--v=2"), [("NC524", "will-not-start", "#!/bin/bash")]),
        (extra("--reserved-memory=0:memory=1Gi;1:memory=1Gi"), [("NC524", "no-effect", "1:memory=1Gi")]),
        (f"{CALL}; echo done", []),
        (f"{CALL} < /dev/null", []),
        ("#!/bin/bash\n" + "#" * 17000 + f"\n{CALL}", [("NC506", "will-not-start", "#!/bin/bash")]),
    ],
)  # fmt: skip
def test_findings(script: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(said(script)) == expected


def test_no_image_for_later_versions() -> None:
    assert said(CALL, minor="1.33") == [("NC520", "suspicious", CALL)]
    assert said(CALL, minor="1.32") == []
    source = [Source("f", PlainDocument(CALL))]
    verdict = judge.judge(lambda at, on: al2.read(source, at, on, Context()), Context())
    assert {gap.code for gap in verdict.not_checked} == {"NC520"}


def test_a_file_of_arguments_alone_is_the_value_of_the_option() -> None:
    text = f"  {STATIC} --reserved-cpus=0-1\n"
    reading = read(text)
    assert reading.effective is not None
    assert reading.effective.get("reservedSystemCPUs") == "0-1"
    assert "systemReservedCgroup" not in reading.effective.config
    origin = reading.effective.origin("reservedSystemCPUs")
    assert origin.source is not None
    span = origin.source.span(origin.route)
    assert text[span.column - 1 : span.end_column - 1] == "--reserved-cpus=0-1"


PIECES = st.sampled_from(
    ["/etc/eks/bootstrap.sh", " demo", " --kubelet-extra-args ", "'", '"', "\\", "\n", ";", "<", "$(", ")", "`", "%i",
     " ", STATIC, "--node-labels=a=b", "<<EOF\n", "EOF\n", "if ", "fi\n", "KUBELET_EXTRA_ARGS=", "export ",
     "#!/bin/sh\n", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n', "--B\n", "--B--\n",
     "Content-Type: text/x-shellscript\n\n", "jq . /etc/kubernetes/kubelet/kubelet-config.json", "\ue000"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60) | st.binary(max_size=60))
def test_no_user_data_is_a_surprise(data: str | bytes) -> None:
    reading = read(data)
    for finding in reading.findings:
        if finding.origin.source is not None:
            finding.origin.source.locate(finding.origin.route)
    if reading.effective is not None:
        for route in (("cpuManagerPolicy",), ("kubeReserved", "memory")):
            origin = reading.effective.origin(*route)
            if origin.source is not None:
                origin.source.locate(origin.route)
