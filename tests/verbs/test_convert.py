"""One platform's file as another's: what comes out is in force there, and what cannot be carried is named."""

from __future__ import annotations

import pathlib
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.errors import CannotDo, Problem
from numaconf.files import recognise
from numaconf.kubelet.compare import missing
from numaconf.kubelet.version import Version
from numaconf.machine.find import find
from numaconf.profile.load import load, parse
from numaconf.targets import boot
from numaconf.targets.registry import TARGETS, reader
from numaconf.targets.target import Cluster, Hugepages, Reading
from numaconf.verbs.convert import NO_CLUSTER, Converted, convert
from numaconf.verbs.render import render
from tests import golden, real

GOLDEN = pathlib.Path(__file__).parent / "golden_conversions"
C5N = find("c5n.18xlarge")
KNOWN = Context(Version(1, 32), (C5N,), (("karpenter", Version(1, 15, 0)), ("bottlerocket", Version(1, 64, 0))))
"""All that may be asked for; 1.32 is the last version of Amazon Linux 2."""
CLUSTER = Cluster("example", "https://example.com", "ZXhhbXBsZQ==", "10.100.0.0/16")
BARE = ("kubelet", "kubelet-dropin", "minikube")
WHOLE = tuple(one for one in TARGETS if one not in ("kubeadm", "k3s", "talos", "openshift", "eksctl"))
"""Those that carry the example with its hugepages, or have a script for them beside it."""
GI = 1 << 30
POOLS = {Hugepages(GI, 16, 0), Hugepages(GI, 16, 1)}


class Document(NamedTuple):
    """A file of a platform that carries the whole example, and whether the pools and the labels are among it."""

    name: str
    text: str
    boots: bool
    labels: bool


def document(name: str) -> Document:
    (profile,) = load(str(golden.EXAMPLES / "hugepages" / "profile.yaml"))
    rendered = render(profile, name, KNOWN)
    # The user data of AL2023, not the NodeConfig alone, allocates hugepages.
    artifact = rendered.artifacts[1 if name == "al2023" else 0]
    return Document(artifact.name, artifact.text, name not in BARE, name not in ("kubelet", "kubelet-dropin"))


def read(name: str, text: str, kind: str, known: Context = KNOWN) -> Reading:
    (subject,) = recognise.as_kind(kind, name, text.encode())
    assert known.kubernetes
    return reader(kind).read(subject.sources, known.kubernetes, known.machines[0] if known.machines else None, known)


def done(text: str, to: str, known: Context = KNOWN, name: str = "x.yaml", **more: Any) -> Converted:
    return convert(name, text.encode(), to, known, Context(), **more)


def config(read_back: Reading) -> dict[str, Any]:
    assert read_back.effective is not None, read_back.findings
    return read_back.effective.config


@pytest.mark.parametrize("to", WHOLE)
@pytest.mark.parametrize("kind", WHOLE)
def test_every_pair_carries_the_example_over(kind: str, to: str) -> None:
    first = document(kind)
    asked = render(load(str(golden.EXAMPLES / "hugepages" / "profile.yaml"))[0], kind, KNOWN).intent
    assert asked is not None
    # Karpenter counts the reserved CPUs as an amount, and the kubelet takes their number from the list.
    wanted = {
        field: {key: item for key, item in value.items() if key != "cpu"} if field.endswith("Reserved") else value
        for field, value in asked.config.items()
    }
    converted = done(first.text, to, name=first.name, cluster=CLUSTER)
    for number, artifact in enumerate(converted.artifacts):
        if number and not artifact.name.endswith((".txt", ".mime", "kubernetes.toml")):
            continue
        second = read(artifact.name, artifact.text, to)
        assert list(missing(wanted, config(second), KNOWN.kubernetes)) == [], artifact.name
        if to not in ("kubelet", "kubelet-dropin"):
            assert second.labels == (asked.labels if first.labels else {}), artifact.name
        taints = second.taints or config(second)["registerWithTaints"]
        if to == "karpenter":
            taints = tuple(one for one in taints if one["key"] != "karpenter.sh/unregistered")
        assert [(one["key"], one.get("value"), one["effect"]) for one in taints] == [
            ("dedicated", "packets", "NoSchedule")
        ]
    if first.boots and to not in BARE:
        found = [read(one.name, one.text, to).hugepages for one in converted.artifacts]
        assert any(set(pools) == POOLS for pools in found)
    elif first.boots:
        scripts = [one.text for one in converted.artifacts if one.name == "hugepages.sh"]
        assert [set(boot.pools(text)) for text in scripts] == [POOLS]
    else:
        assert not any("hugepages-1048576kB" in one.text for one in converted.artifacts)


@pytest.mark.shared
@pytest.mark.parametrize(("kind", "to"), [("al2", "al2023"), ("al2023", "bottlerocket"), ("bottlerocket", "karpenter"),
                                          ("karpenter", "kubelet"), ("kubelet", "al2")])  # fmt: skip
def test_what_is_converted_starts_the_real_kubelet(kind: str, to: str, tmp_path: pathlib.Path) -> None:
    import json

    from tests.machines import oracle_format

    first = document(kind)
    (primary, *_) = done(first.text, to, name=first.name, cluster=CLUSTER).artifacts
    whole = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
    whole |= config(read(primary.name, primary.text, to))
    whole["containerRuntimeEndpoint"] = "unix:///run/containerd/containerd.sock"
    answer = real.kubelet("1.32", json.dumps(whole), oracle_format(C5N), tmp_path)
    assert answer["verdict"] == "starts", answer["first_error"]


@pytest.mark.parametrize(("kind", "to"), [("al2", "al2023"), ("al2023", "bottlerocket")])
def test_golden_conversions(kind: str, to: str) -> None:
    """The two ways that people have to go: off Amazon Linux 2, and on to Bottlerocket."""
    (profile,) = load(str(golden.EXAMPLES / "legacy-al2" / "profile.yaml"))
    machine = Context(machines=(find("m5.24xlarge"),), platforms=(("bottlerocket", Version(1, 64, 0)),))
    text = render(profile, "al2").artifacts[0].text
    known = machine._replace(kubernetes=Version(1, 32))
    al2023 = done(text, "al2023", known, "user-data.sh", cluster=Cluster(cidr="10.100.0.0/16")).artifacts[1].text
    if kind == "al2":
        made = al2023
    else:
        # Bottlerocket cannot reset the memory manager's state.
        start = al2023.index("apiVersion: node.eks.aws")
        made = done(al2023[start : al2023.index("--NUMACONF--")], to, known, "node-config.yaml").artifacts[0].text
    assert made == (GOLDEN / f"{kind}-to-{to}.txt").read_text()


def kubelet(fields: str) -> str:
    return f"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n{fields}"


@pytest.mark.parametrize(
    ("fields", "to", "says"),
    [
        ("podCIDR: 10.0.0.0/8\n", "bottlerocket", "kubelet.podCIDR"),
        ("memorySwap: {swapBehavior: LimitedSwap}\n", "minikube", "kubelet.memorySwap"),
        ("kubeReserved: {memory: 1Gi}\n", "al2", "kubelet.kubeReserved"),
        ("evictionHard: {memory.available: 1Gi}\n", "al2", "--cluster-name"),
        ("cpuManagerPolicy: static\ncpuManagerPolicyOptions: {full-pcpus-only: 'true', align-by-socket: 'true'}\n",
         "minikube", "kubelet.cpuManagerPolicyOptions"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_is_named(fields: str, to: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        done(kubelet(fields), to)
    assert caught.value.exit_status == 1
    assert "cannot carry" in str(caught.value)
    assert says in str(caught.value)
    assert "spec." not in str(caught.value)


MANAGED = """\
topologyManagerPolicy: restricted
topologyManagerPolicyOptions: {prefer-closest-numa-nodes: "true"}
memoryManagerPolicy: Static
kubeReserved: {memory: 900Mi, cpu: 500m}
reservedMemory: [{numaNode: 0, limits: {memory: 1000Mi}}]
"""


@pytest.mark.parametrize("to", ["gke", "aks"])
def test_what_a_managed_service_cannot_carry_is_listed(to: str) -> None:
    with pytest.raises(Problem) as caught:
        done(kubelet(MANAGED), to)
    says = str(caught.value)
    assert says.startswith(f"x.yaml: {to.upper()} cannot carry\n")
    for field in ("kubeReserved", "reservedMemory", "topologyManagerPolicyOptions"):
        assert f"    kubelet.{field}: " in says
    where = "kubeletConfig.topologyManager.policy" if to == "gke" else "topologyManagerPolicy"
    assert f'    {where}: "restricted"' in says.partition("what is left:")[2]


def test_the_reset_of_state_files_is_carried_or_named() -> None:
    (profile,) = load(str(golden.EXAMPLES / "legacy-al2" / "profile.yaml"))
    text = render(profile, "al2").artifacts[0].text
    machine = KNOWN._replace(machines=(find("m5.24xlarge"),))
    made = done(text, "al2023", machine, "user-data.sh", cluster=CLUSTER)
    assert boot.reset_unit() in made.artifacts[1].text
    with pytest.raises(Problem, match=r"node\.resetMemoryManagerState.*memory_manager_state"):
        done(text, "bottlerocket", machine, "user-data.sh")


@pytest.mark.parametrize(
    ("to", "known", "option"),
    [
        ("al2023", KNOWN._replace(kubernetes=None), "--kubernetes-version"),
        ("karpenter", KNOWN._replace(platforms=KNOWN.platforms[1:]), "--karpenter-version"),
        ("bottlerocket", KNOWN._replace(platforms=KNOWN.platforms[:1]), "--bottlerocket-version"),
    ],
)
def test_a_missing_version_is_asked_for(to: str, known: Context, option: str) -> None:
    with pytest.raises(CannotDo) as caught:
        done(kubelet("topologyManagerPolicy: restricted\n"), to, known)
    assert caught.value.exit_status == 2
    assert option in caught.value.args[0]


@pytest.mark.parametrize(
    ("to", "options"),
    [
        ("kubelet", "--kubernetes-version and --machine"),
        ("bottlerocket", "--kubernetes-version, --bottlerocket-version and --machine"),
        ("karpenter", "--kubernetes-version, --karpenter-version and --machine"),
    ],
)
def test_all_that_is_missing_is_asked_for_at_once(to: str, options: str) -> None:
    text = (
        "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n"
        "      memoryManagerPolicy: Static\n      reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"
    )
    with pytest.raises(CannotDo) as raised:
        convert("n.yaml", text.encode(), to, Context(), Context())
    assert raised.value.remedy == f"give {options}"


def test_a_platforms_own_reservations_are_asked_of_the_machine_and_pinned() -> None:
    text = """\
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      memoryManagerPolicy: Static
      reservedMemory: [{numaNode: 0, limits: {memory: 8462Mi}}]
"""
    with pytest.raises(CannotDo, match="--machine"):
        done(text, "kubelet", KNOWN._replace(machines=()))
    made = done(text, "kubelet", KNOWN._replace(machines=(find("m5.24xlarge"),)))
    assert config(read("k.yaml", made.artifacts[0].text, "kubelet"))["kubeReserved"]["memory"] == "8362Mi"
    with pytest.raises(Problem, match=r"differs between m5\.24xlarge, m5\.12xlarge"):
        done(text, "kubelet", KNOWN._replace(machines=(find("m5.24xlarge"), find("m5.12xlarge"))))


@pytest.mark.parametrize("to", TARGETS)
def test_what_the_platform_reserves_does_not_come_into_the_sum(to: str) -> None:
    text = kubelet("memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: 100Mi}}]\n")
    cluster = CLUSTER if to in ("al2", "al2023") else NO_CLUSTER
    if to == "al2":
        with pytest.raises(Problem, match=r"kubeReserved\.cpu"):
            done(text, to, cluster=cluster)
        return
    made = done(text, to, cluster=cluster)
    node = config(read("x", made.artifacts[0].text, to))
    for field in ("kubeReserved", "systemReserved"):
        assert node.get(field, {}).get("memory", "0") == "0"
    if to in ("openshift", "talos"):
        assert node["systemReserved"]["memory"] == "0", "the platform would fill it"


def test_the_cpus_that_a_platform_reserves_go_along() -> None:
    head = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n"
    text = f"{head}    config: {{cpuManagerPolicy: static}}\n"
    (made, *_) = done(text, "kubelet").artifacts
    assert config(read("k.yaml", made.text, "kubelet"))["kubeReserved"] == {"cpu": "250m"}
    with pytest.raises(CannotDo, match="--machine"):
        done(text, "kubelet", KNOWN._replace(machines=()))
    assert "cpu:" not in done(text, "al2023", KNOWN._replace(machines=())).artifacts[0].text


def test_what_starts_nowhere_is_not_carried() -> None:
    text = kubelet("memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n")
    with pytest.raises(Problem, match="does not start on bottlerocket"):
        done(text, "bottlerocket")


def test_several_machines_are_fine_where_nothing_depends_on_them() -> None:
    machines = (find("m5.24xlarge"), find("m5.12xlarge"))
    made = done(kubelet("topologyManagerPolicy: restricted\n"), "al2023", KNOWN._replace(machines=machines))
    assert "topologyManagerPolicy: restricted" in made.artifacts[0].text


def test_a_fragment_and_a_drop_in_ask_for_what_they_say_only() -> None:
    said = "reservedSystemCPUs: '0,36'\ncpuManagerPolicy: static\n"
    for text, name in ((said, "x.yaml"), (kubelet(said), "kubelet.conf.d/90-x.conf")):
        made = done(text, "bottlerocket", name=name)
        assert "eviction-hard" not in made.artifacts[0].text
        assert 'reserved-cpus = "0,36"' in made.artifacts[0].text


def test_a_sum_of_which_a_part_is_elsewhere_is_not_carried() -> None:
    text = kubelet("memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n")
    with pytest.raises(CannotDo, match="a part of the sum of reservedMemory"):
        done(text, "bottlerocket", name="kubelet.conf.d/90-x.conf")


def test_a_drop_in_is_converted_together_with_its_main_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "config.json.d").mkdir()
    (tmp_path / "config.json").write_text(
        kubelet("kubeReserved: {memory: 1Gi}\nevictionHard: {memory.available: 0%}\n")
    )
    dropin = tmp_path / "config.json.d" / "90-x.conf"
    dropin.write_text(kubelet("memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"))
    made = done(dropin.read_text(), "bottlerocket", name=str(dropin))
    second = config(read("x.toml", made.artifacts[0].text, "bottlerocket"))
    assert second["kubeReserved"]["memory"] == "1Gi"
    assert second["reservedMemory"] == [{"numaNode": 0, "limits": {"memory": "1Gi"}}]


def test_what_was_not_in_force_is_said() -> None:
    text = kubelet("topologyManagerPolicy: restricted\nreservedCpus: '0'\n")
    made = done(text, "al2023")
    assert any("not in force, so not carried: reservedCpus" in one for one in made.warnings)
    assert "reservedCpus" not in made.artifacts[0].text


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("a: 1\n", "a.yaml", "nothing in it that numaconf knows"),
        (kubelet("cpuManagerPolicy: {{ .Values.policy }}\n"), "a.yaml", "template"),
        (kubelet("cpuManagerPolicy: [\n"), "a.yaml", "a.yaml:"),
        (kubelet("topologyManagerPolicy: restricted\n---\n") + "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n",
         "a.yaml", "several configurations"),
        (kubelet("maxPods: many\n"), "a.yaml", "maxPods"),
        ("[settings.kubernetes]\nmax-pods = '5'\n", "a.toml", "max-pods"),
    ],
)  # fmt: skip
def test_what_is_no_single_readable_configuration(text: str, name: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        done(text, "al2023", name=name)
    assert caught.value.exit_status == 1
    assert says in str(caught.value)


def test_a_profile_is_rendered_instead() -> None:
    text = (golden.EXAMPLES / "hugepages" / "profile.yaml").read_text()
    assert parse(text)
    with pytest.raises(Problem, match="numaconf render"):
        done(text, "al2023")


def test_nothing_is_taken_from_a_cluster_that_is_not_named() -> None:
    assert "cluster:" not in done(kubelet("topologyManagerPolicy: restricted\n"), "al2023").artifacts[0].text
    made = done(kubelet("topologyManagerPolicy: restricted\n"), "al2023", cluster=CLUSTER)
    assert "name: example" in made.artifacts[0].text
    with pytest.raises(Problem, match="--cluster-cidr"):
        done(kubelet("topologyManagerPolicy: restricted\n"), "al2023", cluster=CLUSTER._replace(cidr=""))
    assert not any(NO_CLUSTER)


FIELDS = st.fixed_dictionaries(
    {"topologyManagerPolicy": st.sampled_from(["none", "best-effort", "restricted", "single-numa-node"])},
    optional={
        "cpuManagerPolicy": st.just("static"),
        "topologyManagerScope": st.sampled_from(["container", "pod"]),
        "kubeReserved": st.fixed_dictionaries(
            {"cpu": st.sampled_from(["1", "500m"])}, optional={"memory": st.sampled_from(["1Gi", "500M"])}
        ),
        "evictionHard": st.dictionaries(
            st.sampled_from(["memory.available", "nodefs.available"]), st.sampled_from(["5%", "200Mi"]), min_size=1
        ),
        "podPidsLimit": st.integers(1, 4096),
        "containerLogMaxFiles": st.integers(2, 20),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIELDS, st.sampled_from(["kubelet", "al2023", "bottlerocket", "minikube", "karpenter"]))
def test_there_and_back_again(fields: dict[str, Any], to: str) -> None:
    import json

    text = json.dumps({"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **fields})
    try:
        (there, *_) = done(text, to).artifacts
    except Problem as error:
        assert "cannot carry" in str(error) or "needs a CPU reservation" in str(error)  # noqa: PT017
        return
    (back, *_) = done(there.text, "kubelet", name=there.name).artifacts
    assert list(missing(fields, config(read("k.yaml", back.text, "kubelet")), KNOWN.kubernetes)) == []
