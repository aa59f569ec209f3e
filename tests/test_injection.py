"""A value of a profile never becomes code: it comes out as the same value on the other side, or is refused."""

import email
import json
import shlex
import subprocess
import sys
from functools import cache

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numaconf.profile.load import parse
from numaconf.targets.registry import TARGETS
from numaconf.verbs.render import render
from tests.search import cases

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NASTY = [
    'a"b',
    "a'b",
    "$(touch owned)",
    "`touch owned`",
    "${HOME}",
    "%s%n%(x)s",
    "a # b",
    "#a",
    "--//",
    "--NUMACONF",
    "--BOUNDARY--",
    "a: b",
    "- a",
    "{a}",
    "[a]",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "@a",
    "a\\nb",
    "\\",
    "a,b=c",
    "a;b&c|d",
    "EOF",
    "'''",
    '"""',
    "{{ a }}",
    "{% a %}",
    "%{ if }",
    "yes",
    "null",
    "~",
    "1e3",
    "0o17",
    "012",
    "1:30",
    "2001-01-01",
    " a",
    "a ",
    "é",
    "日本",
    "\U0001f600",
    "=",
    "<<",
    "~/x",
    "*",
    "?",
    "a\tb",
    "a\nb",
    "a\rb",
    "a\x00b",
    "a\x1b[31mb",
    "a\u2028b",
    "",
]

FIELDS = [
    ("kubelet", "providerID"),
    ("kubelet", "staticPodPath"),
    ("kubelet", "kubeletCgroups"),
    ("targets", "karpenter", "name"),
]
"""Others are in `test_injection_everywhere.py`, with these values and more."""


@cache  # the same for every target
def profile(route, value):
    spec = {
        "kubernetesVersion": "1.32",
        "machine": {"instanceTypes": ["c5n.18xlarge"]},
        "kubelet": {"topologyManagerPolicy": "restricted"},
        "cluster": {
            "name": "c",
            "apiServerEndpoint": "https://a.example",
            "certificateAuthority": "QQ==",
            "cidr": "10.0.0.0/16",
        },
        "node": {"labels": {}, "taints": []},
        "targets": {"karpenter": {"version": "1.15.0"}, "bottlerocket": {"version": "1.64.0"}, "minikube": {}},
    }
    at = spec
    for step in route[:-1]:
        at = at[step]
    at[route[-1]] = value
    text = {"apiVersion": "numaconf/v1", "kind": "NumaProfile", "metadata": {"name": "x"}, "spec": spec}
    (made,) = parse(json.dumps(text), "p.json")
    return made


def documents(text):
    """The documents of a YAML text, by libyaml, from which the parser of Kubernetes was translated."""
    return list(yaml.load_all(text, Loader=yaml.CSafeLoader))


def strings(value):
    """Every string in a parsed document, and in a document that a string of it is."""
    if isinstance(value, str):
        yield value
        if "kind: NodeConfig" in value:
            yield from strings(documents(value))
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(item)


def texts(artifact):
    """The documents in a rendered file, by real parsers; scripts as they are."""
    if artifact.name.endswith(".toml"):
        return [tomllib.loads(artifact.text)]
    if artifact.name.endswith((".yaml", ".conf")):
        return documents(artifact.text)
    if artifact.name.endswith(".mime") or artifact.text.startswith("MIME-Version"):
        message = email.message_from_string(artifact.text)
        assert not message.defects
        parts = [part.get_payload() for part in message.get_payload()]
        return [documents(part) if "kind: NodeConfig" in part else part for part in parts]
    return [artifact.text]


def read(artifacts):
    """All documents of a rendering, each read by a real parser."""
    for script in [artifact for artifact in artifacts if artifact.name.endswith(".sh")]:
        subprocess.run(["bash", "-n"], input=script.text, text=True, check=True)
    return [text for artifact in artifacts for text in texts(artifact)]


def check(target, route, value):
    made = profile(route, value)
    if made.findings:
        assert all(finding.origin.route for finding in made.findings)
        return "refused"
    rendered = render(made, target)
    if not rendered.artifacts:
        assert rendered.findings
        return "refused"
    found = read(rendered.artifacts)
    if route[0] == "kubelet" and value:
        whole = list(strings(found))
        words = [word for text in whole for word in _words(text)]
        assert any(value in one for one in whole) or any(value in word for word in words)
    return "rendered"


def _words(text):
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return []


@pytest.mark.parametrize("target", list(TARGETS))
@pytest.mark.parametrize("route", FIELDS, ids=".".join)
def test_nasty_values(target, route):
    for value in NASTY:
        check(target, route, value)


@pytest.mark.parametrize("target", ["kubelet", "kubelet-dropin"])
def test_what_can_be_carried_is_carried(target):
    """Refusing everything would pass the test above."""
    controls = ("\t", "\n", "\r", "\x00", "\x1b", "\u2028")
    for value in NASTY:
        if not any(one in value for one in controls):
            assert check(target, ("kubelet", "clusterDomain"), value) == "rendered", value


@pytest.mark.parametrize("target", list(TARGETS))
@settings(max_examples=cases(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1))
def test_any_text(target, value):
    check(target, ("kubelet", "clusterDomain"), value)
