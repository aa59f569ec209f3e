"""The real programs and recordings that tests compare with. Where one is missing the test skips and says so."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TREE = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("NUMACONF_SHARED", TREE.parent / "shared"))
RECORDINGS = TREE / "tests" / "recordings"
ORACLES = pathlib.Path(os.environ.get("NUMACONF_ORACLES", pathlib.Path.home() / ".cache" / "numaconf" / "oracles"))


def missing(what: str) -> NoReturn:
    """Skip for want of a program or file. `.ci/run` counts these apart from the tests that skip on any machine."""
    pytest.skip(f"not here: {what}")


def oracle(minor: str) -> pathlib.Path:
    """The real kubelet of a minor ("1.34"), or skip."""
    found = ORACLES / f"kubelet-oracle-{minor}"
    return found if found.exists() else missing(f"the kubelet {minor} (conformance/README.md)")


def shared(*parts: str) -> pathlib.Path:
    """A file of the shared folder, or skip."""
    found = SHARED.joinpath(*parts)
    if not found.exists():
        missing(f"{'/'.join(parts)} of the shared folder, which only the project's CI has")
    return found


def built(minors: Iterable[str]) -> list[str]:
    """Those of some minors whose real kubelet is here, or skip where none is."""
    minors = list(minors)
    found = [one for one in minors if (ORACLES / f"kubelet-oracle-{one}").exists()]
    return found or missing(f"the kubelet {' or '.join(minors)} (conformance/README.md)")


@lru_cache
def recorded(name: str) -> Any:
    """A recording of the repository; `tests/recordings/README.md` says what each is."""
    return json.loads((RECORDINGS / name).read_text())


def vectors(name: str) -> list[dict[str, Any]]:
    """Recorded behaviour of nodeadm, bootstrap.sh (al2), Karpenter or Bottlerocket."""
    found: list[dict[str, Any]] = recorded(f"{name}.json")["cases"]
    return found


def machine(name: str) -> dict[str, Any]:
    """A machine in the format of the kubelet oracle."""
    found: dict[str, Any] = recorded("oracle-machines.json")[name]
    return found


def program(name: str) -> str:
    """The path of an installed program, also of one in this Python's environment, or skip."""
    found = shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))
    if found is None:
        missing(name)
    return found


def quick_python(folder: pathlib.Path) -> str:
    """This Python, which makes environments with virtualenv, in a tenth of the time that `venv` takes for pip."""
    script = folder / "python"
    virtual = '[ "$1 $2" = "-m venv" ] && shift 2 && set -- -m virtualenv --quiet "$@"'
    script.write_text(f'#!/bin/sh\n{virtual}\nexec "{sys.executable}" "$@"\n')
    script.chmod(0o755)
    return str(script)


INSTALLING = {
    "PIP_NO_COMPILE": "no", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONDONTWRITEBYTECODE": "",
    "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(pathlib.Path.home() / ".cache")),
    "XDG_DATA_HOME": os.environ.get("XDG_DATA_HOME", str(pathlib.Path.home() / ".local" / "share")),
}  # fmt: skip
"""For environments that are used a few times: pip, for which "no" means yes, compiles nothing ahead, and finds what it
has downloaded before, whatever HOME is."""


def kubelet(minor: str, config: str, described: dict[str, Any] | str, tmp_path: pathlib.Path, *more: str) -> Any:
    """What the real kubelet of `minor` ("1.34") says to a configuration file's text; skips where it was not built.

    `described`: a name in `recordings/oracle-machines.json`, or a description in that format; `more`: further
    arguments.
    """
    binary = oracle(minor)
    path = tmp_path / "kubelet.yaml"
    path.write_text(config)
    return _ask(binary, described, "--config", str(path), *more)


def kubelet_of(minor: str, folder: pathlib.Path, described: dict[str, Any] | str, *more: str) -> Any:
    """The same about what lies in a folder: the main file `kubelet.yaml` and the drop-ins in `kubelet.yaml.d`."""
    binary = oracle(minor)
    main, dropins = folder / "kubelet.yaml", folder / "kubelet.yaml.d"
    files = [
        *(["--config", str(main)] if main.exists() else []),
        *(["--config-dir", str(dropins)] if dropins.exists() else []),
    ]
    return _ask(binary, described, *files, *more)


def _ask(binary: pathlib.Path, described: dict[str, Any] | str, *more: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:  # a kubelet writes its state below a relative --root-dir
        path = pathlib.Path(folder, "machine.json")
        path.write_text(json.dumps(machine(described) if isinstance(described, str) else described))
        return ask_kubelet(binary, "--machine", str(path), *more, folder=folder)


QUICK = {"GOGC": "off", "GOMEMLIMIT": "2GiB", "GOMAXPROCS": "1"}
"""For programs in Go that give one answer: no garbage is collected below the limit, and not by other threads."""


def ask_kubelet(binary: pathlib.Path, *words: str, folder: pathlib.Path | str, seconds: float = 60) -> Any:
    """What a real kubelet's program prints, parsed. Raises `subprocess.TimeoutExpired`, and ValueError where it prints
    no JSON, because it was given what no API server takes.
    """
    command, environment = [str(binary), *words], os.environ | QUICK
    if _may_unshare():  # the program would start itself anew in a mount namespace, which takes as long as its answer
        command, environment = ["unshare", "--mount", *command], environment | {"KUBELET_ORACLE_CHILD": "1"}
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=seconds, cwd=folder, env=environment
    )
    return json.loads(run.stdout)


@lru_cache
def _may_unshare() -> bool:
    """Whether a mount namespace can be made here."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


def karpenter_oracle(version: str) -> Callable[..., Any]:
    """The real Karpenter provider of "1.14" or "1.15", with the API server's own validation in front of it; skips
    where it was not built. Called as `oracle("validate", "--crd", "builtin", object=TEXT)`: what it prints, parsed.
    """
    binary = ORACLES / f"karpenter-oracle-{version}"
    if not binary.exists():
        missing(f"Karpenter {version} (conformance/README.md)")

    def ask(verb: str, *arguments: str, **texts: str) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for name, text in texts.items():
                path = pathlib.Path(folder, f"{name}.yaml")
                path.write_text(text)
                files += [f"--{name}", str(path)]
            run = subprocess.run(
                [str(binary), verb, *arguments, *files],
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
                cwd=folder,
                env=os.environ | QUICK,
            )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    return ask
