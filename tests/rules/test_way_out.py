"""Every message names the way out: what to write, leave out, or take instead."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.documents import hints
from numaconf.findings import Finding
from numaconf.kubelet import version
from numaconf.rules import pages
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.verbs.lint.file import Options, lint
from tests.rules.test_pages import KUBELET, example, judged

ENDINGS = {"toml": "toml", "sh": "sh", "bash": "sh", "ini": "service", "text": "mime"}

WORDS = {
    "NC001": "close the quote that opens on line", "NC002": "write apiVersion: kubelet.config.k8s.io/v1beta1",
    "NC003": "put it in a file of its own", "NC004": "take one out", "NC005": 'write "true"', "NC006": "write them",
    "NC007": "change the main file", "NC008": "write it there",
    "NC101": "write node 0 1586Mi, node 1 1586Mi", "NC102": "reserve some in", "NC103": "leave it out",
    "NC104": "name one that does", "NC105": "write 1536Mi", "NC106": "leave it out", "NC107": "add both up in one",
    "NC108": "write memory", "NC109": "write Static", "NC110": "write a positive amount",
    "NC111": "reserve part of it", "NC112": "set memoryManagerPolicy: Static", "NC113": "write an amount",
    "NC114": "take MemoryManager: false out", "NC115": "reserve less", "NC121": "write one of cpu, memory",
    "NC122": "write 1G", "NC123": "did you mean memory.available?", "NC124": "to have no threshold write 0%",
    "NC125": "write the thresholds to keep", "NC126": "add one, such as 90s", "NC127": "add one, or leave this out",
    "NC128": "write a duration such as 90s", "NC129": "set that one", "NC130": "write a percentage such as 50%",
    "NC131": "add it, or leave this out",
    "NC201": "write static", "NC202": "set cpuManagerPolicy: static", "NC203": "leave it out",
    "NC204": "it needs featureGates CPUManagerPolicyAlphaOptions: true", "NC205": 'write "true" or "false"',
    "NC206": "leave one of them out", "NC207": "write restricted or best-effort", "NC208": "leave it out",
    "NC209": "set reservedSystemCPUs", "NC210": "write 0,48", "NC211": "name some of these", "NC212": 'to ""',
    "NC213": "leave it out", "NC214": "reserve fewer", "NC215": "reserve fewer", "NC216": "reserve a whole number",
    "NC217": "reserve 0-1,48-49", "NC218": "take CPUManagerPolicyOptions: false out",
    "NC301": "write single-numa-node", "NC302": "write pod", "NC303": "did you mean prefer-closest-numa-nodes?",
    "NC304": "it needs featureGates TopologyManagerPolicyBetaOptions: true", "NC305": 'write a number from "8" on',
    "NC306": "needs featureGates TopologyManagerPolicyOptions: true",
    "NC307": 'write topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}',
    "NC308": "set another policy, or leave it out", "NC309": "restricted and best-effort use it",
    "NC310": "set cpuManagerPolicy: static", "NC311": "set another policy, or leave it out",
    "NC401": "did you mean cpuManagerPolicyOptions?", "NC402": "write cpuManagerPolicy",
    "NC403": "leave it out until then", "NC404": "take the line out", "NC405": "take the line out", "NC406": "switch",
    "NC407": "must be between", "NC408": "must be one of", "NC409": "it needs the feature gate",
    "NC410": "must be less than", "NC411": "one of pods, system-reserved", "NC412": "write one",
    "NC413": "leave the others out", "NC414": "one of NoSchedule", "NC415": "leave it out",
    "NC430": "write kubeReserved, or leave kube-reserved out", "NC431": "give --log-json-split-stream",
    "NC432": "leave it out, and set it on the node",
    "NC416": "such as 'memory.available<500Mi'", "NC417": "write it that way",
    "NC490": "leave this one out", "NC491": "write kubelet.NAME=VALUE",
    "NC501": "write apiVersion: node.eks.aws/v1alpha1", "NC502": "did you mean config?",
    "NC503": "put it into a MIME part of its own", "NC504": "its type must be application/node.eks.aws",
    "NC505": "check its boundary lines", "NC507": "encode the part with base64", "NC508": "write it below spec.cluster",
    "NC509": "write kubeReserved.memory down", "NC510": "write kubeReserved.memory: 8362Mi",
    "NC511": "use a domain of your own", "NC512": "repeat what you want to keep", "NC513": "leave quotes",
    "NC520": "AL2023 takes a NodeConfig", "NC522": "write --kubelet-extra-args", "NC523": "Write the cluster's name",
    "NC524": "put the kubelet arguments in single quotes", "NC525": "must end with a backslash",
    "NC219": "drain the node", "NC312": "leave it out", "NC313": "write topologyManagerScope: pod",
    "NC514": "and a Content-Type", "NC590": "leave it out",
    "NC591": "has hugepage_size2m", "NC592": "leave it out", "NC593": "write true or false",
    "NC540": "write a list of {name, value}", "NC541": "give it to kubeadm init", "NC542": "patch it for the cluster",
    "NC543": "write it as a block scalar", "NC544": "or leave the file out", "NC545": "write a list of {name, value}",
    "NC550": "make one list", "NC551": "write kubelet-arg", "NC552": "write NAME=VALUE",
    "NC553": "write protect-kernel-defaults=true", "NC554": "kubelet-arg+ adds to it",
    "NC560": ("set gates in a FeatureGate " "object"), "NC570": "leave it out", "NC571": "write maxPods",
    "NC572": "leave it out",
    "NC573": "write a string", "NC574": "repeat it here", "NC575": "leave it out", "NC576": "leave it out",
    "NC580": "write a NodeConfig",
    "NC581": "has to be a NodeConfig", "NC582": "write a NodeConfig",
    "NC583": "give the settings to the command", "NC584": "write kubeletExtraConfig",
    "NC601": "write it in quotes", "NC602": "belongs in userData", "NC603": "spec.kubelet of the EC2NodeClass",
    "NC604": "write karpenter.sh/v1", "NC605": "write it in quotes", "NC606": "write for example 100Mi",
    "NC607": "they belong in userData", "NC608": "set it where the image reads it",
    "NC609": "name it with --register-with-taints", "NC610": "reaches both", "NC611": "write an amount",
    "NC612": "leave it out",
    "NC613": "write", "NC614": "put it into a part of a MIME document", "NC615": "write it into spec.kubelet",
    "NC616": "write it as plain text", "NC617": "leave this one out", "NC618": "require", "NC619": "use AL2023",
    "NC701": "did you mean cpu-manager-policy?",
    "NC702": "did you mean best-effort? write one of none, best-effort, restricted, single-numa-node",
    "NC703": "take that version, or leave it out", "NC705": "move it below [settings]", "NC706": "leave it out",
    "NC707": 'write "0-0"', "NC708": "add an entry with enabled = true", "NC709": "leave it out",
    "NC710": "set reboot-to-reconcile = true", "NC711": "use default_hugepagesz", "NC712": "write it with a slash",
    "NC713": "leave it out", "NC714": "name one of these",
    "NC801": "did you mean maxPods?", "NC802": "did you mean static?", "NC803": "set spec.machine, or give --machine",
    "NC804": "write one profile for each shape", "NC805": "leave it out for this target", "NC807": "it has 0, 1",
    "NC901": "take the comment out", "NC902": "write the code in brackets",
}  # fmt: skip
"""Code to the words of its page's bad example that say what to do."""

ELSEWHERE = {
    "NC009": "by its folder", "NC314": "on a machine with gaps", "NC527": "below a NodeConfig",
    "NC418": "beside a configuration file", "NC419": "starts as it is", "NC429": "is not judged", "NC506": "by size",
    "NC521": "below a NodeConfig", "NC555": "by version", "NC526": "is not judged",
    "NC704": "is no document of ours", "NC806": "ours to fix",
}  # fmt: skip
"""Rules whose example alone gives no finding of theirs."""


def found(code: str) -> Finding | None:
    """What the rule says about its page's bad example, read as whatever kind gives it."""
    rule = BY_CODE[code]
    if rule in KUBELET:
        return next((one for one in judged(example(rule, pages.BAD)).findings if one.code == code), None)
    for one in pages.examples(pages.read(rule.page()), pages.BAD):
        names = [
            (f"x.{ENDINGS.get(one.language, 'yaml')}", None),
            ("kubelet.conf.d/90-numa.conf", None),
            ("k.sh", "al2"),
        ]
        for name, kind in [*names, ("x.sh", "kubelet-flags"), ("x.yaml", "kubelet")]:
            for known in (Context(version.kubernetes("1.34")), Context()):
                report = lint(name, one.text.encode(), Options(known, kind))
                for remark in report.remarks if report else ():
                    if remark.finding.code == code:
                        return remark.finding
    return None


def test_every_rule_is_in_the_table() -> None:
    assert {rule.code for rule in RULES} == WORDS.keys() | ELSEWHERE.keys()
    assert not WORDS.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("code", WORDS)
def test_a_message_names_the_way_out(code: str) -> None:
    finding = found(code)
    assert finding is not None
    assert WORDS[code] in finding.message


def test_a_nodeconfig_that_cannot_be_read_has_the_way_out_of_its_text() -> None:
    part = "--B\nContent-Type: application/node.eks.aws\n\napiVersion: [\n--B--\n"
    report = lint("user-data.txt", f'Content-Type: multipart/mixed; boundary="B"\n\n{part}'.encode(), Options())
    assert report is not None
    (remark,) = report.remarks
    assert remark.finding.code == "NC501"
    assert remark.finding.message.endswith("; close the bracket, or write the comma")


HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"

TEXTS = {
    HEADER + "kubeReserved:\n\tmemory: 1Gi\n": "a tab: YAML indents with spaces",
    HEADER + "maxPods: 1\n\tmemory: 1Gi\n": "a tab: YAML indents with spaces",
    HEADER + "nodeIP: 'a\nb: 1\n": "close the quote that opens on line 3",
    HEADER + "a: [1, 2\n": "close",
    HEADER + "a: b: c\n": "put a value with a colon in quotes",
    HEADER + "a: 1\n b: 2\n": "put a value with a colon in quotes",
    HEADER + "a: @x\n": "put the value in quotes",
    HEADER + 'a: "\\xzz"\n': "write two backslashes",
    HEADER + 'a: "\\ud800"\n': "write two backslashes",
    HEADER + "a: |x\n  b\n": "leave nothing behind it",
    HEADER + "a: &\n": "put the value in quotes",
    HEADER + "a: * b\n": "put the value in quotes",
    HEADER + "%a\n---\n": "put the value in quotes",
    HEADER + "a: |0\n  b\n": "write a number from 1 to 9",
    HEADER + "a: *x\n": "define the anchor above",
    '{"kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1", }': "without the outer braces",
    '{"kind": "KubeletConfiguration" "apiVersion": "kubelet.config.k8s.io/v1beta1"}': "comma",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_cannot_be_read(text: str) -> None:
    report = lint("kubelet.yaml", text.encode(), Options())
    assert report is not None
    (remark,) = report.remarks
    assert (remark.finding.code, TEXTS[text] in remark.finding.message) == ("NC001", True), remark.finding.message


def test_there_is_always_something_to_do() -> None:
    assert hints.hint("words that no parser says", "a", 1, 1) == "correct the text at this place"


FLAGS = {
    "--reserved-memory=0:memory=1Gi,1:memory=1Gi": "--reserved-memory='0:memory=1Gi;1:memory=1Gi'",
    "--cpu-manager-policy=static --cpu-manager-policy-options=full-pcpus-only=true,a=true": "one option per flag",
    "--eviction-hard=memory.available=100Mi": "memory.available<500Mi",
    "--max-pods=many": "write a whole number",
    "--feature-gates=A": "NAME=true",
    "--node-status-update-frequency=10": "write for example 90s",
    "--kube-reserved=memory": "KEY=VALUE",
    "--container-runtime=remote": "leave it out: containerd is the only kind left",
    "--no-such-thing": "leave it out",
    "--cpu-manager-polic=static": "did you mean --cpu-manager-policy?",
    "static": "is a quote or -- missing?",
}


@pytest.mark.parametrize("flag", FLAGS)
def test_a_flag_that_is_refused(flag: str) -> None:
    report = lint("run.sh", f"kubelet {flag}\n".encode(), Options(Context(version.kubernetes("1.34")), "kubelet-flags"))
    assert report is not None
    messages = [one.finding.message for one in report.remarks if one.finding.code in {"NC205", "NC415", "NC416"}]
    assert len(messages) == 1
    assert FLAGS[flag] in messages[0]
    assert messages[0].count("--reserved-memory flag") == 0  # the kubelet's words stand beside it


NODECONFIGS = {
    "apiVersion: node.eks.aws/v1alpha\nkind: NodeConfig\n": "write apiVersion: node.eks.aws/v1alpha1",
    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: "
    "{kubelet: {extraArgs: [--v=2]}}\n": "did you mean flags?",
    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: {flags: {a: b}}}\n": "write a list",
    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: 5}\n": "write a map of keys",
}


@pytest.mark.parametrize("text", NODECONFIGS)
def test_a_nodeconfig_that_is_refused(text: str) -> None:
    report = lint("n.yaml", text.encode(), Options())
    assert report is not None
    assert any(NODECONFIGS[text] in one.finding.message for one in report.remarks)


SETTINGS = {
    'topology-manager-policy = "single-numa-nodes"': "did you mean single-numa-node? write one of none, best-effort",
    'cpu-manager-policy = "dynamic"': "write one of none, static",
    'max-pods = "110"': "write 110",
    "cluster-name = 5": "write",
    'cpu-cfs-quota-enforced = "yes"': "write true or false, without quotes",
    'container-log-max-size = "big"': "write for example 500Mi",
    "node-labels = []": "write a table",
    'reserved-cpus = "a"': "write a list such as 0-3,8",
    'cpu-manager-policy-options = ["full-cpus"]': "full-pcpus-only",
}


@pytest.mark.parametrize("line", SETTINGS)
def test_a_setting_that_bottlerocket_refuses(line: str) -> None:
    report = lint("u.toml", f"[settings.kubernetes]\n{line}\n".encode(), Options())
    assert report is not None
    messages = [one.finding.message for one in report.remarks if one.finding.code == "NC702"]
    assert len(messages) == 1
    assert SETTINGS[line] in messages[0]


@pytest.mark.parametrize(
    ("spec", "way"),
    [
        ("machine: {numaNodes: [{cpus: 0-31,128-143, memory: 96Gi}]}", "put a list of CPUs in quotes"),
        ("machine: {instanceTypes: [m5.24xlarge]}", 'write kubernetesVersion: "1.34"'),
    ],
)
def test_a_profile_that_is_refused(spec: str, way: str) -> None:
    text = f"apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {{name: a}}\nspec:\n  {spec}\n"
    text += "  kubelet: {cpuManagerPolicy: static, reservedSystemCPUs: auto}\n  targets: {kubelet: {}}\n"
    report = lint("p.yaml", text.encode(), Options())
    assert report is not None
    assert any(way in one.finding.message for one in report.remarks), [one.finding.message for one in report.remarks]


def test_in_a_profile_the_sum_is_auto() -> None:
    text = (
        "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"
        "  machine: {instanceTypes: [c5n.18xlarge]}\n  kubelet:\n    memoryManagerPolicy: Static\n"
        "    kubeReserved: {memory: 1Gi}\n  targets: {kubelet: {}}\n"
    )
    report = lint("p.yaml", text.encode(), Options())
    assert report is not None
    assert [one.finding.message.rpartition("; ")[2] for one in report.remarks if one.finding.code == "NC102"] == [
        "write reservedMemory: auto"
    ]


def test_a_share_of_the_memory_is_given_as_an_amount() -> None:
    text = (
        "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"
        "  machine: {instanceTypes: [c5n.18xlarge]}\n  kubelet:\n    memoryManagerPolicy: Static\n"
        "    evictionHard: {memory.available: 5%}\n    reservedMemory: auto\n  targets: {kubelet: {}}\n"
    )
    report = lint("p.yaml", text.encode(), Options())
    assert report is not None
    assert any("5% of how much?" in one.finding.message and "9830Mi" in one.finding.message for one in report.remarks)
