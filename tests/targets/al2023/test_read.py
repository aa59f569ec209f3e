"""What nodeadm makes of user data, and what is said about it, with the place."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.machine.model import Machine
from numaconf.rules import judge
from numaconf.targets import al2023
from numaconf.targets.target import Reading
from tests.targets.intents import M5

HEAD = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"
CONFIG = HEAD + "spec:\n  kubelet:\n    config:\n      cpuManagerPolicy: static\n"
SHELL = "#!/bin/sh\necho 16 > /sys/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages\n"


def read(text: str | bytes, minor: str = "1.34", machine: Machine | None = M5) -> Reading:
    source = Source("user-data", PlainDocument(text))
    return al2023.read([source], version.kubernetes(minor), machine, Context())


def mime(*parts: tuple[str, str], head: str = "MIME-Version: 1.0\n", end: str = "--//--\n") -> str:
    body = "".join(f"--//\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
    return f'{head}Content-Type: multipart/mixed; boundary="//"\n\n{body}{end}'


def node(text: str) -> str:
    return mime(("application/node.eks.aws", text))


def said(text: str | bytes, **more: Any) -> list[tuple[str, str, int]]:
    """Code, severity and line of each finding."""
    found = []
    for finding in read(text, **more).findings:
        assert finding.origin.source is not None
        span = finding.origin.source.span(finding.origin.route, key=finding.key)
        found.append((finding.code, finding.severity, span.line))
    return found


def test_places_are_lines_of_the_whole_user_data() -> None:
    text = node(CONFIG + "      reservedSystemCPUs: '0-1'\n")
    reading = read(text)
    assert reading.effective is not None
    origin = reading.effective.origin("reservedSystemCPUs")
    assert origin.source is not None
    span = origin.source.span(origin.route)
    assert text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1] == "'0-1'"
    assert origin.source.locate(origin.route).document == 0


def test_later_parts_win_and_are_named() -> None:
    text = mime(
        ("application/node.eks.aws", CONFIG + "      maxPods: 60\n"),
        ("text/x-shellscript", SHELL),
        ("application/node.eks.aws", HEAD + "spec: {kubelet: {config: {maxPods: 70}, flags: [--v=3]}}\n"),
    )
    reading = read(text)
    assert reading.findings == ()
    assert reading.effective is not None
    assert reading.effective.get("maxPods") == 70
    assert reading.effective.get("cpuManagerPolicy") == "static"
    assert reading.effective.get("logging", "verbosity") == 3
    source = reading.effective.origin("maxPods").source
    assert source is not None
    assert source.index == 2
    assert [pool.pages for pool in reading.hugepages] == [16]


def test_user_data_inside_another_document_keeps_its_places() -> None:
    text = mime(("application/node.eks.aws", CONFIG), ("text/plain", CONFIG))
    outer = Source(
        "class.yaml", yaml.read("spec:\n  userData: |\n" + "".join(f"    {one}\n" for one in text.splitlines()))
    )
    inner = outer.document.inner(("spec", "userData"))  # type: ignore[attr-defined]
    source = Source(
        "class.yaml", PlainDocument(text), outer=outer, route=("spec", "userData"), line=inner.line, column=inner.column
    )
    reading = al2023.read([source], version.kubernetes("1.34"), M5, Context())
    (finding,) = reading.findings
    assert finding.origin.source is not None
    location = finding.origin.source.locate(finding.origin.route)
    assert (finding.code, location.pointer, location.span.line) == ("NC504", "/spec/userData", 19)
    assert reading.effective is not None
    place = reading.effective.origin("cpuManagerPolicy")
    assert place.source is not None
    assert place.source.locate(place.route).embedded == ("/spec/kubelet/config/cpuManagerPolicy",)
    assert place.source.span(place.route)[:2] == (14, 29)


@pytest.mark.parametrize("wrap", [base64.b64encode, gzip.compress, lambda data: base64.b64encode(gzip.compress(data))])
def test_packed_user_data_is_unpacked_and_has_one_place(wrap: Any) -> None:
    reading = read(wrap(node(CONFIG).encode()))
    assert reading.effective is not None
    assert reading.effective.get("cpuManagerPolicy") == "static"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (node(CONFIG.replace("v1alpha1", "v1alpha")), [("NC501", "will-not-start", 7)]),
        (CONFIG.replace("NodeConfig", "NodeConf"), [("NC501", "will-not-start", 2)]),
        (CONFIG + "      cpuManagerPolicy: none\n", [("NC004", "no-effect", 7)]),
        (CONFIG + "---\n" + CONFIG, [("NC503", "no-effect", 8)]),
        (CONFIG + "---\n# nothing\n", []),
        (CONFIG.replace("kubelet:", "kubeletes:"), [("NC502", "no-effect", 4)]),
        (node(CONFIG + "      cpuManagerPolcy: static\n"), [("NC401", "no-effect", 13)]),
        (node(CONFIG + "      maxPods: many\n"), [("NC005", "will-not-start", 13)]),
        (mime(("text/plain", CONFIG)), [("NC504", "no-effect", 7)]),
        (mime(("text/cloud-config", "#cloud-config\n")), []),
        (node(CONFIG).replace("--//--", ""), [("NC505", "will-not-start", 5)]),
        (node("---\n" + CONFIG).replace("\n\n---", "\n---"), [("NC505", "will-not-start", 6)]),
        (
            mime(("text/x-shellscript", SHELL), ("application/node.eks.aws", CONFIG), head=""),
            [("NC507", "no-effect", 1)],
        ),
        (
            mime(("text/x-shellscript", SHELL + "# ä\n"), ("application/node.eks.aws", CONFIG)),
            [("NC507", "no-effect", 9)],
        ),
        (mime(("application/node.eks.aws", CONFIG + "# ä\n")), []),
        (node(CONFIG.replace("spec:\n", "spec:\n  cluster: {name: x}\n")), [("NC508", "suspicious", 10)]),
        ("# " + "x" * 20000, [("NC501", "will-not-start", 1), ("NC506", "will-not-start", 1)]),
        (CONFIG + "    flags: [--node-labels=k8s.io/x=y]\n", [("NC511", "will-not-start", 7)]),
        (CONFIG + "    flags: [--no-such-flag]\n", [("NC415", "will-not-start", 7)]),
        (CONFIG + '    flags: ["--v=2\\n--v=3"]\n', [("NC513", "no-effect", 7)]),
        (CONFIG + "    flags: [--kube-reserved=memory=1Gi]\n", [("NC512", "suspicious", 7)]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert sorted(said(text)) == sorted(expected)


def test_a_byte_that_is_no_utf_8_makes_a_node_config_unreadable() -> None:
    text = node("# f@r NUMA\n" + CONFIG).encode().replace(b"@", b"\xfc")
    assert said(text) == [("NC501", "will-not-start", 7)]


def test_only_a_node_config_is_unpacked() -> None:
    broken = "\x1f\x8b\x08broken"
    other = mime(("application/node.eks.aws", CONFIG), ("application/x-gzip", broken))
    assert said(other.encode("latin-1")) == []
    assert said(node(broken).encode("latin-1"))[0][:2] == ("NC505", "will-not-start")


def test_a_large_document_that_is_compressed_is_small_enough() -> None:
    text = node(CONFIG + "# " + "x" * 20000 + "\n")
    assert [code for code, _, _ in said(text)] == ["NC506"]
    assert said(gzip.compress(text.encode())) == []


@pytest.mark.parametrize(
    ("expression", "memory", "pods"),
    [("max_pods < 250 ? max_pods : 250", "3005Mi", 250), ("min(max_pods, 250)", None, None)],
)
def test_max_pods_expressions(expression: str, memory: str | None, pods: int | None) -> None:
    cluster = "  cluster: {name: a, apiServerEndpoint: b, certificateAuthority: YQ==, cidr: c}\n"
    reading = read(f"{CONFIG}    maxPodsExpression: '{expression}'\n{cluster}")
    assert reading.effective is not None
    assert reading.effective.get("kubeReserved", "memory") == memory
    assert reading.effective.get("maxPods") == pods
    assert (("kubeReserved", "memory") in reading.effective.unknown) is (memory is None)


def test_without_a_machine_what_nodeadm_computes_is_unknown_unless_written_down() -> None:
    reading = read(CONFIG + "      kubeReserved: {memory: 1Gi}\n", machine=None)
    assert reading.effective is not None
    assert set(reading.effective.unknown) == {
        ("clusterDNS",), ("providerID",), ("kubeReserved", "cpu"), ("maxPods",),
    }  # fmt: skip
    reading = read(CONFIG + "    flags: [--kube-reserved=cpu=1]\n", machine=None)
    assert reading.effective is not None
    assert ("kubeReserved", "memory") not in reading.effective.unknown
    assert reading.effective.get("kubeReserved") == {"cpu": "1"}


def test_a_fragment_leaves_max_pods_to_the_managed_node_group() -> None:
    reading = read(CONFIG)
    assert reading.effective is not None
    assert reading.effective.get("maxPods") is None
    assert ("maxPods",) in reading.effective.unknown
    reading = read(CONFIG + "      maxPods: 60\n")
    assert reading.effective is not None
    assert reading.effective.get("maxPods") == 60
    assert ("maxPods",) not in reading.effective.unknown


def test_a_sum_that_only_nodeadms_default_breaks_says_so() -> None:
    text = CONFIG + (
        "      memoryManagerPolicy: Static\n      reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, "
        "{numaNode: 1, limits: {memory: 1Gi}}]\n"
    )
    assert M5 is not None
    context = Context(version.kubernetes("1.34"), (M5,))
    source = [Source("user-data", PlainDocument(text))]
    verdict = judge.judge(lambda at, on: al2023.read(source, at, on, context), context)
    (fatal,) = (finding for finding in verdict.findings if finding.severity == "will-not-start")
    assert fatal.code == "NC101"
    assert "8362Mi" in fatal.message
    reading = read(text)
    assert reading.effective is not None
    assert reading.effective.origin("kubeReserved", "memory").note == (
        "nodeadm computes kubeReserved.memory for m5.24xlarge as 11 × 737 + 255 MiB"
    )


def test_the_same_remark_in_every_version_is_made_once() -> None:
    source = [Source("user-data", PlainDocument(node(CONFIG + "      maxPods: many\n")))]
    verdict = judge.judge(lambda at, on: al2023.read(source, at, on, Context()), Context())
    assert [finding.code for finding in verdict.findings] == ["NC005"]


BYTES = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
PIECES = st.sampled_from(
    [HEAD, CONFIG, "--//\n", "--//--\n", "Content-Type: application/node.eks.aws\n\n", "MIME-Version: 1.0\n",
     'Content-Type: multipart/mixed; boundary="//"\n', "\n", "---\n", "    flags: [--v]\n", "\t", "\r\n", "spec: [\n",
     "      kubeReserved: {cpu: 1}\n", "    flags: ['\"a', --x=y, '\\\\']\n", "    maxPodsExpression: '(('\n"]
)  # fmt: skip


@given(BYTES | st.lists(PIECES, max_size=10).map(lambda pieces: "".join(pieces).encode()))
def test_no_user_data_is_a_surprise(data: bytes) -> None:
    for minor in ("1.27", "1.31", "1.36"):
        for finding in read(data, minor).findings:
            assert finding.origin.source is not None
            finding.origin.source.locate(finding.origin.route, key=finding.key)


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        (node(CONFIG).replace('boundary="//"', "boundary=//"), 'put the boundary in quotes, boundary="//"'),
        ("\n" + node(CONFIG), "take out the space before it"),
        (
            node(CONFIG).replace('Content-Type: multipart/mixed; boundary="//"\n', "", 1),
            'write Content-Type: multipart/mixed; boundary="//"',
        ),
    ],
)
def test_what_was_meant_as_mime_is_not_called_a_node_config(text: str, way_out: str) -> None:
    (finding,) = read(text).findings
    assert finding.code == "NC501"
    assert finding.message.startswith("nodeadm does not take this for MIME: ")
    assert finding.message.endswith(way_out)


@pytest.mark.parametrize(
    "parameter",
    ['boundary*0="/"; boundary*1="/"', "boundary*=utf-8'en'%2f%2F"],
    ids=["in pieces", "with a character set"],
)
def test_a_boundary_by_rfc_2231(parameter: str) -> None:
    text = node(CONFIG).replace('boundary="//"', parameter)
    assert said(text) == []
    reading = read(text)
    assert reading.effective is not None
    assert reading.effective.get("cpuManagerPolicy") == "static"


def test_a_script_that_writes_a_node_config_is_unread_and_not_wrong() -> None:
    script = "#!/bin/sh\ncat > /tmp/node.yaml <<END\n" + CONFIG + "END\nnodeadm init -c file:///tmp/node.yaml\n"
    reading = read(mime(("text/x-shellscript", script), ("application/node.eks.aws", CONFIG)))
    assert reading.findings == ()
    assert reading.unread == (
        "a script writes a NodeConfig, which is not followed: lint that text as a file of its own",
    )
