"""The device plugins that one expects on an EC2 type with GPUs."""

from __future__ import annotations

from numaconf.machine.model import Devices, Machine


def with_devices(machine: Machine) -> Machine:
    """The machine with the GPUs, accelerators and EFA interfaces of its EC2 type, where nothing is said of devices: in
    equal parts on its NUMA nodes, which nobody measured (`derived` then says `devices`).
    """
    if machine.devices is not None or not machine.instance_type or not machine.nodes:
        return machine
    from numaconf.machine import ec2

    has = ec2.devices(machine.instance_type)
    gpu = "amd.com/gpu" if has.gpu_name.startswith("radeon") else "nvidia.com/gpu"
    neuron = "" if has.accelerator_name.startswith("qualcomm") else "aws.amazon.com/neuron"
    numbers = {gpu: has.gpus, neuron: has.accelerators, "vpc.amazonaws.com/efa": has.efas}
    found = tuple(_spread(name, number, machine) for name, number in numbers.items() if name and number)
    if not found or not (has.gpus or has.accelerators):
        return machine
    return machine._replace(devices=found, derived=(*machine.derived, "devices"))


def _spread(name: str, number: int, machine: Machine) -> Devices:
    nodes = [node.id for node in machine.nodes or ()]
    return Devices(name, tuple((nodes[index * len(nodes) // number],) for index in range(number)))
