"""Bottlerocket: settings in TOML, taken by a strict model, and a template that writes the KubeletConfiguration."""
