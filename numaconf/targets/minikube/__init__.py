"""Minikube: one `minikube start`, which hands the kubelet its settings as flags, one value for each flag.

Source: kubernetes/minikube 1.38, `pkg/minikube/bootstrapper/bsutil` (`kubelet.go`, `extraconfig.go`, the kubeadm
templates in `ktmpl`) and `pkg/minikube/config/extra_options.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.context import Context, named
from numaconf.kubelet.effective import EffectiveConfig, Lost, Origin
from numaconf.named import NamedTuple
from numaconf.targets.target import Reading, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.shell import Command, Word
    from numaconf.documents.source import Source
    from numaconf.findings import Finding
    from numaconf.kubelet.flags import Argument
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Inexpressible, Intent

NAME = "minikube"

_FILE = {
    "authentication": {"x509": {"clientCAFile": "/var/lib/minikube/certs/ca.crt"}},
    "clusterDomain": "cluster.local",
    # Set, so that the kubelet's own defaults, memory.available among them, do not count.
    "evictionHard": {"nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%"},
    "failSwapOn": False,
    "hairpinMode": "hairpin-veth",
    "imageGCHighThresholdPercent": 100,
    "runtimeRequestTimeout": "15m",
    "staticPodPath": "/etc/kubernetes/manifests",
}
"""What minikube's template for kubeadm says in the kubelet's configuration file."""

COMPONENTS = ("apiserver", "controller-manager", "etcd", "kube-proxy", "kubeadm", "kubelet", "scheduler")


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """Minikube reserves nothing by itself."""
    return None


def platform_defaults(version: Version) -> dict[str, Any]:
    """What minikube's configuration file says, whatever the machine and the driver."""
    return dict(_FILE)


# From an intent to a command


def render(intent: Intent) -> Rendering:
    """`start.sh`; the script that allocates hugepages, and the unit that resets state files, where asked for."""
    import shlex

    from numaconf import runners
    from numaconf.targets import boot, modeline
    from numaconf.targets.eks.userdata import plain
    from numaconf.targets.target import Artifact
    from numaconf.targets.template import fill

    def quote(word: str) -> str:
        return runners.shell(shlex.quote(word))

    settings, refused = _settings(intent)
    if refused:
        return Rendering(refused=tuple(refused))
    words = ["minikube start"]
    if profile := intent.options.get("profile"):
        words.append(f"--profile={quote(profile)}")
    words.append(f"--kubernetes-version=v{intent.kubernetes}")
    if gates := settings.pop("feature-gates", None):
        # Not as a setting of the kubelet: minikube adds gates of its own to these, and would replace those.
        words.append(f"--feature-gates={quote(gates)}")
    words += (f"--extra-config={quote(f'kubelet.{name}={value}')}" for name, value in settings.items())
    comment = [
        f"NumaProfile {intent.name}: minikube, Kubernetes {intent.kubernetes}",
        modeline.of(intent),
        *intent.notes,
        "Shows that the kubelet starts with these settings, and which CPUs pods get. A laptop has one NUMA node: it",
        "does not show how pods are aligned to several, and pods that are rejected there may be admitted here.",
        "A cluster that exists keeps its state files, and its kubelet refuses other policies: minikube delete first.",
    ]
    script = fill("minikube-start.sh.j2", comment=map(plain, comment), words=words)
    artifacts = (
        Artifact("start.sh", script, "text/x-shellscript", executable=True),
        *boot.hugepages_artifacts(intent),
        *boot.state_artifacts(intent),
    )
    return Rendering(artifacts, warnings=tuple(_warnings(intent)))


def _settings(intent: Intent) -> tuple[dict[str, str], list[Inexpressible]]:
    """The flags with their values, and what cannot be one flag with one value."""
    from numaconf.targets.kubelet import flags as kubelet_flags
    from numaconf.targets.target import Inexpressible

    config = dict(intent.config)
    if intent.taints:
        config["registerWithTaints"] = [*config.get("registerWithTaints", ()), *intent.taints]
    written = kubelet_flags.flags(config, intent.kubernetes)
    refused = [
        Inexpressible(f"kubelet.{field}", "the kubelet has no flag for it, and minikube sets the kubelet by flags only")
        for field in written.rest
    ]
    settings: dict[str, str] = {}
    joints = {"reserved-memory": ";"}
    if intent.kubernetes.minor >= 31:
        joints["topology-manager-policy-options"] = ","
    for argument in written.arguments:
        name, _, value = argument.removeprefix("--").partition("=")
        if name not in settings:
            settings[name] = value
        elif name in joints:
            settings[name] += joints[name] + value
        else:
            field = "topology" if name.startswith("topology") else "cpu"
            why = f"minikube keeps one value of --{name}, and the flag takes one option at a time"
            refused.append(Inexpressible(f"kubelet.{field}ManagerPolicyOptions", why, "give one option only"))
    if intent.labels:
        settings["node-labels"] = ",".join(f"{key}={value}" for key, value in sorted(intent.labels.items()))
    for name, value in settings.items():
        if not _SAFE.fullmatch(value):
            why = "it would not come through minikube and systemd as it is"
            refused.append(Inexpressible("node.labels" if name == "node-labels" else f"--{name}", why))
    return settings, list(dict.fromkeys(refused))


_SAFE = re.compile(r"(?:[A-Za-z0-9_.,:;=</@+-]|%(?![A-Za-z%]))*")
"""What minikube pastes into a systemd unit without quotes, and systemd leaves alone."""


def _warnings(intent: Intent) -> Iterator[str]:
    nodes = [entry.get("numaNode", 0) for entry in intent.config.get("reservedMemory", ())]
    if any(nodes):
        listed = ", ".join(map(str, nodes))
        yield f"reservedMemory names the NUMA nodes {listed}: where one of them is missing the kubelet does not start"
    if intent.taints:
        yield "the only node is tainted: pods without the toleration, minikube's own among them, stay pending"
    if intent.hugepages:
        yield "hugepages.sh has to run on the minikube node, and the kubelet to be restarted after it"
    if intent.reset_memory_state_on_boot:
        yield "the unit that resets the state files has to be installed on the minikube node"


# From a command to the configuration in force


class _Call(NamedTuple):
    """A `minikube start` with the places of its words, and what the shell cuts off from its last value."""

    command: Command
    source: Source
    cut: Word | None = None


def said(sources: Sequence[Source]) -> Context:
    """The Kubernetes version that the command names."""
    values = (value for call in _calls(sources) for value, _ in _options(call, "--kubernetes-version"))
    return named(next(values, None))  # nothing for `latest`


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What the first `minikube start` of a script comes to. Drivers and runtimes other than the default are not
    looked at.
    """
    from numaconf.kubelet.flags import Argument
    from numaconf.rules.registry import BY_CODE
    from numaconf.targets.kubelet import over, problems

    call = next(_calls(sources), None)
    if call is None:
        return Reading(None)
    findings: list[Finding] = []
    settings: dict[str, tuple[str | None, Origin]] = {}
    lost: list[Lost] = []
    for value, origin in _options(call, "--extra-config"):
        component, dot, rest = (value or "").partition(".")
        name, equals, text = rest.partition("=")
        if value is None:
            continue
        if not dot or not equals or component not in COMPONENTS:
            findings.append(BY_CODE["NC491"].finding(f"{value!r}: {_refusal(component, dot, equals)}", origin))
        elif component == "kubelet":
            if name in settings:
                reason = f"a later --extra-config=kubelet.{name} replaces it: minikube keeps one value for each key"
                lost.append(Lost(settings[name][1], reason))
                findings.append(BY_CODE["NC490"].finding(f"no effect: {reason}; leave this one out", settings[name][1]))
            settings[name] = text, origin
    gates = [(value, origin) for value, origin in _options(call, "--feature-gates") if value]
    if gates:
        settings["feature-gates"] = gates[-1]
    if any(finding.code == "NC491" for finding in findings):
        return Reading(None, tuple(findings))
    arguments = [word for name in sorted(settings) for word in _words(name, *settings[name])]
    here: dict[Any, Origin] = {(): Origin("platform-default", note="minikube's template for kubeadm")}
    node = EffectiveConfig(NAME, platform_defaults(version), here, version, machine, lost=tuple(lost))
    reading = over.lay(node, arguments).reading(findings)
    if call.cut is None:
        return reading
    return problems.cut_off(reading, Argument(None, _origin(call.source, call.cut), call.cut.text))


def _refusal(component: str, dot: str, equals: str) -> str:
    if not dot:
        return "minikube wants COMPONENT.KEY=VALUE, and there is no period; write kubelet.NAME=VALUE"
    if not equals:
        return "minikube wants COMPONENT.KEY=VALUE, and there is no equals sign; write kubelet.NAME=VALUE"
    return f"minikube knows no component {component!r}; it knows {', '.join(COMPONENTS)}"


def _calls(sources: Sequence[Source]) -> Iterator[_Call]:
    from numaconf.documents import shell
    from numaconf.documents.shell import cut

    for source in sources:
        text = source.document.value
        commands = shell.commands(text) if isinstance(text, str) else []
        cuts = {id(one): word for one, word in cut.cuts(commands)}
        for command in commands:
            values = [word.value for word in command.words]
            if values and (values[0] or "").rpartition("/")[2] == "minikube" and "start" in values:
                yield _Call(command, source, cuts.get(id(command)))


def _options(call: _Call, name: str) -> Iterator[tuple[str | None, Origin]]:
    """The values of a flag of minikube's, as one word or two; None where only the shell knows it."""
    words = call.command.words
    for index, word in enumerate(words):
        if word.text == name and index + 1 < len(words):
            yield words[index + 1].value, _origin(call.source, words[index + 1])
        elif word.text.startswith(f"{name}="):
            value = word.value
            yield value if value is None else value[len(name) + 1 :], _origin(call.source, word)


def _origin(source: Source, word: Word) -> Origin:
    from numaconf.documents.pieces import Words, inside

    return Origin("document", inside(source, Words([word.text], [word.span])), (0,))


def _words(name: str, value: str | None, origin: Origin) -> Iterator[Argument]:
    """What systemd passes on of the text that minikube pastes into its unit without quotes."""
    from numaconf.documents import systemd
    from numaconf.kubelet.flags import Argument

    text = f"--{name}={value}"
    try:
        items = systemd.command_line(text)
    except systemd.BadSyntax:
        items = []
    for item in items:
        resolved, unknown = systemd.specifiers(item)
        known = not unknown and "$" not in resolved.text
        yield Argument(resolved.text if known else None, origin, resolved.text)
