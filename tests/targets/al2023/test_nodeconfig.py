from __future__ import annotations

import pytest

from numaconf.documents import yaml
from numaconf.targets.al2023 import nodeconfig

HEAD = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"
STRUCT = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
SCHEME = 'in scheme "pkg/runtime/scheme.go"'
FIELD = "json: cannot unmarshal {} into Go struct field {} of type {}".format

# What nodeadm (main of 2026-07-23) printed after "failed to decode node config, ".
REFUSED = [
    ("a: b\n", "Object 'Kind' is missing in '…'"),
    ("", "Object 'Kind' is missing in '…'"),
    ("kind: NodeConfig\n", "Object 'apiVersion' is missing in '…'"),
    ("apiVersion: v1\nkind: NodeConfig\n", f'no kind "NodeConfig" is registered for version "v1" {SCHEME}'),
    (
        "apiVersion: node.eks.aws/v1alpha\nkind: NodeConfig\n",
        f'no kind "NodeConfig" is registered for version "node.eks.aws/v1alpha" {SCHEME}',
    ),
    (
        "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConf\n",
        f'no kind "NodeConf" is registered for version "node.eks.aws/v1alpha1" {SCHEME}',
    ),
    ("apiVersion: a/b/c\nkind: NodeConfig\n", "unexpected GroupVersion string: a/b/c"),
    (
        "apiVersion: 1\nkind: NodeConfig\n",
        "couldn't get version/kind; json parse error: " + FIELD("number", ".apiVersion", "string"),
    ),
    (
        "- a\n",
        f"couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type {STRUCT}",
    ),
    (HEAD + "spec: x\n", FIELD("string", "NodeConfig.spec", "v1alpha1.NodeConfigSpec")),
    (HEAD + "spec: {kubelet: x}\n", FIELD("string", "NodeConfigSpec.spec.kubelet", "v1alpha1.KubeletOptions")),
    (
        HEAD + "spec: {kubelet: {config: 'cpuManagerPolicy: static'}}\n",
        FIELD("string", "KubeletOptions.spec.kubelet.config", "map[string]runtime.RawExtension"),
    ),
    (HEAD + "spec: {kubelet: {flags: {a: 1}}}\n", FIELD("object", "KubeletOptions.spec.kubelet.flags", "[]string")),
    (HEAD + "spec: {kubelet: {flags: [1]}}\n", FIELD("number", "KubeletOptions.spec.kubelet.flags", "string")),
    (HEAD + "spec: {featureGates: {a: 'true'}}\n", FIELD("string", "NodeConfigSpec.spec.featureGates", "bool")),
    (HEAD + "spec: {cluster: {name: 5}}\n", FIELD("number", "ClusterDetails.spec.cluster.name", "string")),
    (
        HEAD + "spec: {cluster: {enableOutpost: x}}\n",
        FIELD("string", "ClusterDetails.spec.cluster.enableOutpost", "bool"),
    ),
    (HEAD + "spec: {cluster: {certificateAuthority: '@@'}}\n", "illegal base64 data at input byte 0"),
    (HEAD + "spec: {cluster: {certificateAuthority: 'YWFhY_'}}\n", "illegal base64 data at input byte 5"),
    (
        HEAD + "spec: {instance: {environment: {a: 5}}}\n",
        FIELD("number", "InstanceOptions.spec.instance.environment", "map[string]string"),
    ),
    (
        HEAD + "spec: {instance: {localStorage: {disabledMounts: x}}}\n",
        FIELD("string", "LocalStorageOptions.spec.instance.localStorage.disabledMounts", "[]v1alpha1.DisabledMount"),
    ),
    # Both are wrong; nodeadm meets the keys sorted.
    (
        HEAD + "spec: {containerd: {config: {a: 1}, baseRuntimeSpec: 1}}\n",
        FIELD("number", "ContainerdOptions.spec.containerd.baseRuntimeSpec", "map[string]runtime.RawExtension"),
    ),
    (HEAD + "metadata: {name: 1}\n", FIELD("number", "ObjectMeta.metadata.name", "string")),
    ("#!/bin/bash\necho hi\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_refused_in_nodeadms_words(text: str, says: str | None) -> None:
    refused = nodeconfig.decode(yaml.read(text).value)
    assert refused is not None
    if says:
        assert refused.says == says


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD + "spec: null\n",
        HEAD + "spec: {kubelet: {config: null, flags: null}}\n",
        HEAD + "spec: {kubelet: {flags: [null, --a=b]}}\n",
        HEAD + "spec: {cluster: {certificateAuthority: YWFh}}\n",
        HEAD + "fooo: 1\nspec: {fooo: 1, kubelet: {configs: {}}}\n",
        HEAD + "spec: {featureGates: {NoSuchGate: true}, instance: {localStorage: {strategy: Nonsense}}}\n",
        "APIVERSION: node.eks.aws/v1alpha1\nKind: NodeConfig\n",
    ],
)
def test_accepted(text: str) -> None:
    assert nodeconfig.decode(yaml.read(text).value) is None


def test_the_place_of_a_wrong_type_is_its_value() -> None:
    refused = nodeconfig.decode(yaml.read(HEAD + "spec: {kubelet: {flags: [a, 1]}}\n").value)
    assert refused is not None
    assert refused.route == ("spec", "kubelet", "flags", 1)


def test_unknown_and_miscased_keys_are_dropped() -> None:
    text = HEAD + "status: {}\nspec: {fooo: 1, Kubelet: {}, kubelet: {configs: {}, config: {anything: 1}}}\n"
    routes = {one.route for one in nodeconfig.dropped(yaml.read(text).value)}
    assert routes == {("status",), ("spec", "fooo"), ("spec", "Kubelet"), ("spec", "kubelet", "configs")}
