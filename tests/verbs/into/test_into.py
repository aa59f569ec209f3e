"""`numaconf render --into`: what the profile says comes into a file, and nothing else of it changes."""

import difflib
import pathlib
import re
import shutil

import pytest

from numaconf.cli import main
from numaconf.documents import toml, yaml
from numaconf.profile.load import load
from numaconf.targets.registry import BY_NAME
from tests import golden
from tests.real import TREE

FILES = pathlib.Path(__file__).parent / "files"
ABLE = [name for name, row in BY_NAME.items() if row.into or row.into_part]
PACKETS = TREE / "examples" / "packet-workers" / "profile.yaml"
OPTIONS = {"karpenter": ["--name", "packets"], "eksctl": ["--name", "packets"]}

BARE = {
    "kubelet": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    "kubelet-dropin": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    "al2023": "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n",
    "bottlerocket": "[settings.motd]\n",
    "kubeadm": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    "k3s": "write-kubeconfig-mode: '0644'\n",
    "openshift": "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata: {name: a}\n",
    "talos": "machine:\n  type: worker\n",
}
"""A file of the platform that says nothing yet."""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(PACKETS, tmp_path / "p.yaml")
    return tmp_path


@pytest.fixture
def run(capfd):
    def call(*arguments):
        status = main.run(["render", *arguments])
        return status, *capfd.readouterr()

    return call


def cases():
    """Each example for each of its targets that can be written into. What goes into other files cannot."""
    return [
        pytest.param(path, target, id=f"{path.parent.name}-{target}")
        for path in golden.profiles()
        for profile in load(str(path))
        for target in profile.spec("targets")
        if target in ABLE and (not profile.spec("hugepages") or target == "al2023")
    ]


def rendered(path, target):
    """The file that carries all that a profile says: of several the one with the script for hugepages."""
    first, *others = [one.text for one in golden.renderings(path)[target].artifacts]
    return next((text for text in others if text.startswith("MIME") and "numaconf-boot.sh" in text), first)


def values(text, target):
    """What a rendering says, in the documents that are written into."""
    if target == "bottlerocket":
        return toml.read(text).value["settings"].get("kubernetes")
    return [{**one.value, "metadata": None} for one in yaml.read_each(text)]


@pytest.mark.parametrize(("path", "target"), cases())
def test_into_an_empty_file_comes_the_rendering(folder, run, path, target):
    (folder / "f").write_text("")
    assert run(str(path), "--target", target, "--into", "f")[0] == 0
    assert (folder / "f").read_text() == rendered(path, target)


ALONE = [case for case in cases() if case.values[1] in BARE and not case.id.startswith("hugepages-")]
"""Without hugepages, which no document allocates that stands alone."""


@pytest.mark.parametrize(("path", "target"), ALONE)
def test_into_a_file_that_says_nothing_yet_comes_what_the_rendering_says(folder, run, path, target):
    (folder / "f").write_text(BARE[target])
    assert run(str(path), "--target", target, "--into", "f")[0] == 0
    mine, theirs = values((folder / "f").read_text(), target), values(rendered(path, target), target)
    if target == "bottlerocket":
        theirs = {key: one for key, one in theirs.items() if key not in BY_NAME[target].into_not}
    else:
        for one in (*mine, *theirs):
            for key in ("cluster", "machineConfigPoolSelector"):
                one.get("spec", {}).pop(key, None)
            one.get("machine", {}).pop("type", None)
            one.pop("write-kubeconfig-mode", None)
    assert mine == theirs


@pytest.mark.parametrize(("path", "target"), cases())
def test_into_its_own_rendering_nothing_comes(folder, run, path, target):
    (folder / "f").write_text(rendered(path, target))
    assert run(str(path), "--target", target, "--into", "f", "--check")[:2] == (0, "")


STRANGERS = [("karpenter", "karpenter.yaml"), ("bottlerocket", "bottlerocket.toml"), ("al2023", "al2023.mime"),
             ("kubelet", "kubelet.yaml"), ("kubelet", "kubelet.json"), ("eksctl", "cluster.yaml"),
             ("al2023", "nodeconfig.json")]  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("target", "name"), STRANGERS)
def test_a_strangers_file(folder, run, target, name, ends):
    """What it came to is beside it, read by a person; twice changes nothing."""
    text = (FILES / name).read_text()
    (folder / name).write_text(text.replace("\n", ends), newline="")
    words = ["p.yaml", "--target", target, "--into", name, *OPTIONS.get(target, [])]
    status, _, err = run(*words)
    assert status == 0, err
    done = (folder / name).read_bytes().decode()
    assert done.replace("\r\n", "\n") == (FILES / f"written-{name}").read_text()
    assert ends == "\n" or done.count("\r\n") == done.count("\n")
    assert run(*words, "--check")[:2] == (0, "")
    assert run(*words)[0] == 0
    assert (folder / name).read_bytes().decode() == done


MINE = re.compile(
    r"memory|cpu|evict|inodes|imagefs|available|reserv|manager|topology|policy|numa|labels|value.?: |ephemeral|limits|"
    r"enabled = true\n|taint|dedicated|effect|key: |^\n$",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("target", "name"), STRANGERS)
def test_what_the_profile_does_not_speak_of_stays(target, name):
    """Of the file as it came only lines of the kubelet's settings are gone, and no comment of a line of its own."""
    texts = (FILES / name).read_text(), (FILES / f"written-{name}").read_text()
    before, after = (text.splitlines(keepends=True) for text in texts)
    if name.endswith(".json"):  # where a comma or a bracket is depends on what is beside it
        before, after = ([line.rstrip(",\n") for line in one if line.strip(" {}[],\n")] for one in (before, after))
    changes = [line for line in difflib.ndiff(before, after) if line[0] in "-+"]
    assert changes
    for line in changes:
        assert MINE.search(line[2:]), line
        assert not (line[0] == "-" and line[2:].lstrip().startswith("#")), line


def test_check_shows_the_difference_and_writes_nothing(folder, run):
    shutil.copy(FILES / "kubelet.yaml", folder)
    before = (folder / "kubelet.yaml").read_bytes()
    status, out, _ = run("--target", "kubelet", "--into", "kubelet.yaml", "--check")
    assert status == 1
    assert "-cpuManagerPolicy: none      # was: static\n+cpuManagerPolicy: static      # was: static\n" in out
    assert (folder / "kubelet.yaml").read_bytes() == before


def test_mode_and_link_stay(folder, run):
    (folder / "real.yaml").write_text(BARE["kubelet"])
    (folder / "real.yaml").chmod(0o640)
    (folder / "link.yaml").symlink_to("real.yaml")
    assert run("p.yaml", "--target", "kubelet", "--into", "link.yaml")[0] == 0
    assert (folder / "link.yaml").is_symlink()
    assert (folder / "real.yaml").stat().st_mode & 0o777 == 0o640
    assert "cpuManagerPolicy: static" in (folder / "real.yaml").read_text()


def test_several_candidates_need_a_name(folder, run):
    shutil.copy(FILES / "karpenter.yaml", folder)
    status, _, err = run("p.yaml", "--target", "karpenter", "--into", "karpenter.yaml")
    assert status == 2
    assert "holds several documents of kind NodePool (packets, other)" in err
    assert "say which with --name" in err
    status, _, err = run("p.yaml", "--target", "karpenter", "--into", "karpenter.yaml", "--name", "x")
    assert status == 2
    assert "'x' does not say which" in err


CLUSTER = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, region: b}\n"
NODEPOOL = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {}\n"


@pytest.mark.parametrize(
    ("target", "text", "status", "says"),
    [
        ("minikube", "minikube start\n", 2, "its file is a script; render prints the minikube start command to put"),
        (
            "al2",
            "/etc/eks/bootstrap.sh c\n",
            2,
            "--part kubelet-extra-args.txt prints what belongs into bootstrap.sh's",
        ),
        ("kubelet", '{"kind": KubeletConfiguration}\n', 1, "invalid character 'K' looking for beginning of value"),
        ("eksctl", f"{CLUSTER}nodeGroups: []\n", 1, "has no node group"),
        ("eksctl", f"{CLUSTER}nodeGroups: [{{name: a}}, {{name: b}}]\n", 2, "has several node groups (a, b)"),
        ("eksctl", f"{CLUSTER}nodeGroups: [{{name: a, amiFamily: Bottlerocket}}]\n", 1, "of the family Bottlerocket"),
        ("eksctl", f"{CLUSTER}nodeGroups: [{{overrideBootstrapCommand: 'a: b'}}]\n", 1, "has no NodeConfig"),
        ("eksctl", f"{CLUSTER}nodeGroups: [{{overrideBootstrapCommand: [a]}}]\n", 1, "is not text"),
        ("kubelet", "a: [\n", 1, "f:2:1"),
        ("kubelet", "kind: X\n", 1, "has no KubeletConfiguration for the settings of the profile"),
        ("kubelet", "kind: {{ .Kind }}\n", 1, "is a template still to be filled in"),
        ("karpenter", NODEPOOL, 1, "has no EC2NodeClass for the settings of the profile"),
        ("bottlerocket", "a = [\n", 1, "f:2:1: TOML: Invalid value"),
        ("bottlerocket", "[settings]\nkubernetes.max-pods = 3\n", 1, "cannot be edited"),
        (
            "al2023",
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n",
            1,
            "has no part",
        ),
        ("kubelet", "\udcff", 1, "is not UTF-8"),
    ],
)
def test_what_cannot_be_written_into(folder, run, target, text, status, says):
    data = text.encode(errors="surrogateescape")
    (folder / "f").write_bytes(data)
    found, _, err = run("p.yaml", "--target", target, "--into", "f")
    assert found == status
    assert says in err
    assert (folder / "f").read_bytes() == data


def test_usage(folder, run):
    (folder / "f").write_text("")
    assert run("p.yaml", "--target", "kubelet", "--into", "missing")[0] == 2
    assert "leave out -o and --part" in run("p.yaml", "--target", "kubelet", "--into", "f", "-o", "x")[2]
    assert "give --into" in run("p.yaml", "--target", "kubelet", "--name", "x")[2]
    assert "--into writes one profile" in run("p.yaml", "p.yaml", "--target", "kubelet", "--into", "f")[2]


def test_what_contradicts_and_cannot_go_is_refused(folder, run):
    """A flag of the file would overrule nothing that is asked for, but the sum: it is read back, and refused."""
    (folder / "f").write_text(
        BARE["al2023"] + "spec:\n  kubelet:\n    flags: ['--system-reserved=memory=7Gi', '--v=2']\n"
    )
    assert run("p.yaml", "--target", "al2023", "--into", "f")[0] == 0  # systemReserved is asked for: the flag goes
    assert "system-reserved" not in (folder / "f").read_text()
    text = (folder / "p.yaml").read_text().replace("    systemReserved: {memory: 1Gi}\n", "")
    (folder / "p.yaml").write_text(text)
    before = BARE["al2023"] + "spec:\n  kubelet:\n    flags: ['--system-reserved=memory=7Gi', '--v=2']\n"
    (folder / "f").write_text(before)
    status, _, err = run("p.yaml", "--target", "al2023", "--into", "f")
    assert status == 1
    assert "NC101" in err
    assert (folder / "f").read_text() == before


def test_what_was_wrong_before_is_told_and_does_not_refuse(folder, run):
    (folder / "f").write_text(BARE["kubelet"] + "maxPodz: 3\n")
    status, _, err = run("p.yaml", "--target", "kubelet", "--into", "f")
    assert status == 0
    assert "f had this before: NC401" in err
    assert "maxPodz: 3\n" in (folder / "f").read_text()


def test_of_several_node_groups_the_named_one_changes(folder, run):
    shutil.copy(FILES / "cluster.yaml", folder)
    assert run("p.yaml", "--target", "eksctl", "--into", "cluster.yaml", "--name", "dpdk")[0] == 0
    before, after = (yaml.read(one.read_text()).value for one in (FILES / "cluster.yaml", folder / "cluster.yaml"))
    assert after["managedNodeGroups"] == before["managedNodeGroups"]
    (old,), (new,) = before["nodeGroups"], after["nodeGroups"]
    text = new.pop("overrideBootstrapCommand")
    asked = yaml.read(text).value["spec"]["kubelet"]["config"]
    gone = set(old.pop("kubeletExtraConfig")) - set(new["kubeletExtraConfig"])
    assert gone == {"cpuManagerPolicy", "kubeReserved"}  # the profile says otherwise, and its file wins
    assert new.pop("kubeletExtraConfig") == {"maxPods": 58, "featureGates": {"KubeletPodResourcesGet": False}}
    assert new == old
    assert asked["cpuManagerPolicy"] == "static"
    assert "# numaconf:" not in text  # a modeline would speak for the other node groups, too


def test_a_file_of_other_nodes_is_not_written(folder, run):
    """A node group of machines with one NUMA node: what is right for the profile's would not start there."""
    shutil.copy(FILES / "cluster.yaml", folder)
    status, _, err = run("p.yaml", "--target", "eksctl", "--into", "cluster.yaml", "--name", "general")
    assert status == 1
    assert "is for m6i.2xlarge, m5.2xlarge, and the profile for c5n.18xlarge; there: NC104" in err
    assert (folder / "cluster.yaml").read_bytes() == (FILES / "cluster.yaml").read_bytes()


def test_a_file_for_another_version_is_told_of(folder, run):
    text = (FILES / "cluster.yaml").read_text()
    version = '  version: "1.34"\n'
    assert version in text
    (folder / "cluster.yaml").write_text(text.replace(version, '  version: "1.33"\n'))
    status, _, err = run("p.yaml", "--target", "eksctl", "--into", "cluster.yaml", "--name", "packets")
    assert status == 0
    assert "cluster.yaml is for Kubernetes 1.33, and the profile for 1.34: what was written was judged for both" in err


HUGEPAGES = "  hugepages: [{size: 1Gi, count: 4, numaNode: 0}]\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_hugepages_come_into_user_data_and_go(folder, run, ends):
    before = (FILES / "al2023.mime").read_text().replace("\n", ends)
    (folder / "u").write_text(before, newline="")
    plain = (folder / "p.yaml").read_text()
    (folder / "h.yaml").write_text(plain.replace("spec:\n", f"spec:\n{HUGEPAGES}", 1))
    status, _, err = run("h.yaml", "--target", "al2023", "--into", "u")
    assert (status, "cannot allocate" in err) == (0, False), err
    first = (folder / "u").read_bytes().decode()
    assert first.count("numaconf-boot.sh") == 1
    assert ends == "\n" or first.count("\r\n") == first.count("\n")
    assert run("h.yaml", "--target", "al2023", "--into", "u", "--check")[:2] == (0, "")
    (folder / "h.yaml").write_text((folder / "h.yaml").read_text().replace("count: 4", "count: 6"))
    assert run("h.yaml", "--target", "al2023", "--into", "u")[0] == 0
    second = (folder / "u").read_bytes().decode()
    assert second.replace('nr_hugepages" 6 ', 'nr_hugepages" 4 ') == first
    assert run("p.yaml", "--target", "al2023", "--into", "u")[0] == 0
    (folder / "v").write_text(before, newline="")
    assert run("p.yaml", "--target", "al2023", "--into", "v")[0] == 0
    assert (folder / "u").read_bytes() == (folder / "v").read_bytes()


def test_hugepages_and_a_node_config_alone(folder, run):
    (folder / "f").write_text(BARE["al2023"])
    (folder / "h.yaml").write_text((folder / "p.yaml").read_text().replace("spec:\n", f"spec:\n{HUGEPAGES}", 1))
    status, _, err = run("h.yaml", "--target", "al2023", "--into", "f")
    assert status == 1
    assert "write into MIME user data, or render --part user-data.mime" in err
    assert (folder / "f").read_text() == BARE["al2023"]


def test_an_object_of_another_group_is_not_the_platforms(folder, run):
    """Talos has a document of kind KubeletConfig, too."""
    text = "apiVersion: v1alpha1\nkind: KubeletConfig\nimage: a\n"
    (folder / "k.yaml").write_text(text)
    (folder / "bare.yaml").write_text(
        "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"
        "  machine: {instanceTypes: [m5.24xlarge]}\n  kubelet: {topologyManagerPolicy: none}\n"
    )
    status, _, err = run("bare.yaml", "--target", "openshift", "--into", "k.yaml")
    assert status == 1
    assert "has no KubeletConfig for the settings of the profile" in err
    assert (folder / "k.yaml").read_text() == text
    both = text + "---\n" + BARE["openshift"]
    (folder / "k.yaml").write_text(both)
    assert run("bare.yaml", "--target", "openshift", "--into", "k.yaml")[0] == 0
    assert (folder / "k.yaml").read_text().startswith(both)


def test_a_file_that_its_platform_refuses_is_at_fault_itself(folder, run):
    text = "[settings.kubernetes]\nno-such-setting = 1\nmax-pods = 110\n"
    (folder / "u.toml").write_text(text)
    status, out, err = run("p.yaml", "--target", "bottlerocket", "--into", "u.toml", "--bottlerocket-version", "1.64.0")
    assert (status, out) == (1, "")
    assert "u.toml: results in no kubelet configuration, whatever is written into it:\n  NC701 " in err
    assert "no-such-setting" in err
    assert "NC806" not in err
    assert (folder / "u.toml").read_text() == text


def test_a_field_in_another_letter_case_is_the_same_field(folder, run):
    (folder / "bare.yaml").write_text(
        "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"
        "  kubelet: {cpuManagerPolicy: none, topologyManagerPolicy: none}\n"
    )
    head = BARE["openshift"] + "spec:\n  # ours\n  kubeletConfig:\n"
    (folder / "k.yaml").write_text(head + "    cpumanagerpolicy: static # why\n    maxPods: 9\n")
    status, _, err = run("bare.yaml", "--target", "openshift", "--into", "k.yaml")
    assert status == 0, err
    text = (folder / "k.yaml").read_text()
    assert "cpumanagerpolicy" not in text
    assert text.startswith(head)
    assert "    maxPods: 9\n" in text
    assert "    cpuManagerPolicy: none\n" in text
    assert run("bare.yaml", "--target", "openshift", "--into", "k.yaml")[0] == 0
    assert (folder / "k.yaml").read_text() == text


def test_a_file_without_the_platforms_document_is_named_so(folder, run):
    (folder / "s.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    status, _, err = run("p.yaml", "--target", "talos", "--into", "s.yaml")
    assert status == 1
    assert "s.yaml: has no document of talos for the settings and labels of the profile" in err
