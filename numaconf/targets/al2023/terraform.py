"""The keys of a Terraform result that are AL2023's own."""

from __future__ import annotations


def keys(texts: dict[str, str]) -> dict[str, str]:
    """The NodeConfig alone."""
    return {"nodeadm_nodeconfig": texts["nodeconfig.yaml"]}
