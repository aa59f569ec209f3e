"""What the kubelet reports: from files, and from a real HTTPS server that answers as a kubelet, or as a foe."""

import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest

from numaconf.cli.main import run
from numaconf.errors import Problem
from numaconf.observe import configz
from tests.real import program
from tests.verbs.verify.test_trees import checked
from tests.verbs.verify.trees import CONFIG, Tree

DUMP = {key: value for key, value in CONFIG.items() if key not in {"apiVersion", "kind"}} | {
    "evictionHard": {"memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%",
                     "imagefs.available": "15%", "imagefs.inodesFree": "5%"},
    "systemReserved": {"cpu": "2"}, "maxPods": 110, "topologyManagerScope": "container", "cpuCFSQuota": True,
}  # fmt: skip
SECRET = "eyJhbGciOiJSUzI1NiJ9.a.b"


def dump(**fields):
    return json.dumps({"kubeletconfig": DUMP | fields}).encode()


class Server:
    """A server with a certificate and a key; `answer(handler)` writes what it says."""

    def __init__(self, folder, answer):
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append((self.path, self.headers.get("Authorization")))
                answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two certificates with their keys: the kubelet's own, and somebody else's of the same name."""
    found = []
    for name in ("own", "other"):
        folder = tmp_path_factory.mktemp(name)
        subprocess.run(
            [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-subj", "/CN=node-1@1700000000", "-days", "3650", "-keyout", str(folder / "key.pem"),
             "-out", str(folder / "cert.pem")],
            check=True, capture_output=True,
        )  # fmt: skip
        found.append(folder)
    return found


@pytest.fixture
def node(tmp_path, pair):
    """A healthy node that has the kubelet's certificate, with its key in the same file, behind a link as on a node."""
    tree = Tree(tmp_path / "node")
    pki = "var/lib/kubelet/pki"
    tree.files[f"{pki}/kubelet-server-2026.pem"] = (pair[0] / "cert.pem").read_text() + (
        pair[0] / "key.pem"
    ).read_text()
    tree.links[f"{pki}/kubelet-server-current.pem"] = f"/{pki}/kubelet-server-2026.pem"
    (tmp_path / "token").write_text(SECRET + "\n")
    return tree.build()


def say(status, body=b"", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def kubelet(handler):
    """401 without a token, 403 for one that may not, and the configuration for one that may."""
    given = handler.headers.get("Authorization")
    if handler.path != "/configz":
        say(404)(handler)
    elif given is None:
        say(401, b"Unauthorized")(handler)
    elif given != f"Bearer {SECRET}":
        say(403, b"Forbidden (user=x, verb=get, resource=nodes, subresource(s)=[configz proxy])")(handler)
    else:
        say(200, dump())(handler)


def by(report, id_):
    return [one for one in report.checks if one.id == id_]


def test_the_kubelet_answers_and_agrees(tmp_path, pair, node):
    with Server(pair[0], kubelet) as server:
        asked = configz.Asked(server.address, None, str(tmp_path / "token"))
        report = checked(node, configz=asked)
    assert server.asked == [("/configz", f"Bearer {SECRET}")]
    assert {one.id: (one.verdict, one.message) for one in report.checks if one.verdict != "pass"} == {}
    (one,) = by(report, "configz")
    assert one.message == "it runs with what its files say"
    assert by(report, "kubelet-config")[0].message == f"in force by {server.address}"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"kind: [", "is not JSON"),
        (b'{"kind": "Status"}', "is not what /configz answers"),
        (dump(reservedMemory=5), "a value of it has the wrong type"),
    ],
)
def test_a_file_that_holds_no_answer_is_a_problem(node, data, why):
    with pytest.raises(Problem, match=why):
        checked(node, configz=configz.Asked("dump.json", data))


def test_what_runs_is_not_what_the_files_say(tmp_path, node):
    """The running kubelet decides about the other checks; each difference is one failure."""
    asked = configz.Asked("dump.json", dump(topologyManagerPolicy="restricted", reservedSystemCPUs="0,8"))
    failed = [one for one in checked(node, configz=asked).checks if one.verdict == "fail"]
    assert [(one.id, one.subject, one.expected, one.found) for one in failed] == [
        ("configz", "kubelet topologyManagerPolicy", "single-numa-node", "restricted")
    ]


def test_it_tells_where_the_files_cannot(tmp_path):
    """A node whose files say nothing: its own word makes the checks possible."""
    tree = Tree(tmp_path / "node")
    del tree.files["var/lib/kubelet/config.yaml"]
    root = tree.build()
    assert by(checked(root), "cpu-state")[0].verdict == "unknown"
    report = checked(root, configz=configz.Asked("dump.json", dump()))
    assert {one.id for one in report.checks if one.verdict == "unknown"} == {"configz"}
    assert "nothing to compare it with" in by(report, "configz")[0].message
    assert by(report, "cpu-state")[0].verdict == "pass"


def huge(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(3 * (configz.LIMIT >> 20)):
        handler.wfile.write(b" " * (1 << 20))


FOES = {
    "no token": (kubelet, None, "it wants a token (--token-file)"),
    "a token without rights": (kubelet, "wrong", "the token may not read nodes/configz (up to 1.32: nodes/proxy)"),
    "leads elsewhere": (say(302, Location="https://example.com/"), SECRET, "it answers 302, a redirect, which is not"),
    "an error": (say(500), SECRET, "it answers 500"),
    "huge": (huge, SECRET, "it answers with more than 4 MiB"),
    "no HTTP": (lambda handler: handler.wfile.write(b"\0" * 100 + b"\r\n\r\n"), SECRET, "its answer is not HTTP"),
    "closes": (lambda handler: handler.connection.close(), SECRET, ""),
    "not JSON": (say(200, b"<html>"), SECRET, "is not JSON"),
    "other JSON": (say(200, b'{"kind": "Status"}'), SECRET, "is not what /configz answers"),
    "deep": (say(200, b'{"a":' * 100_000), SECRET, "nested more than"),
    "other types": (say(200, dump(reservedMemory=5)), SECRET, "a value of it has the wrong type"),
}


@pytest.mark.parametrize("name", FOES)
def test_what_is_no_answer_is_unknown_with_its_reason(tmp_path, pair, node, name):
    answer, bearer, why = FOES[name]
    (tmp_path / "token").write_text(bearer or "")
    with Server(pair[0], answer) as server:
        report = checked(node, configz=configz.Asked(server.address, None, str(tmp_path / "token")))
    found = by(report, "configz")
    assert [one.verdict for one in found] == ["unknown"]
    assert why in found[0].message
    assert len(server.asked) == 1
    # All else is judged by the files, as without it.
    assert {one.verdict for one in report.checks if one.id != "configz"} == {"pass"}


def test_nobody_else_gets_the_token(tmp_path, pair, node):
    with Server(pair[1], kubelet) as server:
        report = checked(node, configz=configz.Asked(server.address, None, str(tmp_path / "token")))
    assert server.asked == []
    assert "not the kubelet's of this node, so it was asked nothing" in by(report, "configz")[0].message
    with Server(pair[0], kubelet) as server:
        shutil.rmtree(node / "var/lib/kubelet/pki")
        report = checked(node, configz=configz.Asked(server.address, None, str(tmp_path / "token")))
        assert server.asked == []
        assert "no certificate of the kubelet can be seen" in by(report, "configz")[0].message
        # One that is given is as good.
        given = configz.Asked(server.address, None, str(tmp_path / "token"), str(pair[0] / "cert.pem"))
        assert by(checked(node, configz=given), "configz")[0].verdict == "pass"


def test_nothing_waits(tmp_path, pair, node, monkeypatch):
    """A server that sends a byte now and then, and one that never takes the connection up."""
    monkeypatch.setattr(configz, "SECONDS", 1.0)

    def drip(handler):
        try:
            while True:
                handler.wfile.write(b"X")
                time.sleep(0.1)
        except OSError:
            pass

    start = time.monotonic()
    with Server(pair[0], drip) as server:
        report = checked(node, configz=configz.Asked(server.address, None, str(tmp_path / "token")))
        assert "no whole answer within 1 seconds" in by(report, "configz")[0].message
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        report = checked(node, configz=configz.Asked(address, None, str(tmp_path / "token")))
        assert by(report, "configz")[0].verdict == "unknown"
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://user:word@127.0.0.1:10250", "this is not an address"),
        ("https://", "this is not an address"),
        ("https://127.0.0.1:99999", ""),
        ("https://127.0.0.1:1/a b", "this is not an address"),
        ("http://10.0.0.1:8001/configz", "without TLS only this host is asked"),
        ("http://127.0.0.1:1/configz", "refused"),
    ],
)
def test_addresses(node, address, why):
    found = configz.ask(address, "", SECRET)
    assert found.data is None
    assert why in found.why


def test_through_kubectl_proxy_no_token_is_sent():
    """`kubectl proxy` on this host: plain HTTP, and it has its own rights."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers.get("Authorization")))
            say(200, dump())(self)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = "/api/v1/nodes/n/proxy/configz"
        found = configz.ask(f"http://127.0.0.1:{server.server_port}{path}", "", SECRET)
        server.shutdown()
    assert found.data == dump()
    assert seen == [(path, None)]


def test_on_the_command_line(tmp_path, node, capfd):
    words = ["verify", "--root", str(node), "--kubernetes-version", "1.34"]
    (tmp_path / "dump.json").write_bytes(dump(maxPods=50))
    assert run([*words, "--configz", str(tmp_path / "dump.json")]) == 1
    assert "the kubelet runs with maxPods 50, and its files say 110" in " ".join(capfd.readouterr().out.split())
    assert run([*words, "--configz", str(tmp_path / "nowhere")]) == 2
    assert run([*words, "--configz", "https://127.0.0.1:1", "--token-file", str(tmp_path / "nowhere")]) == 2
    assert "cannot be read" in capfd.readouterr().err
