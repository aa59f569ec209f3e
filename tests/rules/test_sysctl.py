"""allowedUnsafeSysctls: what the kubelet takes, and what it exits at, by version."""

from __future__ import annotations

import pytest

from numaconf.rules.fields import sysctl
from tests.rules.nodes import node


def said(name: str, minor: str) -> list[str]:
    return [one.message for one in sysctl.check(node(f"allowedUnsafeSysctls: [net.core.somaxconn, {name!r}]", minor))]


@pytest.mark.parametrize("minor", ["1.27", "1.28", "1.29", "1.34", "1.38"])
@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("net.*", True), ("net.ipv4.conf.eth0/1.forwarding", True), ("net/ipv4/ip_forward", True),
        ("fs.mqueue.*", True), ("kernel.shm*", True), ("kernel.msg*", True), ("kernel.sem", True),
        ("kernel.shmmax", True), ("kernel.msgmax", True),
        ("vm.nr_hugepages", False), ("fs.aio-max-nr", False), ("vm.*", False), ("kernel.*", False), ("*", False),
        ("net*", False), ("fs.mqueue*", False), ("net", False), ("kernel.panic", False),
        ("Net.core.x", False), ("net..x", False), ("", False), ("net.core.somaxconn=1024", False),
    ],
)  # fmt: skip
def test_names_and_patterns(name: str, taken: bool, minor: str) -> None:
    assert (said(name, minor) == []) == taken


@pytest.mark.parametrize(
    ("name", "versions"),
    [("kernel.shm_next", {"1.27", "1.28"}), ("user.max_user_namespaces", {"1.37"}), ("kernel.domainname", {"1.37"})],
)
def test_what_versions_differ_in(name: str, versions: set[str]) -> None:
    assert {minor for minor in ("1.27", "1.28", "1.29", "1.36", "1.37") if not said(name, minor)} == versions
