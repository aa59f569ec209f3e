from __future__ import annotations

import pytest

from numaconf.documents import toml
from numaconf.documents.errors import Unreadable
from numaconf.kubelet.version import Version
from numaconf.targets.bottlerocket import settings, values
from numaconf.targets.bottlerocket.model import Struct, Taking
from tests.real import vectors
from tests.targets.bottlerocket import recorded


def take(text: str, os: Version | None = recorded.NEW) -> Taking:
    taking = Taking(os)
    settings.SETTINGS.take(toml.read(text).value["settings"], ("settings",), taking)
    return taking


@pytest.mark.parametrize("model", recorded.MODELS)
def test_the_real_model_accepts_and_refuses_the_same(model: str):
    compared = 0
    for case in vectors("bottlerocket"):
        wanted = case[model]
        if case["id"] == "reserved-key-empty" and model == "model_0.7":
            continue  # recorded up to the model only; it is the data store that refuses it
        try:
            document = toml.read(case["input"]).value
        except Unreadable:
            assert wanted["stage"] == "toml", case["id"]
            continue
        if "settings" not in document:
            assert wanted["error"] == "TOML data did not contain 'settings' section"
            continue
        taking = Taking(recorded.MODELS[model])
        settings.SETTINGS.take(document["settings"], ("settings",), taking)
        assert (not taking.refusals) is wanted["accept"], case["id"]
        if taking.refusals:
            ours, _, _ = taking.refusals[0].says.partition(", …")
            assert recorded.said(wanted["error"]).startswith(ours), case["id"]
        compared += 1
    assert compared > 200


def keys_with_versions(struct: Struct = settings.KUBERNETES) -> list[tuple[str, Version, Version]]:
    return [(key, field.since.maybe, field.since.surely) for key, field in struct.fields.items() if field.since]


@pytest.mark.parametrize(("key", "maybe", "surely"), keys_with_versions())
def test_each_key_on_both_sides_of_its_first_version(key: str, maybe: Version, surely: Version):
    def knows(os: Version) -> bool:
        return key in settings.KUBERNETES.known(os)

    before = Version(maybe.major, maybe.minor - 1, 99) if maybe.patch == 0 else maybe._replace(patch=maybe.patch - 1)
    assert not knows(before)
    assert knows(maybe)
    taking = Taking(before)
    settings.KUBERNETES.take({key: "?"}, (), taking)
    assert taking.refusals[0].kind == "later"
    assert taking.refusals[0].since == surely


def test_an_unknown_version_takes_the_newest_and_says_what_it_needs():
    text = '[settings.kubernetes]\nreserved-cpus = "0-1"\ncpu-manager-policy-options = ["strict-cpu-reservation"]\n'
    taking = take(text, None)
    assert not taking.refusals
    assert {(needed.route[2], str(needed.since)) for needed in taking.newer} == {
        ("cpu-manager-policy-options", "1.14.0"),
        ("cpu-manager-policy-options", "1.51.0"),
        ("reserved-cpus", "1.21.0"),
    }
    assert take(text, Version(1, 50, 0)).refusals[0].since == Version(1, 51, 0)


def test_between_the_versions_that_are_known_nothing_is_said():
    text = "[settings.kubernetes]\nmemory-throttling-factor = 0.8\n"
    assert take(text, Version(1, 64, 0)).refusals[0].kind == "later"
    between = take(text, Version(1, 65, 0))
    assert not between.refusals
    assert between.newer
    assert not take(text, Version(1, 66, 0)).newer


def test_all_refusals_are_given_in_the_order_of_the_keys():
    taking = take('[settings.kubernetes]\nzebra = 1\nmax-pods = "x"\n[settings.kernal]\n')
    assert [refusal.route for refusal in taking.refusals] == [
        ("settings", "kernal"),
        ("settings", "kubernetes", "max-pods"),
        ("settings", "kubernetes", "zebra"),
    ]


def test_the_table_of_versions():
    assert settings.since("kubernetes", "topology-manager-policy-options") == Version(1, 60, 0)
    assert settings.since("kubernetes", "cpu-manager-policy-options", "strict-cpu-reservation") == Version(1, 51, 0)
    assert settings.since("kubernetes", "kube-reserved", "pid") == Version(1, 50, 0)
    assert settings.since("kubernetes", "kube-reserved", "cpu") is None
    assert settings.since("kernel", "hugepages", "static") == Version(1, 64, 0)


@pytest.mark.parametrize(
    ("predicate", "good", "bad"),
    [
        (values.quantity, ["1.5Gi", ".5Gi", "700M", "1e9", "1E", "+1", "..."], ["1E3", "1e-3", "", "1 Gi", "1ki"]),
        (values.threshold, ["5%", "2.5%", "1e1%", "0%", "200Mi"], ["100%", "-1%", "NaN%", "%", " 5%", "1_0%", "<1Mi"]),
        (values.duration, ["0s", "1h5m", "1.5s", "500ms", "1m30s"], ["0", "", "1d", "5s1m", "1m30", "-5s", "10us"]),
        (values.cpu_set, ["0", "0-3,8", "1-23-4", "5-2", "00-03"], ["", "0,", ",0", "0,,1", "0-31:2", "1-2-3", "a"]),
        (values.label_key, ["a", "example.com/a_b", "A/b"], ["", "-a", "a/", "a/b/c", "a" * 64]),
        (values.taint_value, [":NoSchedule", "v:NoExecute"], ["v", "v:", "-v:NoSchedule", "v:No Schedule"]),
        (values.sysctl_key, ["vm.nr_hugepages", "vm/nr_hugepages"], ["", ".x", "/x", "a b", "a..b", "a" * 129]),
        (values.page_size, ["2Mi", "1Gi", "64Ki"], ["3Mi", "2M", "2048kB", "0Mi", "2", "02Mi"]),
        (values.page_count, ["512", "0:8", "0:8,1:8"], ["-1", "", "0:8,", "8,8", "0:"]),
        (values.boot_key, ["a", "numa.balancing"], ["", ".a", "a b", "a="]),
        (values.boot_value, ["", "a'b", 'a"b', "0-3 x"], ["'\"", "é", "a\n"]),
        (values.hostname, ["a", "a.b-c"], ["", "-a", ".a", "a..b", "A", "a" * 64]),
        (values.single_line, ["a", ""], ["a\nb", "a\n", "a\u2028"]),
        (values.base64, ["", "aGk="], ["aGk", "a===", "aG k="]),
        (values.ip_address, ["10.0.0.1", "fd00::a"], ["10.0.0", "x", "fe80::1%eth0"]),
        (values.url, ["https://x", "x/y:1", "aws:///a", "unix:///run/x", "x:1", "a: b"], ["", "https://", "a b"]),
    ],
)  # fmt: skip
def test_the_strings_that_types_take(predicate: values.Predicate, good: list[str], bad: list[str]):
    assert [text for text in good if predicate(text)] == []
    assert [text for text in bad if not predicate(text)] == []


def test_a_long_cpu_list_is_judged_at_once():
    assert values.cpu_set(",".join(str(cpu) for cpu in range(2000)) + ",x")


@pytest.mark.parametrize(
    ("written", "route"),
    [
        ({"ntp": {"time-server": ["a"]}}, ("ntp", "time-server")),
        ({"network": {"http-proxy": "x"}}, ("network", "http-proxy")),
        ({"host-containers": {"admin": {"super-powered": True}}}, ("host-containers", "admin", "super-powered")),
        ({"container-registry": {"creds": [{"user": "x"}]}}, ("container-registry", "creds", 0, "user")),
        ({"container-runtime": {"snapshoter": "soci"}}, ("container-runtime", "snapshoter")),
        ({"pki": {"my-ca": {"cert": "x"}}}, ("pki", "my-ca", "cert")),
        ({"ntpd": {}}, ("ntpd",)),
    ],
)
def test_an_unknown_key_anywhere_is_refused(written, route):
    taking = Taking(None)
    settings.SETTINGS.take(written, (), taking)
    assert [(one.kind, one.route) for one in taking.refusals] == [("unknown", route)]


def test_the_keys_of_other_sections_are_taken_whatever_their_values():
    taking = Taking(None)
    given = {
        "motd": "hello",
        "ntp": {"time-servers": {"a": {"address": "x"}}, "options": ["iburst"]},
        "updates": {"ignore-waves": False},
        "container-registry": {"mirrors": {"docker.io": ["https://x"]}, "credentials": [{"registry": "x"}]},
        "dns": {"name-servers": ["10.0.0.2"]},
        "autoscaling": {"should-wait": True},
    }
    assert settings.SETTINGS.take(given, (), taking) == given
    assert taking.refusals == []
