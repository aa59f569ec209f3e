"""Effective configurations for tests of rules, from a KubeletConfiguration's fields in YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf import settings
from numaconf.documents import load
from numaconf.documents.source import Source
from numaconf.kubelet import decode, version
from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def context(text: str) -> tuple[Version, Machine | None]:
    """Version (1.34 by default) and machine of an example's modeline."""
    known = settings.context(settings.modeline(text.encode()))
    return known.kubernetes or version.kubernetes("1.34"), known.machines[0] if known.machines else None


def node(text: str, minor: str | Version = "1.34", machine: Machine | None = None, **more: Any) -> EffectiveConfig:
    """The configuration that a main file with these fields comes to. `more`: attributes to set."""
    known = version.kubernetes(minor) if isinstance(minor, str) else minor
    document = load.read(text)
    source = Source("kubelet.yaml", document)
    decoded = decode.main_file(document.value, document.strict, known, header=False)
    assert not decoded.fatal, decoded.problems
    found = EffectiveConfig("kubelet", decoded.config, {(): Origin("document", source)}, known, machine)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def reading(text: str, minor: str | Version = "1.34", machine: Machine | None = None, **more: Any) -> Reading:
    """The same as a reader gives it."""
    return Reading(node(text, minor, machine, **more))


def said(code: str, text: str, minor: str | Version = "1.34", machine: Machine | None = None, **more: Any) -> list[Any]:
    """What one rule says: findings and gaps."""
    return list(BY_CODE[code].check(node(text, minor, machine, **more)))


def only(code: str, text: str, minor: str | Version = "1.34", machine: Machine | None = None, **more: Any) -> Finding:
    """The one finding of a rule."""
    (found,) = said(code, text, minor, machine, **more)
    return found
