"""Explanations by platform: where a field of the kubelet's is written, what the platform sets by itself, and the names
that settings have there.
"""

# ruff: noqa: E501  tables of texts

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields, flag_table
from numaconf.kubelet.version import Version, kubernetes
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Place(NamedTuple):
    """A field on one platform: where it is written ("" where it cannot be), what is to be known of that, and by minor
    what the platform sets by itself (None: nothing, so the kubelet's own default holds).
    """

    platform: str
    key: str
    note: str
    defaults: dict[int, Any]


class Setting(NamedTuple):
    """A platform's name for a setting: the field that it becomes ("" : none, or several), the first version of the
    platform that has it (None: all that are known), and what it is where it is no field.
    """

    key: str
    field: str
    since: Version | None
    platform: str = "Bottlerocket"
    meaning: str = ""


class _Platform(NamedTuple):
    """How a platform names a field: a function from path and flag to key and note; and what it sets by itself."""

    name: str
    key: Callable[[str, str], tuple[str, str]]
    defaults: Callable[[Version], dict[str, Any]]


def places(path: str, flag: str, setting: str, minors: range | tuple[int, ...]) -> tuple[Place, ...]:
    """A field on every platform; `flag` and `setting` are its flag and its key in Bottlerocket ("": none)."""
    found = []
    for platform in _platforms():
        key, note = (setting, "") if platform.name == "bottlerocket" else platform.key(path, flag)
        defaults = {minor: _at(platform.defaults(kubernetes(f"1.{minor}")), path) for minor in minors}
        found.append(Place(platform.name, key, note, defaults))
    return tuple(found)


def _at(config: Any, path: str) -> Any:
    """The value below a path; map keys may have dots in them."""
    if not path or config is None:
        return config
    if not isinstance(config, dict):
        return None
    if path in config:
        return config[path]
    first, _, rest = path.partition(".")
    return _at(config.get(first), rest) if rest else config.get(first)


def _platforms() -> Iterator[_Platform]:
    from numaconf.targets.aks import tables as aks
    from numaconf.targets.gardener import reader as gardener
    from numaconf.targets.gke import tables as gke
    from numaconf.targets.k0s import profile as k0s
    from numaconf.targets.kops import tables as kops
    from numaconf.targets.openshift import renderer as openshift
    from numaconf.targets.registry import renderer
    from numaconf.targets.talos import tables as talos

    def rendered(name: str) -> Callable[[Version], dict[str, Any]]:
        return renderer(name).platform_defaults

    def below(prefix: str, absent: tuple[str, ...] = (), why: str = "") -> Callable[[str, str], tuple[str, str]]:
        return lambda path, _flag: ("", why) if path.partition(".")[0] in absent else (f"{prefix}{path}", "")

    def flagged(before: str, note: str = "") -> Callable[[str, str], tuple[str, str]]:
        return lambda _path, flag: (
            (f"{before}{flag.removeprefix('--')}=…", note) if flag else ("", "it has no flag of the kubelet")
        )

    def named(table: dict[str, str], who: str) -> Callable[[str, str], tuple[str, str]]:
        def key(path: str, _flag: str) -> tuple[str, str]:
            first, _, rest = path.partition(".")
            held = table.get(path) or (f"{table[first]}{f'.{rest}' if rest else ''}" if first in table else "")
            return held, "" if held else f"{who} does not take it"

        return key

    yield _Platform("al2023", below("spec.kubelet.config."), rendered("al2023"))
    yield _Platform("al2", flagged("--kubelet-extra-args --", "an argument of bootstrap.sh"), rendered("al2"))
    yield _Platform("karpenter", _karpenter, rendered("karpenter"))
    yield _Platform("bottlerocket", lambda _path, _flag: ("", ""), rendered("bottlerocket"))
    yield _Platform("eksctl", _eksctl, rendered("eksctl"))
    yield _Platform("kubeadm", below(""), rendered("kubeadm"))
    yield _Platform("k3s", flagged("kubelet-arg: ", "RKE2 too; from 1.32 also a drop-in"), rendered("k3s"))
    yield _Platform("k0s", below("spec.workerProfiles[].values.", k0s.FORBIDDEN, "k0s sets it"), lambda _: k0s.FIELDS)
    yield _Platform("talos", below("machine.kubelet.extraConfig.", talos.PROTECTED, "Talos sets it"), rendered("talos"))
    forbidden = below("spec.kubeletConfig.", openshift.FORBIDDEN, "OpenShift sets it")
    yield _Platform("openshift", forbidden, rendered("openshift"))
    yield _Platform("minikube", flagged("--extra-config=kubelet."), rendered("minikube"))
    yield _Platform("kops", _kops, lambda _: {"evictionHard": kops.EVICTION})
    yield _Platform(
        "gardener", _gardener, lambda _: {"kubeReserved": gardener.RESERVED, "evictionHard": gardener.EVICTION}
    )
    yield _Platform("gke", named(gke.FIELDS, "GKE"), lambda _: {})
    of_aks = {path: f"kubeletConfig.{key}" for path, key in {**aks.FIELDS, **_AKS_PREVIEW}.items()}
    yield _Platform("aks", named(of_aks, "AKS"), lambda _: {})


_AKS_PREVIEW = {
    "kubeReserved": "kubeReserved", "evictionHard": "hardEvictionThreshold", "evictionSoft": "softEvictionThreshold",
    "evictionSoftGracePeriod": "softEvictionGracePeriod",
}  # fmt: skip
"""Fields of AKS's node hardening, which is a preview."""


def _karpenter(path: str, _flag: str) -> tuple[str, str]:
    """Karpenter's own twelve fields; the others stand there from 1.15.0 on, and before it in userData."""
    from numaconf.targets.karpenter import nodeclass

    always = path.partition(".")[0] in nodeclass.KUBELET.fields
    return f"spec.kubelet.{path}", "" if always else "from Karpenter 1.15.0 on; below it in spec.userData"


def _eksctl(path: str, _flag: str) -> tuple[str, str]:
    return f"overrideBootstrapCommand: spec.kubelet.config.{path}", "a NodeConfig, on AL2023"


def _kops(path: str, _flag: str) -> tuple[str, str]:
    """Kops has many of the kubelet's fields, some under names of their own."""
    from numaconf.targets.kops import tables

    own = next((name for name, route in tables.ROUTES.items() if ".".join(map(str, route)) == path), "")
    first = path.partition(".")[0]
    if own or first in tables.TYPES:
        return f"spec.kubelet.{own or path}", ""
    return "", "kops has no such field"


def _gardener(path: str, _flag: str) -> tuple[str, str]:
    from numaconf.targets.gardener import reader

    first, _, rest = path.partition(".")
    if first in reader.ABSENT:
        return "", "Gardener has no such field"
    names = {signal: key for key, signal in reader.SIGNALS.items()}
    return f"{'.'.join(map(str, reader.SHOOT))}.{first}{f'.{names.get(rest, rest)}' if rest else ''}", ""


COMPUTED = {
    "kubeReserved": "On EKS (al2, al2023, karpenter, bottlerocket, eksctl) cpu and memory come from a formula over the "
    "instance type: numaconf show FILE --machine TYPE says them. GKE and AKS work them out, too, and do not tell.",
    "systemReserved": "On Talos 50m, 384Mi (control plane 512Mi), unless given; on OpenShift 500m, 1Gi, and from 4.21 on "
    "workers size it by themselves.",
}
"""What platforms work out in place of a fixed default."""

_PREFIXES = (
    ("spec.kubernetes.kubelet.", "Gardener"),
    ("spec.provider.workers.kubernetes.kubelet.", "Gardener"),
    ("spec.kubelet.config.", "NodeConfig of AL2023"),
    ("spec.kubeletConfig.", "OpenShift"),
    ("spec.workerProfiles.values.", "k0s"),
    ("spec.kubelet.", "Karpenter, kops"),
    ("machine.kubelet.extraConfig.", "Talos"),
    ("machine.kubelet.extraArgs.", "Talos"),
    ("kubeletConfig.", "GKE, AKS"),
    ("kubeletExtraConfig.", "eksctl"),
    ("kubeletExtraArgs.", "kubeadm"),
    ("kubelet-arg", "k3s, RKE2"),
    ("--extra-config=kubelet.", "minikube"),
    ("kubelet.", "minikube"),
)
"""What stands in front of a field, or of a flag's name."""

HOLDERS = {
    "kubeletArg": Setting("kubelet-arg", "", None, "k3s, RKE2",
        "a list of the kubelet's flags without dashes: - cpu-manager-policy=static. A key that stands twice replaces the "
        "list; kubelet-arg+ in a file of config.yaml.d adds to it"),
    "machine.kubelet.extraConfig": Setting("machine.kubelet.extraConfig", "", None, "Talos",
        "fields of a KubeletConfiguration; a key or type that is wrong stops the kubelet on the node, not talosctl"),
    "machine.kubelet.extraArgs": Setting("machine.kubelet.extraArgs", "", None, "Talos",
        "the kubelet's flags without dashes; extraConfig is for what has a field"),
    "machine.kubelet": Setting("machine.kubelet", "", None, "Talos",
        "the kubelet's image, extraConfig (fields) and extraArgs (flags)"),
    "spec.kubeletConfig": Setting("spec.kubeletConfig", "", None, "OpenShift",
        "fields of a KubeletConfiguration, for the pools that machineConfigPoolSelector names; each change reboots them"),
    "kubeletConfig": Setting("kubeletConfig", "", None, "GKE, AKS, OpenShift",
        "the kubelet's settings: a few under names of their own on GKE (gcloud --system-config-from-file) and AKS (az "
        "--kubelet-config), fields of a KubeletConfiguration on OpenShift (spec.kubeletConfig)"),
    "linuxConfig": Setting("linuxConfig", "", None, "GKE",
        "sysctls and hugepages of a node pool, beside kubeletConfig"),
    "hugepageConfig": Setting("linuxConfig.hugepageConfig", "", None, "GKE",
        "hugepages of the node: hugepage_size2m and hugepage_size1g, numbers of pages"),
    "kubeletExtraConfig": Setting("kubeletExtraConfig", "", None, "eksctl",
        "fields of a KubeletConfiguration for nodeGroups (not managedNodeGroups) on AL2 and Ubuntu; on AL2023 a NodeConfig "
        "in overrideBootstrapCommand"),
    "overrideBootstrapCommand": Setting("overrideBootstrapCommand", "", None, "eksctl",
        "on AL2023 a NodeConfig, on AL2 a script that calls /etc/eks/bootstrap.sh"),
    "kubeletExtraArgs": Setting("nodeRegistration.kubeletExtraArgs", "", None, "kubeadm",
        "the kubelet's flags without dashes: a map in v1beta3, a list of name and value in v1beta4; a flag wins over the "
        "field in the file"),
    "kubeletExtraArg": Setting("--kubelet-extra-args", "", None, "AL2",
        "bootstrap.sh's argument: the kubelet's flags in one quoted string"),
    "extraConfig": Setting("--extra-config", "", None, "minikube",
        "one flag of the kubelet each: --extra-config=kubelet.cpu-manager-policy=static"),
    "workerProfiles": Setting("spec.workerProfiles", "", None, "k0s",
        "values is a map of KubeletConfiguration fields; a worker takes one by k0s worker --profile NAME"),
    "spec.kubelet.config": Setting("spec.kubelet.config", "", None, "NodeConfig of AL2023",
        "fields of a KubeletConfiguration; nodeadm merges them over its own"),
    "spec.kubelet.flags": Setting("spec.kubelet.flags", "", None, "NodeConfig of AL2023",
        "a list of the kubelet's flags with dashes: - --node-labels=team=radio; a flag wins over the field"),
    "spec.kubelet": Setting("spec.kubelet", "", None, "Karpenter, kops, NodeConfig",
        "in an EC2NodeClass twelve fields below Karpenter 1.15.0, and all from it on; in a NodeConfig config and flags"),
    "userData": Setting("spec.userData", "", None, "Karpenter",
        "what the node runs or reads at boot: MIME parts with a NodeConfig on AL2023, TOML on Bottlerocket; Karpenter "
        "merges its own part into it"),
    "kubeadmConfigPatches": Setting("kubeadmConfigPatches", "", None, "kind",
        "documents of kubeadm and the kubelet as text, each with its kind, merged over kind's own"),
}  # fmt: skip
"""Keys under which platforms keep the kubelet's settings."""


def setting(word: str) -> Setting | None:
    """A platform's name for a setting: the key that holds the kubelet's settings, one of GKE's or AKS's own names, or a
    field or flag behind what stands in front of it there.
    """
    from numaconf.verbs.explain_words import plain, spelled

    if re.search(r"\s", word) and not word.startswith("kubelet-arg"):
        return None
    bare = plain(word.rstrip(".:"))
    for name, held in HOLDERS.items():
        if bare in (plain(name), plain(held.key)) and word.startswith("--") <= held.key.startswith("--"):
            return held
    own = _own_names().get(bare.removeprefix("kubeletconfig."))
    if own:
        return own
    for prefix, platform in _PREFIXES:
        if not plain(word).startswith(plain(prefix)):
            continue
        rest = _behind(word, prefix)
        route = spelled(tuple(rest.split(".")))
        found = fields.find(route)
        path = ".".join(map(str, route)) if found else _flag_field(rest)
        if path:
            return Setting(word.strip().rstrip(":"), path, None, platform)
    return None


def _behind(word: str, prefix: str) -> str:
    """A word without what stands in front, a value, and the signs of a list."""
    from numaconf.verbs.explain_words import plain

    at = next(end for end in range(len(word) + 1) if plain(word[:end]) == plain(prefix))
    rest = re.sub(r"^[\s:=\[\]+\"'-]+", "", word[at:])
    return re.split(r"[=\s\"'\]]", rest)[0]


def _flag_field(name: str) -> str:
    from numaconf.verbs.explain_words import plain

    return next((row.field for known, row in flag_table.FLAGS.items() if plain(known) == plain(name)), "")


def _own_names() -> dict[str, Setting]:
    """Names that GKE, AKS and Gardener have for themselves, without letter case and dashes."""
    from numaconf.targets.aks import tables as aks
    from numaconf.targets.gardener import reader as gardener
    from numaconf.targets.gke import tables as gke
    from numaconf.verbs.explain_words import plain

    found: dict[str, Setting] = {}
    for table, platform in ((gke.FIELDS, "GKE"), (aks.FIELDS, "AKS")):
        for path, key in table.items():
            name = key.removeprefix("kubeletConfig.")
            if plain(name) != plain(path):
                found.setdefault(plain(name), Setting(f"kubeletConfig.{name}", path, None, platform))
    more = {"topologyManager": "topologyManagerPolicy", "memoryManager": "memoryManagerPolicy"}
    for name, path in more.items():
        found[plain(name)] = Setting(f"kubeletConfig.{name}", path, None, "GKE")
    for name, signal in gardener.SIGNALS.items():
        found[plain(name)] = Setting(f"evictionHard.{name}", f"evictionHard.{signal}", None, "Gardener")
    for name in ("hardEvictionThreshold", "softEvictionThreshold"):
        field = "evictionHard" if name.startswith("hard") else "evictionSoft"
        found[plain(name)] = Setting(f"kubeletConfig.{name}", field, None, "AKS")
    return found
