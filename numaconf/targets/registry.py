"""Every platform: one row each, from which `--as`, `--target`, options, recognising and Terraform's keys follow.

What a platform does stands in its folder below `numaconf.targets`, which is imported when one of its files is met, or
when it is asked for by name. A row says what has to be known before that.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from numaconf.errors import CannotDo

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.targets.target import Reader, Renderer

Header = tuple[str, str]
"""API group (without the version) and kind of an object."""


class Platform(NamedTuple):
    """What is known of a platform before its folder is imported. Hooks are `module:function` below `numaconf.targets`.

    `module`: where the functions of `numaconf.targets.target.Reader` are, and with `renders` those of `Renderer`.
    `writes`: what a rendering is, for people. `aliases`: other names for `--as`.

    Recognising. `marks`: words of which each of its files holds one; short, and rare elsewhere. `headers`: the objects
    that are its own. `claims(path, value) -> bool` is asked about objects with nobody's header,
    `texts(path, data, form) -> Subject | None` about scripts and other texts (`form`: see `numaconf.files.marks`).
    `names`: parts of a path for which `claims` is asked first, whatever the header says. `takes`: platforms whose
    documents are its own where they stand in one file with it.
    `together(path, documents, strangers) -> list[Subject]` takes all of its documents in one file (`strangers` are
    nobody's); without it each stands for itself. `beside(subject)`: the files on disk that are read with it. `whole`:
    where the first document is its own, it reads the text. `given`: how a text is taken that is said to be the
    platform's: as objects, as a whole (`text`), or by a hook `(path, data) -> Subject`.

    Reading. `context(sources) -> Context`: what documents say about their node. `changes(sources)`: the minors between
    which only the version itself differs. `possible(sources, context)`: where the platform's own version is unknown and
    makes a difference, those that do, each with the context that it is read in. `unread`: nothing reads the platform's
    files yet; this is what they are.

    Rendering. `primary`: the first artifact; `proved`: those beside it that configure a kubelet by themselves. `bare`:
    the platform is only a kubelet, so labels, taints and hugepages go beside its documents. `reserves`: it computes
    reservations by itself, so what a profile leaves open is pinned. `fills`: the field that it fills where a document
    leaves it out, of which the memory would come into the sum of reservedMemory. `thresholds`: it has none for memory,
    so the kubelet's own are written where a profile gives none. `own_version`: it has versions of its own, and a
    rendering needs one (`--NAME-version`). `user_data`: the artifact that is EC2 user data. `terraform(texts) -> dict`
    fills the keys `terraform_keys` of a Terraform result. `carries`: nothing is written for the platform; the table of
    the kubelet's fields that it has, and by which names, for what says why.

    Writing into a file that exists. `into`: what goes where: the API kind of the document (empty: any), the route with
    dots, and what is there (`What` of `numaconf.verbs.into.edits`). `into_not`: settings that are not the kubelet's.
    `into_text(text, path)`: start and end of the document in a text that wraps it.
    """

    name: str
    module: str
    writes: str = ""
    aliases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    headers: tuple[Header, ...] = ()
    claims: str = ""
    names: tuple[str, ...] = ()
    texts: str = ""
    together: str = ""
    takes: tuple[str, ...] = ()
    beside: str = ""
    whole: bool = False
    given: str = "objects"
    context: str = ""
    changes: str = ""
    possible: str = ""
    unread: str = ""
    renders: bool = False
    primary: str = ""
    proved: tuple[str, ...] = ()
    bare: bool = False
    reserves: bool = False
    fills: str = "kubeReserved"
    thresholds: bool = False
    own_version: bool = False
    carries: str = ""
    into: tuple[tuple[str, str, str], ...] = ()
    into_not: frozenset[str] = frozenset()
    into_text: str = ""
    user_data: str = ""
    terraform: str = ""
    terraform_keys: tuple[str, ...] = ()


PLATFORMS: tuple[Platform, ...] = (
    Platform(
        "kubelet",
        "numaconf.targets.kubelet",
        "a KubeletConfiguration",
        marks=("ubelet", "reserved", "yManager", "uManager"),
        headers=(("kubelet.config.k8s.io", "KubeletConfiguration"),),
        claims="kubelet.recognise:claims",
        together="kubelet.recognise:together",
        changes="kubelet:changes",
        renders=True,
        primary="kubelet.yaml",
        into=(("KubeletConfiguration", "", "settings"),),
        bare=True,
    ),
    Platform(
        "kubelet-dropin",
        "numaconf.targets.kubelet.dropin",
        "a drop-in for `--config-dir`",
        renders=True,
        primary="90-numa.conf",
        into=(("KubeletConfiguration", "", "settings"),),
        bare=True,
    ),
    Platform(
        "al2",
        "numaconf.targets.al2",
        "user data that calls bootstrap.sh",
        marks=("bootstrap.sh",),
        texts="al2.recognise:texts",
        given="text",
        renders=True,
        primary="user-data.sh",
        proved=("kubelet-extra-args.txt",),
        reserves=True,
        user_data="user-data.sh",
        terraform="al2.terraform:keys",
        terraform_keys=("al2_bootstrap_extra_args",),
    ),
    Platform(
        "al2023",
        "numaconf.targets.al2023",
        "NodeConfig and MIME user data",
        aliases=("nodeadm",),
        marks=("node.eks.aws", "NodeConfig", "Tm9kZUNvbmZpZ"),
        headers=(("node.eks.aws", "NodeConfig"),),
        texts="al2023.recognise:texts",
        whole=True,
        given="al2023.recognise:given",
        renders=True,
        primary="nodeconfig.yaml",
        into=(
            ("NodeConfig", "spec.kubelet.config", "settings"),
            ("NodeConfig", "spec.kubelet.flags", "flags"),
        ),
        into_text="al2023.into:stands",
        proved=("user-data.mime",),
        reserves=True,
        user_data="user-data.mime",
        terraform="al2023.terraform:keys",
        terraform_keys=("nodeadm_nodeconfig",),
    ),
    Platform(
        "karpenter",
        "numaconf.targets.karpenter",
        "EC2NodeClass and NodePool",
        marks=("karpenter",),
        headers=(
            ("karpenter.k8s.aws", "EC2NodeClass"),
            ("karpenter.sh", "NodePool"),
            ("karpenter.sh", "Provisioner"),
            ("karpenter.k8s.aws", "AWSNodeTemplate"),
        ),
        together="karpenter.recognise:together",
        context="karpenter:said",
        possible="karpenter:possible",
        renders=True,
        primary="karpenter.yaml",
        into=(
            ("EC2NodeClass", "spec.kubelet", "settings"),
            ("EC2NodeClass", "spec.userData", "text"),
            ("NodePool", "spec.template.metadata.labels", "labels"),
            ("NodePool", "spec.template.spec.taints", "taints"),
        ),
        reserves=True,
        own_version=True,
        terraform="karpenter.terraform:keys",
        terraform_keys=(
            "karpenter_nodeclass_yaml",
            "karpenter_nodepool_yaml",
            "karpenter_user_data",
            "karpenter_kubelet_json",
        ),
    ),
    Platform(
        "bottlerocket",
        "numaconf.targets.bottlerocket",
        "TOML user data",
        marks=("settings",),
        texts="bottlerocket.recognise:texts",
        given="bottlerocket.recognise:given",
        renders=True,
        primary="user-data.toml",
        into=(
            ("", "settings.kubernetes", "settings"),
            ("", "settings.kernel", "labels"),
            ("", "settings.boot", "labels"),
        ),
        into_not=frozenset({"api-server", "cluster-certificate", "cluster-name", "cluster-dns-ip"}),
        proved=("settings.kubernetes.toml",),
        reserves=True,
        own_version=True,
        user_data="user-data.toml",
        terraform="bottlerocket.terraform:keys",
        terraform_keys=("bottlerocket_toml", "bottlerocket_kubernetes_settings"),
    ),
    Platform(
        "minikube",
        "numaconf.targets.minikube",
        "a `minikube start` command",
        marks=("minikube",),
        texts="minikube.recognise:texts",
        given="text",
        context="minikube:said",
        renders=True,
        primary="start.sh",
        bare=True,
    ),
    Platform(
        "kubelet-flags",
        "numaconf.targets.kubelet.command",
        marks=("KUBELET", "kubelet"),
        texts="kubelet.recognise:command_lines",
        given="text",
    ),
    Platform(
        "kubeadm",
        "numaconf.targets.kubeadm",
        "a patch for `kubeadm --patches`",
        marks=("kubeadm.k8s.io", "ubelet"),
        headers=tuple(
            ("kubeadm.k8s.io", kind)
            for kind in ("InitConfiguration", "JoinConfiguration", "ClusterConfiguration", "UpgradeConfiguration")
        ),
        names=("kubelet",),
        claims="kubeadm.recognise:claims",
        together="kubeadm.recognise:together",
        takes=("kubelet",),
        context="kubeadm:said",
        renders=True,
        primary="kubeletconfiguration0+strategic.yaml",
        into=(("KubeletConfiguration", "", "settings"),),
    ),
    Platform(
        "kind",
        "numaconf.targets.kind",
        marks=("kind.x-k8s.io",),
        headers=(("kind.x-k8s.io", "Cluster"),),
        together="kind.recognise:together",
        context="kind:said",
    ),
    Platform(
        "cluster-api",
        "numaconf.targets.cluster_api",
        marks=("cluster.x-k8s.io", "anywhere.eks"),
        headers=(
            ("bootstrap.cluster.x-k8s.io", "KubeadmConfig"),
            ("bootstrap.cluster.x-k8s.io", "KubeadmConfigTemplate"),
            ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane"),
            ("controlplane.cluster.x-k8s.io", "KubeadmControlPlaneTemplate"),
            ("anywhere.eks.amazonaws.com", "Cluster"),
        ),
        together="cluster_api.recognise:together",
        context="cluster_api:said",
    ),
    Platform(
        "k3s",
        "numaconf.targets.k3s",
        "`kubelet-arg` of k3s and RKE2",
        aliases=("rke2",),
        marks=("ubelet-arg", "ubelet"),
        headers=(("provisioning.cattle.io", "Cluster"), ("k3d.io", "Simple")),
        names=("/k3s/", "/rke2/"),
        claims="k3s.recognise:claims",
        texts="k3s.recognise:texts",
        together="k3s.recognise:together",
        beside="k3s.disk:beside",
        renders=True,
        primary="config.yaml",
        into=(("", "kubelet-arg", "arguments"), ("", "node-label", "arguments"), ("", "node-taint", "arguments")),
        thresholds=True,
    ),
    Platform(
        "openshift",
        "numaconf.targets.openshift",
        "a KubeletConfig",
        marks=("performance.openshift.io", "ubelet"),
        headers=(
            ("machineconfiguration.openshift.io", "KubeletConfig"),
            ("performance.openshift.io", "PerformanceProfile"),
        ),
        renders=True,
        primary="kubeletconfig.yaml",
        fills="systemReserved",
        into=(("KubeletConfig", "spec.kubeletConfig", "settings"),),
    ),
    Platform(
        "microshift",
        "numaconf.targets.microshift",
        marks=("ubelet",),
        names=("/microshift/",),
        claims="microshift.recognise:claims",
    ),
    Platform(
        "talos",
        "numaconf.targets.talos",
        "a patch of a machine configuration",
        marks=("ubelet",),
        headers=(("v1alpha1", "KubeletConfig"),),
        claims="talos.recognise:claims",
        together="talos.recognise:together",
        context="talos:said",
        renders=True,
        primary="machine.yaml",
        fills="systemReserved",
        into=(
            ("", "machine.kubelet.extraConfig", "settings"),
            ("", "machine.nodeLabels", "labels"),
            ("", "machine.nodeTaints", "labels"),
            ("", "machine.sysctls", "labels"),
        ),
    ),
    Platform(
        "k0s",
        "numaconf.targets.k0s",
        marks=("k0sproject.io",),
        headers=(("k0s.k0sproject.io", "ClusterConfig"), ("k0sctl.k0sproject.io", "Cluster")),
        together="k0s.recognise:together",
        context="k0s:said",
    ),
    Platform(
        "eksctl",
        "numaconf.targets.eksctl",
        "a ClusterConfig with a managed node group",
        marks=("eksctl.io",),
        headers=(("eksctl.io", "ClusterConfig"),),
        together="eksctl.recognise:together",
        context="eksctl:said",
        renders=True,
        primary="cluster.yaml",
        reserves=True,
    ),
    Platform(
        "kops",
        "numaconf.targets.kops",
        marks=("kops.k8s.io",),
        headers=(("kops.k8s.io", "Cluster"), ("kops.k8s.io", "InstanceGroup")),
        together="kops.recognise:together",
        context="kops:said",
    ),
    Platform(
        "gardener",
        "numaconf.targets.gardener",
        marks=("gardener.cloud",),
        headers=(("core.gardener.cloud", "Shoot"),),
        together="gardener.recognise:together",
        context="gardener:said",
    ),
    Platform(
        "configz",
        "numaconf.targets.configz",
        marks=("kubeletconfig",),
        claims="configz.recognise:claims",
    ),
    Platform(
        "gke",
        "numaconf.targets.gke",
        marks=("ubelet",),
        headers=(("cloud.google.com", "ComputeClass"),),
        claims="gke.recognise:claims",
        carries="gke.tables:FIELDS",
    ),
    Platform(
        "aks",
        "numaconf.targets.aks",
        marks=("ubelet", "uManager", "imageGc", "podMaxPids", "cpuCfs"),
        headers=(("karpenter.azure.com", "AKSNodeClass"),),
        claims="aks.recognise:claims",
        carries="aks.tables:FIELDS",
    ),
    # Not a platform: what numaconf itself reads, by the same way.
    Platform("profile", "", marks=("NumaProfile", "numaconf/"), headers=(("numaconf", "NumaProfile"),)),
)

BY_NAME: dict[str, Platform] = {one.name: one for one in PLATFORMS}
NAMES: dict[str, str] = {name: one.name for one in PLATFORMS for name in (one.name, *one.aliases)}
"""What `--as` takes, aliases included, to the platform's name."""

TARGETS: tuple[str, ...] = tuple(one.name for one in PLATFORMS if one.renders)
"""What `--target` takes."""

VERSIONED: tuple[str, ...] = tuple(one.name for one in PLATFORMS if one.own_version)
"""Platforms with versions of their own: the options `--NAME-version`."""

HEADERS: dict[Header, str] = {header: one.name for one in PLATFORMS for header in one.headers}


def _marks() -> tuple[str, ...]:
    """The marks of all platforms, without those in which another one stands anyway."""
    every = dict.fromkeys(mark for one in PLATFORMS for mark in one.marks)
    return tuple(mark for mark in every if not any(other in mark for other in every if other != mark))


MARKS: tuple[str, ...] = _marks()
"""Every file that numaconf knows holds one of these; each costs a walk a fortieth of its time."""


@lru_cache
def hook(where: str) -> Callable[..., Any]:
    """The function of a row's `module:function`."""
    module, function = where.split(":")
    return cast("Callable[..., Any]", getattr(import_module(f"numaconf.targets.{module}"), function))


def platform(name: str) -> Platform:
    """The row of a platform, by its name or an alias. Raises CannotDo, with a suggestion, for an unknown name."""
    found = NAMES.get(name)
    if found is None:
        from numaconf.suggest import did_you_mean

        hint = did_you_mean(name, TARGETS, f"write one of {', '.join(TARGETS)}")
        raise CannotDo(f"no such target: {name!r}; {hint}")
    return BY_NAME[found]


@lru_cache
def reader(name: str) -> Reader:
    """The module that reads a platform's documents. Raises CannotDo for an unknown name."""
    return cast("Reader", import_module(platform(name).module))


@lru_cache
def renderer(name: str) -> Renderer:
    """The module that renders for a platform. Raises CannotDo for an unknown name, and for what is only read."""
    found = platform(name)
    if not found.renders:
        raise CannotDo(f"{name} is read, and nothing is rendered for it; write one of {', '.join(TARGETS)}")
    return cast("Renderer", import_module(found.module))
