"""Kubelet command lines in units, environment files and scripts."""

import pytest

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.targets.kubelet import command as kubelet_command
from numaconf.verbs.lint.file import Options, lint


def read(text, minor="1.34"):
    return kubelet_command.read([Source("file", PlainDocument(text))], version.kubernetes(minor), None, Context())


def config(text, minor="1.34"):
    return read(text, minor).effective.config


UNIT = """\
[Unit]
Description=kubelet
[Service]
Environment="KUBELET_ARGS=--kube-reserved=cpu=1 --max-pods=50" OTHER=x
ExecStart=-/usr/bin/kubelet --config=/etc/kubelet.yaml \\
  --cpu-manager-policy=static $KUBELET_ARGS %(more)s
"""


def test_a_unit_with_its_variables():
    node = read(UNIT % {"more": ""}).effective
    assert node.config == {"cpuManagerPolicy": "static", "kubeReserved": {"cpu": "1"}, "maxPods": 50}
    span = node.origin("maxPods").source.span(node.origin("maxPods").route)
    assert (span.line, span.column) == (4, 49)
    span = node.origin("cpuManagerPolicy").source.span(node.origin("cpuManagerPolicy").route)
    assert span.line == 6
    assert node.unknown["memoryManagerPolicy",]  # the file that --config names is not here


def test_a_variable_from_elsewhere_leaves_everything_open():
    reading = read(UNIT % {"more": "$KUBELET_EXTRA_ARGS"})
    assert () in reading.effective.unknown
    assert reading.effective.config["maxPods"] == 50


def test_specifiers_in_a_variable_of_a_unit():
    line = 'Environment="KUBELET_EXTRA_ARGS=--eviction-soft=nodefs.available<5%% --provider-id=%H"\n'
    for more in ("", "ExecStart=/usr/bin/kubelet --config=/a $KUBELET_EXTRA_ARGS\n"):
        node = read(f"[Service]\n{line}{more}").effective
        assert node.config == {"evictionSoft": {"nodefs.available": "5%"}}
        assert node.unknown["providerID",]
    # In an environment file a percent sign is one.
    assert config("KUBELET_EXTRA_ARGS=--provider-id=%%H\n") == {"providerID": "%%H"}


def test_a_flag_arrives_where_a_files_field_does_not():
    from numaconf.kubelet import validation

    (broken,) = validation.broken(read("kubelet --log-json-split-stream\n").effective, "gated")
    assert broken.says == "logging.options.json.splitStream: Forbidden: Feature LoggingAlphaOptions is disabled"


def test_the_last_exec_start_counts():
    text = "[Service]\nExecStart=/usr/bin/kubelet --config=/a --max-pods=5\nExecStart=\nExecStart=kubelet --config=/a\n"
    assert config(text) == {}


def test_a_unit_drop_in_with_variables_only():
    node = read('[Service]\nEnvironment="KUBELET_EXTRA_ARGS=--max-pods=7" "PATH=/bin"\n').effective
    assert node.config == {"maxPods": 7}
    assert node.unknown["kubeReserved",]


@pytest.mark.parametrize(
    "text",
    [
        "KUBELET_EXTRA_ARGS=--max-pods=7 --reserved-cpus=0-1\n",
        'KUBELET_EXTRA_ARGS="--max-pods=7 --reserved-cpus=0-1"\n# comment\nOTHER=--max-pods=9\n',
        "export KUBELET_EXTRA_ARGS='--max-pods=7 --reserved-cpus=0-1'\nsystemctl restart kubelet\n",
    ],
)
def test_environment_files_and_assignments(text):
    assert config(text) == {"maxPods": 7, "reservedSystemCPUs": "0-1"}


def test_a_script():
    text = "#!/bin/sh\nexec /usr/bin/kubelet --config /etc/k.yaml \\\n  --eviction-hard='memory.available<5%' -v=2\n"
    assert config(text) == {"evictionHard": {"memory.available": "5%"}, "logging": {"verbosity": 2}}


def test_without_a_file_the_legacy_defaults_hold():
    reading = read("kubelet --max-pods=5\n")
    assert [finding.code for finding in reading.findings] == ["NC419"]
    assert reading.effective.config["authorization"] == {"mode": "AlwaysAllow"}
    assert not reading.effective.has_file


@pytest.mark.parametrize(
    ("line", "minor", "code", "message"),
    [
        ("--cgrup-driver=x", "1.34", "NC415", "the kubelet has no flag --cgrup-driver; did you mean --cgroup-driver?"),
        ("--pod-infra-container-image=x", "1.35", "NC415",
         "kubelets have --pod-infra-container-image up to 1.34 only; leave it out"),
        ("--fail-cgroupv1", "1.30", "NC415", "kubelets have --fail-cgroupv1 from 1.31 on only; leave it out"),
        ("--max-pods=x", "1.34", "NC416",
         'the value "x" of --max-pods is refused (strconv.ParseInt: parsing "x": invalid syntax); '
         "write a whole number"),
        ("--topology-manager=restricted", "1.34", "NC415",
         "the kubelet has no flag --topology-manager; write --topology-manager-policy"),
        ("--memory-throttling-factor=1", "1.34", "NC415",
         "the kubelet has no flag --memory-throttling-factor; "
         "write memoryThrottlingFactor into the configuration file"),
        ("-cpu-manager-policy=none", "1.34", "NC415",
         "unknown shorthand flag: 'c' in -cpu-manager-policy=none; write --cpu-manager-policy=none"),
        ("---v=2", "1.34", "NC416", "bad flag syntax: ---v=2; write --v=2"),
        ("--fail-swap-on false", "1.34", "NC415",
         "a flag that is true or false takes its value after =, and the kubelet exits; write --fail-swap-on=false"),
        ("--cpu-manager-policy-options=full-pcpus-only", "1.34", "NC416",
         '--cpu-manager-policy-options "full-pcpus-only" is refused; give one option per flag: '
         "--cpu-manager-policy-options=NAME=VALUE --cpu-manager-policy-options=NAME=VALUE"),
        ("--cloud-provider aws", "1.34", "NC416",
         "--cloud-provider=aws: the kubelet has no cloud provider aws of its own; write external, "
         "and run that cloud's controller manager in the cluster"),
        ("--node-labels=kubernetes.io/x=y", "1.34", "NC511",
         "the kubelet does not take the label kubernetes.io/x; use a domain of your own"),
        ("start", "1.34", "NC415",
         "the kubelet takes flags only, and exits on any other word; is a quote or -- missing?"),
    ],
)  # fmt: skip
def test_what_ends_the_kubelet(line, minor, code, message):
    (finding,) = read(f"kubelet --config=/a {line}\n", minor).findings
    assert (finding.code, finding.severity, finding.message) == (code, "will-not-start", message)
    assert finding.origin.source.span(finding.origin.route).line == 1


def test_the_rest_of_a_wrong_command_line_is_judged_all_the_same():
    node = read("kubelet --config=/a --max-pods=x --feature-gates=Foo=true\n").effective
    assert node.config == {"featureGates": {"Foo": True}}
    assert node.unknown["maxPods",]


def test_a_text_without_a_kubelet():
    assert read("echo hello\n").effective is None
    assert read("").effective is None


def test_the_flag_that_ignores_eviction_reaches_the_sum():

    node = read("kubelet --config=/a --experimental-allocatable-ignore-eviction\n").effective
    assert node.facts.ignores_eviction
    off = read("kubelet --config=/a --experimental-allocatable-ignore-eviction=false\n").effective
    assert not off.facts.ignores_eviction


@pytest.mark.parametrize(
    ("unit", "pods"),
    [
        ('Environment="A=--max-pods=7"\nExecStart=/usr/bin/kubelet --config=/a $A\n', 7),
        ('Environment="A=--max-pods=7"\nEnvironment=\nExecStart=/usr/bin/kubelet --config=/a $A --max-pods=8\n', 8),
        ("Environment=A=--max-pods=7 B=1\nUnsetEnvironment=B\nExecStart=/usr/bin/kubelet --config=/a $A\n", 7),
        ('ExecStart=/bin/sh -c "exec /usr/bin/kubelet --config=/a --max-pods=7"\n', 7),
        ("ExecStart=-/bin/bash -ec 'mkdir -p /a; kubelet --config=/a --max-pods=7'\n", 7),
        ("ExecStart=/usr/bin/hyperkube kubelet --config=/a --max-pods=7\n", 7),
        ('ExecStart=/bin/sh -c "echo kubelet --max-pods=7"\n', None),
        ('ExecStart=/bin/sh -c "kubelet --version"\n', None),
    ],
)
def test_how_units_start_a_kubelet(unit: str, pods: int | None) -> None:
    node = read("[Service]\n" + unit).effective
    assert (node.get("maxPods") if node and "maxPods" in node.config else None) == pods


def test_a_value_behind_a_shell_has_its_place():
    (finding,) = read('[Service]\nExecStart=/bin/sh -c "exec kubelet --config=/a --max-pods=x"\n').findings
    assert finding.origin.source.span(finding.origin.route)[:2] == (2, 48)


LIST = "--reserved-memory=0:memory=562Mi;1:memory=562Mi"
STATIC = "--memory-manager-policy=Static --kube-reserved=memory=1Gi"
BOTH = {"NC101": "without '1:memory=562Mi', which the shell cut off at the ;", "NC524": "the ; ends the command"}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.sh", f"#!/bin/sh\nkubelet --config=/a {STATIC} {LIST}\n", BOTH),
        ("x.sh", f"#!/bin/sh\nkubelet --config=/a {STATIC} \\\n  {LIST} \\\n  --v=2\n", BOTH),
        ("x.sh", f"#!/bin/sh\nkubelet --config=/a {STATIC} '{LIST}'\n", {}),
        ("x.sh", f"#!/bin/sh\nkubelet --config=/a {STATIC}; echo 1:memory\n", {}),
        ("x.sh", f"#!/bin/sh\nexport KUBELET_EXTRA_ARGS={LIST}\n", {"NC524": "the ; ends the command"}),
        ("x.sh", "#!/bin/sh\nminikube start --extra-config=kubelet.memory-manager-policy=Static "
         f"--extra-config=kubelet.{LIST[2:]}\n", BOTH),
        ("x.sh", "#!/bin/sh\nk3s agent --kubelet-arg=memory-manager-policy=Static "
         f"--kubelet-arg={LIST[2:]}\n", BOTH),
        ("x.sh", "#!/bin/sh\ncurl x | INSTALL_K3S_EXEC=\"agent --kubelet-arg=memory-manager-policy=Static "
         f"--kubelet-arg={LIST[2:]} --kubelet-arg=kube-reserved=memory=1124Mi\" sh -\n", {}),
        ("k3s.service", "[Service]\nExecStart=/usr/local/bin/k3s agent '--kubelet-arg=memory-manager-policy=Static' "
         f"'--kubelet-arg={LIST[2:]}' '--kubelet-arg=kube-reserved=memory=1124Mi'\n", {}),
        ("x.sh", "#!/bin/sh\n/etc/eks/bootstrap.sh demo --kubelet-extra-args "
         f"--memory-manager-policy=Static\\ {LIST}\n", {"NC524": "the ; ends the command"}),
        ("x.service", f"[Service]\nExecStart=/usr/bin/kubelet --config=/a {LIST}\n", {}),
    ],
)  # fmt: skip
def test_a_list_that_the_shell_cuts_is_blamed_on_the_quotes(name: str, text: str, expected: dict[str, str]) -> None:
    options = Options(select=("NC101", "NC102", "NC524"))
    report = lint(name, text.encode(), options)
    assert report is not None
    found = {one.finding.code: one.finding.message for one in report.remarks}
    assert found.keys() == expected.keys(), found
    for code, words in expected.items():
        assert words in found[code]


@pytest.mark.parametrize(
    ("flags", "codes"),
    [
        ("--system-reserved=cpu=1;memory=1Gi", ["NC524"]),
        ("--kube-reserved cpu=1;pid=100", ["NC524"]),
        ("--system-reserved='memory=1Gi;cpu=1'", ["NC122"]),
        ("--system-reserved=cpu=1; memory=1Gi", ["NC524"]),
        ("--system-reserved=cpu=1; MEMORY=1Gi", []),
        ("--v=2; memory=1Gi", []),
    ],
)
def test_a_list_of_amounts_that_the_shell_cuts(flags, codes):
    text = f"#!/bin/sh\nkubelet --config=/a {flags}\n"
    report = lint("start.sh", text.encode(), Options(Context(version.kubernetes("1.34"))))
    assert [one.finding.code for one in report.remarks] == codes
