"""`numaconf schema`."""

from __future__ import annotations

import click

from numaconf.cli import terminal


@click.command(epilog="\b\nEditors with the YAML language server use it when the first line of a file is:\n"
               "  # yaml-language-server: $schema=profile.schema.json")  # fmt: skip
@click.argument("name", type=click.Choice(["profile", "machine", "report", "kubelet"]))
@click.option("--kubernetes-version", metavar="V", help="The version of kubelet's schema, such as 1.34.")
def schema(name: str, kubernetes_version: str | None) -> None:
    """Print the JSON Schema of profiles, machines, reports, or KubeletConfigurations."""
    from numaconf import resources

    if name != "kubelet":
        if kubernetes_version is not None:
            raise click.UsageError(f"the schema of {name} is the same for every Kubernetes version")
        terminal.artifact(resources.text("schemas", f"{name}.json"))
        return
    if kubernetes_version is None:
        raise click.UsageError("fields, gates and options differ between versions: give --kubernetes-version")
    import json

    from numaconf.kubelet import json_schema, version

    try:
        found = version.kubernetes(kubernetes_version)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if found.newer:
        raise click.UsageError(f"the newest known is 1.{version.LAST}")
    terminal.artifact(json.dumps(json_schema.schema(found), indent=2) + "\n")
