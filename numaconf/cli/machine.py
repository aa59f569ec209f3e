"""`numaconf machine`: show one, list EC2 instance types, take a snapshot of this one."""

from __future__ import annotations

from typing import Any

import click

from numaconf.cli import help_text, terminal
from numaconf.cli.options import beside, context, target_option


@click.group(cls=help_text.Group, no_args_is_help=True)
def machine() -> None:
    """Machines: their NUMA nodes, CPUs, memory, caches and distances."""


FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")


@machine.command()
@click.argument("machine", metavar="MACHINE")
@click.option("--with", "file", metavar="FILE", help="A profile or configuration to lay over the machine.")
@click.option("--svg", metavar="FILE", help="Draw it as SVG into FILE; - is standard output.")
@click.option("--kubernetes-version", metavar="V", help="Kubernetes version of --with: 1.34 or 1.34.2.")
@target_option("Which target of a profile that --with names.")
@FORMAT
def show(
    machine: str, file: str | None, svg: str | None, kubernetes_version: str | None, target: str | None, form: str
) -> None:
    """Show what is known of a MACHINE.

    MACHINE is an EC2 instance type, a snapshot file, another program's description (hwloc XML, lscpu -J, cAdvisor's
    MachineInfo, a NodeResourceTopology, dracpu gatherinfo), a few words such as 'numa:2 core:18 pu:2 memory:96Gi', or
    local.

    --with shows what a configuration keeps back on each NUMA node, and the largest Guaranteed pod that fits there.
    """
    from numaconf.machine.find import find
    from numaconf.reports import machine as report

    found = find(machine)
    over = None
    if file is not None:
        from numaconf.profile.load import read
        from numaconf.verbs.overlay import overlay

        data = read(file)
        given = context(kubernetes_version=kubernetes_version)
        over = overlay(file, data, found, given, beside(file, data), target)
        for newer in over.newer:
            terminal.note(f"numaconf: {newer}")
    if svg is not None:
        from numaconf.reports.machine_svg import drawing

        text = drawing(found, over)
        if svg == "-":
            terminal.artifact(text)
        else:
            from numaconf.cli.write import File, write

            write([File(svg, text)])
        return
    if form == "json":
        terminal.result(_json(report.data(found, over)))
        return
    from numaconf.reports.machine_text import picture

    terminal.result(picture(found, terminal.width(), over))


@machine.command("list")
@click.argument("pattern", metavar="[PATTERN]", default="*")
@click.option("--numa-nodes", type=click.IntRange(1), metavar="N", help="Types with this many NUMA nodes.")
@click.option("--min-numa-nodes", type=click.IntRange(1), metavar="N", help="Types with at least this many NUMA nodes.")
@click.option("--vcpus", type=click.IntRange(1), metavar="N", help="Types with this many vCPUs.")
@click.option("--family", metavar="F", help="Types of a family, such as c5n.")
@click.option("--arch", type=click.Choice(["amd64", "arm64"]), help="Types of an architecture.")
@click.option("--measured", is_flag=True, help="Types whose number of NUMA nodes was measured.")
@click.option("--like", metavar="TYPE", help="Types of the same NUMA shape as TYPE.")
@click.option("--sort", type=click.Choice(["name", "vcpus", "memory", "numa-nodes"]), default="name",
              show_default=True, help="The order.")  # fmt: skip
@click.option("-o", "--output", type=click.Choice(["node-affinity", "nodepool"]),
              help="As the terms to paste into a pod, or into a Karpenter NodePool.")  # fmt: skip
@FORMAT
def list_(form: str, sort: str, output: str | None, **wanted: Any) -> None:
    """List EC2 instance types with their NUMA shape.

    PATTERN is a name with the wildcards * and ?, such as 'm5*.24xlarge'. A ? in the table is unknown, a * after the
    number of NUMA nodes says that it follows from the size and was not measured.

    No node label tells the number of NUMA nodes, so -o writes the names of the types.
    """
    from numaconf.machine.select import Wanted, select
    from numaconf.reports import machine as report

    found = select(Wanted(**wanted), sort)
    if output is not None:
        from numaconf.errors import CannotDo
        from numaconf.reports.machine_terms import terms

        if not found:
            raise CannotDo("no type matches all of these filters", remedy="leave out one of the filters")
        terminal.result(terms(output, [one.name for one in found]))
        return
    if form == "json":
        types = [report.instance_type_data(one) for one in found]
        terminal.result(_json({"version": 1, "instanceTypes": types}))
        return
    if found:
        terminal.result(report.instance_types(found))
    together = "" if found else ": no type matches all of these filters"
    terminal.note(f"{len(found)} instance type{'' if len(found) == 1 else 's'}{together}")


@machine.command()
@click.argument("machines", metavar="MACHINE...", nargs=-1, required=True)
@FORMAT
def compare(machines: tuple[str, ...], form: str) -> int:
    """Say whether MACHINES are interchangeable for one profile, and if not, in what they differ from the first.

    The exit status is 1 where a profile that names CPUs or NUMA nodes is not right on all of them.
    """
    from numaconf.errors import CannotDo
    from numaconf.machine.compare import differences
    from numaconf.machine.find import find
    from numaconf.reports import machine_compare as report

    if len(machines) < 2:
        raise CannotDo("there is nothing to compare", remedy="name two machines or more")
    found = [find(name) for name in machines]
    different = differences(found)
    if form == "json":
        terminal.result(_json(report.data(found, different)))
    else:
        terminal.result(report.text(found, different, terminal.width()))
    return int(any(one.decides for one in different))


@machine.command()
@click.option("--sysroot", metavar="DIR", help="Read the copied sys and proc in DIR instead of this machine's own.")
@click.option("--list-files", is_flag=True, help="Print a shell command that packs the files of a node, and exit.")
@click.option("-o", "--output", metavar="FILE", help="Write the snapshot to a file.")
@FORMAT
def detect(sysroot: str | None, list_files: bool, output: str | None, form: str) -> None:
    r"""Print a snapshot of this machine, as its kubelet sees it.

    The snapshot is a file that --machine and a profile's spec.machine.snapshot take (numaconf schema machine). It holds
    no host name and no serial number.

    \b
    A node without Python:
      ssh NODE "$(numaconf machine detect --list-files)" > node.tar.gz
      mkdir node && tar -xzf node.tar.gz -C node
      numaconf machine detect --sysroot node -o node.yaml
    """
    if list_files:
        from numaconf.machine.dump_files import script

        terminal.result(script() + "\n")
        return
    from numaconf.machine import snapshot
    from numaconf.verbs.detect import detect as look

    found = look(_folder(sysroot))
    text = _json(snapshot.data(found.machine)) if form == "json" else snapshot.dump(found.machine)
    if output is None:
        terminal.artifact(text)
    else:
        from numaconf.cli.write import File, write

        write([File(output, text)])
    for remark in found.remarks:
        terminal.note(terminal.wrapped("note: ", remark))


@machine.command()
@click.argument("machine", metavar="MACHINE")
@click.option("--to", type=click.Choice(["snapshot", "hwloc", "sysfs"]), required=True, help="The format to write.")
@click.option("-o", "--output", metavar="PATH", help="The file to write; for sysfs a new or empty folder.")
def export(machine: str, to: str, output: str | None) -> None:
    r"""Write a MACHINE in another form.

    hwloc is XML that lstopo draws; sysfs is a folder with sys and proc, for programs that take another root.

    \b
      numaconf machine export c5n.18xlarge --to hwloc | lstopo --if xml -i -
      numaconf machine export node.yaml --to sysfs -o tree && lscpu -s tree
    """
    from numaconf.machine.find import find

    found = find(machine)
    if to == "sysfs":
        from numaconf.cli.write import write_folder
        from numaconf.errors import CannotDo
        from numaconf.machine.sysfs_write import files

        if output is None:
            raise CannotDo("a sysfs tree is a folder", remedy="name it: -o DIR")
        tree = files(found)
        write_folder(output, tree.texts, tree.folders, tree.links)
        return
    if to == "hwloc":
        from numaconf.machine.formats.hwloc_write import xml as text
    else:
        from numaconf.machine.snapshot import dump as text
    if output is None:
        terminal.result(text(found))
    else:
        from numaconf.cli.write import File, write

        write([File(output, text(found))])


def _folder(sysroot: str | None) -> str:
    """The folder to read. Raises CannotDo where there is none."""
    import os

    from numaconf.errors import CannotDo

    if sysroot is None:
        return "/"
    if not os.path.isdir(sysroot):
        raise CannotDo(
            "this is not a folder", place=sysroot, remedy="name the folder that holds the copied sys and proc"
        )
    return sysroot


def _json(value: Any) -> str:
    import json

    return json.dumps(value, indent=2) + "\n"
