"""The tables of the kubelet's own checks, each row's text, and random configurations against real kubelets."""

import random

import pytest

from numaconf.kubelet import validation
from numaconf.kubelet.validation import enforcement, taints
from numaconf.rules.registry import BY_CODE
from tests.kubelet import generate_checks
from tests.kubelet.asking import Ours, ask
from tests.rules import nodes
from tests.versions import MINORS

RULES = {"NC407": "ranges", "NC408": "choices", "NC409": "gated", "NC410": "clashes"}
CODES = [f"NC4{number:02}" for number in range(4, 15)]


@pytest.mark.parametrize(("code", "kind"), RULES.items())
def test_the_registry_names_the_fields_that_a_table_looks_at(code, kind):
    assert BY_CODE[code].reads == validation.tops(kind)


@pytest.mark.parametrize("kind", RULES.values())
def test_versions_of_a_row_are_in_order(kind):
    assert all(check.since <= check.last for check in validation.table(kind))


def says(text, minor="1.34"):
    node = nodes.node(text, minor)
    found = (one for kind in RULES.values() for one in validation.broken(node, kind))
    return [one.says.removeprefix("invalid configuration: ") for one in found]


@pytest.mark.parametrize(
    ("text", "minor", "expected"),
    [
        (
            "oomScoreAdj: -1001",
            "1.34",
            ["oomScoreAdj (--oom-score-adj) -1001 must be between -1000 and 1000, inclusive"],
        ),
        ("healthzPort: 0", "1.34", []),
        ("port: 70000", "1.34", ["port (--port) 70000 must be between 1 and 65535, inclusive"]),
        ("containerLogMaxFiles: 1", "1.32", []),
        ("containerLogMaxFiles: 1", "1.33", ["containerLogMaxFiles must be greater than 1"]),
        ("imageMinimumGCAge: -1s", "1.35", []),
        ("imageMinimumGCAge: -1s", "1.36", ["imageMinimumGCAge -1s must not be negative"]),
        ("runOnce: true", "1.31", []),
        ("memorySwap: {swapBehavior: UnlimitedSwap}\nfeatureGates: {NodeSwap: true}", "1.29", []),
        (
            "memorySwap: {swapBehavior: UnlimitedSwap}",
            "1.30",
            ['memorySwap.swapBehavior "UnlimitedSwap" must be one of: "", "LimitedSwap" or "NoSwap"'],
        ),
        (
            "cpuCFSQuotaPeriod: 20ms",
            "1.35",
            ["cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {20ms} requires feature gate CustomCPUCFSQuotaPeriod"],
        ),
        ("cpuCFSQuotaPeriod: 20ms", "1.36", []),
        (
            "memoryThrottlingFactor: 0.5\nfeatureGates: {MemoryQoS: false}",
            "1.37",
            ["memoryThrottlingFactor must not be set when MemoryQoS feature gate is disabled"],
        ),
        ("memoryThrottlingFactor: 0.9\nfeatureGates: {MemoryQoS: false}", "1.37", []),
        (
            "shutdownGracePeriodCriticalPods: 5s",
            "1.34",
            ["shutdownGracePeriodCriticalPods {5s} must be <= shutdownGracePeriod {0s}"],
        ),
        ("showHiddenMetricsForVersion: '1.33'", "1.34", []),
        (
            "showHiddenMetricsForVersion: '1.32'",
            "1.34",
            [
                "--show-hidden-metrics-for-version must be omitted or have the value '1.33'. Only the previous minor "
                "version is allowed"
            ],
        ),
        (
            "imagePullCredentialsVerificationPolicy: NeverVerifyAllowlistedImages\n"
            'preloadedImagesVerificationAllowlist: ["a/*", "a*"]',
            "1.35",
            [
                "invalid image pattern in `preloadedImagesVerificationAllowlist`: not a valid wildcard pattern, only "
                "patterns ending with '/*' are allowed: a*"
            ],
        ),
        (
            "featureGates: {DefaultPodSysctls: true}\ndefaultPodSysctls: {kernel.foo: '1', A: '1', net.x: '1'}",
            "1.37",
            [
                '"A" is not a valid sysctl name for defaultPodSysctls',
                '"kernel.foo" is not known to be namespaced for defaultPodSysctls',
            ],
        ),
        ("memorySwap: {swapBehavior: NoSwap}", "1.38", []),  # the gate is gone, the field is not
        (
            "memorySwap: {swapBehavior: UnlimitedSwap}",
            "1.38",
            ['memorySwap.swapBehavior "UnlimitedSwap" must be one of: "", "LimitedSwap" or "NoSwap"'],
        ),
        ("clientCertificateKeyAlgorithm: RSA-4096\nserverCertificateKeyAlgorithm: ECDSA-P384", "1.38", []),
        (
            "clientCertificateKeyAlgorithm: ''\nserverCertificateKeyAlgorithm: rsa",
            "1.38",
            [
                'clientCertificateKeyAlgorithm "" is not a supported algorithm',
                'serverCertificateKeyAlgorithm "rsa" is not a supported algorithm',
            ],
        ),
        ("clientCertificateKeyAlgorithm: rsa", "1.37", []),  # unknown there, and ignored
        ("serverCertificateKeyAlgorithm: ML-DSA-65\ntlsMinVersion: VersionTLS13", "1.38", []),
        ("clientCertificateKeyAlgorithm: ML-DSA-44", "1.38", []),
        (
            "serverCertificateKeyAlgorithm: ML-DSA-44",
            "1.38",
            [
                'tlsMinVersion "" is incompatible with serverCertificateKeyAlgorithm "ML-DSA-44", '
                "ML-DSA requires VersionTLS13"
            ],
        ),
        ("podLogsDir: logs", "1.34", []),  # resolved against the file's folder
        (
            "logging: {options: {json: {infoBufferSize: '1'}}}",
            "1.34",
            ["logging.options.json.infoBufferSize: Forbidden: Feature LoggingAlphaOptions is disabled"],
        ),
        ("logging: {options: {json: {infoBufferSize: '0'}}}", "1.34", []),  # zero is as good as nothing
        ("featureGates: {LoggingAlphaOptions: true}\nlogging: {options: {json: {infoBufferSize: '1'}}}", "1.34", []),
        ("maxPods: 50", "1.34", []),
    ],
)
def test_rows(text, minor, expected):
    assert says(text, minor) == expected


@pytest.mark.shared
@pytest.mark.parametrize(
    "text",
    [
        "memorySwap: {swapBehavior: NoSwap}",
        "memorySwap: {swapBehavior: UnlimitedSwap}",
        "clientCertificateKeyAlgorithm: ''\nserverCertificateKeyAlgorithm: rsa",
        "serverCertificateKeyAlgorithm: ML-DSA-87",
        "serverCertificateKeyAlgorithm: ML-DSA-87\ntlsMinVersion: VersionTLS12",
        "serverCertificateKeyAlgorithm: ML-DSA-87\ntlsMinVersion: VersionTLS13",
        "serverCertificateKeyAlgorithm: ML-DSA-87\ntlsMinVersion: x",
        "clientCertificateKeyAlgorithm: ML-DSA-44",
    ],
)
@pytest.mark.parametrize("minor", ["1.37", "1.38"])
def test_what_1_38_checks_is_what_its_kubelet_checks(text, minor, tmp_path):
    answer = ask(minor, tmp_path, text)
    mine = {one.says.text for code in CODES for one in BY_CODE[code].check(Ours(minor, text).node())}
    assert mine == set(answer["validate"] or ())


def test_what_is_unknown_is_not_judged():
    node = nodes.node(
        "maxParallelImagePulls: 5", "1.34", unknown={("serializeImagePulls",): "the main file is unknown"}
    )
    (found,) = validation.broken(node, "clashes")
    assert found.unsure == "the main file is unknown"
    (gap,) = BY_CODE["NC410"].check(node)
    assert gap.reason == "the main file is unknown"


@pytest.mark.parametrize(
    ("text", "minor", "kinds"),
    [
        ("enforceNodeAllocatable: [pods]", "1.34", []),
        ("enforceNodeAllocatable: [Pods]", "1.34", ["unknown"]),
        ("enforceNodeAllocatable: [kube-reserved]", "1.34", ["cgroup"]),
        ("enforceNodeAllocatable: [kube-reserved-compressible]", "1.31", ["unknown"]),
        ("enforceNodeAllocatable: [pods, pods]", "1.30", []),
        ("enforceNodeAllocatable: [pods, pods]", "1.31", ["contradiction"]),
        ("cgroupsPerQOS: false", "1.34", ["contradiction"]),
        ("cgroupsPerQOS: false\nenforceNodeAllocatable: [none]", "1.30", ["contradiction"]),
        ("cgroupsPerQOS: false\nenforceNodeAllocatable: [none]", "1.31", []),
        ("cgroupsPerQOS: false\nenforceNodeAllocatable: []", "1.34", []),
    ],
)
def test_enforcements(text, minor, kinds):
    assert [one.kind for one in enforcement.objections(nodes.node(text, minor))] == kinds


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("[{key: a}]", 0, "effect: Required value"),
        ("[{key: a, effect: ''}]", 0, "effect: Required value"),
        ("[{key: a, value: b, effect: NoExecute}, {key: a, value: c, effect: NoExecute}]", 1, "must be unique"),
        ("[{key: a, effect: NoSchedule}, {key: a, effect: NoExecute}, {key: b, effect: NoSchedule}]", None, ""),
        ("[]", None, ""),
    ],
)
def test_what_the_api_server_says_to_the_taints_of_a_node(text, at, says):
    node = nodes.node(f"registerWithTaints: {text}")
    found = list(taints.unregistered(node))
    assert [one.at for one in found] == ([] if at is None else [("registerWithTaints", at)])
    assert all(says in one.says for one in found)
    assert list(taints.unregistered(nodes.node(f"registerNode: false\nregisterWithTaints: {text}"))) == []
    assert list(taints.objections(node)) == []  # the kubelet starts with them


def test_a_taint_is_printed_as_go_prints_it():
    node = nodes.node("registerWithTaints: [{key: -a, value: b}]")
    (found,) = taints.objections(node)
    assert found.says == "invalid taint: {-a b  <nil>}"
    assert found.at == ("registerWithTaints", 0, "key")


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_random_configurations_against_the_kubelet(minor, tmp_path):
    rnd = random.Random(f"checks {minor}")
    for _ in range(5):
        text = generate_checks.fields(rnd)
        answer = ask(minor, tmp_path, text)
        ours = Ours(minor, text)
        assert not ours.fatal["decode"], text
        node = ours.node()
        mine = {one.says.text for code in CODES for one in BY_CODE[code].check(node)}
        if answer["failed_stage"] in {"decode", "feature gates"}:
            assert any(one.rpartition("error: ")[2].rpartition("config: ")[2] in answer["first_error"] for one in mine)
            continue
        theirs = set(answer["validate"])
        if answer["logging"].get("panic"):
            theirs.add(f"panic: {answer['logging']['panic']}")
        assert mine == theirs, text
