import pytest

from numaconf.kubelet import defaults, fields, version
from tests import real
from tests.versions import NEWEST


def walk(struct, route=""):
    """JSON routes and Go types of a struct as `kubelet-facts.json` names them."""
    for name, field in fields.STRUCTS[struct].items():
        here = f"{route}/{name}"
        yield here, field
        element = fields.element(field.type)
        if fields.plain(field.type) in fields.STRUCTS:
            yield from walk(fields.plain(field.type), here)
        elif element and fields.plain(element) in fields.STRUCTS and name != "registerWithTaints":
            yield from walk(fields.plain(element), f"{here}/*")


def bare(go_type):
    """A Go type without its packages."""
    prefixes = ("metav1.", "corev1.", "v1.", "resource.")
    for prefix in prefixes:
        go_type = go_type.replace(prefix, "")
    return go_type


def test_every_field_of_every_kubelet_with_its_type_and_first_version():
    facts = real.recorded("kubelet-facts.json")["fields"]
    theirs = {
        route: (bare(rows[-1]["type"]), int(rows[0]["since"][2:]))
        for route, rows in facts.items()
        if route not in {"/apiVersion", "/kind"}
    }
    ours = {}
    for route, field in walk("KubeletConfiguration"):
        above = max((since for known, (_, since) in ours.items() if route.startswith(f"{known}/")), default=0)
        ours[route] = (field.type, max(field.since, above))
    assert ours == theirs
    assert {rows[-1]["last"] for rows in facts.values()} == {NEWEST}


def test_a_field_is_found_below_lists_and_maps():
    assert fields.find(("reservedMemory", 0, "numaNode")).type == "int32"
    assert fields.find(("reservedMemory", 0, "limits", "memory")).type == "Quantity"
    assert fields.find(("featureGates", "X")).type == "bool"
    assert fields.find(("userNamespaces", "idsPerPod")).since == 33
    assert fields.find(("nothing",)) is None
    assert fields.find(("maxPods", "x")) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CPUManagerPolicy", "cpuManagerPolicy"),
        ("cpuManagerPolicyOption", "cpuManagerPolicyOptions"),
        ("reservedSystemCpus", "reservedSystemCPUs"),
        ("somethingElse", None),
    ],
)
def test_a_misspelt_name_is_recognised(written, meant):
    assert fields.suggest(written) == meant


@pytest.mark.parametrize(
    ("config", "minor", "route", "value"),
    [
        ({}, "1.34", "maxPods", 110),
        ({"maxPods": 0}, "1.34", "maxPods", 110),
        ({"cpuManagerPolicy": "0s"}, "1.34", "cpuManagerPolicy", "0s"),  # a zero to a duration only
        ({"cpuManagerReconcilePeriod": "0s"}, "1.34", "cpuManagerReconcilePeriod", "10s"),
        ({}, "1.34", "failCgroupV1", False),
        ({}, "1.35", "failCgroupV1", True),
        ({}, "1.30", "failCgroupV1", None),
        ({}, "1.36", "memoryThrottlingFactor", 0.9),
        ({}, "1.37", "memoryThrottlingFactor", None),
        ({"enforceNodeAllocatable": []}, "1.34", "enforceNodeAllocatable", []),
        ({"maxParallelImagePulls": 2}, "1.34", "serializeImagePulls", False),
        ({"maxParallelImagePulls": 1}, "1.34", "serializeImagePulls", True),
        ({"nodeStatusUpdateFrequency": "7s"}, "1.34", "nodeStatusReportFrequency", "7s"),
        ({"podPidsLimit": -7}, "1.34", "podPidsLimit", -1),
        ({}, "1.34", "crashLoopBackOff.maxContainerRestartPeriod", None),
        ({}, "1.35", "crashLoopBackOff.maxContainerRestartPeriod", "5m"),
        (
            {"featureGates": {"KubeletCrashLoopBackOffMax": False}},
            "1.35",
            "crashLoopBackOff.maxContainerRestartPeriod",
            None,
        ),
        ({"featureGates": {"AllAlpha": True}}, "1.34", "crashLoopBackOff.maxContainerRestartPeriod", "5m"),
        ({}, "1.35", "imagePullCredentialsVerificationPolicy", "NeverVerifyPreloadedImages"),
        ({}, "1.34", "authentication.webhook.cacheTTL", "2m"),
    ],
)
def test_defaults(config, minor, route, value):
    assert defaults.value(config, version.kubernetes(minor), *route.split(".")) == value


def test_what_is_missing_is_filled_in_once():
    known = version.kubernetes("1.35")
    filled = dict(defaults.missing({"maxPods": 50, "authentication": {"anonymous": {"enabled": True}}}, known))
    assert ("maxPods",) not in filled
    assert filled["authentication", "webhook", "enabled"] is True
    assert ("authentication", "anonymous", "enabled") not in filled
    assert filled["crashLoopBackOff", "maxContainerRestartPeriod"] == "5m"
