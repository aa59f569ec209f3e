"""Random files for a kubelet, as text: legal ones, and ones with a fault or two of content or of form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.documents import load
from tests.kubelet import generate as layers
from tests.kubelet import generate_checks as checks
from tests.rules import generate as rules
from tests.verbs.lint import faults, styles
from tests.verbs.lint.faults import HEADER, Fault
from tests.verbs.lint.styles import Raw

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

    Config = dict[str, Any]

MAIN, FOLDER = "kubelet.yaml", "kubelet.yaml.d"


class Case(NamedTuple):
    """What a kubelet is given: its files' bytes by their names, and the machine."""

    files: dict[str, bytes]
    machine: Machine


def alone(rnd: random.Random, version: Version) -> Case:
    """A main file."""
    config, where = _config(rnd, version)
    return Case({MAIN: text(config, rnd, faults.some(rnd))}, where)


def with_dropins(rnd: random.Random, version: Version) -> Case:
    """A main file whose fields stand in part in drop-ins, some in both."""
    config, where = _config(rnd, version)
    parts: list[Config] = [{} for _ in range(rnd.choice([2, 2, 2, 3]))]
    for name, value in config.items():
        parts[rnd.randrange(len(parts))][name] = value
        if rnd.random() < 0.1:
            rnd.choice(parts)[name] = value
        if isinstance(value, dict) and len(value) > 1 and rnd.random() < 0.3:
            for key in value:
                parts[rnd.randrange(len(parts))].setdefault(name, {})
                part = rnd.choice(parts)
                if isinstance(part.get(name, {}), dict):
                    part[name] = {**part.get(name, {}), key: value[key]}
    if rnd.random() < 0.3:
        more = load.read(layers.layer(rnd, 0.2) or "{}\n").value
        rnd.choice(parts[1:]).update(more or {})
    wrong = faults.some(rnd)
    at = rnd.randrange(len(parts))
    names = [MAIN, *(f"{FOLDER}/{number}0-x.conf" for number in range(1, len(parts)))]
    made = [text(part, rnd, wrong if number == at else []) for number, part in enumerate(parts)]
    return Case(dict(zip(names, made, strict=True)), where)


def _config(rnd: random.Random, version: Version) -> tuple[Config, Machine]:
    """Fields of every kind, mostly those of the NUMA policies."""
    if rnd.random() < 0.4:
        where = rules.machine(rnd.choice(rules.names()))
        config = rules.base(rnd, version, where)
    else:
        config, where = rules.case(rnd, version)
    kind = rnd.random()
    if kind < 0.15:
        config = {}
    if kind < 0.35:
        for line in checks.fields(rnd).splitlines():
            name, _, value = line.partition(": ")
            config[name] = Raw(value)
    elif kind < 0.4:
        for line in layers.single_fields(rnd).splitlines():
            name, _, value = line.partition(": ")
            config[name] = Raw(value)
    if rnd.random() < 0.3:
        config |= rnd.sample(_LEGAL, 1)[0]
    return config, where


_LEGAL: list[Config] = [
    {"authentication": {"anonymous": {"enabled": False}, "webhook": {"cacheTTL": "0s", "enabled": True}}},
    {"clusterDNS": ["10.0.0.10"], "clusterDomain": "cluster.local"},
    {"maxPods": 58, "podPidsLimit": -1, "serializeImagePulls": False, "maxParallelImagePulls": 4},
    {"registerWithTaints": [{"key": "dedicated", "value": "numa", "effect": "NoSchedule"}]},
    {"syncFrequency": "1m0s", "nodeStatusUpdateFrequency": "10s", "cpuManagerReconcilePeriod": "5s"},
    {"logging": {"flushFrequency": 5000000000, "verbosity": 3, "options": {"json": {"infoBufferSize": "0"}}}},
    {"shutdownGracePeriod": "30s", "shutdownGracePeriodCriticalPods": "10s"},
    {"memorySwap": {}, "failSwapOn": False, "cgroupDriver": "systemd", "oomScoreAdj": -999},
    {"tlsCipherSuites": ["TLS_AES_128_GCM_SHA256"], "rotateCertificates": True, "staticPodPath": "manifests"},
    {"volumeStatsAggPeriod": "0s", "evictionPressureTransitionPeriod": "0s", "imageMaximumGCAge": "0s"},
    {"containerLogMaxSize": "10Mi", "containerLogMaxFiles": 5, "healthzPort": 0, "readOnlyPort": 0},
]  # fmt: skip


def text(config: Config, rnd: random.Random, wrong: list[Fault]) -> bytes:
    """A file of fields in some style."""
    how = styles.manner(rnd)
    document = {**HEADER, **config}
    if rnd.random() < 0.2:
        document = dict(rnd.sample(list(document.items()), len(document)))
    for fault in wrong:
        if fault in faults.OF_CONTENT:
            document = fault(document, rnd)
    made = styles.as_json(document, rnd) if rnd.random() < 0.15 else styles.yaml(document, rnd, how)
    for fault in wrong:
        if fault not in faults.OF_CONTENT:
            made = fault(made, rnd)
    if rnd.random() < 0.15:
        made = rnd.choice(_AROUND)(made)
    return made.encode("utf-8", "surrogatepass")


_OTHER = "apiVersion: v1\nkind: ConfigMap\n"
_AROUND: list[Callable[[str], str]] = [
    lambda made: made.replace("\n", "\r\n"),
    lambda made: "\ufeff" + made,
    lambda made: "---\n" + made,
    lambda made: "--- # x\n" + made + "...\n",
    lambda made: made + "---\n" + _OTHER,
    lambda made: made + "---\n",
    lambda made: made + "---\n}: {\n",
    lambda made: made + "--- \n" + made,
    lambda made: "# comment\n\n" + made,
    lambda made: "\n\n" + made,
    lambda made: "\n---\n" + made,
    lambda made: "# a\n---\n# b\n" + made,
    lambda made: made.rstrip("\n"),
    lambda made: made + "\n\n  \n\t\n",
    lambda made: "%YAML 1.1\n---\n" + made,
    lambda made: "---\n---\n" + made,
    lambda made: made + "...\n---\n" + made,
    lambda made: made + "# ä\u2028ö\n",
]
