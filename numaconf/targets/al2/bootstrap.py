"""What bootstrap.sh does with its arguments.

Source: awslabs/amazon-eks-ami `templates/al2/runtime/bootstrap.sh` and `kubelet-config.json` (the last ones, of
2026-03), run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.targets.eks import formula as eks
from numaconf.targets.eks.configuration import common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.shell import Word
    from numaconf.documents.source import Route
    from numaconf.machine.model import Machine

EXTRA = "--kubelet-extra-args"

OPTIONS = frozenset({
    EXTRA, "--use-max-pods", "--b64-cluster-ca", "--apiserver-endpoint", "--enable-docker-bridge",
    "--aws-api-retry-attempts", "--docker-config-json", "--containerd-config-file", "--pause-container-account",
    "--pause-container-version", "--dns-cluster-ip", "--container-runtime", "--ip-family", "--service-ipv4-cidr",
    "--service-ipv6-cidr", "--enable-local-outpost", "--cluster-id", "--mount-bpf-fs", "--local-disks",
})  # fmt: skip
"""All take one value, as a word of its own."""

FILE = Origin("platform-default", note="the configuration file of the AL2 image")
_WRITTEN = Origin("platform-default", note="bootstrap.sh writes it")

REWRITTEN = frozenset({
    "clusterDNS", "evictionHard", "kubeReserved", "maxPods", "providerID", "cgroupDriver", "systemReservedCgroup",
    "kubeReservedCgroup",
})  # fmt: skip
"""Keys of the configuration file that bootstrap.sh replaces, whatever stood there."""


class Call(NamedTuple):
    """The arguments of one call. `options`: the last word given for each option. `positional`: what is not an
    option, the cluster name first. `error`: why bootstrap.sh exits at once, with the word that it is about.
    """

    options: dict[str, Word]
    positional: tuple[Word, ...]
    error: tuple[str, Word | None] | None = None


def arguments(words: Sequence[Word]) -> Call:
    """Read the words after the script's name as its loop does."""
    options: dict[str, Word] = {}
    positional: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.value in OPTIONS:
            if at + 1 == len(words):
                return Call(options, tuple(positional), ("$2: unbound variable", word))
            options[word.value] = words[at + 1]
            at += 2
            continue
        if word.value in ("-h", "--help"):
            return Call(options, tuple(positional), ("usage: bootstrap.sh [options] <cluster-name>", word))
        positional.append(word)
        at += 1
    return Call(options, tuple(positional), _refusal(options, positional))


def _refusal(options: dict[str, Word], positional: Sequence[Word]) -> tuple[str, Word | None] | None:
    if not positional or positional[0].value == "":
        return "ERROR: cluster name is not defined!", positional[0] if positional else None
    runtime, family = options.get("--container-runtime"), options.get("--ip-family")
    if runtime and runtime.value not in (None, "", "containerd"):
        return "ERROR: containerd is the only supported container runtime as of Kubernetes version 1.24", runtime
    if family and family.value is not None and family.value.lower() not in ("", "ipv4", "ipv6"):
        return "ERROR: Invalid --ip-family. Only ipv4 or ipv6 are allowed", family
    return None


_CLUSTER = {
    "--apiserver-endpoint": "apiServerEndpoint", "--b64-cluster-ca": "certificateAuthority",
    "--service-ipv4-cidr": "cidr", "--service-ipv6-cidr": "cidr",
}  # fmt: skip


def cluster(call: Call) -> dict[str, str]:
    """What a call says about its cluster, by the keys of a profile's `spec.cluster`; not what only the shell knows."""
    named = {"name": call.positional[0].value} if call.positional else {}
    given = named | {key: call.options[name].value for name, key in _CLUSTER.items() if name in call.options}
    return {key: value for key, value in given.items() if value}


def configuration() -> dict[str, Any]:
    """The configuration file as the image brings it."""
    return {
        **common(),
        "cgroupDriver": "cgroupfs",
        "featureGates": {"RotateKubeletServerCertificate": True},
        "tlsCipherSuites": [
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
        ],
    }


def rewrite(
    config: dict[str, Any],
    origins: dict[Route, Origin],
    machine: Machine | None,
    *,
    reserved_cpus: bool,
    max_pods: bool,
) -> dict[Route, str]:
    """Do to a configuration file (in place) what bootstrap.sh does with jq; what cannot be known, with the reason.

    `reserved_cpus`: the text `--reserved-cpus` occurs in the extra arguments, which keeps both cgroups out.
    """
    unknown: dict[Route, str] = {
        ("clusterDNS",): "bootstrap.sh derives it from the cluster",
        ("providerID",): "bootstrap.sh takes it from the instance",
    }
    had_pods = config.get("maxPods"), origins.get(("maxPods",))
    for key in (key for key in REWRITTEN if key in config):
        if key == "maxPods" or (reserved_cpus and key in eks.RESERVED_CGROUPS):
            continue
        del config[key]
        for route in [route for route in origins if route[:1] == (key,)]:
            del origins[route]
    config["evictionHard"] = dict(eks.EVICTION_HARD)
    config["cgroupDriver"] = "systemd"
    origins |= {("evictionHard",): _WRITTEN, ("cgroupDriver",): _WRITTEN}
    if not reserved_cpus:
        config |= eks.RESERVED_CGROUPS
        origins |= {(key,): _WRITTEN for key in eks.RESERVED_CGROUPS}
    eks.reserve("bootstrap.sh", machine, config, origins, unknown)
    if not max_pods:
        config.pop("maxPods", None)
        origins.pop(("maxPods",), None)
        unknown.pop(("maxPods",), None)
        if had_pods[0] is not None:
            config["maxPods"] = had_pods[0]
            origins["maxPods",] = had_pods[1] or FILE
    return unknown
