"""Pages of the rules that only a reader can raise: their examples, read as the file that they are about."""

import pytest

from numaconf import settings
from numaconf.context import Context
from numaconf.files import recognise
from numaconf.kubelet import version
from numaconf.rules import pages
from numaconf.rules.registry import RULES
from numaconf.targets.registry import reader
from numaconf.verbs.lint.file import Options, lint
from tests.kubelet.asking import HEADER, ask

READERS = [rule for rule in RULES if rule.reader and rule.code[2] in "04" and rule.code < "NC490"]

DROPINS = {"NC007", "NC008", "NC417"}
NAMED = {"NC009"}
"""Where the first line of an example is a comment with its file's name."""
COMMANDS = {"NC415", "NC416", "NC418", "NC419"}
ASKED = DROPINS | COMMANDS - {"NC419"} | {"NC001", "NC004", "NC005", "NC401", "NC402", "NC403"}
"""Where the kubelet can be asked with a header in front of the example."""

LISTED = {"NC429"}
"""What is not found but listed as not checked."""

MAIN = {"NC418": HEADER + "kubeReserved: {cpu: '2', memory: 2Gi}\n"}
"""What stands in the file that a command line's example names."""


def example(rule, section):
    (found,) = pages.examples(pages.read(rule.page()), section)
    return found.text


def codes(rule, text, tmp_path):
    """What lint says about an example."""
    if rule.code in COMMANDS:
        return [finding.code for finding in command(rule, text)]
    name = "kubelet.yaml.d/90-numa.conf" if rule.code in DROPINS else "kubelet.yaml"
    if rule.code in NAMED:
        name = text.splitlines()[0].removeprefix("# ")
    kind = "kubelet" if rule.code == "NC006" else None  # nothing in it says what it is
    known = settings.context(settings.modeline(text.encode()))
    options = Options(Context(known.kubernetes or version.kubernetes("1.34")), kind)
    found = lint(str(tmp_path / name), text.encode(), options)
    if rule.code in LISTED:
        return [gap.code for gap in found.gaps]
    return [remark.finding.code for remark in found.remarks]


def command(rule, text):
    """What is said about a command line, beside the file that it names."""
    from numaconf.documents import load
    from numaconf.documents.source import Source
    from numaconf.targets.kubelet import command as kubelet_command
    from numaconf.targets.kubelet import files as kubelet_files

    known = settings.context(settings.modeline(text.encode())).kubernetes or version.kubernetes("1.34")
    line = text.splitlines()[-1].replace("<", r"\<")
    (subject,) = recognise.as_kind("kubelet-flags", "run.sh", line.encode())
    (words,) = kubelet_command.lines(subject.sources[0])
    main = Source("/etc/kubernetes/kubelet.yaml", load.read(MAIN[rule.code])) if rule.code in MAIN else None
    files = kubelet_files.Files(main, (), words.arguments)
    return kubelet_files.read("kubelet-flags", files, known, None).findings


@pytest.mark.parametrize("rule", READERS, ids=lambda rule: rule.code)
def test_the_bad_example(rule, tmp_path):
    assert rule.code in codes(rule, example(rule, pages.BAD), tmp_path)


@pytest.mark.parametrize("rule", READERS, ids=lambda rule: rule.code)
def test_the_good_example(rule, tmp_path):
    assert codes(rule, example(rule, pages.GOOD), tmp_path) == []


def body(text):
    """An example without the header that `ask` puts before it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(("apiVersion:", "kind:", "# ")))


@pytest.mark.shared
@pytest.mark.parametrize("rule", [rule for rule in READERS if rule.code in ASKED], ids=lambda rule: rule.code)
def test_the_kubelet_agrees(rule, tmp_path):
    bad = example(rule, pages.BAD)
    known = settings.context(settings.modeline(bad.encode())).kubernetes
    minor = str(known or "1.34")
    if rule.code in COMMANDS:
        words = [word for word in bad.splitlines()[-1].split()[1:] if not word.startswith("--config")]
        answer = ask(minor, tmp_path, "", (), words)
    elif rule.code in DROPINS:
        answer = ask(minor, tmp_path, "", [body(bad) + "\n"])
    else:
        answer = ask(minor, tmp_path, body(bad) + "\n")
    assert (answer["verdict"] != "starts") == (rule.severity == "will-not-start"), answer["first_error"]
    quoted = pages.read(rule.page()).sections.get(pages.SAYS, "")
    if answer["first_error"]:
        assert quoted.rpartition("decode: ")[2] in answer["first_error"]


def test_every_target_that_reads_is_there():
    for name in ("kubelet", "kubelet-dropin", "kubelet-flags"):
        module = reader(name)
        assert name == module.NAME
