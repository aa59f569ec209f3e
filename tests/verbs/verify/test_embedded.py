"""Nodes whose kubelet another program starts: what is in force comes from that program's own files."""

import json
import os

import pytest

from numaconf.kubelet import reservation
from numaconf.kubelet.version import kubernetes
from numaconf.observe import tasks
from numaconf.verbs.verify.model import Asked
from tests.verbs.verify.test_trees import checked
from tests.verbs.verify.trees import CONFIG, Tree

K3S, RKE2 = "var/lib/rancher/k3s/agent/etc/kubelet.conf.d", "var/lib/rancher/rke2/agent/etc/kubelet.conf.d"
OWN = (
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
    "evictionHard:\n  imagefs.available: 5%\n  nodefs.available: 5%\nfailSwapOn: false\n"
)
NUMA = {**CONFIG, "evictionHard": {"memory.available": "100Mi"}}
FLAGS = (
    "cpu-manager-policy=static", "cpu-manager-policy-options=full-pcpus-only=true", "reserved-cpus=0,8",
    "memory-manager-policy=Static", "topology-manager-policy=single-numa-node", "kube-reserved=memory=1Gi",
    "eviction-hard=memory.available<100Mi", "reserved-memory=0:memory=1124Mi",
)  # fmt: skip
UNIT = "[Service]\nType=notify\nExecStart=/usr/local/bin/k3s \\\n    server \\\n{}\n"
POD = "/kubepods.slice/kubepods-pod1.slice/cri-containerd-ab.scope"
TITLE = "/usr/local/bin/k3s server" + "\0" * 8


def node(root):
    """A node that has neither the kubelet's process nor its file."""
    tree = Tree(root)
    del tree.files["var/lib/kubelet/config.yaml"]
    tree.files = {path: text for path, text in tree.files.items() if not path.startswith("proc/800/")}
    return tree


def process(tree, pid, line, user=0, group="/system.slice/x.service"):
    status = f"Name:\tx\nUid:\t{user}\t{user}\t{user}\t{user}\nCpus_allowed_list:\t0,8\nMems_allowed_list:\t0-1\n"
    tree.files |= {
        f"proc/{pid}/cmdline": line, f"proc/{pid}/cgroup": f"0::{group}\n", f"proc/{pid}/comm": "x\n",
        f"proc/{pid}/status": status, f"proc/{pid}/task/{pid}/status": status,
    }  # fmt: skip


def dropins(tree, folder=K3S, program="k3s"):
    tree.files[f"{folder}/00-{program}-defaults.conf"] = OWN
    tree.files[f"{folder}/50-numa.conf"] = json.dumps(NUMA)


def k3s_by_dropin(tree):
    dropins(tree)
    tree.files["etc/systemd/system/k3s.service"] = UNIT.format("")
    process(tree, 700, TITLE)


def k3s_by_configuration(tree):
    tree.files[f"{K3S}/00-k3s-defaults.conf"] = OWN
    lines = "".join(f'- "{flag}"\n' for flag in FLAGS[:4])
    tree.files["etc/rancher/k3s/config.yaml"] = f"write-kubeconfig-mode: '0644'\nkubelet-arg:\n{lines}"
    tree.files["etc/rancher/k3s/config.yaml.d/numa.yml"] = "kubelet-arg+:\n" + "".join(
        f'- "{flag}"\n' for flag in FLAGS[4:]
    )
    tree.files["etc/systemd/system/k3s.service"] = UNIT.format("")
    process(tree, 700, TITLE)


def k3s_by_its_unit(tree):
    tree.files[f"{K3S}/00-k3s-defaults.conf"] = OWN
    given = "".join(f"        '--kubelet-arg={flag}' \\\n" for flag in FLAGS)
    tree.files["etc/systemd/system/k3s-agent.service"] = UNIT.format(given).replace("server", "agent")
    # A server's unit of another installation is not looked at: the process says that it is an agent.
    tree.files["etc/systemd/system/k3s.service"] = UNIT.format("    --kubelet-arg=cpu-manager-policy=none")
    process(tree, 700, TITLE.replace("server", "agent"))


def k3s_elsewhere(tree):
    dropins(tree, "data/k3s/agent/etc/kubelet.conf.d")
    tree.files["etc/rancher/k3s/config.yaml"] = "data-dir: /data/k3s\n"
    tree.files["etc/systemd/system/k3s.service"] = UNIT.format("")
    process(tree, 700, TITLE)


def k3s_before_dropins(tree):
    """Up to 1.31: no folder of drop-ins, k3s's own arguments and those that are given."""
    lines = "".join(f'- "{flag}"\n' for flag in FLAGS)
    tree.files["etc/rancher/k3s/config.yaml"] = f"kubelet-arg:\n{lines}"
    tree.files["etc/systemd/system/k3s.service"] = UNIT.format("")
    process(tree, 700, TITLE)


def k3s_copied_without_processes(tree):
    dropins(tree)
    tree.files["etc/systemd/system/k3s-agent.service"] = UNIT.format("").replace("server", "agent")


def rke2(tree):
    """RKE2 starts a kubelet of its own, whose command line shows everything; rke2 itself runs before it."""
    dropins(tree, RKE2, "rke2")
    process(tree, 600, "/usr/local/bin/rke2 server")
    words = ["/var/lib/rancher/rke2/data/v1.34.1/bin/kubelet", f"--config-dir=/{RKE2}", "--read-only-port=0"]
    process(tree, 700, "\0".join(words))


def k0s(tree):
    words = ["/var/lib/k0s/bin/kubelet", "--config=/var/lib/k0s/kubelet-config.yaml", "--root-dir=/var/lib/k0s/kubelet"]
    process(tree, 600, "/usr/local/bin/k0s\0worker\0--token-file=/etc/k0s/token")
    process(tree, 700, "\0".join(words))
    tree.files["var/lib/k0s/kubelet-config.yaml"] = json.dumps(CONFIG)
    tree.root_dir = "var/lib/k0s/kubelet"


def k0s_copied_without_processes(tree):
    tree.files["var/lib/k0s/kubelet-config.yaml"] = json.dumps(CONFIG)
    tree.root_dir = "var/lib/k0s/kubelet"


def microshift(tree):
    written = "var/lib/microshift/resources/kubelet/config/config.yaml"
    tree.files[written] = json.dumps({**NUMA, "maxPods": 250})
    tree.files["etc/microshift/config.yaml"] = "kubelet:\n  cpuManagerPolicy: static\n"
    process(tree, 700, "/usr/bin/microshift\0run")


def microk8s(tree):
    args = "/var/snap/microk8s/9072/args/kubelet"
    process(tree, 700, f"/snap/microk8s/9072/kubelite\0--start-control-plane=true\0--kubelet-args-file={args}")
    own = "# comment\n--root-dir=${SNAP_COMMON}/var/lib/kubelet\n--fail-swap-on=false\n"
    tree.files[args.lstrip("/")] = own + "".join(f"--{flag}\n" for flag in FLAGS)
    tree.root_dir = "var/snap/microk8s/common/var/lib/kubelet"


def kops_copied_without_processes(tree):
    tree.files["var/lib/kubelet/kubelet.conf"] = json.dumps(CONFIG)


def al2023_copied_without_processes(tree):
    """nodeadm writes the user's part into a drop-in beside the main file."""
    rest = {key: value for key, value in CONFIG.items() if key not in {"topologyManagerPolicy", "reservedMemory"}}
    tree.files["etc/kubernetes/kubelet/config.json"] = json.dumps(rest | {"topologyManagerPolicy": "none"})
    own = {key: CONFIG[key] for key in ("apiVersion", "kind", "topologyManagerPolicy", "reservedMemory")}
    tree.files["etc/kubernetes/kubelet/config.json.d/40-nodeadm.conf"] = json.dumps(own)


def talos(tree):
    """The kubelet runs in a container of Talos's own, with the folder of the host."""
    process(tree, 700, "/usr/local/bin/kubelet\0--config=/etc/kubernetes/kubelet.yaml", group="/podruntime/kubelet")
    tree.files["etc/kubernetes/kubelet.yaml"] = json.dumps(CONFIG)


NODES = [
    k3s_by_dropin, k3s_by_configuration, k3s_by_its_unit, k3s_elsewhere, k3s_before_dropins,
    k3s_copied_without_processes, rke2, k0s, k0s_copied_without_processes, microshift, microk8s,
    kops_copied_without_processes, al2023_copied_without_processes, talos,
]  # fmt: skip


def built(tree, make):
    tree.root_dir = "var/lib/kubelet"
    make(tree)
    root = tree.build()
    if tree.root_dir != "var/lib/kubelet":
        (root / tree.root_dir).parent.mkdir(parents=True, exist_ok=True)
        (root / "var/lib/kubelet").rename(root / tree.root_dir)
    return root


def asked(tmp_path, **fields):
    from numaconf.verbs.verify.asked_alone import asked as read

    path = tmp_path / "asked.json"
    path.write_text(json.dumps({"apiVersion": CONFIG["apiVersion"], "kind": CONFIG["kind"], **fields}))
    found = read(str(path), "1.34")
    assert isinstance(found, Asked)
    return found


@pytest.mark.parametrize("make", NODES, ids=lambda make: make.__name__)
def test_what_is_in_force_is_known(tmp_path, make):
    (tmp_path / "node").mkdir()
    root = built(node(tmp_path / "node"), make)
    minor = 31 if make is k3s_before_dropins else 34
    report = checked(root, minor)
    assert {one.id: (one.verdict, one.message) for one in report.checks if one.verdict != "pass"} == {}
    assert {"kubelet-config", "cpu-state", "memory-state", "next-reboot"} <= {one.id for one in report.checks}
    # One field is asked for otherwise: it fails, and nothing else does.
    report = checked(root, minor, asked=asked(tmp_path, topologyManagerPolicy="restricted", cpuManagerPolicy="static"))
    failed = [one for one in report.checks if one.verdict == "fail"]
    assert [(one.subject, one.expected, one.found) for one in failed] == [
        ("kubelet topologyManagerPolicy", "restricted", "single-numa-node")
    ]


def test_drop_ins_that_nodeadm_does_not_name(tmp_path):
    """Without a file of its own in the folder nodeadm passes no --config-dir, and others in it are not read."""
    tree = node(tmp_path)
    tree.files["etc/kubernetes/kubelet/config.json"] = json.dumps(CONFIG)
    tree.files["etc/kubernetes/kubelet/config.json.d/10-mine.conf"] = json.dumps(
        {"apiVersion": CONFIG["apiVersion"], "kind": CONFIG["kind"], "cpuManagerPolicy": "none"}
    )
    assert in_force(tree.build()).node.config["cpuManagerPolicy"] == "static"


def test_without_a_process_its_command_line_is_not_known(tmp_path):
    """The files are read, and the check says what it could not see."""
    tree = node(tmp_path)
    al2023_copied_without_processes(tree)
    (one,) = [one for one in checked(tree.build()).checks if one.id == "kubelet-config"]
    assert one.message.endswith("its command line cannot be seen, and would override that")
    tree = Tree(tmp_path / "with")
    (one,) = [one for one in checked(tree.build()).checks if one.id == "kubelet-config"]
    assert "command line" not in one.message


def test_arguments_that_nobody_sees(tmp_path):
    """Without the unit of k3s there may be arguments over its drop-ins."""
    tree = node(tmp_path)
    dropins(tree)
    process(tree, 700, TITLE)
    found = {one.id: one for one in checked(tree.build()).checks}
    assert found["kubelet-config"].verdict == "unknown"
    assert found["kubelet-config"].message == (
        "k3s hides its arguments, and the unit that starts it (k3s.service) cannot be seen"
    )


def test_a_variable_in_the_unit_is_unknown(tmp_path):
    tree = node(tmp_path)
    dropins(tree)
    tree.files["etc/systemd/system/k3s.service"] = UNIT.format("    --kubelet-arg=$MORE")
    process(tree, 700, TITLE)
    found = {one.id: one for one in checked(tree.build()).checks}
    assert (found["kubelet-config"].verdict, found["cpu-state"].verdict) == ("unknown", "unknown")
    assert "variable" in found["kubelet-config"].message


def test_microshift_has_no_threshold_of_its_own(tmp_path):
    """Its loader leaves out the default of 100Mi, so the sum is another one."""
    tree = node(tmp_path)
    microshift(tree)
    written = "var/lib/microshift/resources/kubelet/config/config.yaml"
    tree.files[written] = json.dumps({key: value for key, value in NUMA.items() if key != "evictionHard"})
    (tmp_path / "node").mkdir()
    root = tree.build()
    found = in_force(root).node
    assert found is not None
    assert reservation.memory(found).amount.bytes == 1 << 30
    node_itself = Tree(tmp_path / "plain")
    assert reservation.memory(in_force(node_itself.build()).node).amount.bytes == (1 << 30) + (100 << 20)


def in_force(root):
    from numaconf.observe.host import Host
    from numaconf.verbs.verify import in_force as told

    host = Host(str(root))
    return told.in_force(host.tree, host.kubelet, kubernetes("1.34"), host.machine)


def test_a_process_of_anybody_is_not_believed(tmp_path):
    """A program that calls itself kubelet, of a user or in a pod, does not decide which files are read."""
    tree = Tree(tmp_path)
    process(tree, 300, "kubelet\0--config=/etc/shadow", user=1000)
    process(
        tree, 310, "kubelet\0--config=/etc/shadow", group="/kubepods.slice/kubepods-pod1.slice/cri-containerd-ab.scope"
    )
    report = checked(tree.build())
    assert {one.verdict for one in report.checks if one.id == "kubelet-config"} == {"pass"}


def test_only_the_hosts_own_program_is_asked_for_its_version(monkeypatch):
    """Who checks as root must not run what somebody else has started under the kubelet's name."""

    from numaconf.observe.host import Host

    host = Host("/")
    assert tasks.is_the_hosts(host.tree, os.getpid()) == (os.getuid() == 0)
    assert not tasks.is_the_hosts(host.tree, 2**30)
    assert kubernetes("1.34").minor == 34
