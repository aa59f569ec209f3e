"""What hashicorp/external 2.x does with a data source's program (`internal/provider/data_source.go`), and Terraform."""

from __future__ import annotations

import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import Any
from unittest import mock

from numaconf.cli import main
from tests.real import QUICK, TREE, missing, program

PROGRAM = [sys.executable, "-m", "numaconf", "terraform"]


class ProviderError(Exception):
    """The error that a user of Terraform sees."""


def written(stream: io.TextIOWrapper) -> str:
    """What was written to a stream in memory."""
    stream.seek(0)
    return stream.read()


def external(query: dict[str, str], cwd: pathlib.Path = TREE) -> dict[str, str]:
    """Run our program as the provider does: the query on stdin, a JSON map of strings on stdout.

    It runs in this process, but for `test_the_answer_is_stable_to_the_byte` and what is about streams.
    """
    given = json.dumps({key: value for key, value in query.items() if value is not None}).encode()
    stdin, stdout, stderr = (io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (given, b"", b""))
    here = os.getcwd()
    os.chdir(cwd)
    try:
        with mock.patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr):
            status = main.run(PROGRAM[3:])
    finally:
        os.chdir(here)
    out, err = map(written, (stdout, stderr))
    if status:
        said = f"Error Message: {err}" if err else "it returned no additional error messaging."
        raise ProviderError(f"External Program Execution Failed\n{said}\nState: exit status {status}")
    result = json.loads(out)
    if not isinstance(result, dict) or not all(isinstance(value, str) for value in result.values()):
        raise ProviderError("Unexpected External Program Results")
    return result


def terraform(folder: pathlib.Path, *arguments: str, config: str = "", stdin: str = "", check: bool = True) -> str:
    """Run the real Terraform in a folder; skips where it is missing. stdout, or with `check` False all it says."""
    binary = program("terraform")
    rc = folder / ".terraformrc"
    rc.write_text(config)
    environment = {
        **os.environ,
        **QUICK,
        "TF_CLI_CONFIG_FILE": str(rc),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
    }
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    done = subprocess.run(
        [binary, *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done.stdout if check else done.stdout + done.stderr


def roots(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the example roots whose module takes the program's result from a file in place of the data source.

    The provider itself comes from no package registry, so its half is played by `external`; what is before and behind
    it is the real Terraform: the module gives the query as an output, and reads `result-<target>.json`.
    """
    top = folder / "terraform"
    shutil.copytree(TREE / "examples" / "terraform", top, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    for profile in ("packet-workers", "legacy-al2"):
        shutil.copytree(TREE / "examples" / profile, folder / profile)
    module = top / "modules" / "numa-user-data"
    main = (module / "main.tf").read_text()
    query = main[main.index("query = {") + len("query = ") : main.index("  lifecycle {")].strip()
    empty = ", ".join(f'{name} = ""' for name in outputs(module))
    stand_in = (
        f"locals {{\n  query  = {query}\n"
        '  file   = "${path.root}/result-${var.target}.json"\n'
        f"  result = fileexists(local.file) ? jsondecode(file(local.file)) : {{ {empty} }}\n}}\n"
        'output "query" {\n  value = local.query\n}\n'
    )
    check = main[main.index("check ") :].replace("data.external.numa.result", "local.result")
    (module / "main.tf").write_text(stand_in + check)
    (module / "versions.tf").unlink()
    text = (module / "outputs.tf").read_text().replace("data.external.numa.result", "local.result")
    (module / "outputs.tf").write_text(text)
    return top


def console(root: pathlib.Path, expression: str) -> Any:
    """The value of an expression in an initialised root, by the real Terraform."""
    said = terraform(root, "console", stdin=f"jsonencode({expression})\n")
    return json.loads(json.loads(said.strip().splitlines()[-1]))


def answered(root: pathlib.Path) -> list[dict[str, str]]:
    """Initialise a root and play the provider for each module call in it. The results."""
    terraform(root, "init", "-no-color")
    results = []
    for name in re.findall(r'^module "(\w+)"', (root / "main.tf").read_text(), re.MULTILINE):
        query = console(root, f"module.{name}.query")
        result = external(query, cwd=root)
        (root / f"result-{query['target']}.json").write_text(json.dumps(result))
        results.append(result)
    return results


def outputs(module: pathlib.Path) -> list[str]:
    """The names of a module's outputs."""
    text = (module / "outputs.tf").read_text()
    return re.findall(r'^output "(\w+)"', text, re.MULTILINE)


def aws_mirror() -> str:
    """A CLI configuration that takes the AWS provider from this machine; skips where it has none."""
    folder = os.environ.get("NUMACONF_TERRAFORM_MIRROR", "")
    if not folder or not list(pathlib.Path(folder).glob("*/hashicorp/aws/*/*")):
        missing("a folder with the AWS provider, which NUMACONF_TERRAFORM_MIRROR names")
    return f'provider_installation {{\n  filesystem_mirror {{\n    path = "{folder}"\n  }}\n}}\n'
