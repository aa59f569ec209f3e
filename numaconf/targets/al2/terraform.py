"""The keys of a Terraform result that are AL2's own."""

from __future__ import annotations


def keys(texts: dict[str, str]) -> dict[str, str]:
    """The arguments of bootstrap.sh, quoted for a shell."""
    import shlex

    arguments = texts["kubelet-extra-args.txt"].strip()
    return {"al2_bootstrap_extra_args": f"--kubelet-extra-args {shlex.quote(arguments)}"}
