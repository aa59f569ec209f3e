"""Kubespray: Ansible variables from which its role writes the kubelet's configuration.

The role's template is a text: `kubelet_config_extra_args` is pasted into the midst of it, so what is above it loses
against it, and what is below wins.

Source: kubernetes-sigs/kubespray `roles/kubernetes/node/{defaults/main.yml,templates/kubelet-config.v1beta1.yaml.j2}`
(2026-08), read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading

NAME = "kubespray"


def said(sources: Sequence[Source]) -> Context:
    """What the variables say about their nodes."""
    from numaconf.targets.kubespray import reader

    return reader.said(sources)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What the role makes of the variables (several sources: in Ansible's order, the stronger last)."""
    from numaconf.targets.kubespray import reader

    return reader.read(sources, version, machine)
