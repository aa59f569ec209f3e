"""Every check on trees: all hold on a healthy node, and each breaks by one edit, alone."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from numaconf.cli.main import run
from numaconf.kubelet.state import cpu, memory
from numaconf.verbs.verify import verify
from tests.real import TREE
from tests.verbs.verify.trees import APP, CONFIG, CPUS, OTHER, PIDS, UID, WEB, Tree

FORMS = [(2, "systemd", 34), (2, "cgroupfs", 37), (1, "systemd", 36), (1, "cgroupfs", 32)]
KNOWN = {
    "kubelet-config", "cpu-state", "memory-state", "next-reboot", "numa-nodes", "hugepages", "kernel-parameters",
    "irq-affinity", "cpus-allowed", "mems-allowed", "exclusive", "whole-cores", "one-numa-node", "cfs-quota", "devices",
    "page-placement",
}  # fmt: skip
VERSION = {31: "1.31", 32: "1.32", 34: "1.34", 36: "1.36", 37: "1.37", 38: "1.38"}


def checked(root, minor=34, **more):
    from numaconf.kubelet.version import kubernetes

    return verify(str(root), version=kubernetes(VERSION[minor]), **more)


def verdicts(report):
    found = {}
    for one in report.checks:
        found.setdefault(one.id, set()).add(one.verdict)
    return found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"v{form[0]}-{form[1]}-1.{form[2]}")
def test_a_healthy_node(tmp_path, form):
    report = checked(Tree(tmp_path, *form).build(), form[2])
    assert {id_: each for id_, each in verdicts(report).items() if each != {"pass"}} == {}
    assert verdicts(report).keys() == KNOWN
    assert report.exit_status == 0
    assert "pod default/dpdk-0 container app" in {one.subject for one in report.checks}


def status(tree, pid, tid=None):
    return f"proc/{pid}/task/{tid or pid}/status"


def group(tree, uid, qos, container, name):
    names = {"cpus": "cpuset.cpus.effective", "mems": "cpuset.mems.effective", "quota": "cpu.max"}
    if tree.version == 1:
        names = {"cpus": "cpuset.effective_cpus", "mems": "cpuset.mems", "quota": "cpu.cfs_quota_us"}
    above = "sys/fs/cgroup" if tree.version == 2 else f"sys/fs/cgroup/{'cpu,cpuacct' if name == 'quota' else 'cpuset'}"
    return f"{above}/{tree.path(uid, qos, container)}/{names[name]}"


def app(tree, name):
    return group(tree, UID, "guaranteed", APP, name)


def smaller_node(tree):
    tables = tree.memory.machine[1].memory["memory"]
    less = tables._replace(total=tables.total - 4096, allocatable=tables.allocatable - 4096, free=tables.free - 4096)
    node = tree.memory.machine[1]
    tree.memory = tree.memory._replace(
        machine=tree.memory.machine | {1: node._replace(memory=node.memory | {"memory": less})}
    )


def other_reserved(tree):
    tree.edit("var/lib/kubelet/config.yaml", '"1124Mi"', '"1123Mi"')


def half_core(tree):
    tree.cpu = cpu.CpuState("static", "0,4-8,10-15", {UID: {"app": "1-3,9"}})
    for path in list(tree.files):
        if tree.files[path].startswith("Name:\tapp"):
            tree.edit(path, CPUS, "1-3,9")
    tree.edit(app(tree, "cpus"), CPUS, "1-3,9")
    for path in list(tree.files):
        if tree.files[path].startswith("Name:\tweb"):
            tree.edit(path, "0,3-8,11-15", "0,4-8,10-15")
    tree.edit(group(tree, OTHER, "burstable", WEB, "cpus"), "0,3-8,11-15", "0,4-8,10-15")


def two_nodes(tree):
    tree.cpu = cpu.CpuState("static", "0,2-3,5-8,10-11,13-15", {UID: {"app": "1,4,9,12"}})
    for path in list(tree.files):
        if tree.files[path].startswith("Name:\tapp"):
            tree.edit(path, CPUS, "1,4,9,12")
        if tree.files[path].startswith("Name:\tweb"):
            tree.edit(path, "0,3-8,11-15", "0,2-3,5-8,10-11,13-15")
    tree.edit(app(tree, "cpus"), CPUS, "1,4,9,12")
    tree.edit(group(tree, OTHER, "burstable", WEB, "cpus"), "0,3-8,11-15", "0,2-3,5-8,10-11,13-15")


NODE1 = "sys/devices/system/node/node1"
EDITS = {
    "another policy in the CPU file": ("cpu-state", lambda t: setattr(t, "cpu", t.cpu._replace(policy="none"))),
    "a lost CPU": ("cpu-state", lambda t: setattr(t, "cpu", t.cpu._replace(default="0,3-8,11-14"))),
    "another policy in the memory file": (
        "memory-state", lambda t: setattr(t, "memory", t.memory._replace(policy="None"))),
    "reserved memory moved": ("memory-state", other_reserved),
    "a NUMA node with less memory": ("next-reboot", smaller_node),
    "isolated reserved CPU": ("kernel-parameters", lambda t: t.edit("proc/cmdline", "isolcpus=1-2", "isolcpus=0-2")),
    "nohz on a reserved CPU": ("kernel-parameters", lambda t: t.edit("proc/cmdline", "nohz_full=1", "nohz_full=0,1")),
    "an interrupt": ("irq-affinity", lambda t: t.edit("proc/irq/24/effective_affinity_list", "0", "9")),
    "a cgroup that is too wide": ("cpus-allowed", lambda t: t.edit(app(t, "cpus"), CPUS, "0-15")),
    "a thread that got out": (
        "cpus-allowed", lambda t: t.edit(status(t, PIDS["app"], PIDS["app"] + 2), f"list:\t{CPUS}", "list:\t0-3")),
    "memory of both nodes": ("mems-allowed", lambda t: t.edit(app(t, "mems"), "0", "0-1")),
    "a thread with memory of both": (
        "mems-allowed", lambda t: t.edit(status(t, PIDS["app"]), "Mems_allowed_list:\t0", "Mems_allowed_list:\t0-1")),
    "a service on its CPUs": (
        "exclusive", lambda t: t.edit(status(t, PIDS["systemd"]), "list:\t0,8", "list:\t0-15")),
    "another container on its CPUs": (
        "exclusive", lambda t: t.edit(group(t, OTHER, "burstable", WEB, "cpus"), "0,3-8", "0-8")),
    "a thread of another pod": (
        "exclusive", lambda t: t.edit(status(t, PIDS["web"], PIDS["web"] + 1), "0,3-8", "0-8")),
    "half a core": ("whole-cores", half_core),
    "two NUMA nodes": ("one-numa-node", two_nodes),
    "a quota": ("cfs-quota", lambda t: t.edit(app(t, "quota"), "max" if t.version == 2 else "-1", "400000")),
    "devices elsewhere": ("devices", lambda t: setattr(t, "devices", {1: ["x"]})),
    "a plugin that names no NUMA node": ("devices", lambda t: setattr(t, "devices", {-1: ["0000:86:00.0"]})),
    "pages elsewhere": (
        "page-placement", lambda t: t.edit(f"proc/{PIDS['app']}/numa_maps", "512 N0=512", "512 N0=1 N1=511")),
    "fewer hugepages than the kubelet counted": (
        "hugepages", lambda t: t.edit(f"{NODE1}/hugepages/hugepages-1048576kB/nr_hugepages", "4", "3")),
}  # fmt: skip


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("edit", EDITS)
def test_one_edit_breaks_one_check(tmp_path, edit, version):
    tree = Tree(tmp_path, version)
    id_, change = EDITS[edit]
    change(tree)
    report = checked(tree.build())
    found = verdicts(report)
    assert {name for name, each in found.items() if "fail" in each} == {id_}
    others = {name: each for name, each in found.items() if name != id_}
    assert all(each == {"pass"} for each in others.values()), others
    assert report.exit_status == 1
    broken = next(one for one in report.checks if one.verdict == "fail")
    assert broken.message
    assert broken.remedy
    assert broken.expected != broken.found


@pytest.mark.parametrize(
    ("policy", "scope", "verdict"),
    [("restricted", "container", "fail"), ("restricted", "pod", "pass"), ("best-effort", "container", "pass")],
)
def test_more_numa_nodes_than_needed(tmp_path, policy, scope, verdict):
    tree = Tree(tmp_path)
    two_nodes(tree)
    config = CONFIG | {"topologyManagerPolicy": policy, "topologyManagerScope": scope}
    tree.files["var/lib/kubelet/config.yaml"] = json.dumps(config)
    assert verdicts(checked(tree.build()))["one-numa-node"] == {verdict}


def test_a_thread_that_pins_itself_to_fewer_cpus_is_fine(tmp_path):
    tree = Tree(tmp_path)
    tree.edit(status(tree, PIDS["app"], PIDS["app"] + 1), CPUS, "2")
    report = checked(tree.build())
    assert report.exit_status == 0
    assert any("pin themselves" in one.message for one in report.checks)


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "unexpected end of JSON input"), ('{"policyName":"static"', "unexpected end of JSON input"),
     ('{"policyName":"static","defaultCpuSet":"0","checksum":7}', "checkpoint is corrupted")],
)  # fmt: skip
def test_truncated_and_changed_state_files(tmp_path, content, says):
    tree = Tree(tmp_path)
    tree.files[f"var/lib/kubelet/{cpu.NAME}"] = content
    report = checked(tree.build())
    assert [(one.verdict, one.found) for one in report.checks if one.id == "cpu-state"] == [("fail", says)]


def test_what_is_not_there_is_unknown(tmp_path):
    report = checked(tmp_path)
    assert report.exit_status == 2
    assert {one.verdict for one in report.checks} == {"unknown"}
    tree = Tree(tmp_path / "b")
    tree.files = {path: text for path, text in tree.files.items() if not path.startswith("proc/")}
    report = checked(tree.build())
    assert [one for one in report.checks if one.verdict == "fail"] == []
    assert verdicts(report)["exclusive"] == {"unknown"}


@pytest.mark.parametrize("wide", [False, True])
def test_containers_whose_names_nobody_left(tmp_path, wide):
    tree = Tree(tmp_path)
    tree.files = {path: text for path, text in tree.files.items() if not path.startswith("var/log/")}
    if wide:
        tree.edit(app(tree, "cpus"), CPUS, "0-15")
    report = checked(tree.build())
    assert verdicts(report)["cpus-allowed"] == {"fail" if wide else "pass"}
    assert f"pod {UID} container app" in {one.subject for one in report.checks}


@pytest.mark.parametrize("prefix", ["crio-", "docker-", "cri-containerd-"])
def test_runtimes_and_short_ids(tmp_path, prefix):
    tree = Tree(tmp_path)
    tree.files = {
        path.replace(f"cri-containerd-{APP}", f"{prefix}abc123"): text.replace(
            f"cri-containerd-{APP}", f"{prefix}abc123"
        )
        for path, text in tree.files.items()
        if not path.startswith("var/log/")
    }
    above = f"sys/fs/cgroup/kubepods.slice/kubepods-pod{UID.replace('-', '_')}.slice"
    tree.files[f"{above}/crio-conmon-abc123.scope/cgroup.procs"] = ""
    tree.files["sys/fs/cgroup/podruntime.slice/kubelet.service/cgroup.procs"] = "800\n"
    assert checked(tree.build()).exit_status == 0


@pytest.mark.parametrize(
    ("files", "verdict"),
    [({"smp_affinity_list": "9"}, "fail"), ({"smp_affinity": "0200"}, "fail"), ({"smp_affinity": "0001"}, "pass")],
)
def test_interrupts_of_a_copied_tree(tmp_path, files, verdict):
    tree = Tree(tmp_path)
    tree.files = {path: text for path, text in tree.files.items() if not path.startswith("proc/irq/")}
    tree.files |= {f"proc/irq/30/{name}": text for name, text in files.items()}
    assert verdicts(checked(tree.build()))["irq-affinity"] == {verdict}


def test_irqbalance_may_move_an_interrupt(tmp_path):
    tree = Tree(tmp_path)
    tree.edit("proc/cmdline", "isolcpus=1-2,9-10 ", "")
    tree.files["sys/devices/system/cpu/isolated"] = ""
    tree.process(700, "/system.slice/irqbalance.service", "0,8", "0-1", line="/usr/sbin/irqbalance")
    tree.files["proc/700/comm"] = "irqbalance\n"
    tree.build()
    assert verdicts(checked(tmp_path))["irq-affinity"] == {"unknown"}
    (tmp_path / "etc/default").mkdir(parents=True)
    (tmp_path / "etc/default/irqbalance").write_text('IRQBALANCE_BANNED_CPULIST="1-2,9-10"\n')
    assert verdicts(checked(tmp_path))["irq-affinity"] == {"pass"}


def test_the_old_quota_is_no_fault(tmp_path):
    tree = Tree(tmp_path, minor=32)
    tree.edit(app(tree, "quota"), "max", "400000")
    assert checked(tree.build(), 32).exit_status == 0
    report = verify(str(tmp_path))
    assert verdicts(report)["cfs-quota"] == {"unknown"}


def asked(tmp_path, capfd, text, *more, name="asked.yaml"):
    (tmp_path / name).write_text(text)
    code = run(["verify", str(tmp_path / name), "--root", str(tmp_path / "node"), "--format", "json", *more])
    out, err = capfd.readouterr()
    return code, json.loads(out) if out else None, err


def test_what_was_asked_for(tmp_path, capfd):
    Tree(tmp_path / "node").build()
    code, found, _ = asked(tmp_path, capfd, json.dumps(CONFIG), "--kubernetes-version", "1.34")
    assert code == 0
    assert next(one for one in found["checks"] if one["id"] == "kubelet-config")["message"].startswith("all 7 fields")
    other = json.dumps(CONFIG | {"topologyManagerPolicy": "restricted", "reservedSystemCPUs": "0-1"})
    code, found, _ = asked(tmp_path, capfd, other, "--kubernetes-version", "1.34")
    assert code == 1
    assert {one["subject"]: (one["expected"], one["found"]) for one in found["checks"] if one["verdict"] == "fail"} == {
        "kubelet topologyManagerPolicy": ("restricted", "single-numa-node"),
        "kubelet reservedSystemCPUs": ("0-1", "0,8"),
    }


PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: x}
spec:
  kubernetesVersion: "1.34"
  machine: {numaNodes: [{cpus: "0-3,8-11", memory: 16Gi}, {cpus: "CPUS", memory: 16Gi}]}
  kubelet:
    cpuManagerPolicy: static
    reservedSystemCPUs: "0,8"
    topologyManagerPolicy: single-numa-node
  hugepages: [{size: 1Gi, count: COUNT, numaNode: 1}]
  targets: {kubelet: {}}
"""


@pytest.mark.parametrize(
    ("cpus", "count", "broken"), [("4-7,12-15", 4, set()), ("4-7", 4, {"numa-nodes"}), ("4-7,12-15", 5, {"hugepages"})]
)
def test_a_profile(tmp_path, capfd, cpus, count, broken):
    Tree(tmp_path / "node").build()
    text = PROFILE.replace("CPUS", cpus).replace("COUNT", str(count))
    code, found, err = asked(tmp_path, capfd, text)
    assert err == ""
    assert {one["id"] for one in found["checks"] if one["verdict"] == "fail"} == broken
    assert code == bool(broken)


def test_one_pod_and_one_process(tmp_path, capfd):
    Tree(tmp_path / "node").build()
    for words in (["--pod", "dpdk-0"], ["--pod", "default/dpdk-0"], ["--pod", UID], ["--pid", str(PIDS["app"])]):
        code = run(
            ["verify", "--root", str(tmp_path / "node"), "--format", "json", "--kubernetes-version", "1.34", *words]
        )
        found = json.loads(capfd.readouterr().out)
        assert code == 0, words
        assert {one["subject"].split(" container")[0] for one in found["checks"]} == {"pod default/dpdk-0"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--pod", "nobody"], "there is no pod 'nobody'"),
        (["--pod", "web-1"], "neither CPUs nor memory to itself"),
        (["--pid", "1"], "in no pod"),
        (["--pid", "77777"], "there is no process"),
        (["--pod", "a", "--self"], "exclude each other"),
        (["--kubernetes-version", "9.9"], "is not a Kubernetes version"),
    ],
)
def test_questions_without_an_answer(tmp_path, capfd, words, says):
    Tree(tmp_path / "node").build()
    code = run(["verify", "--root", str(tmp_path / "node"), *words])
    out, err = capfd.readouterr()
    assert (code, out) == (2, "")
    assert says in err


def test_a_root_that_is_no_folder(capfd):
    assert run(["verify", "--root", "/nowhere/at/all"]) == 2
    assert "is not a folder" in capfd.readouterr().err


def test_a_hostile_tree_is_bounded(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("4-7")
    tree = Tree(tmp_path / "node")
    tree.edit(status(tree, PIDS["app"]), "Name:\tapp", "Name:\t\x1b[2Japp")
    tree.edit(status(tree, PIDS["app"]), CPUS, "0-15")
    root = tree.build()
    for path, make in {
        app(tree, "cpus"): lambda file: file.symlink_to(outside / "secret"),
        app(tree, "mems"): os.mkfifo,
        f"var/lib/kubelet/{memory.NAME}": lambda file: os.truncate(os.open(file, os.O_CREAT | os.O_RDWR), 1 << 34),
        "proc/cmdline": lambda file: file.symlink_to("/dev/zero"),
    }.items():
        (root / path).unlink()
        make(root / path)
    (root / "proc" / "self").symlink_to("/proc/self")
    (root / "sys/fs/cgroup/kubepods.slice/loop").symlink_to("..")
    report = checked(root)
    from numaconf.reports import verify as reports

    text = reports.text(report, 100)
    assert "secret" not in text
    assert "\x1b[2J" not in text
    assert "\\x1b[2Japp" in text
    assert {one.verdict for one in report.checks if one.id == "kernel-parameters"} == {"unknown"}
    assert {one.verdict for one in report.checks if one.id == "memory-state"} == {"fail"}


GARBAGE = [
    b"", b"\xff\x00\x1b[2J\x9b", b"9" * 5000, b"0-99999999999999999999", b"{}", b"[]", b"null", b"-1", b"a: [\n",
    b"0-4095\n" * 50, b"::::\n/\n", b"x: &a [*a]\n",
    b'{"policyName":"static","defaultCpuSet":"0-99999999","entries":{"a":{"b":"0-9"}},"checksum":0}',
    b'{"policyName":"Static","machineState":{"0":{"cells":[5]}},"entries":{"a":{"b":[{"numaAffinity":[9]}]}},"checksum":0}',
]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [f"var/lib/kubelet/{cpu.NAME}", f"var/lib/kubelet/{memory.NAME}", "var/lib/kubelet/config.yaml", "proc/cmdline",
     f"proc/{PIDS['app']}/task/{PIDS['app']}/status", f"proc/{PIDS['app']}/numa_maps", f"proc/{PIDS['web']}/cgroup",
     "sys/devices/system/node/node0/cpumap", "sys/devices/system/node/node0/meminfo", "cgroup"],
    ids=lambda name: name.rpartition("/")[2],
)  # fmt: skip
def test_garbage_in_any_file_is_no_traceback(tmp_path, name):
    from numaconf.reports import verify as reports

    tree = Tree(tmp_path)
    path = tree.build() / (app(tree, "cpus") if name == "cgroup" else name)
    for garbage in GARBAGE:
        path.write_bytes(garbage)
        told = reports.text(checked(tmp_path), 80)
        assert " unknown" in told.splitlines()[-1]
        assert "\x1b[2J" not in told
        assert "\x9b" not in told


def test_the_text_tells_what_is_broken_first(tmp_path, capfd):
    tree = Tree(tmp_path / "node")
    tree.edit(app(tree, "quota"), "max", "400000")
    tree.build()
    assert run(["verify", "--root", str(tmp_path / "node"), "--kubernetes-version", "1.34"]) == 1
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "broken  cfs-quota pod default/dpdk-0 container app"
    assert lines[-1] == "15 hold, 1 broken, 0 unknown"
    assert max(len(line) for line in lines if "/sys/fs" not in line) <= 100


def test_it_needs_the_standard_library_alone(tmp_path):
    Tree(tmp_path).build()
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from numaconf.cli.verifying import alone\n"
        "status = alone(sys.argv[1:])\n"
        "others = {'yaml', 'click', 'jinja2', 'jsonschema', 'tomlkit', 'ruamel', 'tree_sitter', 'pathspec'}\n"
        "sys.exit(9 if others & set(sys.modules) else status)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(TREE), "--root", str(tmp_path), "--kubernetes-version", "1.34",
         str(tmp_path / "var/lib/kubelet/config.yaml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout


def as_a_whole(tmp_path, minor=37):
    """A pod that has its CPUs and memory as a whole: two of its containers share what the first leaves."""
    tree = Tree(tmp_path, minor=minor)
    config = CONFIG | {"featureGates": {"PodLevelResourceManagers": True}, "topologyManagerScope": "pod"}
    tree.files["var/lib/kubelet/config.yaml"] = json.dumps(config)
    shares = {"app": "1,9", "left": "2,10", "right": "2,10"}
    ids = {"left": "d" * 64, "right": "e" * 64}
    for path in [one for one in tree.files if tree.files[one].startswith("Name:\tapp")] + [app(tree, "cpus")]:
        tree.edit(path, CPUS, "1,9")
    for number, (name, container) in enumerate(ids.items()):
        tree.files[f"var/log/containers/dpdk-0_default_{name}-{container}.log"] = ""
        tree.group(UID, "guaranteed", container, "2,10", "0", [1200 + number])
        tree.process(1200 + number, tree.path(UID, "guaranteed", container), "2,10", "0", line=name)
    tree.cpu = cpu.CpuState("static", "0,3-8,11-15", {UID: shares}, {UID: CPUS})
    table = tree.memory.entries[UID]["app"][0]
    part = table._replace(size=table.size // 2)
    tree.memory = tree.memory._replace(entries={UID: {"app": (part,), "left": (part,)}}, pods={UID: (table,)})
    return tree, ids


@pytest.mark.parametrize("minor", [37, 38])
def test_a_pod_that_has_its_resources_as_a_whole(tmp_path, minor):
    tree, _ = as_a_whole(tmp_path, minor)
    report = checked(tree.build(), minor)
    assert {one.id: (one.subject, one.message) for one in report.checks if one.verdict == "fail"} == {}
    assert {one.verdict for one in report.checks if one.id in {"cpu-state", "memory-state", "exclusive"}} == {"pass"}


def test_containers_of_such_a_pod_stay_apart_where_the_kubelet_keeps_them_apart(tmp_path):
    tree, ids = as_a_whole(tmp_path)
    tree.edit(group(tree, UID, "guaranteed", ids["left"], "cpus"), "2,10", "1-2,9-10")
    found = {(one.id, one.subject) for one in checked(tree.build(), 37).checks if one.verdict == "fail"}
    assert ("exclusive", "pod default/dpdk-0 container app") in found


def test_how_far_the_memory_has_moved_is_told(tmp_path):
    tree = Tree(tmp_path)
    smaller_node(tree)
    (one,) = [one for one in checked(tree.build()).checks if one.id == "next-reboot"]
    assert one.message.startswith("NUMA node 1 has 4096 bytes more than the file says: the next start says: ")


def test_the_page_lists_every_check():
    page = (pathlib.Path(__file__).parents[3] / "docs" / "verify.md").read_text()
    assert [name for name in sorted(KNOWN) if f"`{name}`" not in page] == []
