"""Files that one kubelet is started with are judged together: a unit, its environment files, its main file."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint
from numaconf.verbs.lint.run import run

if TYPE_CHECKING:
    from numaconf.results import FileReport

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
UNIT = """\
[Service]
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
"""
STATIC = HEADER + 'cpuManagerPolicy: static\nkubeReserved: {cpu: "1", memory: 1Gi}\n'
OPTIONS = Options(Context(kubernetes("1.34")))


def write(folder: pathlib.Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(folder: pathlib.Path, options: Options = OPTIONS) -> list[tuple[str, str, int]]:
    reports: list[FileReport] = [
        one for one in run([str(folder)], options) if one is not None and not isinstance(one, str)
    ]
    return [
        (one.finding.code, str(pathlib.Path(one.location.path).relative_to(folder)), one.location.span.line)
        for report in reports
        for one in report.remarks
    ]


def test_side_by_side_the_names_in_the_unit_tell(tmp_path: pathlib.Path) -> None:
    flags = 'KUBELET_KUBEADM_ARGS="--cpu-manager-policy-options=full-pcpus-only=true"\n'
    write(tmp_path, {"config.yaml": HEADER, "kubeadm-flags.env": flags, "10-kubeadm.conf": UNIT})
    assert found(tmp_path) == [("NC202", "kubeadm-flags.env", 1)]
    write(tmp_path, {"config.yaml": STATIC})
    assert found(tmp_path) == []


def test_kubeadm_s_flags_go_with_its_config_without_the_unit_too(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"config.yaml": STATIC, "kubeadm-flags.env": "KUBELET_KUBEADM_ARGS=--kube-reserved=memory=2Gi\n"})
    assert ("NC209", "config.yaml", 3) in found(tmp_path)


def test_a_copied_root_tree(tmp_path: pathlib.Path) -> None:
    tree = {
        "etc/systemd/system/kubelet.service.d/10-kubeadm.conf": UNIT,
        "usr/lib/systemd/system/kubelet.service": "[Service]\nExecStart=/usr/bin/kubelet\n",
        "var/lib/kubelet/config.yaml": STATIC,
        "var/lib/kubelet/kubeadm-flags.env": 'KUBELET_KUBEADM_ARGS="--max-pods=40"\n',
        "etc/default/kubelet": "KUBELET_EXTRA_ARGS=--v=2 \\\n  --topology-manager-scope=node\n",
    }
    write(tmp_path, tree)
    assert found(tmp_path) == [("NC302", "etc/default/kubelet", 2)]


def test_a_unit_and_the_file_that_its_config_names(tmp_path: pathlib.Path) -> None:
    unit = "[Service]\nExecStart=/usr/bin/kubelet --config=/etc/kubernetes/worker.yaml --memory-manager-policy=Static\n"
    write(tmp_path, {"kubelet.service": unit, "worker.yaml": HEADER + "systemReserved: {memory: 1Gi}\n"})
    (code, path, line) = found(tmp_path)[0]
    assert (code, path, line) == ("NC102", "kubelet.service", 2)
    report = lint(str(tmp_path / "kubelet.service"), unit.encode(), OPTIONS)
    assert report is not None
    assert report.remarks[0].finding.message.endswith("(together with worker.yaml)")


NAMING = "[Service]\n%sExecStart=/usr/bin/kubelet --config=/x/%s.yaml %s\n"


@pytest.mark.parametrize(
    "files",
    [
        {"a.service": NAMING % ("", "worker", "--v=2")},
        {"a.service": NAMING % ("EnvironmentFile=/x/not-here\n", "worker", "$A")},
        {"a.service": NAMING % ("", "other", "--cpu-manager-policy=Static")},
        {
            "a.service": NAMING % ("", "worker", "--cpu-manager-policy=Static"),
            "b.service": NAMING % ("", "worker", ""),
        },
    ],
    ids=["harmless", "a file that is not here", "another file", "two units"],
)
def test_a_file_keeps_its_own_verdict(tmp_path: pathlib.Path, files: dict[str, str]) -> None:
    write(tmp_path, {"worker.yaml": STATIC, **files})
    report = lint(str(tmp_path / "worker.yaml"), STATIC.encode(), OPTIONS)
    assert report is not None
    assert report.remarks == ()


def test_the_main_file_can_be_named(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {
            "base.yaml": HEADER + 'kubeReserved: {cpu: "1"}\n',
            "extra.env": "KUBELET_EXTRA_ARGS=--cpu-manager-policy=static\n",
        },
    )
    env = tmp_path / "extra.env"
    alone = lint(str(env), env.read_bytes(), OPTIONS)
    named = lint(str(env), env.read_bytes(), OPTIONS._replace(main=str(tmp_path / "base.yaml")))
    assert alone is not None
    assert named is not None
    assert "NC209" in {gap.code for gap in alone.gaps}
    assert (named.remarks, named.gaps) == ((), ())
    dropin = lint("10.conf", STATIC.encode(), OPTIONS._replace(kind="kubelet-dropin", main=str(tmp_path / "base.yaml")))
    assert dropin is not None
    assert dropin.remarks == ()
    assert "NC209" not in {gap.code for gap in dropin.gaps}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("--root-dir=/var/lib/kubelet\n--cpu-manager-policy=statik\n", ["NC201"]),
        ('# ours\n--kube-reserved="cpu=1"\n\n--config=/k.yaml\n--cpu-manager-policy=static\n', []),
    ],
)
def test_one_flag_a_line(text: str, codes: list[str]) -> None:
    report = lint("kubelet", text.encode(), OPTIONS._replace(kind="kubelet-flags"))
    assert report is not None
    assert [one.finding.code for one in report.remarks if one.finding.severity != "suspicious"] == codes


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "kubelet-flags",
            "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nspec: {kubelet: {cpuManagerPolicy: static}}\n",
        ),
        ("al2", "Nodes of the pool take the static policy.\n"),
        ("minikube", STATIC),
        ("kubelet-dropin", '[settings.kubernetes]\ncpu-manager-policy = "static"\n'),
    ],
)
def test_what_as_says_and_is_not_there_is_never_checked(kind: str, text: str) -> None:
    report = lint("x", text.encode(), OPTIONS._replace(kind=kind))
    assert report is not None
    assert report.status in {"unread", "unparsable"}


DIR = "[Service]\nExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml --config-dir=/etc/kubernetes/extra"
WHOLE_CPU = HEADER + 'kubeReserved: {cpu: "1"}\n'
ONLY_STATIC = HEADER + "cpuManagerPolicy: static\n"


@pytest.mark.parametrize(
    ("unit", "main", "dropin"),
    [
        ("kubelet.service", "kubelet.yaml", "extra/10.conf"),
        ("etc/systemd/system/kubelet.service", "etc/kubernetes/kubelet.yaml", "etc/kubernetes/extra/10.conf"),
    ],
)
def test_the_folder_that_config_dir_names_holds_drop_ins(
    unit: str, main: str, dropin: str, tmp_path: pathlib.Path
) -> None:
    write(tmp_path, {unit: DIR + "\n", main: HEADER, dropin: ONLY_STATIC})
    assert found(tmp_path) == [("NC209", dropin, 3)]
    write(tmp_path, {main: WHOLE_CPU})
    assert found(tmp_path) == []
    write(tmp_path, {main: HEADER, unit: DIR + " --kube-reserved=cpu=1\n"})
    assert found(tmp_path) == []
    write(tmp_path, {dropin: "cpuManagerPolicy: none\n"})
    assert found(tmp_path) == [("NC002", dropin, 1)]


def test_of_that_folder_the_kubelet_reads_conf_only(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"kubelet.service": DIR + "\n", "kubelet.yaml": WHOLE_CPU, "extra/10.yaml": ONLY_STATIC})
    assert found(tmp_path) == [("NC009", "extra/10.yaml", 1)]


def test_a_file_that_a_unit_names_is_no_fragment(tmp_path: pathlib.Path) -> None:
    unit = "[Service]\nExecStart=/usr/bin/kubelet --config=/etc/kubernetes/node.yaml\n"
    write(tmp_path, {"kubelet.service": unit, "node.yaml": "cpuManagerPolicy: none\nmaxPods: 50\n"})
    assert found(tmp_path) == [("NC002", "node.yaml", 1)]
    write(tmp_path, {"kubelet.service": unit.replace("node", "other")})
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["var/lib/kubelet/config.yaml", "etc/kubernetes/kubelet/config.json", "etc/kubernetes/kubelet.conf"]
)
def test_a_main_file_by_its_place_on_a_node_is_no_fragment(name: str, tmp_path: pathlib.Path) -> None:
    write(tmp_path, {name: '{"cpuManagerPolicy": "none"}', "docs/" + name.rpartition("/")[2]: "cpuManagerPolicy: none"})
    assert found(tmp_path) == [("NC002", name, 1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "NC006"), ("# nothing\n", "NC006"), ("foo: bar\n", "NC002"), ("a=b\n", "NC002"), ("a: [\n", "NC001")],
)
def test_whatever_is_beside_a_main_file_as_conf_is_read(text: str, code: str, tmp_path: pathlib.Path) -> None:
    others = {"nginx.conf.d/10.conf": text, "k.yaml.d/10.txt": text}
    write(tmp_path, {"k.yaml": HEADER, "k.yaml.d/10.conf": text, **others})
    assert [(code, path) for code, path, _ in found(tmp_path)] == [(code, "k.yaml.d/10.conf")]


def test_a_kubelet_that_is_known_to_read_no_drop_ins(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"k.yaml": HEADER, "k.yaml.d/10.conf": ONLY_STATIC})
    assert found(tmp_path, Options(Context(kubernetes("1.27")))) == [("NC007", "k.yaml.d/10.conf", 1)]
    # Where the version is open, a drop-in tells that it is a later one.
    assert found(tmp_path, Options()) == [("NC209", "k.yaml.d/10.conf", 3)]


SCRIPT = "#!/bin/sh\nexec kubelet --config=/opt/k/main.yaml --config-dir=/opt/k/more --v=2\n"


def test_a_script_names_the_folder_of_the_drop_ins(tmp_path: pathlib.Path) -> None:
    reserved = HEADER + 'kubeReserved: {cpu: "1"}\n'
    dropin = HEADER + "cpuManagerPolicy: static\n"
    write(tmp_path, {"start.sh": SCRIPT, "main.yaml": reserved, "more/10-a.conf": dropin})
    assert found(tmp_path) == []
    write(tmp_path, {"main.yaml": HEADER})
    assert found(tmp_path) == [("NC209", "more/10-a.conf", 3)]
    write(tmp_path, {"main.yaml": reserved, "more/20-b.yaml": dropin})
    assert found(tmp_path) == [("NC009", "more/20-b.yaml", 1)]


def test_a_script_s_flags_go_with_the_file_that_it_names(tmp_path: pathlib.Path) -> None:
    script = "#!/bin/sh\nexec kubelet --config=main.yaml --kube-reserved=memory=1Gi\n"
    write(tmp_path, {"start.sh": script, "main.yaml": STATIC})
    assert ("NC209", "main.yaml", 3) in found(tmp_path)
    write(tmp_path, {"other.sh": script})  # now nothing tells which of the two counts
    assert [one for one in found(tmp_path) if one[1] == "main.yaml"] == []


def test_a_shell_in_a_unit_cuts_a_list_at_its_semicolon(tmp_path: pathlib.Path) -> None:
    start = "exec kubelet --memory-manager-policy=Static --kube-reserved=memory=2Gi"
    start += " --reserved-memory={}0:memory=1Gi;1:memory=1Gi{}"
    write(tmp_path, {"kubelet.service": f"[Service]\nExecStart=/bin/sh -c '{start.format('', '')}'\n"})
    assert {"NC101", "NC524"} <= {code for code, *_ in found(tmp_path)}
    write(tmp_path, {"kubelet.service": f"[Service]\nExecStart=/bin/sh -c '{start.format(chr(34), chr(34))}'\n"})
    assert {code for code, *_ in found(tmp_path)} == {"NC419"}


def test_lines_of_a_unit_that_go_on_without_a_backslash(tmp_path: pathlib.Path) -> None:
    lines = (
        "ExecStart=/usr/bin/kubelet --config=/a{0}\n  --cpu-manager-policy=static{0}\n  $MORE{0}\n  --reserved-cpus=0\n"
    )
    write(tmp_path, {"kubelet.service": "[Service]\n" + lines.format("")})
    assert found(tmp_path) == [("NC513", "kubelet.service", line) for line in (3, 4, 5)]
    write(tmp_path, {"kubelet.service": "[Service]\n" + lines.format(" \\")})
    assert found(tmp_path) == []
    write(tmp_path, {"kubelet.service": "[Service]\nExecStart=/usr/bin/kubelet --config=/a\n[Install]\n--x=1\n"})
    assert found(tmp_path) == []
    variable = "[Service]\nEnvironment=KUBELET_EXTRA_ARGS=--v=2\n  --cpu-manager-policy=static\nRestart=always\n"
    write(tmp_path, {"kubelet.service": variable})
    assert found(tmp_path) == [("NC513", "kubelet.service", 3)]
