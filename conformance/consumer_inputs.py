"""What `record_consumers.py` asks: kubelet settings as people get them wrong, in each consumer's own file."""

from __future__ import annotations

FIELDS = [
    "cpuManagerPolicy: static",
    "cpumanagerpolicy: static",
    "CPUManagerPolicy: static",
    "cpuManagerPolicy: none\ncpumanagerpolicy: static",
    "cpumanagerpolicy: static\ncpuManagerPolicy: none",
    "cpuManagerPolicy: Static",
    "cpuManagerPolicy: ~",
    'cpuManagerPolicy: ""',
    "cpuManagerPolicy: 1",
    "cpuManagerPolicy: true",
    "cpuManagerPolicy: [static]",
    "cpuManagerPolicy: {static: true}",
    "topologyManagerPolicies: restricted",
    "noProxy: true",
    "cpuManagerPolicyOptions: {full-pcpus-only: true}",
    'cpuManagerPolicyOptions: {full-pcpus-only: "true"}',
    "cpuManagerPolicyOptions: {full-pcpus-only: ~}",
    "cpuManagerPolicyOptions: {}",
    "cpuManagerPolicyOptions: [full-pcpus-only]",
    "evictionHard: {}",
    "evictionHard: ~",
    "evictionHard: {memory.available: 500Mi}",
    "evictionHard: {memory.available: ~}",
    "evictionHard: {memory.available: 5}",
    "evictionHard: {Memory.Available: 500Mi}",
    "evictionHard: [memory.available]",
    "evictionHard: memory.available<100Mi",
    "kubeReserved: {cpu: 1}",
    'kubeReserved: {cpu: "1"}',
    "kubeReserved: {cpu: 500m, memory: 1Gi}",
    "systemReserved: {memory: 1Gi}",
    'systemReserved: {cpu: "", memory: ""}',
    "systemReserved: {}",
    "reservedMemory:\n- {numaNode: 0, limits: {memory: 1Gi}}\n- {numaNode: 1, limits: {memory: 1Gi}}",
    "reservedMemory:\n- {numaNode: 1, limits: {memory: 2Gi}}",
    "reservedMemory: []",
    "reservedMemory: ~",
    "reservedMemory: {numaNode: 0, limits: {memory: 1Gi}}",
    "reservedMemory:\n- {numaNode: '0', limits: {memory: 1Gi}}",
    "reservedMemory:\n- {numanode: 1, Limits: {memory: 1Gi}}",
    "reservedMemory:\n- {numaNode: 0, limits: {memory: 1.5Gi}}",
    "reservedMemory:\n- {numaNode: 0, limits: {memory: lots}}",
    "reservedSystemCPUs: 0-1",
    "reservedSystemCPUs: 3",
    "enforceNodeAllocatable: []",
    "enforceNodeAllocatable: [pods, kube-reserved]\nkubeReservedCgroup: /kube",
    "enforceNodeAllocatable: pods",
    "maxPods: 0",
    'maxPods: "110"',
    "maxPods: 110.0",
    "maxPods: 250",
    "failSwapOn: no",
    "failSwapOn: false",
    "failSwapOn: true",
    'failSwapOn: "false"',
    "cpuManagerReconcilePeriod: 5s",
    "cpuManagerReconcilePeriod: 5",
    "cpuManagerReconcilePeriod: 0s",
    "featureGates: {MemoryManager: true}",
    'featureGates: {MemoryManager: "true"}',
    "featureGates: {}",
    "cgroupDriver: cgroupfs",
    "protectKernelDefaults: false",
    "clusterDNS: [10.0.0.10]",
    "staticPodPath: /manifests",
    "authentication: {anonymous: {enabled: true}}",
    "memoryManagerPolicy: Static\nevictionHard: {}\nkubeReserved: {memory: 1Gi}",
    "kubeReservedCgroup: ''\nreservedSystemCPUs: '0'",
    "cpuManagerPolicy: static\nreservedSystemCPUs: '0'",
    "memorySwap: {swapBehavior: LimitedSwap}",
    "memorySwap: {}",
    "shutdownGracePeriod: 0s",
    "mergeDefaultEvictionSettings: true",
    "kubeletExtraConfig: {cpuManagerPolicy: static}",
]
"""Fields of a KubeletConfiguration, without a header, which every consumer is asked about."""

HEADED = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
CLUSTER = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.34.2\n"
NODE = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nnodeRegistration: {name: cp1}\n"
JOIN = (
    "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\ndiscovery: {bootstrapToken: {apiServerEndpoint: "
    "'api.example.com:6443', token: abcdef.0123456789abcdef, unsafeSkipCAVerification: true}}\n"
)

KUBEADM_INIT = [
    HEADED + "cpuManagerPolicy: static\n",
    CLUSTER + "---\n" + HEADED + "cpuManagerPolicy: static\ncpuManagerPolicy: none\n",
    CLUSTER + "---\n" + HEADED + "cpuManagerPolicy: static\n---\n" + HEADED + "cpuManagerPolicy: none\n",
    CLUSTER + "---\ncpuManagerPolicy: static\n",
    CLUSTER + "---\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n",
    CLUSTER + "---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: kubeletConfiguration\ncpuManagerPolicy: static\n",
    CLUSTER + "---\napiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n",
    CLUSTER + "---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: CredentialProviderConfig\nproviders: []\n",
    CLUSTER + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
    CLUSTER + "---\napiVersion: example.com/v1\nkind: Thing\n",
    CLUSTER + "---\n---\n" + HEADED + "cpuManagerPolicy: static\n",
    CLUSTER + "---\n# nothing\n---\n" + HEADED + "cpuManagerPolicy: static\n",
    "---\n" + CLUSTER + "---\n" + HEADED + "cpuManagerPolicy: static\n",
    CLUSTER + "---\n" + JOIN + "---\n" + HEADED + "cpuManagerPolicy: static\n",
    NODE + "kubeletExtraConfig: {cpuManagerPolicy: static}\n---\n" + CLUSTER,
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraConfig: {cpuManagerPolicy: static}}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: {cpu-manager-policy: static}}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: cpu-manager-policy, value: static}]}"),
    CLUSTER
    + "---\n"
    + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: v, value: '2'}, {name: v, value: '4'}]}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: v, value: 2}]}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: '', value: '2'}]}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: --v, value: '2'}]}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [v=2]}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: system-reserved}]}"),
    CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletextraargs: [{name: v, value: '2'}]}"),
    (CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: {cpu-manager-policy: static}}")).replace(
        "v1beta4", "v1beta3"
    ),
    (CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: {full: true}}")).replace("v1beta4", "v1beta3"),
    (CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: {v: 2}}")).replace("v1beta4", "v1beta3"),
    (CLUSTER + "---\n" + NODE.replace("{name: cp1}", "{kubeletExtraArgs: [{name: v, value: '2'}]}")).replace(
        "v1beta4", "v1beta3"
    ),
    (CLUSTER + "---\n" + NODE).replace("v1beta4", "v1beta2"),
    (CLUSTER + "---\n" + NODE).replace("v1beta4", "v1beta9"),
    CLUSTER + "---\n" + NODE.replace("v1beta4", "v1beta3"),
    CLUSTER + "---\n" + HEADED + "cpuManagerPolicy: {{ policy }}\n",
]

KUBEADM_JOIN = [
    JOIN,
    JOIN + "---\n" + HEADED + "cpuManagerPolicy: static\n",
    HEADED + "cpuManagerPolicy: static\n---\n" + JOIN,
    JOIN + "---\n" + CLUSTER + "---\n" + HEADED + "cpuManagerPolicy: static\n",
    JOIN + "---\n" + HEADED + "cpuManagerPolicy: true\n",
    JOIN + "---\n" + HEADED + "---\n" + HEADED,
    JOIN + "---\ncpuManagerPolicy: static\n",
    JOIN + "nodeRegistration: {kubeletExtraArgs: [{name: cpu-manager-policy, value: static}]}\n",
    JOIN + "nodeRegistration: {kubeletExtraArgs: {cpu-manager-policy: static}}\n",
    JOIN.replace("v1beta4", "v1beta3") + "nodeRegistration: {kubeletExtraArgs: {cpu-manager-policy: static}}\n",
    JOIN + "nodeRegistration: {kubeletExtraConfig: {cpuManagerPolicy: static}}\n",
    JOIN + "patches: {directory: /etc/kubernetes/patches}\n",
    HEADED,
]

BASE = (
    "evictionHard: {memory.available: 200Mi, nodefs.available: 10%}\nkubeReserved: {memory: 1Gi}\n"
    "reservedMemory:\n- {numaNode: 0, limits: {memory: 1Gi}}\n- {numaNode: 1, limits: {memory: 1Gi}}\n"
    "enforceNodeAllocatable: [pods]\nmaxPods: 60\n"
)
"""The fields of the document that kubeadm's patches are laid over."""

_STATIC = "cpuManagerPolicy: static\n"
PATCHES: list[dict[str, str]] = [
    {"kubeletconfiguration.yaml": _STATIC},
    {"kubeletconfiguration0+strategic.yaml": HEADED + _STATIC},
    {"kubeletconfiguration+merge.json": '{"cpuManagerPolicy": "static"}'},
    {"kubeletconfiguration+json.yaml": "- {op: add, path: /cpuManagerPolicy, value: static}\n"},
    {"kubeletconfiguration+json.json": '[{"op": "replace", "path": "/maxPods", "value": 9}]'},
    {"kubeletconfiguration+json.yaml": _STATIC},
    {"kubeletconfiguration+json.yaml": "- {op: replace, path: /nothing, value: 1}\n"},
    {"kubeletconfiguration+json.yaml": "- {op: remove, path: /evictionHard}\n"},
    {"kubeletconfiguration+json.yaml": "- {op: add, path: /reservedMemory/-, value: {numaNode: 2}}\n"},
    {"kubeletconfiguration+json.yaml": "- {op: move, from: /maxPods, path: /podsPerCore}\n"},
    {"kubeletconfiguration+json.yaml": "- {op: copy, from: /maxPods, path: /podsPerCore}\n"},
    {"kubeletconfiguration+json.yaml": "- {op: test, path: /maxPods, value: 61}\n"},
    {"kubeletconfiguration+json.yaml": "- {op: add, path: /evictionHard/nodefs.inodesFree, value: 5%}\n"},
    {"kubeletconfiguration+foo.yaml": _STATIC},
    {"kubeletconfiguration+.yaml": _STATIC},
    {"kubeletconfiguration+jsonx.yaml": _STATIC},
    {"kubeletconfiguration.x+json.yaml": _STATIC},
    {"kubeletconfiguration.patch.yaml": _STATIC},
    {"kubeletconfiguration_a-b+merge.yaml": _STATIC},
    {"kubeletconfiguration.yml": _STATIC},
    {"KubeletConfiguration.yaml": _STATIC},
    {"kubelet0+strategic.yaml": _STATIC},
    {"0kubeletconfiguration.yaml": _STATIC},
    {"kube-apiserver+merge.yaml": _STATIC},
    {"kubeletconfiguration": _STATIC},
    {"sub/kubeletconfiguration.yaml": _STATIC},
    {"kubeletconfiguration0.yaml": "cpuManagerPolicy: none\n", "kubeletconfiguration1.yaml": _STATIC},
    {"kubeletconfiguration10.yaml": "cpuManagerPolicy: none\n", "kubeletconfiguration9.yaml": _STATIC},
    {"kubeletconfiguration.yaml": _STATIC + "---\ncpuManagerPolicy: none\n"},
    {"kubeletconfiguration.yaml": ""},
    {"kubeletconfiguration.yaml": "# nothing\n"},
    {"kubeletconfiguration.yaml": "---\n"},
    {"kubeletconfiguration.yaml": "reservedMemory:\n- {numaNode: 1, limits: {memory: 2Gi}}\n"},
    {"kubeletconfiguration+merge.yaml": "reservedMemory:\n- {numaNode: 1, limits: {memory: 2Gi}}\n"},
    {"kubeletconfiguration.yaml": "reservedMemory: []\n"},
    {"kubeletconfiguration.yaml": "reservedMemory: ~\n"},
    {"kubeletconfiguration.yaml": "evictionHard: {}\n"},
    {"kubeletconfiguration.yaml": "evictionHard: ~\n"},
    {"kubeletconfiguration+merge.yaml": "evictionHard: ~\n"},
    {"kubeletconfiguration.yaml": "evictionHard: {memory.available: 500Mi}\n"},
    {"kubeletconfiguration.yaml": "evictionHard: {memory.available: ~}\n"},
    {"kubeletconfiguration.yaml": "evictionHard: {$patch: replace, memory.available: 500Mi}\n"},
    {"kubeletconfiguration+merge.yaml": "evictionHard: {$patch: replace, memory.available: 500Mi}\n"},
    {"kubeletconfiguration.yaml": "evictionHard: {$patch: delete}\n"},
    {"kubeletconfiguration.yaml": "evictionHard: {$retainKeys: [memory.available], memory.available: 1Gi}\n"},
    {"kubeletconfiguration.yaml": "cpumanagerpolicy: static\n"},
    {"kubeletconfiguration.yaml": "cpuManagerPolicyOptions: {full-pcpus-only: true}\n"},
    {"kubeletconfiguration.yaml": "maxPods: '110'\n"},
    {"kubeletconfiguration.yaml": "maxPods: 0\n"},
    {"kubeletconfiguration.yaml": "topologyManagerPolicies: restricted\n"},
    {"kubeletconfiguration.yaml": "systemReserved: {cpu: ~, memory: 1Gi}\n"},
    {"kubeletconfiguration.yaml": "systemReserved: ~\n"},
    {"kubeletconfiguration.yaml": "kubeReserved: [cpu]\n"},
    {"kubeletconfiguration.yaml": "reservedMemory: {numaNode: 0}\n"},
    {"kubeletconfiguration.yaml": "enforceNodeAllocatable: [pods, kube-reserved]\n"},
    {"kubeletconfiguration.yaml": "- cpuManagerPolicy: static\n"},
    {"kubeletconfiguration.yaml": "cpuManagerPolicy: none\ncpuManagerPolicy: static\n"},
    {"kubeletconfiguration.json": '{"cpuManagerPolicy": "static",}'},
    {"kubeletconfiguration.json": '{"cpuManagerPolicy": "static"}  // why'},
    {"kubeletconfiguration.yaml": "cpuManagerPolicy: static\n  maxPods: 3\n"},
]

_KIND = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"


def _patch(text: str, kind: str = "kind: KubeletConfiguration\n") -> str:
    return "kubeadmConfigPatches:\n- |\n" + "".join(f"  {line}\n" for line in (kind + text).splitlines())


_JOINING = "kind: JoinConfiguration\nnodeRegistration: {kubeletExtraArgs: {cpu-manager-policy: static}}\n"
_INITIAL = _JOINING.replace("Join", "Init")


def _nodes(*patches: str) -> str:
    """A control plane and a worker, each with patches or none."""
    found = "nodes:\n"
    for role, text in zip(("control-plane", "worker"), patches, strict=True):
        found += f"- role: {role}\n" + "".join(f"  {line}\n" for line in text.splitlines())
    return found


KIND = [
    _KIND,
    _KIND + _patch("cpuManagerPolicy: static\n"),
    _KIND + _patch("cpuManagerPolicy: static\n", ""),
    _KIND + _patch("cpuManagerPolicy: static\n", "kind: kubeletConfiguration\n"),
    _KIND + _patch("cpuManagerPolicy: static\n", HEADED),
    _KIND + _patch("cpuManagerPolicy: static\n", HEADED.replace("v1beta1", "v1")),
    _KIND + _patch("evictionHard: {memory.available: 500Mi}\n"),
    _KIND + _patch("evictionHard: {}\n"),
    _KIND + _patch("evictionHard: ~\n"),
    _KIND + _patch("evictionHard: {nodefs.available: ~}\n"),
    _KIND + _patch("cpumanagerpolicy: static\n"),
    _KIND + _patch("cpuManagerPolicy: none\ncpuManagerPolicy: static\n"),
    _KIND + _patch("cpuManagerPolicyOptions: {full-pcpus-only: true}\n"),
    _KIND + _patch("reservedMemory:\n- {numaNode: 0, limits: {memory: 1Gi}}\n"),
    _KIND + _patch("maxPods: 0\n"),
    _KIND + _patch("cgroupRoot: ~\n"),
    _KIND + _patch("cpuManagerPolicy: static\n---\nkind: KubeletConfiguration\nmaxPods: 20\n"),
    _KIND + _patch("cpuManagerPolicy: static\n---\n" + _JOINING),
    _KIND + 'kubeadmConfigPatches:\n- \'{"kind": "KubeletConfiguration", "cpuManagerPolicy": "static"}\'\n',
    _KIND + "kubeadmConfigPatches:\n- b o g u s\n",
    _KIND + "kubeadmConfigPatches:\n- ''\n",
    _KIND + "kubeadmConfigPatches:\n- {kind: KubeletConfiguration, cpuManagerPolicy: static}\n",
    _KIND + "kubeadmConfigPatches: |\n  kind: KubeletConfiguration\n  cpuManagerPolicy: static\n",
    _KIND + "kubeadmConfigPatch:\n- |\n  kind: KubeletConfiguration\n",
    _KIND + "featureGates: {MemoryManager: true}\n",
    _KIND + 'featureGates: {MemoryManager: "true"}\n',
    _KIND + "featureGates: {A: true}\n" + _patch("featureGates: {A: false, B: true}\n"),
    _KIND + _nodes("", _patch("cpuManagerPolicy: static\n")),
    _KIND + _nodes(_patch("cpuManagerPolicy: static\n"), ""),
    _KIND + _patch("maxPods: 10\n") + _nodes(_patch("maxPods: 20\n"), _patch("maxPods: 30\n")),
    _KIND + _nodes("", _patch(_JOINING, "")),
    _KIND + _nodes(_patch(_INITIAL, ""), ""),
    _KIND + _patch(_JOINING, "") + _nodes("", ""),
    _KIND + _patch(_INITIAL, "") + _nodes("", ""),
    _KIND + _patch(_JOINING.replace("kind:", "apiVersion: kubeadm.k8s.io/v1beta3\nkind:"), "") + _nodes("", ""),
    _KIND + _patch(_JOINING.replace("kind:", "apiVersion: kubeadm.k8s.io/v1beta4\nkind:"), "") + _nodes("", ""),
    _KIND
    + _patch(_JOINING.replace("{cpu-manager-policy: static}", "[{name: cpu-manager-policy, value: static}]"), "")
    + _nodes("", ""),
    _KIND
    + "kubeadmConfigPatchesJSON6902:\n- group: kubelet.config.k8s.io\n  version: v1beta1\n"
    + "  kind: KubeletConfiguration\n  patch: |\n    - op: add\n      path: /cpuManagerPolicy\n      value: static\n",
    _KIND
    + "kubeadmConfigPatchesJSON6902:\n- group: kubelet.config.k8s.io\n  version: v1beta1\n"
    + "  kind: KubeletConfiguration\n  patch: |\n    - op: remove\n      path: /evictionHard\n",
    _KIND
    + "kubeadmConfigPatchesJSON6902:\n- group: kubelet.config.k8s.io\n  version: v1beta1\n"
    + "  kind: KubeletConfiguration\n  patch: |\n    - op: replace\n      path: /nothing\n      value: 1\n",
    _KIND
    + "kubeadmConfigPatchesJSON6902:\n- version: v1beta1\n"
    + "  kind: KubeletConfiguration\n  patch: |\n    - op: add\n      path: /cpuManagerPolicy\n      value: static\n",
    _KIND + _nodes(_patch(_INITIAL, ""), _patch(_JOINING, "")).replace("role: worker", "role: control-plane"),
    _KIND.replace("v1alpha4", "v1alpha3") + _patch("cpuManagerPolicy: static\n"),
    _KIND + "nodes:\n- role: worker\n",
    _KIND + _patch("cpuManagerPolicy: {{ policy }}\n"),
]

_TALOS = "version: v1alpha1\nmachine:\n  type: worker\n  kubelet:\n"


def talos(fields: str) -> str:
    """A machine configuration with these fields of the kubelet's."""
    return _TALOS + "    extraConfig:\n" + "".join(f"      {line}\n" for line in fields.splitlines())


TALOS = [
    talos("cpuManagerPolicy: none\ncpuManagerPolicy: static"),
    _TALOS + "    extraArgs: {cpu-manager-policy: static}\n",
    _TALOS + "    extraArgs: {cpu-manager-policy: [static]}\n",
    _TALOS + "    extraArgs: {feature-gates: true}\n",
    _TALOS + "    extraArgs: {v: 4}\n",
    _TALOS + "    extraArgs: [cpu-manager-policy=static]\n",
    _TALOS + "    extraconfig: {cpuManagerPolicy: static}\n",
    _TALOS + "    extraConfig: cpuManagerPolicy\n",
    _TALOS + "    extraConfig: [cpuManagerPolicy]\n",
    _TALOS + "    extraConfig: ~\n",
    _TALOS + "    extraConfig: {kind: KubeletConfiguration, cpuManagerPolicy: static}\n",
    _TALOS + "    extraConfig: {port: 10250, resolvConf: /x, seccompDefault: true}\n",
    _TALOS.replace("  type: worker\n", "") + "    extraConfig: {cpuManagerPolicy: static}\n",
    _TALOS.replace("version: v1alpha1\n", "") + "    extraConfig: {cpuManagerPolicy: static}\n",
    _TALOS + "    extraConfig: {cpuManagerPolicy: static}\n---\n" + _TALOS + "    extraConfig: {maxPods: 1}\n",
    "apiVersion: v1alpha1\nkind: KubeletConfig\nimage: x\nconfig: {cpuManagerPolicy: static}\n",
    "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: a\n---\n"
    + _TALOS
    + "    extraConfig: {cpuManagerPolicy: static}\n",
]

POOL = (
    "cgroupDriver: systemd\nmaxPods: 250\npodPidsLimit: 4096\nfailSwapOn: false\nserializeImagePulls: false\n"
    "protectKernelDefaults: true\nsystemCgroups: /system.slice\nevictionHard: {nodefs.available: 10%}\n"
    "featureGates: {A: true}\nenforceNodeAllocatable: [pods]\n"
)
"""Stands for an OpenShift pool's own file."""

PROFILE = (
    "kubeReservedCgroup: system.slice\nfailSwapOn: false\neventRecordQPS: 0\nevictionHard: {nodefs.available: 10%}\n"
)
"""Stands for k0s' default worker profile."""
