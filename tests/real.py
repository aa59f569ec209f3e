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
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TREE = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("NUMACONF_SHARED", TREE.parent / "shared"))
ORACLES = pathlib.Path(os.environ.get("NUMACONF_ORACLES", pathlib.Path.home() / ".cache" / "numaconf" / "oracles"))


def shared(*parts: str) -> pathlib.Path:
    """A file of the shared folder, or skip."""
    found = SHARED.joinpath(*parts)
    if not found.exists():
        pytest.skip(f"needs {'/'.join(parts)} of the shared folder, which only the project's CI has")
    return found


@lru_cache
def vectors(name: str) -> list[dict[str, Any]]:
    """Recorded behaviour of nodeadm, bootstrap.sh (al2), Karpenter or Bottlerocket."""
    return json.loads(shared("data", "vectors", f"{name}.json").read_text())["cases"]


def program(name: str) -> str:
    """The path of an installed program, also of one in this Python's environment, or skip."""
    found = shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def kubelet(minor: str, config: str, machine: dict[str, Any] | str, tmp_path: pathlib.Path, *more: str) -> Any:
    """What the real kubelet of `minor` ("1.34") says to a configuration file's text; skips where it was not built.

    `machine`: a name below the oracle's `machines/`, or a description in its format. `more`: further arguments.
    """
    binary = ORACLES / f"kubelet-oracle-{minor}"
    if not binary.exists():
        pytest.skip(f"the kubelet {minor} oracle is not built (conformance/README.md)")
    path = tmp_path / "kubelet.yaml"
    path.write_text(config)
    if isinstance(machine, str):
        described = shared("tools", "kubelet-oracle", "machines", f"{machine}.json")
    else:
        described = tmp_path / "machine.json"
        described.write_text(json.dumps(machine))
    return _ask(binary, "--config", str(path), "--machine", str(described), *more)


def kubelet_of(minor: str, folder: pathlib.Path, machine: str, *more: str) -> Any:
    """The same about what lies in a folder: the main file `kubelet.yaml` and the drop-ins in `kubelet.yaml.d`."""
    binary = ORACLES / f"kubelet-oracle-{minor}"
    if not binary.exists():
        pytest.skip(f"the kubelet {minor} oracle is not built (conformance/README.md)")
    main, dropins = folder / "kubelet.yaml", folder / "kubelet.yaml.d"
    files = [
        *(["--config", str(main)] if main.exists() else []),
        *(["--config-dir", str(dropins)] if dropins.exists() else []),
    ]
    described = shared("tools", "kubelet-oracle", "machines", f"{machine}.json")
    return _ask(binary, *files, "--machine", str(described), *more)


def _ask(binary: pathlib.Path, *words: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:  # a kubelet writes its state below a relative --root-dir
        run = subprocess.run([str(binary), *words], capture_output=True, text=True, check=False, timeout=60, cwd=folder)
    return json.loads(run.stdout)


def karpenter_oracle(version: str) -> Callable[..., Any]:
    """The real Karpenter provider of "1.14" or "1.15", with the API server's own validation in front of it; skips
    where it was not built. Called as `oracle("validate", "--crd", "builtin", object=TEXT)`: what it prints, parsed.
    """
    binary = ORACLES / f"karpenter-oracle-{version}"
    if not binary.exists():
        pytest.skip(f"the Karpenter {version} oracle is not built (conformance/README.md)")

    def ask(verb: str, *arguments: str, **texts: str) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for name, text in texts.items():
                path = pathlib.Path(folder, f"{name}.yaml")
                path.write_text(text)
                files += [f"--{name}", str(path)]
            run = subprocess.run(
                [str(binary), verb, *arguments, *files], capture_output=True, text=True, check=False, timeout=120
            )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    return ask
