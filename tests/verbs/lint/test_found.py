"""Cases on which random comparison with real kubelets and lint once disagreed, as small as they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from numaconf.context import Context
from numaconf.kubelet import version
from numaconf.machine.model import Machine
from tests.rules import generate
from tests.verbs.lint import asking
from tests.verbs.lint.asking import HEADER
from tests.verbs.lint.texts import FOLDER, MAIN, Case
from tests.versions import NEWEST, SOME

if TYPE_CHECKING:
    import pathlib


class Found(NamedTuple):
    """Files, and the codes of what stops the kubelet."""

    main: str
    dropins: tuple[str, ...] = ()
    fatal: tuple[str, ...] = ()
    minors: tuple[str, ...] = SOME


def json_file(fields: str) -> str:
    return '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", ' + fields + "}"


FOUND = {
    "a later document that is broken is not read": Found(HEADER + "---\n}: {\n"),
    "a later document of a drop-in that is broken is not read": Found(HEADER, (HEADER + "---\n}: {\n",)),
    "an empty first document is read": Found("---\n---\n" + HEADER + "maxPods: 5\n", fatal=("NC006",)),
    "an empty first document of a drop-in is read": Found(
        HEADER, ("---\n---\n" + HEADER + "maxPods: 5\n",), ("NC006",)
    ),
    "a drop-in without a kind is not a drop-in": Found(HEADER, (HEADER + "kind: null\n",), ("NC002",)),
    "a drop-in of another kind is read to its end": Found(
        HEADER, (HEADER.replace("KubeletConfiguration", "KubeletConfig") + "maxPods: 5\nmaxPods: 6\n",), ("NC004",)
    ),
    "a further document of a drop-in is not read": Found(HEADER, (HEADER + "---\n" + HEADER + "port: 70000\n",)),
    "a drop-in of JSON may have whole floats": Found(HEADER, (json_file('"maxPods": 110.0, "podsPerCore": 1e1'),)),
    "a main file of JSON may not have whole floats": Found(json_file('"maxPods": 110.0'), fatal=("NC005",)),
    "a main file of JSON may not have numbers for strings": Found(
        json_file('"kubeReserved": {"cpu": 16}'), fatal=("NC005",)
    ),
    "of two kinds in JSON the last one counts": Found(json_file('"Kind": "x"'), fatal=("NC002",)),
    "of two kinds in JSON the last one counts, and may be right": Found(
        '{"kind": "KubeletConfig", "apiVersion": "kubelet.config.k8s.io/v1beta1", "Kind": "KubeletConfiguration"}'
    ),
    "of two kinds in YAML the one that sorts last": Found(HEADER + "Kind: x\n"),
    "fractions of a thousandth of a byte": Found(
        HEADER + "memoryManagerPolicy: Static\nreservedMemory: [{limits: {memory: 1.0104857600}}]\n",
        fatal=("NC101", "NC105"),
    ),
    "a policy with a line end": Found(
        HEADER + "memoryManagerPolicy: |\n  Static\n", fatal=("NC109",), minors=("1.31", "1.32", "1.34", NEWEST)
    ),
    "a relative path in a main file": Found(HEADER + "podLogsDir: a\n"),
    "a relative path in a drop-in": Found(HEADER, (HEADER + "podLogsDir: a\n",), ("NC408",)),
    "a zero Duration of the main file sorts behind it": Found(
        HEADER, (HEADER + "SHUTDOWNGRACEPERIOD: 100ms\n",), minors=("1.32", "1.34", NEWEST)
    ),
    "another letter case that sorts behind it does not": Found(
        HEADER, (HEADER + "shutdowngraceperiod: 100ms\n",), ("NC407",), ("1.32", "1.34", NEWEST)
    ),
    "drop-ins of 1.31 bring no default back": Found(
        HEADER,
        (HEADER + 'podLogsDir: ""\n', HEADER + 'hairpinMode: ""\ncontainerRuntimeEndpoint: ""\nport: 0\n'),
        ("NC407", "NC408", "NC408", "NC408"),
        ("1.31",),
    ),
    "those of 1.32 do": Found(
        HEADER,
        (HEADER + 'podLogsDir: ""\n', HEADER + 'hairpinMode: ""\ncontainerRuntimeEndpoint: ""\nport: 0\n'),
        minors=("1.32", "1.34", NEWEST),
    ),
}


def files(found: Found) -> dict[str, bytes]:
    dropins = {f"{FOLDER}/{number}.conf": text.encode() for number, text in enumerate(found.dropins)}
    return {MAIN: found.main.encode(), **dropins}


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND)
@pytest.mark.parametrize("told", [True, False])
def test_what_stops_the_kubelet(found: Found, told: bool, tmp_path: pathlib.Path) -> None:
    case = Case(files(found), Machine("any"))
    asking.put(case, tmp_path)
    for minor in found.minors:
        said = asking.ours(case, tmp_path, Context(version.kubernetes(minor)), told=told)
        assert said is not None
        assert tuple(sorted(one.code for one in said.fatal)) == found.fatal


@pytest.mark.shared
@pytest.mark.parametrize(
    ("found", "minor"),
    [pytest.param(one, minor, id=f"{name} {minor}") for name, one in FOUND.items() for minor in one.minors],
)
def test_the_kubelet_says_so(found: Found, minor: str, tmp_path: pathlib.Path) -> None:
    case = Case(files(found), generate.machine("two-numa-96"))
    asking.put(case, tmp_path)
    answer = asking.theirs(case, tmp_path, minor)
    said = asking.ours(case, tmp_path, asking.known(case, minor))
    assert said is not None
    assert asking.differences(said, answer) == []
    assert (answer["verdict"] == "starts") == (not found.fatal)
