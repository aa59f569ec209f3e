"""Numbers of very many digits."""

from __future__ import annotations

import pytest

from numaconf.documents import yaml
from numaconf.documents.numbers import MOST, whole
from numaconf.kubelet import quantity
from numaconf.verbs.lint.file import Options
from numaconf.verbs.lint.run import judged

DIGITS = "9" * 5000


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("-7", -7), ("0" * 5000 + "7", 7), ("-" + "0" * 5000 + "7", -7), (DIGITS, MOST), ("-" + DIGITS, -MOST)],
)
def test_whole(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "x", "+-1" + DIGITS, DIGITS + "x", "1.0"])
def test_what_is_not_whole(text: str) -> None:
    with pytest.raises(ValueError, match=r"whole number|invalid literal"):
        whole(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (DIGITS, DIGITS), ("0x" + "f" * 5000, "0x" + "f" * 5000), ("0" * 100 + "17", 15), ("-" + "0" * 100 + "17", -15),
        ("0x" + "0" * 5000 + "ff", 255), ("0b" + "0" * 5000 + "11", 3), ("0o" + "0" * 5000 + "17", 15),
        ("0b" + "1" * 64, 2**64 - 1),
    ],
)  # fmt: skip
def test_yaml(text: str, value: object) -> None:
    assert yaml.read(f"a: {text}").value == {"a": value}


@pytest.mark.parametrize(
    ("text", "same"),
    [(DIGITS, "9" * 401), (DIGITS + "Mi", "9" * 401 + "Mi"), ("0" * 5000 + "1Gi", "1Gi"), ("1." + "0" * 5000, "1"),
     ("0." + "0" * 5000 + "1", "1n"), ("1e" + "0" * 5000 + "3", "1e3")],
)  # fmt: skip
def test_quantities(text: str, same: str) -> None:
    long, short = quantity.parse(text), quantity.parse(same)
    assert (long.nano, long.format) == (short.nano, short.format) or long.nano > short.nano > 10**300


NUMBERS = {
    "a.yaml": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: {0}\n"
              "kubeReserved: {{cpu: {0}, memory: {0}Mi}}\nreservedSystemCPUs: '{0}'\n"
              "evictionHard: {{memory.available: '{0}%'}}\n"
              "cpuManagerReconcilePeriod: {0}s\nreservedMemory: [{{numaNode: {0}, limits: {{memory: 0.{0}}}}}]\n"
              "cpuManagerPolicyOptions: {{full-pcpus-only: {0}}}\n",
    "b.toml": "[settings.kubernetes]\nmax-pods = {0}\nimage-gc-high-threshold-percent = '{0}'\n"
              "[settings.kubernetes.kube-reserved]\ncpu = '{0}'\n[settings.kernel.hugepages.static.'{0}Mi']\ncount"
              " = '{0}'\n[settings.kernel.sysctl]\n'vm.nr_hugepages' = '{0}'\n[settings.boot]\n"
              "reboot-to-reconcile = true\n[settings.boot.kernel-parameters]\nhugepages = ['{0}']\n"
              "hugepagesz = ['{0}M']\n",
    "c.sh": "#!/bin/bash\necho {0} > /sys/kernel/mm/hugepages/hugepages-{0}kB/nr_hugepages\n/etc/eks/bootstrap.sh c "
            "--kubelet-extra-args '--max-pods={0} --kube-reserved=cpu={0} --reserved-cpus={0}'\n",
    "d.yaml": "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {{kubelet: {{maxPodsExpression: '{0} + 1', "
              "config: {{maxPods: {0}}}}}}}\n",
    "e.yaml": "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: p}}\nspec:\n  weight: {0}\n  template: "
              "{{spec: {{requirements: [{{key: karpenter.k8s.aws/instance-cpu, operator: Gt, values: ['{0}']}}]}}}}\n",
    "f.yaml": "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {{name: a}}\nspec:\n  kubernetesVersion: '1.{0}'\n"
              "  machine: {{synthetic: 'numa:{0} core:{0}'}}\n  hugepages: [{{size: {0}Mi, count: {0}}}]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", list(NUMBERS))
@pytest.mark.parametrize("number", [DIGITS, "0" * 5000 + "1", "-" + DIGITS, "٣", "²", "1e" + DIGITS, "0x" + "f" * 5000])
def test_no_number_stops_lint(name: str, number: str) -> None:
    report = judged(name, NUMBERS[name].format(number).encode(), Options())
    assert report is not None
    assert report.problem == ""
