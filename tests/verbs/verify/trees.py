"""Nodes as trees of files: what a copied /proc, /sys and /var/lib/kubelet of a healthy node look like."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from numaconf.kubelet import cpuset
from numaconf.kubelet.state import checkpoint, cpu, devices, memory, memory_file
from numaconf.machine import snapshot, sysfs_write

SPEC = {
    "apiVersion": "numaconf/v1",
    "kind": "Machine",
    "metadata": {"name": "two"},
    "spec": {
        "memoryCapacity": "33554432Ki",
        "numaNodes": [
            {"id": 0, "cpus": "0-3,8-11", "memory": "16777216Ki", "hugepages": {"2Mi": 0, "1Gi": 4}},
            {"id": 1, "cpus": "4-7,12-15", "memory": "16777216Ki", "hugepages": {"2Mi": 0, "1Gi": 4}},
        ],
        "cores": [f"{core},{core + 8}" for core in range(8)],
        "sockets": ["0-3,8-11", "4-7,12-15"],
        "l3": ["0-3,8-11", "4-7,12-15"],
        "distances": [[10, 21], [21, 10]],
        "pciDevices": [
            {"address": "0000:86:00.0", "class": "network", "vendor": "15b3", "device": "101e", "numaNode": 0}
        ],
        "kernelParameters": {},
    },
}
CONFIG = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "kind": "KubeletConfiguration",
    "cpuManagerPolicy": "static",
    "cpuManagerPolicyOptions": {"full-pcpus-only": "true"},
    "reservedSystemCPUs": "0,8",
    "memoryManagerPolicy": "Static",
    "topologyManagerPolicy": "single-numa-node",
    "kubeReserved": {"memory": "1Gi"},
    "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1124Mi"}}],
}
UID, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"
APP, PAUSE, WEB = "a" * 64, "b" * 64, "c" * 64
CPUS, SHARED, ALL = "1-2,9-10", "0,3-8,11-15", "0-15"
GIB = 1 << 30
PIDS = {"app": 1000, "pause": 900, "web": 1100, "systemd": 1, "kubelet": 800, "kthread": 2}


class Tree:
    """A node below a folder. Files are written on `build`; an edit changes what is written."""

    def __init__(
        self,
        root: pathlib.Path,
        version: int = 2,
        driver: str = "systemd",
        minor: int = 34,
        spec: dict[str, Any] = SPEC,
    ) -> None:
        self.root, self.version, self.driver, self.minor = root, version, driver, minor
        self.files: dict[str, str] = {}
        self.machine = snapshot.loads(json.dumps(spec), "machine")
        self._machine()
        self._kubelet()
        self._state()
        self._pods()
        self._services()

    def _machine(self) -> None:
        written = sysfs_write.files(self.machine)
        self.files |= {path: text + "\n" for path, text in written.texts.items()}
        self.links = dict(written.links)
        self.files["proc/cmdline"] = "BOOT_IMAGE=/vmlinuz isolcpus=1-2,9-10 nohz_full=1-2,9-10 quiet\n"
        self.files["proc/irq/24/effective_affinity_list"] = "0\n"
        self.files["proc/irq/24/nvme0q1/x"] = ""

    def _kubelet(self) -> None:
        self.files["var/lib/kubelet/config.yaml"] = json.dumps(CONFIG)

    def _state(self) -> None:
        tables = memory.default_machine(self.machine, {(0, "memory"): 1124 << 20})
        assert tables is not None
        block = memory.Block((0,), "memory", 2 * GIB)
        state = memory.MemoryState("Static", tables, {UID: {"app": (block,)}})
        self.memory = state._replace(machine=memory.filled(state, tables))
        self.cpu = cpu.CpuState("static", SHARED, {UID: {"app": CPUS}})
        self.devices = {0: ["0000:86:00.0"]}

    def _pods(self) -> None:
        for uid, name, containers in ((UID, "default_dpdk-0", {"app": APP}), (OTHER, "web_web-1", {"web": WEB})):
            for container, number in containers.items():
                self.files[f"var/log/pods/{name}_{uid}/{container}/0.log"] = ""
                namespace, pod = name.split("_")
                self.files[f"var/log/containers/{pod}_{namespace}_{container}-{number}.log"] = ""
        self.group(UID, "guaranteed", APP, CPUS, "0", [PIDS["app"]])
        self.group(UID, "guaranteed", PAUSE, ALL, "0-1", [PIDS["pause"]])
        self.group(OTHER, "burstable", WEB, SHARED, "0-1", [PIDS["web"]], quota="50000")
        self.process("app", f"{self.path(UID, 'guaranteed', APP)}", CPUS, "0", threads=3)
        self.process("pause", f"{self.path(UID, 'guaranteed', PAUSE)}", ALL, "0-1")
        self.process("web", f"{self.path(OTHER, 'burstable', WEB)}", SHARED, "0-1", threads=2)
        self.files[f"proc/{PIDS['app']}/numa_maps"] = (
            "55d0 default file=/usr/bin/app mapped=5 N0=2 N1=3 kernelpagesize_kB=4\n"
            "7f00 default anon=512 dirty=512 N0=512 kernelpagesize_kB=4\n"
            "7f80 default file=/anon_hugepage\\040(deleted) huge anon=2 dirty=2 N0=2 kernelpagesize_kB=1048576\n"
        )

    def _services(self) -> None:
        self.process("systemd", "/init.scope", "0,8", "0-1", line="/sbin/init")
        words = "\0".join(["/usr/bin/kubelet", "--config=/var/lib/kubelet/config.yaml", "--v=2"])
        self.process("kubelet", "/system.slice/kubelet.service", "0,8", "0-1", line=words)
        self.process("kthread", "/", ALL, "0-1", line="")

    def path(self, uid: str, qos: str, container: str) -> str:
        if self.driver == "systemd":
            slice_ = "kubepods" if qos == "guaranteed" else f"kubepods-{qos}"
            above = "kubepods.slice" if qos == "guaranteed" else f"kubepods.slice/{slice_}.slice"
            return f"{above}/{slice_}-pod{uid.replace('-', '_')}.slice/cri-containerd-{container}.scope"
        above = "kubepods" if qos == "guaranteed" else f"kubepods/{qos}"
        return f"{above}/pod{uid}/{container}"

    def group(
        self, uid: str, qos: str, container: str, cpus: str, mems: str, pids: list[int], quota: str | None = None
    ) -> None:
        path, listed = self.path(uid, qos, container), "".join(f"{pid}\n" for pid in pids)
        mount = "sys/fs/cgroup"
        if self.version == 2:
            self.files |= {
                f"{mount}/cgroup.controllers": "cpuset cpu memory\n",
                f"{mount}/{path}/cpuset.cpus.effective": f"{cpus}\n",
                f"{mount}/{path}/cpuset.mems.effective": f"{mems}\n",
                f"{mount}/{path}/cpu.max": f"{quota or 'max'} 100000\n",
                f"{mount}/{path}/cgroup.procs": listed,
            }
        else:
            self.files |= {
                f"{mount}/cpuset/{path}/cpuset.cpus": f"{cpus}\n",
                f"{mount}/cpuset/{path}/cpuset.effective_cpus": f"{cpus}\n",
                f"{mount}/cpuset/{path}/cpuset.mems": f"{mems}\n",
                f"{mount}/cpuset/{path}/cgroup.procs": listed,
                f"{mount}/cpu,cpuacct/{path}/cpu.cfs_quota_us": f"{quota or -1}\n",
            }

    def process(self, name: Any, path: str, cpus: str, mems: str, threads: int = 1, line: str | None = None) -> None:
        pid = PIDS.get(name) or name
        path = path if path.startswith("/") else f"/{path}"
        self.files[f"proc/{pid}/comm"] = f"{name}\n"
        self.files[f"proc/{pid}/cmdline"] = name if line is None else line
        text = f"0::{path}\n" if self.version == 2 else f"4:cpuset:{path}\n1:name=systemd:{path}\n"
        self.files[f"proc/{pid}/cgroup"] = text
        for tid in range(pid, pid + threads):
            status = f"Name:\t{name}\nState:\tS\nCpus_allowed_list:\t{cpus}\nMems_allowed_list:\t{mems}\n"
            self.files[f"proc/{pid}/task/{tid}/status"] = status
            if tid == pid:
                self.files[f"proc/{pid}/status"] = status

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a piece of a file; it has to be there."""
        assert old in self.files[path], (path, old, self.files[path])
        self.files[path] = self.files[path].replace(old, new)

    def build(self) -> pathlib.Path:
        """Write everything."""
        folder = "var/lib/kubelet"
        self.files.setdefault(f"{folder}/{cpu.NAME}", cpu.write(self.cpu, self.minor))
        self.files.setdefault(f"{folder}/{memory.NAME}", memory_file.write(self.memory, self.minor))
        self.files.setdefault(f"{folder}/{devices.NAME}", checkpoint_of_devices(self.devices))
        for path, text in self.files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        for path, target in self.links.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).symlink_to(target)
        return self.root


def checkpoint_of_devices(by_node: dict[int, list[str]]) -> str:
    """The file of the device manager, with one entry of the container `app`."""
    listed = checkpoint.dump_map(by_node, checkpoint.dump_list)
    dump = (
        "(checkpoint.checkpointData){PodDeviceEntries:([]checkpoint.PodDevicesEntry)[{"
        f"PodUID:(string){UID} ContainerName:(string)app ResourceName:(string)example.com/nic"
        f" DeviceIDs:(checkpoint.DevicesPerNUMA){listed} AllocResp:([]uint8)[]}}]"
        " RegisteredDevices:(map[string][]string)map[]}"
    )
    entry = {
        "PodUID": UID, "ContainerName": "app", "ResourceName": "example.com/nic",
        "DeviceIDs": {str(node): ids for node, ids in by_node.items()}, "AllocResp": "",
    }  # fmt: skip
    data = {"PodDeviceEntries": [entry], "RegisteredDevices": {}}
    return json.dumps({"Data": data, "Checksum": checkpoint.checksum(dump)})


def cpus(text: str) -> frozenset[int]:
    return cpuset.parse(text)
