"""Write `tests/kubelet/golden/go_values.json` and `tests/documents/golden/*.json`: what Go and the Kubernetes libraries
make of hard small values, and of hard texts in YAML, JSON and MIME.

Run it in this folder, with Go installed: `python record.py`.
"""

from __future__ import annotations

import base64
import json
import pathlib
import subprocess

import json_texts
import mime_texts
import yaml_texts

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent.parent / "tests"

QUANTITIES = [
    "0", "1", "1.5", "1Gi", "01Gi", "+1Gi", "1.5Gi", "1.0Gi", "2.0Gi", "2.Gi", "0.5Gi", "1.5G", "1500.0M", "1.5e9",
    "1e3", "1E3", "1E", "1Ei", "1e", "e3", "", "-", "+", ".", "Gi", "Ei", ".Ei", "m", "-1Gi", "1 Gi", "1Gi ", "1gi",
    "1GB", "1K", "100Ti", "99Ti", "1Pi", "9Ei", "8Ei", "100000Gi", "99999Gi", "123456789Mi", "999999999999999999",
    "9223372036854775807", "9223372036854775808", "1000E", "1e21", "1u", "1n", "0.1n", "0.0000000001", "1e-10",
    "1500m", "100m", "0.5", "1048576", "1073741824.0", "1e4294967296", "1e-4294967295", "1e99999999999999999999",
    "1.25Ki", "0.3Ki", "1023Ki", "1024Ki", "1024Mi", "1025Mi", "3172Mi", "-0", "-0.5Mi", "00", "0Gi", "1_0",
    "\uff11", "12eE3", "1e--3", "1m3", "5%", "100Mi", "104857601", "1000000", "1500k", "1e+9", "2.50Gi",
    "2147483648000m",
]  # fmt: skip
SUMS = [
    ('1Gi', '1G'), ('1.5Gi', '512Mi'), ('0', '1Gi'), ('2Gi', '100Mi'), ('1G', '100Mi'), ('1e9', '1Mi'),
    ('-1Gi', '2Gi'), ('1Gi', '-1Gi'), ('9223372036854775807', '1'), ('7Ei', '7Ei'), ('100m', '0.4'), ('1u', '1'),
]  # fmt: skip
CPU_LISTS = [
    "", "0", "0-3", "0-3,8", "0,0-1", "00-01", "+1", "-1", "1-", "3-0", "0-6:2", "0-3,", "0 ,1", " 0", "0-1-2", "a",
    "0,,1", "7,5,6,1", "9223372036854775808", "0-0",
]  # fmt: skip
INTEGERS = [
    "8", "+8", "-8", " 8", "8.0", "0x8", "", "1_0", "\u0668", "9223372036854775807", "9223372036854775808", "08",
    "-",
]  # fmt: skip
BOOLEANS = [
    "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False", "yes", "", "tRue", "on",
    " true", "2",
]  # fmt: skip
PERCENTAGES = [
    "5", "0.1", "10", "5 ", " 5", "", "1e1", "0x1p3", "nan", "+inf", "-5", "101", "100", "1_0", "33.3333333", "1e39",
    "5.", "-",
]  # fmt: skip
CAPACITIES = (135064600576, 137438953472, 412316860416)
"""Bytes: a measured MemTotal of 128 GiB nominal, 128 GiB, 384 GiB."""
TEXTS = [
    "plain", "with \"quotes\"", "tab\t", "back\\slash", "\u00e9", "\u0000\u007f", "\u200b", "a b", "\ud83d\ude00",
    "\n", "%",
]  # fmt: skip
NUMBERS = [
    0.0, 1.0, 1500000000.0, 1e+20, 1e+21, 1e-06, 1e-07, 123456.789, -0.25, 1.7976931348623157e+308,
]  # fmt: skip


def questions() -> list[dict[str, object]]:
    """Everything that is asked, in the order of the file."""
    asked: list[dict[str, object]] = [{"kind": "quantity", "text": text} for text in QUANTITIES]
    asked += [{"kind": "quantity", "text": text, "other": other} for text, other in SUMS]
    for kind, texts in (("cpuset", CPU_LISTS), ("atoi", INTEGERS), ("bool", BOOLEANS)):
        asked += [{"kind": kind, "text": text} for text in texts]
    asked += [{"kind": "percent", "text": text, "other": str(size)} for text in PERCENTAGES for size in CAPACITIES]
    asked += [{"kind": "quote", "text": text} for text in TEXTS]
    return asked + [{"kind": "float", "number": number} for number in NUMBERS]


def text_questions(kind: str, texts: list[str | bytes]) -> list[dict[str, object]]:
    """The same for texts; one that is not UTF-8 goes in base64, as `bytes`."""
    return [
        {"kind": kind, "text": text}
        if isinstance(text, str)
        else {"kind": kind, "bytes": base64.b64encode(text).decode()}
        for text in texts
    ]


def record(golden: pathlib.Path, asked: list[dict[str, object]]) -> None:
    """Ask and write, one case a line."""
    told = subprocess.run(
        ["go", "run", "."],
        cwd=HERE,
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.rstrip("\n")
    cases: dict[str, list[str]] = {}
    for question, line in zip(asked, told.split("\n"), strict=True):
        kind = str(question.pop("kind"))
        says = dict(sorted(json.loads(line).items()))
        cases.setdefault(kind, []).append("  " + json.dumps({**question, "says": says}))
    blocks = (f'"{kind}": [\n' + ",\n".join(lines) + "\n]" for kind, lines in cases.items())
    golden.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


def main() -> None:
    """Write all golden files."""
    record(TESTS / "kubelet" / "golden" / "go_values.json", questions())
    golden = TESTS / "documents" / "golden"
    record(golden / "yaml.json", text_questions("yaml", yaml_texts.texts()))
    record(golden / "json.json", text_questions("json", json_texts.texts()))
    packed = text_questions("packed", [*mime_texts.packed()])
    record(golden / "mime.json", text_questions("mime", mime_texts.texts()) + packed)


if __name__ == "__main__":
    main()
