"""Everything that the kubelet and the platforms' programs were recorded to say, and that lint quotes, is understood:
whole, cut off, and in the words of older versions.
"""

# ruff: noqa: E501  texts of programs

import json
import pathlib
import re
import time
from itertools import pairwise

import pytest

from numaconf import settings
from numaconf.context import Context
from numaconf.errors import CannotDo
from numaconf.kubelet import version
from numaconf.rules import log_search, pages
from numaconf.rules.registry import RULES
from numaconf.verbs import explain
from numaconf.verbs.lint.file import Options, lint

RECORDINGS = pathlib.Path(__file__).parents[2] / "recordings"
SAID = {
    "admission": {"message"}, "admission-disagreed": {"message"},
    "al2": {"error", "messages", "systemdLog"},
    "bottlerocket": {"error", "strict_error", "strict_errors", "not_decodable"},
    "k0s": {"error", "said"}, "kind": {"error"}, "openshift": {"error"},
    "karpenter": {"error", "controller", "errors", "strict", "controllerLog"},
    "kubeadm": {"error", "said", "patches"},
    "nodeadm": {"error", "warnings"},
    "restart": {"cpu_manager_state", "memory_manager_state", "says", "message"},
    "talos": {"validate", "node", "load"},
}  # fmt: skip
"""Under which keys each recording has what a program said."""
GIVEN = {"input", "ask", "config", "changes", "machine", "pods", "userData"}
"""Keys of what was asked, which nobody said."""


def strings(value, key=""):
    """All strings with the nearest key above each."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in GIVEN or key == "result":
                yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        yield key, value


def recorded(name):
    """What the programs of a recording said, each text once."""
    cases = json.loads((RECORDINGS / f"{name}.json").read_text())["cases"]
    return sorted({text for key, text in strings(cases) if key in SAID[name] and " " in text})


def test_every_recording_in_which_something_is_said_is_asked():
    words = set().union(*SAID.values())
    for path in RECORDINGS.glob("*.json"):
        if (
            path.stem not in SAID and path.stem != "karpenter-crds"
        ):  # the messages of its rules are asked as lint says them
            texts = strings(json.loads(path.read_text()))
            assert not [text for key, text in texts if key in words and " " in text], path.name


def unknown(texts):
    """The texts of which nothing is known."""
    return [text for text in texts if not known(text)]


def known(text):
    try:
        return bool(explain.explain(text))
    except CannotDo:
        return False


@pytest.mark.parametrize("name", sorted(SAID))
def test_everything_that_was_recorded_is_understood(name):
    texts = recorded(name)
    assert len(texts) >= 7
    assert unknown(texts) == []


@pytest.mark.parametrize("name", sorted(SAID))
def test_also_where_a_log_cut_it_off(name):
    texts = [text for text in recorded(name) if len(text) > 60 and "\n" not in text]
    lost = unknown(text[: len(text) * 2 // 3] for text in texts)
    # What is left of some is only this one example's values.
    assert len(lost) <= 1 + len(texts) // 10, lost


def quoted():
    """What lint quotes for the bad example of every page."""
    found = set()
    for rule in RULES:
        for example in pages.examples(pages.read(rule.page()), pages.BAD):
            for name in ("x.yaml", "x.sh", "x.toml"):
                known = settings.context(settings.modeline(example.text.encode()))
                context = Context(known.kubernetes or version.kubernetes("1.34"), known.machines)
                kind = "bottlerocket" if name == "x.toml" and rule.code.startswith("NC7") else None
                report = lint(name, example.text.encode(), Options(context, kind))
                found |= {one.finding.says.text for one in report.remarks if one.finding.says}
    return found


def test_everything_that_lint_quotes_is_understood():
    texts = quoted()
    assert len(texts) > 60
    assert unknown(sorted(texts)) == []


STATE = "/var/lib/kubelet/cpu_manager_state"
KUBELET = [
    # What a start says over the state files of another configuration, in full, and as journals cut it.
    f'start cpu manager error: could not restore state from checkpoint: configured policy "static" differs from state '
    f'checkpoint policy "none", please drain this node and delete the CPU manager checkpoint file "{STATE}" before '
    "restarting Kubelet",
    '[memorymanager] configured policy "Static" differs from state checkpoint policy "None"',
    'not all reserved cpus: "0,36" are present in defaultCpuSet: "1-35,37-71"',
    'some of strictly reserved cpus: "0-1" are present in defaultCpuSet: "0-15"',
    'current set of available CPUs "0-15" doesn\'t match with CPUs in state "0-31"',
    'pod: 3f, container: app cpuset: "2-3" overlaps with default cpuset "0-7"',
    "default cpuset cannot be empty",
    "[memorymanager] the expected machine state is different from the real one",
    "[memorymanager] machine state can not be empty when it has memory assignments",
    "[memorymanager] the memory assignment uses the NUMA that does not exist",
    "[memorymanager] the memory assignment uses memory resource that does not exist",
    "invalid state, please drain node and remove policy state file",
    "Could not initialize checkpoint manager, please drain node and remove policy state file",
    "could not load v4 checkpoint: checkpoint is corrupted",
    '"Failed to start ContainerManager" err="[start memory manager error: could not rest',
    'CPU manager: policy configured "static" != policy from state file "none"',
    # Flags, drop-ins, decoding.
    "flag --config-dir specified but environment variable KUBELET_CONFIG_DROPIN_DIR_ALPHA not set, cannot start kubelet",
    "failed to convert the NUMA node ID, expected integer, got x",
    'memory type conversion error, unknown type: "memori"',
    "failed to parse the quantity: 1 Gi",
    "unable to parse reserved-cpus list: 3-1",
    'policy "Static" is not available on Windows',
    "Using lenient decoding as strict decoding failed",
    # Pods.
    "Pod Topology Affinity Error: pod was rejected",
    "Allocate failed due to requested number of devices unavailable for nvidia.com/gpu. Requested: 4, Available: 3, "
    "which is unexpected",
    "Update plugin resources failed due to no healthy devices present; cannot allocate unhealthy devices x.com/nic",
    "[memorymanager] failed to find the default preferred hint",
    "0/3 nodes are available: 3 Insufficient hugepages-1Gi.",
    "0/3 nodes are available: 3 cannot align pod: dpdk-0.",
    # The boot.
    "Apiserver endpoint is missing in cluster configuration",
    "Certificate authority is missing in cluster configuration",
    "failed to decode node config, illegal base64 data at input byte 0",
    "Unhandled non-multipart (text/x-not-multipart) userdata: 'b'apiVersion: node.eks''...'",
    "__init__.py[WARNING]: Unhandled unknown content-type (application/node.eks.aws) userdata: 'b'---'...'",
    "__init__.py[WARNING]: Unhandled unknown content-type (application/yaml) userdata: 'b'apiVersion'...'",
    "cc_scripts_user.py[WARNING]: Failed to run module scripts_user (scripts in /var/lib/cloud/instance/scripts)",
    "/etc/systemd/system/kubelet.service.d/x.conf:3: Unknown key name '--max-pods' in section 'Service', ignoring.",
    "cannot set settings.kubernetes.cluster-name; EKS automatically injects cluster bootstrapping fields into user-data",
    "Unable to match your input to the data model.  We may not have enough type information.",
]  # fmt: skip


@pytest.mark.parametrize("text", KUBELET)
def test_texts_that_no_recording_has(text):
    found = explain.explain(text)
    assert isinstance(found, explain.LogAnswer | explain.StatusAnswer)


DOCS = pathlib.Path(__file__).parents[3] / "docs"
SPEAKS = re.compile(
    r"[Ff]ailed to|[Uu]nable to|must be|not equal to|differs from|[Ii]nvalid |cannot be allocated|panic:"
)


def test_messages_on_our_pages_are_understood():
    texts = []
    for page in sorted(DOCS.rglob("*.md")):
        if page.parent.name == "rules":
            continue
        for block in re.findall(r"```.*?\n(.*?)```", page.read_text(), re.DOTALL):
            lines = ["", *block.splitlines()]
            # A report of ours breaks a message where the terminal ends: what stands before it belongs to it.
            texts += [
                (line, f"{before.strip()} {line.strip()}")
                for before, line in pairwise(lines)
                if SPEAKS.search(line) and not line.lstrip().startswith("#")
            ]
    assert len(texts) > 2
    assert [line for line, whole in texts if not known(line) and not known(whole)] == []


def test_a_report_of_lint_is_read_by_its_codes():
    report = (
        "✗ will not start  NC302 unknown-topology-scope [*]\n  ╰─ topologyManagerScope Pod does not exist; write the reserved"
        "\n\n○ has no effect  NC402 wrong-case-field [*]\n"
    )
    (answer,) = explain.several(report)
    assert [one.code for one in answer.said] == ["NC302", "NC402"]


def test_what_a_pattern_needs_is_in_whatever_it_fits():
    asked = set()
    texts = [*KUBELET, *(text for name in SAID for text in recorded(name)), *quoted()]
    plain = [log_search.unescaped(text) for text in texts]
    for line, needles in (*log_search._rows(), *log_search._general()):
        for text in plain:
            hit = re.search(line.pattern, text)
            if hit:
                asked.add(line.pattern)
                assert any(needle in hit[0] for needle in needles), line.pattern
    assert len(asked) > 120
    assert sum(min(map(len, needles)) >= log_search._TELLING for _, needles in log_search._rows()) > 240
    assert all(min(map(len, needles)) >= log_search._TELLING for _, needles in log_search._general())


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        ("one two", ("one two",)),
        ("one|two", ("one", "two")),
        ("one(?:a|b) three?|c [d|e]{1,3} f*ghi", (" thre", "ghi")),
        (r"a\.b\d+cc\|d", ("cc|d",)),
        ("(?P<all>x)", ("",)),
    ],
)
def test_needles_of_a_pattern(pattern, needles):
    assert log_search.needed(pattern) == needles


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (KUBELET[0], ("systemctl stop kubelet", f"rm {STATE}", "systemctl start kubelet")),
        (KUBELET[7], ("rm /var/lib/kubelet/memory_manager_state",)),
        ("Resources cannot be allocated", ("numaconf fit FILE --pods POD.yaml --suggest",)),
        ("unknown flag: --x", ("numaconf explain NC415",)),
    ],
)
def test_a_line_is_answered_with_commands(text, commands):
    (said,) = explain.log(text).said
    assert set(commands) <= set(said.commands)


@pytest.mark.parametrize("text", ["Setting GA feature gate MemoryManager=true. It will be removed in a future release.",
                                  '[patches] Found the following patch files: [kubeletconfiguration.yaml]'])  # fmt: skip
def test_harmless_lines_want_no_command(text):
    (said,) = explain.log(text).said
    assert said.meaning.startswith("Harmless")
    assert said.commands == ()


def test_ten_thousand_lines_take_seconds():
    lines = [
        f'Nov 29 04:00:{n % 60:02} node kubelet[9]: I1129 1 kubelet.go:{n % 4000}] "SyncLoop (PLEG): event for pod" '
        f'pod="a/pod-{n}" event={{"ID":"{n * 7919:x}","Type":"ContainerStarted","Data":"{n * 104729:064x}"}}'
        for n in range(10_000)
    ]
    lines[5000] = f"Nov 29 04:10:00 node kubelet[9]: E1129 {KUBELET[0]}"
    begin = time.process_time()
    (answer,) = explain.several("\n".join(lines))
    assert time.process_time() - begin < 10, "a second where nothing else runs"
    assert [(one.line, one.first) for one in answer.said] == [(5001, "Nov 29 04:10:00")]


def test_of_very_many_things_some_are_told():
    line = 'the total amount "{}Gi" of type "memory" is not equal to the value "3Gi" determined by Node Allocatable\n'
    answer = explain.log("".join(map(line.format, range(1200))) + line.format(3))
    assert (len(answer.said), answer.more) == (1000, 200)
    assert answer.said[3].times == 2
