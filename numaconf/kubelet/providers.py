"""Cloud providers that `--cloud-provider` may name.

Source: kubernetes `cmd/kubelet/app/server.go` (`run`), `pkg/kubelet/kubelet.go` (`NewMainKubelet`) and
`k8s.io/cloud-provider` `plugins.go`, Kubernetes 1.27 and later; up to 1.30 `pkg/cloudprovider/providers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import gates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numaconf.kubelet.version import Version

_BUILT_IN = {27: ("azure", "gce", "vsphere"), 28: ("azure", "gce", "vsphere"), 29: ("azure", "gce", "vsphere"),
             30: ("gce",)}  # fmt: skip
_GATE = "DisableCloudProviders"


def refusal(name: str, version: Version, given: Mapping[str, object]) -> str:
    """What the kubelet ends with over `--cloud-provider=NAME`, "" where it does not. `given`: the gates in force.

    A provider that is built in and not disabled may still fail, for want of its own configuration or cloud.
    """
    if name in {"", "external"}:
        return ""
    disabled = (
        f'cloud provider "{name}" was specified, but built-in cloud providers are disabled. '
        "Please set --cloud-provider=external and migrate to an external cloud provider"
    )
    if version.minor >= 32:
        # 1.32 and 1.33 look before the kubelet is made.
        return f"failed to run Kubelet: {'' if version.minor < 34 else 'failed to create kubelet: '}{disabled}"
    if name not in _BUILT_IN.get(version.minor, ()):
        return f'failed to run Kubelet: unknown cloud provider "{name}"'
    gate = gates.state(_GATE, version)
    if given.get(_GATE, gate is not None and gate.default) is False:
        return ""
    return f"failed to run Kubelet: failed to create kubelet: {disabled}"
