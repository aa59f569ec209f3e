from __future__ import annotations

from typing import Any

import pytest

from numaconf.targets.karpenter import machines


def pool(*requirements: tuple[str, str, list[str]], labels: dict[str, str] | None = None) -> dict[str, Any]:
    inner = [{"key": key, "operator": operator, "values": values} for key, operator, values in requirements]
    return {"spec": {"template": {"metadata": {"labels": labels or {}}, "spec": {"requirements": inner}}}}


FAMILY, SIZE, CPU = (f"karpenter.k8s.aws/instance-{what}" for what in ("family", "size", "cpu"))


@pytest.mark.parametrize(
    ("one", "names"),
    [
        (pool((machines.TYPE, "In", ["m5.24xlarge", "c5n.18xlarge"])), ["m5.24xlarge", "c5n.18xlarge"]),
        (pool((FAMILY, "In", ["c5n"]), (SIZE, "In", ["18xlarge", "metal"])), ["c5n.18xlarge", "c5n.metal"]),
        (pool((FAMILY, "In", ["m5"]), (CPU, "Gt", ["64"]), (SIZE, "NotIn", ["metal"])), ["m5.24xlarge"]),
        (pool((FAMILY, "In", ["m5"]), (CPU, "Gte", ["96"]), (SIZE, "NotIn", ["metal"])), ["m5.24xlarge"]),
        (pool((FAMILY, "In", ["m5"]), (CPU, "Lt", ["4"]), ("kubernetes.io/arch", "In", ["amd64"])), ["m5.large"]),
        (pool((FAMILY, "In", ["m5"]), ("kubernetes.io/arch", "In", ["arm64"])), []),
        (pool((CPU, "Exists", [])), []),
        (pool(("karpenter.sh/capacity-type", "In", ["spot"])), []),
        (pool(), []),
        # A requirement that the table cannot judge may leave fewer types; types that are named are all meant.
        (pool((FAMILY, "In", ["p5"]), ("karpenter.k8s.aws/instance-gpu-count", "In", ["8"])), []),
        (
            pool((machines.TYPE, "In", ["p5.48xlarge"]), ("karpenter.k8s.aws/instance-gpu-count", "In", ["8"])),
            ["p5.48xlarge"],
        ),
        (pool((FAMILY, "In", ["c5n"]), ("example.com/pool", "In", ["a"]), (SIZE, "In", ["large"])), ["c5n.large"]),
        (pool((SIZE, "In", ["18xlarge"]), labels={FAMILY: "c5n"}), ["c5n.18xlarge"]),
        (pool((machines.TYPE, "In", ["m5.24xlarge", "x9.huge"])), ["m5.24xlarge"]),
    ],
)
def test_the_types_of_a_pool(one: dict[str, Any], names: list[str]) -> None:
    assert [machine.name for machine in machines.machines([one])] == names


def test_several_pools_add_up_and_one_open_pool_leaves_all_open() -> None:
    pinned = pool((machines.TYPE, "In", ["m5.24xlarge"]))
    other = pool((machines.TYPE, "In", ["c5n.18xlarge"]))
    assert [one.name for one in machines.machines([pinned, other])] == ["m5.24xlarge", "c5n.18xlarge"]
    assert machines.machines([pinned, pool()]) == ()


def test_a_pool_without_any_word_on_types_is_open() -> None:
    assert machines.choice(pool(("karpenter.sh/capacity-type", "In", ["spot"]))).open
    assert not machines.choice(pool((FAMILY, "In", ["m5"]))).open
