"""Write `docs/profile.md` from the profile's schema: every key, what it takes, and what it is for.

Run from the top of the tree: `python -m scripts.make_profile_page` (`make docs`). A test keeps the page current.
"""

# ruff: noqa: E501  the page has lines of its own

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields, glossary
from numaconf.kubelet.version import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator

TREE = pathlib.Path(__file__).resolve().parent.parent
PAGE = TREE / "docs" / "profile.md"

HEAD = """\
# The profile

One YAML or JSON file says what a node's kubelet is to do with NUMA, for every platform that is to get it. `numaconf init` writes
one, `numaconf validate` checks it on every machine and target that it names, `numaconf schema profile` prints the schema from which
this page is made, for [editors](editors.md). Unknown keys and other letter case are errors, with what was probably meant.

```yaml
# packets.yaml
apiVersion: numaconf/v1
kind: NumaProfile
metadata:
  name: packets
spec:
  kubernetesVersion: "1.34"
  machine:
    instanceTypes: [c5n.18xlarge]
  kubelet:
    cpuManagerPolicy: static
    memoryManagerPolicy: Static
    topologyManagerPolicy: single-numa-node
    topologyManagerScope: pod
    kubeReserved: {memory: 2Gi}
    systemReserved: {memory: 1Gi}
    reservedMemory: auto
    reservedSystemCPUs: auto
  targets:
    al2023: {}
    bottlerocket: {version: "1.64.0"}
```

```console
$ numaconf validate packets.yaml
```

`auto` stands for what can be worked out: `reservedMemory: auto` is the sum that the kubelet wants, in equal parts on the NUMA nodes;
`reservedSystemCPUs: auto` whole cores, as many as the cpu amounts of kubeReserved and systemReserved ask for, else one on each NUMA
node; `kubeReserved: auto`, or a single amount in it, the platform's own formula, pinned.

"""

TYPES = {"string": "text", "integer": "a whole number", "boolean": "true or false", "array": "a list", "object": "a map",
         "number": "a number"}  # fmt: skip


def page() -> str:
    """The whole page."""
    schema = json.loads((TREE / "schemas" / "profile.json").read_text())
    spec = schema["properties"]["spec"]["properties"]
    profile = HEAD.partition("```yaml\n")[2].partition("```")[0]
    command = "$ numaconf validate packets.yaml\n"
    parts = [HEAD.replace(command, command + _validated(profile))]
    top = {"kubernetesVersion": spec["kubernetesVersion"]}
    parts += ["## spec\n\n", _table(top, schema)]
    for key in ("machine", "hugepages", "node", "cluster", "targets"):
        value = spec[key]
        parts += [f"## spec.{key}\n\n{value['description']}\n\n", _table(_properties(value), schema)]
    numa = {name: value for name, value in spec["kubelet"]["properties"].items() if name in glossary.FIELDS}
    rest = {name: value for name, value in spec["kubelet"]["properties"].items() if name not in glossary.FIELDS}
    parts += [
        f"## spec.kubelet\n\n{spec['kubelet']['description']} `null` in evictionHard takes a threshold out.\n\n",
        "### About NUMA\n\n", _fields(numa, schema),
        "### All others\n\n", _fields(rest, schema),
    ]  # fmt: skip
    return "".join(parts).rstrip("\n") + "\n"


def _properties(value: dict[str, Any]) -> dict[str, Any]:
    return (value.get("items") or value).get("properties", {})


def _table(properties: dict[str, Any], schema: dict[str, Any]) -> str:
    rows = [
        f"| `{name}` | {_takes(value, schema)} | {_cell(value.get('description', ''))} |\n"
        for name, value in _walk("", properties, schema)
    ]
    return "| key | takes | |\n|---|---|---|\n" + "".join(rows) + "\n"


def _walk(route: str, properties: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in properties.items():
        here = f"{route}.{name}".lstrip(".")
        yield here, value
        resolved = _resolved(value, schema)
        inner = resolved.get("items") if resolved.get("type") == "array" else resolved
        if isinstance(inner, dict):
            inner = _resolved(inner, schema)
            suffix = "[]" if resolved.get("type") == "array" else ""
            yield from _walk(f"{here}{suffix}", inner.get("properties", {}), schema)


def _resolved(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = value.get("$ref", "")
    return {**schema["$defs"][reference.rpartition("/")[2]], **value} if reference else value


def _takes(value: dict[str, Any], schema: dict[str, Any]) -> str:
    value = _resolved(value, schema)
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"] if one is not None)
    for one in value.get("anyOf", value.get("oneOf", ())):
        if "title" in one:
            return _cell(one["title"])
    kind = value.get("type", "")
    kinds = kind if isinstance(kind, list) else [kind]
    if kind == "array" and "items" in value:
        inner = _takes(value["items"], schema)
        return f"a list of {inner}" if inner.startswith("`") else "a list"
    if value.get("title", "").startswith("a text without"):
        return "text"
    if kind == "object" and value.get("additionalProperties") is False and not value.get("properties"):
        return "`{}`"
    return _cell(value.get("title") or " or ".join(TYPES[one] for one in kinds if one in TYPES))


def _fields(properties: dict[str, Any], schema: dict[str, Any]) -> str:
    rows = []
    for name, value in sorted(properties.items()):
        known = fields.find((name,))
        since = f" From 1.{known.since}." if known and known.since > FIRST else ""
        default = "" if known is None or known.default is None else f"`{json.dumps(known.default)}`"
        meaning = glossary.FIELDS.get(name) or value.get("description", "")
        rows.append(f"| `{name}` | {_takes(value, schema)} | {default} | {_cell(meaning)}{since} |\n")
    return "| field | takes | default | |\n|---|---|---|---|\n" + "".join(rows) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _validated(profile: str) -> str:
    """What the page's command prints for its profile, at 80 columns."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "packets.yaml").write_text(profile)
        run = subprocess.run(
            [sys.executable, "-m", "numaconf", "validate", "packets.yaml"],
            cwd=folder, env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(TREE)}, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
    return run.stdout


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
