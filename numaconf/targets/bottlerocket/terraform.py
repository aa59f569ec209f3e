"""The keys of a Terraform result that are Bottlerocket's own."""

from __future__ import annotations


def keys(texts: dict[str, str]) -> dict[str, str]:
    """The user data, and the settings without header for modules that write the header."""
    return {
        "bottlerocket_toml": texts["user-data.toml"],
        "bottlerocket_kubernetes_settings": texts["settings.kubernetes.toml"],
    }
