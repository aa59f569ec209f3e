"""One bad entry never ends a run, nothing but regular files is read, and not without end."""

from __future__ import annotations

import io
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from numaconf.cli import main
from numaconf.verbs.lint import run as run_module
from tests.cli.apart import Done, apart, bounded

K = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
BAD = K + "maxPodz: 1\n"
PROFILE = "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"
MACHINE = "apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: m}\nspec: {numaNodes: [{id: 0, cpus: 0-3}]}\n"


def numaconf(*arguments: str, cwd: pathlib.Path, **more: Any) -> Any:
    """The program, which may take neither much memory nor wait for anybody."""
    return bounded(["-m", "numaconf", *arguments], cwd, **more)


def _entries(top: pathlib.Path) -> None:
    """What a folder may hold between two files that are to be judged."""
    for name in ("a.yaml", "z.yaml"):
        (top / name).write_text(BAD)
    (top / "loop").symlink_to("loop")
    (top / "b.yaml").symlink_to("b.yaml")
    (top / "nothing.yaml").symlink_to("missing")
    (top / "zero.yaml").symlink_to("/dev/zero")
    os.mkfifo(top / "pipe.yaml")
    os.mkfifo(top / ".gitignore")
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(top)
        server.bind("socket.yaml")
    (top / "c.yaml").write_text(f"# numaconf: machine=./z.yaml\n{K}")
    (top / "d.yaml").write_text(f"# numaconf: machine=/etc/passwd\n{K}")
    (top / "e.yaml").write_text(f"# numaconf: machine=./pipe.yaml\n{K}")
    (top / "f.yaml").write_text(f"# numaconf: machine=zero.yaml\n{K}")
    (top / "g.yaml").write_text(f"# numaconf: kubernets=1.34\n{K}")
    (top / "h.sh").write_text("minikube start --extra-config=kubelet.max-pods=1\n" + "#" * 1_100_000)
    (top / "i.yaml").write_text(PROFILE + "  machine: {snapshot: /dev/zero}\n")
    (top / "j.yaml").write_text(PROFILE + "  machine: {snapshot: ../outside.yaml}\n")
    (top / "k.yaml.d").mkdir()
    (top / "k.yaml").write_text(K)
    (top / "k.yaml.d" / "x.conf").symlink_to("x.conf")
    (top / "sub").mkdir()
    (top / "sub" / "numaconf.toml").write_text("machine = [")
    (top / "sub" / "l.yaml").write_text(BAD)
    (top / "pipes").mkdir()
    os.mkfifo(top / "pipes" / "numaconf.toml")
    (top / "pipes" / "m.yaml").write_text(BAD)
    os.chdir("/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Bad entries among good ones."""
    top = tmp_path_factory.mktemp("hostile") / "top"
    top.mkdir()
    here = os.getcwd()
    _entries(top)
    os.chdir(here)
    (top.parent / "outside.yaml").write_text(MACHINE)
    return top


FORMATS = ["text", "concise", "json", "sarif", "github", "gitlab", "junit"]
READING = [("lint",), ("show",), ("validate",), ("render", "--target", "kubelet"), ("convert", "--to", "kubelet"),
           ("machine", "show"), ("lint", "a.yaml", "--machine"), ("lint", "a.yaml", "--config"),
           ("explain",)]  # fmt: skip
IRREGULAR = ["./pipe.yaml", "./zero.yaml", "./loop"]
PROBLEMS = {"c.yaml", "d.yaml", "e.yaml", "f.yaml", "g.yaml", "sub/l.yaml", "pipes/m.yaml"}


@pytest.fixture(scope="module")
def told(folder: pathlib.Path) -> dict[tuple[str, ...], Done]:
    """What is said about the folder and about single entries of it, by command line."""
    commands = [("lint", "--format", form, ".") for form in FORMATS]
    commands += [(*verb, file) for verb in READING for file in IRREGULAR]
    return dict(zip(commands, apart(commands, folder), strict=True))


@pytest.mark.parametrize("form", FORMATS)
def test_one_bad_entry_ends_no_run(form: str, told: dict[tuple[str, ...], Done]) -> None:
    done = told["lint", "--format", form, "."]
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "a bug" not in done.stderr
    for name in ("a.yaml", "z.yaml", *(PROBLEMS if form != "text" else ())):  # the text counts those of one kind
        assert name in done.stdout, name
    if form in {"json", "sarif", "gitlab"}:
        json.loads(done.stdout)
    if form == "junit":
        ET.fromstring(done.stdout)
    if form == "json":
        files = {one["path"]: (one["status"], one["reason"]) for one in json.loads(done.stdout)["files"]}
        assert {path for path, (_, why) in files.items() if why and why.startswith("could not be judged")} == PROBLEMS
        assert {files[path][0] for path in PROBLEMS} == {"unread"}
        found = {(one["path"], one["code"]) for one in json.loads(done.stdout)["findings"]}
        assert {("a.yaml", "NC401"), ("z.yaml", "NC401")} <= found


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_internal_error_is_one_files(
    jobs: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(BAD)
    real = run_module.lint

    def broken(path: str, *rest: Any, **more: Any) -> Any:
        if path == "1.yaml":
            raise KeyError("x")
        return real(path, *rest, **more)

    monkeypatch.setattr(run_module, "lint", broken)
    monkeypatch.setattr(run_module, "CHUNK", 1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NUMACONF_DEBUG", raising=False)
    assert main.run(["lint", "-j", jobs, "--format", "json", "."]) == 2
    out, err = capsys.readouterr()
    assert "1.yaml: a bug in numaconf: KeyError: 'x'" in err
    assert "Please report it with the command and its input" in err
    report = json.loads(out)
    assert [one["status"] for one in report["files"]] == ["checked", "unread", "checked"]
    assert "a bug in numaconf" in report["files"][1]["reason"]
    assert {one["path"] for one in report["findings"]} == {"0.yaml", "2.yaml"}


@pytest.mark.parametrize("verb", READING)
@pytest.mark.parametrize("file", IRREGULAR)
def test_only_regular_files_are_read(verb: tuple[str, ...], file: str, told: dict[tuple[str, ...], Done]) -> None:
    done = told[(*verb, file)]
    assert done.returncode in ({0, 1, 2} if verb == ("lint",) else {1, 2})
    assert "Traceback" not in done.stderr
    assert "a bug" not in done.stderr
    assert "out of memory" not in done.stderr


@pytest.mark.parametrize("verb", [["lint", "-"], ["lint", "--fix", "-"], ["show", "-"], ["validate", "-"],
                                  ["explain", "-"],
                                  ["render", "--target", "kubelet", "-"], ["terraform"]])  # fmt: skip
def test_standard_input_is_bounded(verb: list[str], tmp_path: pathlib.Path) -> None:
    code = "import sys\nfor _ in range(20): sys.stdout.write(' ' * (1 << 20))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as endless:
        done = numaconf(*verb, cwd=tmp_path, stdin=endless.stdout)
        assert endless.stdout is not None
        endless.stdout.close()
    assert done.returncode == (1 if verb == ["terraform"] else 2)
    assert "standard input: holds more than 16 MiB" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "lint - <&-", "show - <&-", "render --target kubelet - <&-", "explain - <&-", "validate - <&-",
        "lint x.yaml >&-",
        "lint --format json x.yaml >&-", "render --help >&-", "machine list >&-", "--version >&-",
        "lint x.yaml >&- 2>&-",
        "lint x.yaml <&- >&- 2>&-",
    ],
)  # fmt: skip
def test_closed_streams(command: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.yaml").write_text(BAD)
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m numaconf {command}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "a bug" not in done.stderr
    if "2>&-" not in command:
        assert "is closed" in done.stderr
    assert (tmp_path / "x.yaml").read_text() == BAD


@pytest.mark.parametrize("streams", ["<&-", "2>&-", "<&- 2>&-"])
def test_init_asks_nobody_on_closed_streams(streams: str, tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m numaconf init {streams}"], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "kind: NumaProfile" in done.stdout


@pytest.mark.parametrize(
    "query",
    [
        b"[" * 1_000_000, b'{"target":' * 200_000, b'{"target":"kubelet","profile":"a\\u0000b"}', b"\xff\xfe{\0}\0",
        b'{"target":"kubelet","profile_yaml":"\\ud800"}', b'{"target":"kubelet","profile":"\\ud800"}',
        b"\xef\xbb\xbf{}",
        b'{"target":"kubelet","target":"al2","profile_yaml":"a"}', b'{"target":"kubelet","profile":"/dev/zero"}',
        '{"target":"kubelet","kubernetes_version":"1.\u0663\u0664","profile_yaml":"a: 1"}'.encode(),
    ],
    ids=range(10),
)  # fmt: skip
def test_queries_of_terraform(
    query: bytes, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(query)))
    assert main.run(["terraform"]) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert err.startswith(b"numaconf: ")
    assert b"a bug" not in err
    assert len(err) < 1000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_is_status_2(jobs: str, tmp_path: pathlib.Path) -> None:
    for number in range(1500):
        (tmp_path / f"{number}.yaml").write_text(BAD)
    with subprocess.Popen(
        [sys.executable, "-m", "numaconf", "lint", "-j", jobs, "."], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  ignored in a background job
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()  # it is at work
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == "numaconf: interrupted\n"


def test_processes_are_no_more_than_the_work_needs(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD)
    code = (
        "import os, sys; from numaconf.cli.main import run; forks = []; real = os.fork; "
        "os.fork = lambda: forks.append(1) or real(); status = run(sys.argv[1:]); print(len(forks), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "lint", "-j", "100000", "a.yaml"], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stderr == "0\n"


def test_machines_are_named_below_a_file_or_the_working_directory(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a" / "sub").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    for name in ("m.yaml", "a/m.yaml", "a/sub/m.yaml", "b/m.yaml"):
        (tmp_path / name).write_text(MACHINE)
    (tmp_path / "a" / "out.yaml").symlink_to(tmp_path / "m.yaml")
    for where, machine, right in [
        ("a", "m.yaml", True), ("a", "sub/m.yaml", True), ("a", "../b/m.yaml", True), ("b", "../a/m.yaml", True),
        ("b", "../m.yaml", False), ("b", "out.yaml", False), ("a", "out.yaml", True),
    ]:  # fmt: skip
        (tmp_path / "a" / "k.yaml").write_text(f"# numaconf: machine={machine}\n{K}")
        (tmp_path / "a" / "p.yaml").write_text(PROFILE + f"  machine: {{snapshot: {machine}}}\n")
        cwd, path = (tmp_path, "a/k.yaml") if where == "a" else (tmp_path / "b", str(tmp_path / "a" / "k.yaml"))
        done = numaconf("lint", path, cwd=cwd)
        assert (done.returncode == 0) is right, (where, machine, done.stderr)
        assert ("neither below" in done.stderr) is not right, (where, machine, done.stderr)


def test_a_long_run_is_short(tmp_path: pathlib.Path) -> None:
    """What is left out of a report is said in it."""
    (tmp_path / "many.yaml").write_text(K + "".join(f"u{number}: 1\n" for number in range(3000)))
    (tmp_path / "most.yaml").write_text(K + "".join(f"u{number}: 1\n" for number in range(20_000)))
    start = time.process_time()
    done = numaconf("lint", "--format", "json", ".", cwd=tmp_path)
    assert time.process_time() - start < 60
    report = json.loads(done.stdout)
    assert [one["status"] for one in report["files"]] == ["unread", "unread"]
    assert report["files"][0]["reason"] == "3000 findings, of which the 1000 most severe are reported"
    assert report["files"][1]["reason"].startswith("more than 10000 values in one configuration")
    assert len(report["findings"]) == 1000


def test_what_is_counted_of_a_file(tmp_path: pathlib.Path) -> None:
    """Flags of a text count as values do, aliases for all that they stand for, and what stands inside by itself."""
    flags = "".join(f" --foo{number}=1" for number in range(10_000))
    (tmp_path / "a.service").write_text(f"[Service]\nExecStart=/usr/bin/kubelet{flags}\n")
    nine = "[" + ", ".join("1" * 90) + "]"
    (tmp_path / "b.yaml").write_text(f"{K}x: &x {nine}\ny: [{', '.join(['*x'] * 120)}]\n")
    inner = "".join(f"    u{number}: 1\n" for number in range(10_000))
    indented = "".join(f"    {line}\n" for line in K.splitlines())
    (tmp_path / "c.yaml").write_text(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  kubelet: |\n{indented}{inner}"
    )
    (tmp_path / "d.service").write_text(f"[Service]\nExecStart=/usr/bin/kubelet{flags[:20_000]} --max-pods=1\n")
    done = numaconf("lint", "--format", "json", ".", cwd=tmp_path)
    files = {one["path"]: one for one in json.loads(done.stdout)["files"]}
    for name in ("a.service", "b.yaml", "c.yaml"):
        assert "more than 10000 values" in (files[name]["reason"] or ""), files[name]
    assert "10000 values" not in (files["d.service"]["reason"] or "")


def test_a_device_that_is_named_is_refused_with_what_is_read() -> None:
    done = numaconf("show", "/dev/zero", cwd=pathlib.Path("/"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "numaconf: /dev/zero: cannot be read: it is not a regular file\n"
        "  only regular files are read; - is standard input\n"
    )


LARGE = {
    "keys.yaml": lambda: K + "".join(f"k{number}: 1\n" for number in range(200_000)),
    "numbers.yaml": lambda: K + "a: [" + "1," * 1_000_000 + "]\n",
    "returns.yaml": lambda: K + "a: 1\r" * 200_000,
    "documents.yaml": lambda: (K + "---\n") * 100_000,
    "keys.json": lambda: K_JSON + "".join(f', "k{number}": 1' for number in range(200_000)) + "}",
    "escapes.json": lambda: K_JSON + ', "a": "' + "\\u0041" * 1_000_000 + '"}',
    "nested.json": lambda: K_JSON + ', "a": ' + "[" * 5_000_000,
    "nested.yaml": lambda: K + "a: " + "[" * 5_000_000,
    "list.yaml": lambda: (
        "apiVersion: v1\nkind: List\nitems:\n"
        + "- {apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}\n" * 160_000
    ),
    "map.yaml": lambda: (
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    kind: KubeletConfiguration\n" + "    a: 1\n" * 160_000
    ),
    "k3s.yaml": lambda: "kubelet-arg:\n" + "- max-pods=1\n" * 160_000,
    "flags.service": lambda: "[Service]\nExecStart=/usr/bin/kubelet" + " --foo=1" * 200_000 + "\n",
    "lines.service": lambda: "[Service]\nExecStart=/usr/bin/kubelet" + " \\\n" * 4_000_000 + " --foo=1\n",
    "kubelet.env": lambda: "KUBELET_EXTRA_ARGS=" + "--max-pods=1 " * 1_000_000 + "\n",
    "user-data.sh": lambda: "#!/bin/bash\n/etc/eks/bootstrap.sh c\n" + "echo a b\n" * 1_000_000,
    "main.tf": lambda: "a = <<E\n#!/bin/bash\n/etc/eks/bootstrap.sh c\n" + "echo a b\n" * 1_000_000 + "E\n",
}
K_JSON = '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"'


@pytest.mark.parametrize("name", list(LARGE))
def test_what_numaconf_does_not_read_is_unread_and_no_mistake(name: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / name).write_text(LARGE[name](), newline="")
    verbs = [["show"], ["convert", "--to", "kubelet", "--kubernetes-version", "1.34"]] if name != "main.tf" else []
    commands = [["lint", "--format", "json", "."], ["lint", "--strict", "."], *([*verb, name] for verb in verbs)]
    done, strict, *others = apart(commands, tmp_path)
    assert done.seconds < 5
    report = json.loads(done.stdout)
    assert (done.returncode, report["findings"]) == (0, [])
    (file,) = report["files"]
    assert file["status"] == "unread"
    assert "which numaconf does not read" in file["reason"]
    assert strict.returncode == 1
    for done in others:
        assert done.returncode == 1
        assert "which numaconf does not read" in done.stderr


def test_a_line_of_16_mib_is_shown_in_part(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text(K + "a: '" + "é" * ((16 << 20) // 2 - 200) + "'\n")
    done = numaconf("lint", "a.yaml", cwd=tmp_path)  # in so little memory
    assert done.returncode == 1
    assert "NC401" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
