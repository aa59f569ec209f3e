from __future__ import annotations

import os
import pathlib
import stat
import subprocess

import pytest

from numaconf.kubelet.version import Version
from numaconf.targets import boot
from numaconf.targets.target import Hugepages, Intent
from tests import real

MI, GI = 1 << 20, 1 << 30


def intent(*hugepages: Hugepages, reset: bool = False) -> Intent:
    return Intent("a", "al2023", Version(1, 34), (), {}, hugepages=hugepages, reset_memory_state_on_boot=reset)


FULL = intent(Hugepages(GI, 16, 0), Hugepages(GI, 8, 1), Hugepages(2 * MI, 512), reset=True)


@pytest.fixture
def sysfs(tmp_path: pathlib.Path) -> pathlib.Path:
    for node in (0, 1):
        for size in ("1048576kB", "2048kB"):
            folder = tmp_path / f"sys/devices/system/node/node{node}/hugepages/hugepages-{size}"
            folder.mkdir(parents=True)
            (folder / "nr_hugepages").write_text("0\n")
    folder = tmp_path / "sys/kernel/mm/hugepages/hugepages-2048kB"
    folder.mkdir(parents=True)
    (folder / "nr_hugepages").write_text("0\n")
    (tmp_path / "vm").mkdir()
    return tmp_path


def run(script: str, root: pathlib.Path) -> subprocess.CompletedProcess[str]:
    """The script on a pretended sysfs; the real one is the test machine's own."""
    text = script.replace("sysfs=/sys\n", f"sysfs={root}/sys\n").replace("vm=/proc/sys/vm\n", f"vm={root}/vm\n")
    assert f"sysfs={root}" in text
    assert f"vm={root}" in text
    return subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=False, timeout=30)


def pages(root: pathlib.Path, path: str) -> str:
    return (root / "sys" / path / "nr_hugepages").read_text().strip()


def test_each_pool_gets_its_pages(sysfs: pathlib.Path) -> None:
    done = run(boot.hugepages_script(FULL.hugepages), sysfs)
    assert (done.returncode, done.stderr) == (0, "")
    assert pages(sysfs, "devices/system/node/node0/hugepages/hugepages-1048576kB") == "16"
    assert pages(sysfs, "devices/system/node/node1/hugepages/hugepages-1048576kB") == "8"
    assert pages(sysfs, "kernel/mm/hugepages/hugepages-2048kB") == "512"
    assert "hugepages of 1Gi on NUMA node 0: 16 pages" in done.stdout


def test_a_pool_without_a_node_comes_on_top_of_those_with_one(sysfs: pathlib.Path) -> None:
    wanted = (Hugepages(2 * MI, 100), Hugepages(2 * MI, 16, 0), Hugepages(2 * MI, 8, 1))
    script = boot.hugepages_script(wanted)
    assert run(script, sysfs).returncode == 0
    assert pages(sysfs, "devices/system/node/node0/hugepages/hugepages-2048kB") == "16"
    # Written last, it is the number of all pages, and the kernel adds what is missing anywhere.
    assert pages(sysfs, "kernel/mm/hugepages/hugepages-2048kB") == "124"
    assert script.index("node1") < script.index("/kernel/mm")
    assert set(boot.pools(script)) == set(wanted)


def test_pages_that_stand_there_twice_are_added_up(sysfs: pathlib.Path) -> None:
    script = boot.hugepages_script((Hugepages(GI, 4, 0), Hugepages(GI, 2, 0)))
    assert run(script, sysfs).returncode == 0
    assert pages(sysfs, "devices/system/node/node0/hugepages/hugepages-1048576kB") == "6"


def test_pools_of_other_scripts_are_found_too() -> None:
    text = "echo 4 > /sys/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages\n"
    assert list(boot.pools(text)) == [Hugepages(GI, 4, 1)]


def test_a_kernel_that_gives_fewer_pages_is_a_loud_failure(sysfs: pathlib.Path) -> None:
    file = sysfs / "sys/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages"
    file.unlink()
    file.symlink_to("/dev/null")  # takes what is written and gives nothing back
    done = run(boot.hugepages_script(FULL.hugepages), sysfs)
    assert done.returncode == 1
    assert "hugepages of 1Gi on NUMA node 1: asked for 8 pages, the kernel gave none (after 3 attempts)" in done.stderr
    assert "the kubelet is not started" in done.stderr
    assert pages(sysfs, "kernel/mm/hugepages/hugepages-2048kB") == "512"  # the others are still served
    assert (sysfs / "vm/compact_memory").read_text() == "1\n"


def test_a_machine_without_that_numa_node_is_named(sysfs: pathlib.Path) -> None:
    done = run(boot.hugepages_script((Hugepages(GI, 1, 5),)), sysfs)
    assert done.returncode == 1
    assert "node5/hugepages/hugepages-1048576kB/nr_hugepages does not exist" in done.stderr


def test_artifacts_appear_only_where_they_are_asked_for() -> None:
    assert boot.hugepages_artifacts(intent()) == ()
    assert boot.state_artifacts(intent()) == ()
    assert boot.setup_script(intent()) is None
    assert [one.name for one in boot.hugepages_artifacts(FULL)] == ["hugepages.sh", "numaconf-hugepages.service"]
    assert [one.name for one in boot.state_artifacts(FULL)] == ["numaconf-reset-state.service"]


def set_up(wanted: Intent, tmp_path: pathlib.Path) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """The user-data script below a root of its own, with a systemctl that writes down how it was called."""
    script = boot.setup_script(wanted)
    assert script is not None
    for path in ("/usr/local/sbin", "/etc/systemd/system"):
        script = script.replace(path, f"{tmp_path}{path}")
    tools = tmp_path / "bin"
    tools.mkdir()
    stub = tools / "systemctl"
    stub.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n')
    stub.chmod(0o755)
    environment = {"PATH": f"{tools}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh"], input=script, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    return done, (tmp_path / "calls").read_text().splitlines()


def test_the_user_data_script_installs_what_is_shipped_and_starts_only_the_hugepages(tmp_path: pathlib.Path) -> None:
    done, calls = set_up(FULL, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert calls == [
        "daemon-reload",
        "enable numaconf-reset-state.service",
        "enable numaconf-hugepages.service",
        "start numaconf-hugepages.service",
    ]
    installed = tmp_path / "usr/local/sbin/numaconf-hugepages"
    assert stat.S_IMODE(installed.stat().st_mode) == 0o755
    assert installed.read_text() == boot.hugepages_script(FULL.hugepages)
    unit = tmp_path / "etc/systemd/system/numaconf-reset-state.service"
    assert unit.read_text() == boot.reset_unit()


def test_only_what_is_asked_for_is_installed(tmp_path: pathlib.Path) -> None:
    _, calls = set_up(intent(reset=True), tmp_path)
    assert calls == ["daemon-reload", "enable numaconf-reset-state.service"]
    assert not (tmp_path / "usr/local/sbin").exists()


@pytest.mark.parametrize("text", [boot.setup_script(FULL), boot.hugepages_script(FULL.hugepages)])
def test_scripts_are_clean_posix_shell(text: str) -> None:
    assert text.isascii()
    assert "\r" not in text
    subprocess.run(["sh", "-n"], input=text, text=True, check=True, timeout=30)
    checked = subprocess.run(
        [real.program("shellcheck"), "-"], input=text, capture_output=True, text=True, check=False, timeout=60
    )
    assert checked.stdout == ""


@pytest.mark.parametrize(
    ("name", "text"), [(boot.HUGEPAGES_UNIT, boot.hugepages_unit()), (boot.RESET_UNIT, boot.reset_unit())]
)
def test_systemd_accepts_the_units(name: str, text: str, tmp_path: pathlib.Path) -> None:
    unit = tmp_path / name
    unit.write_text(text)
    done = subprocess.run(
        [real.program("systemd-analyze"), "verify", "--man=no", str(unit)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert name not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("active", [True, False])
def test_checkpoints_go_at_boot_and_stay_while_the_kubelet_runs(active: bool, tmp_path: pathlib.Path) -> None:
    state = tmp_path / "kubelet"
    state.mkdir()
    for name in ("memory_manager_state", "cpu_manager_state", "other"):
        (state / name).write_text("{}")
    tools = tmp_path / "bin"
    tools.mkdir()
    stub = tools / "systemctl"
    stub.write_text(f"#!/bin/sh\nexit {0 if active else 3}\n")
    stub.chmod(0o755)
    command = next(line for line in boot.reset_unit().splitlines() if line.startswith("ExecStart=/bin/sh -c '"))
    shell = command.removeprefix("ExecStart=/bin/sh -c '").removesuffix("'").replace("/var/lib/kubelet", str(state))
    subprocess.run(["sh", "-c", shell], env={"PATH": f"{tools}:{os.environ['PATH']}"}, check=True, timeout=30)
    kept = {"cpu_manager_state", "memory_manager_state"} if active else set()
    assert {path.name for path in state.iterdir()} == {"other"} | kept


def test_the_reset_is_wanted_by_the_boot_and_never_by_the_kubelet() -> None:
    unit = boot.reset_unit()
    assert "\nWantedBy=multi-user.target\n" in unit
    assert "RequiredBy" not in unit
    assert "\nBefore=kubelet.service\n" in unit
    assert "\nRemainAfterExit=yes\n" in unit


def test_enabling_the_units_hooks_them_where_they_belong(tmp_path: pathlib.Path) -> None:
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for name, text in ((boot.HUGEPAGES_UNIT, boot.hugepages_unit()), (boot.RESET_UNIT, boot.reset_unit())):
        (units / name).write_text(text)
        subprocess.run(
            [real.program("systemctl"), f"--root={tmp_path}", "enable", name],
            capture_output=True,
            check=True,
            timeout=60,
        )
    links = {str(path.relative_to(units)) for path in units.rglob("*") if path.is_symlink()}
    assert links == {
        "multi-user.target.wants/numaconf-hugepages.service",
        "kubelet.service.requires/numaconf-hugepages.service",
        "multi-user.target.wants/numaconf-reset-state.service",
    }
