# ruff: noqa: E501  a message is easier to read on one line
"""The profile against its schema: what is said, and where."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.documents import source, yaml
from numaconf.documents import text as documents_text
from numaconf.kubelet import eviction, fields, version
from numaconf.profile import check
from numaconf.profile.load import parse

HEAD = "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: x}\nspec:\n"


def says(text, head=HEAD):
    """`line:column message` of everything that is wrong with a profile."""
    (profile,) = parse(head + text if text.startswith(" ") else text, "p.yaml")
    found = []
    for finding in profile.findings:
        span = finding.origin.source.span(finding.origin.route, key=finding.key)
        found.append(f"{span.line}:{span.column} {finding.code} {finding.message}")
    return sorted(found)


def one(text):
    (found,) = says(text)
    return found


V = "  kubernetesVersion: '1.34'\n"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (V + "  kubelett: {}", '6:3 NC801 spec has no key "kubelett"; did you mean kubelet?'),
        (V + "  maxPods: 3", '6:3 NC801 spec has no key "maxPods"; it belongs below spec.kubelet'),
        (V + "  labels: {}", '6:3 NC801 spec has no key "labels"; it belongs below spec.node'),
        (V + "  zzz: 3", '6:3 NC801 spec has no key "zzz"; allowed: kubernetesVersion, machine, kubelet, hugepages, '
         "node, cluster, targets"),
        (V + "  kubelet: {CPUManagerPolicy: none}",
         '6:13 NC801 spec.kubelet has no key "CPUManagerPolicy"; did you mean cpuManagerPolicy?'),
        (V + "  kubelet: {zzz: none}",
         '6:13 NC801 spec.kubelet has no key "zzz"; numaconf schema profile lists what is allowed'),
        (V + "  kubelet: {cpuManagerPolicy: Static}",
         '6:31 NC802 spec.kubelet.cpuManagerPolicy: "Static" is not one of none, static; did you mean static?'),
        (V + "  kubelet: {memoryManagerPolicy: static}",
         '6:34 NC802 spec.kubelet.memoryManagerPolicy: "static" is not one of None, Static; did you mean Static?'),
        (V + "  kubelet: {maxPods: '3'}",
         '6:22 NC802 spec.kubelet.maxPods: "3" is not a whole number of 32 bits; write it without quotes'),
        (V + "  kubelet: {maxPods: 3000000000}",
         "6:22 NC802 spec.kubelet.maxPods: 3000000000 is not a whole number of 32 bits"),
        (V + "  kubelet: {kubeReserved: {cpu: 0.5}}",
         "6:33 NC802 spec.kubelet.kubeReserved.cpu: 0.5 is not auto or a quantity, such as 500m or 2Gi; put it in quotes"),
        (V + "  kubelet: {kubeReserved: {memory: 2 Gi}}",
         '6:36 NC802 spec.kubelet.kubeReserved.memory: "2 Gi" is not auto or a quantity, such as 500m or 2Gi'),
        (V + '  kubelet: {systemReserved: {memory: "2Gi\\n"}}',
         '6:38 NC802 spec.kubelet.systemReserved.memory: "2Gi\\n" is not a quantity, such as 500m, 2Gi or 1000'),
        (V + "  kubelet: {kubeReserved: [1]}", "6:27 NC802 spec.kubelet.kubeReserved: [1] is not auto, or a map of amounts"),
        (V + "  kubelet: {kubeReserved: {gpu: 1}}",
         '6:28 NC801 spec.kubelet.kubeReserved has no key "gpu"; allowed: cpu, memory, ephemeral-storage, pid'),
        (V + "  kubelet: {systemReserved: auto}",
         '6:29 NC802 spec.kubelet.systemReserved: "auto" is not a map; no platform has a formula for it: write amounts'),
        (V + "  kubelet: {systemReserved: {cpu: auto}}",
         '6:35 NC802 spec.kubelet.systemReserved.cpu: "auto" is not a quantity, such as 500m, 2Gi or 1000; '
         "no platform has a formula for it: write amounts"),
        (V + "  kubelet: {evictionHard: {memory.availabel: 1Gi}}",
         '6:28 NC801 spec.kubelet.evictionHard has no key "memory.availabel"; did you mean memory.available?'),
        (V + "  kubelet: {evictionHard: {memory.available: 5 %}}",
         '6:46 NC802 spec.kubelet.evictionHard[memory.available]: "5 %" is not a quantity or a percentage, such as '
         "500Mi or 10%"),
        (V + "  kubelet: {evictionSoft: {memory.available: null}}",
         "6:46 NC802 spec.kubelet.evictionSoft[memory.available]: null is not a quantity or a percentage, such as "
         "500Mi or 10%"),
        (V + "  kubelet: {reservedSystemCPUs: 0}",
         '6:33 NC802 spec.kubelet.reservedSystemCPUs: 0 is not auto or a CPU list in quotes, such as "0-1,36-37"; '
         "put it in quotes"),
        (V + "  kubelet: {reservedSystemCPUs: '0, 1'}",
         '6:33 NC802 spec.kubelet.reservedSystemCPUs: "0, 1" is not auto or a CPU list in quotes, such as "0-1,36-37"'),
        (V + "  kubelet: {reservedMemory: [{limits: {memory: 1Gi}}]}",
         "6:30 NC802 spec.kubelet.reservedMemory[0]: numaNode is missing"),
        (V + "  kubelet: {featureGates: {MemoryManager: 'true'}}",
         '6:43 NC802 spec.kubelet.featureGates.MemoryManager: "true" is not true or false; write it without quotes'),
        (V + "  kubelet: {syncFrequency: 10}",
         "6:28 NC802 spec.kubelet.syncFrequency: 10 is not a duration, such as 10s or 1h30m"),
        (V + "  kubelet: {cpuManagerPolicyOptions: {full-pcpus-only: maybe}}",
         '6:56 NC802 spec.kubelet.cpuManagerPolicyOptions.full-pcpus-only: "maybe" is not true or false'),
        (V + "  kubelet: {memoryThrottlingFactor: 0}",
         "6:37 NC802 spec.kubelet.memoryThrottlingFactor: 0 is not a number above 0, up to 1"),
        (V + "  machine: {}",
         "6:3 NC802 spec.machine: write exactly one of instanceTypes, snapshot, synthetic, numaNodes; it has none of them"),
        (V + "  machine:", "6:11 NC802 spec.machine: null is not exactly one of instanceTypes, snapshot, synthetic, numaNodes"),
        (V + "  machine: {instanceTypes: []}", "6:28 NC802 spec.machine.instanceTypes: [] is not a list of one or more"),
        (V + "  machine: {synthetic: x, threadsPerCore: 2}",
         "6:27 NC802 spec.machine.threadsPerCore requires numaNodes"),
        (V + "  hugepages: [{size: 1Gi}]", "6:15 NC802 spec.hugepages[0]: count is missing; write count: 16"),
        (V + "  hugepages: [{size: 1G, count: 1}]",
         '6:22 NC802 spec.hugepages[0].size: "1G" is not a page size, such as 2Mi or 1Gi'),
        (V + "  node: {labels: {a b: c}}", '6:19 NC802 spec.node.labels: "a b" is not a label name, such as example.com/numa'),
        (V + "  node: {labels: {a: true}}",
         "6:22 NC802 spec.node.labels.a: true is not a label value in quotes: up to 63 letters, digits, '-', '_' and '.'; "
         "put it in quotes"),
        (V + "  node: {taints: [{key: a, effect: noschedule}]}",
         '6:36 NC802 spec.node.taints[0].effect: "noschedule" is not one of NoSchedule, PreferNoSchedule, NoExecute; '
         "did you mean NoSchedule?"),
        (V + "  targets: {bottlerokcet: {}}",
         '6:13 NC801 spec.targets has no key "bottlerokcet"; did you mean bottlerocket?'),
        (V + "  targets: {al2023: {x: 1}}", '6:22 NC801 spec.targets.al2023 has no key "x"; nothing is allowed here'),
        (V + "  targets: {karpenter: {version: 1.15}}",
         "6:34 NC802 spec.targets.karpenter.version: 1.15 is not a version, such as 1.15.0"),
        ("  kubernetesVersion: 1.26", "5:22 NC802 spec.kubernetesVersion: Kubernetes 1.26 is not supported; numaconf knows "
         f"1.27 to 1.{version.LAST}"),
        ("  kubernetesVersion: latest", '5:22 NC802 spec.kubernetesVersion: "latest" is not a Kubernetes version, such as '
         "1.34 or 1.34.2"),
        ("  kubelet: {}", '5:3 NC802 spec: kubernetesVersion is missing; write kubernetesVersion: "1.34"'),
        (V + V, '6:3 NC802 spec.kubernetesVersion is set twice (line 6: key "kubernetesVersion" already set in map)'),
    ],
)  # fmt: skip
def test_one_mistake(spec, said):
    assert one(spec) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1 NC802 the document is empty; a profile has NumaProfile as its kind"),
        ("- a", "1:1 NC802 the document is not a map; a profile has NumaProfile as its kind"),
        ("apiVersion: numaconf/v1\nkind: KubeletConfiguration\n",
         "2:7 NC802 kind is 'KubeletConfiguration'; a profile has kind: NumaProfile"),
        ("kind: NumaProfile\nspec: 3", "1:1 NC802 apiVersion is missing; a profile has apiVersion: numaconf/v1"),
        ("apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: Ab}\nspec: {kubernetesVersion: '1.34'}\n",
         "3:18 NC802 metadata.name: \"Ab\" is not a lower-case name of letters, digits, '-' and '.'"),
        ("apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: ../x}\nspec: {kubernetesVersion: '1.34'}\n",
         "3:18 NC802 metadata.name: \"../x\" is not a lower-case name of letters, digits, '-' and '.'"),
    ],
)  # fmt: skip
def test_no_profile_at_all(text, said):
    assert one(text) == said


def test_several_mistakes_at_once():
    assert len(says("  kubernetesVersion: 1\n  kubelet: {a: 1, b: 2, maxPods: x}\n  node: []\n")) == 5


EVERYTHING = """\
  kubernetesVersion: 1.30
  machine:
    numaNodes:
      - {cpus: "0-17,36-53", memory: 96Gi, id: 0, socket: 0, hugepages: {1Gi: 16}}
      - {cpus: "", memory: 1000}
    threadsPerCore: 2
    memoryCapacity: 192Gi
  kubelet:
    cpuManagerPolicyOptions: {full-pcpus-only: true, distribute-cpus-across-numa: "false"}
    topologyManagerPolicyOptions: {max-allowable-numa-nodes: 12, prefer-closest-numa-nodes: yes}
    kubeReserved: {memory: 2147483648, cpu: auto, pid: 1000, ephemeral-storage: 1.5Gi}
    evictionHard: {memory.available: 500Mi, nodefs.available: null, imagefs.available: 7.5%}
    evictionSoft: {memory.available: 1Gi}
    evictionSoftGracePeriod: {memory.available: 1m30s}
    reservedMemory: [{numaNode: 0, limits: {memory: 1Gi, hugepages-1Gi: 2Gi}}]
    reservedSystemCPUs: 0,36
    featureGates: {CPUManagerPolicyAlphaOptions: true}
    logging: {flushFrequency: 5000000000, verbosity: 4, options: {json: {infoBufferSize: "0"}}}
    staticPodURLHeader: {X-A: [b]}
    memoryThrottlingFactor: 0.9
    tracing: {endpoint: "localhost:4317"}
    registerWithTaints: [{key: a, effect: NoExecute}]
  hugepages: [{size: 1Gi, count: 16, numaNode: 0}, {size: 2Mi, count: 1}]
  node:
    labels: {example.com/numa: "true", plain: "", a.b/c_D.e: "1"}
    taints: [{key: dedicated, value: packets, effect: NoSchedule}]
    resetMemoryManagerState: onBoot
  cluster:
    name: my-cluster
    apiServerEndpoint: https://ABCDEF.gr7.eu-west-1.eks.amazonaws.com
    certificateAuthority: LS0tLS1CRUdJTg==
    cidr: 10.100.0.0/16
  targets:
    kubelet: {}
    kubelet-dropin: {}
    al2: {}
    al2023: {}
    minikube: {profile: numa}
    karpenter: {version: v1.15.0, amiFamily: AL2023, amiAlias: al2023@latest, role: "Node-${CLUSTER_NAME}", name: x}
    bottlerocket: {version: "1.64.0"}
"""


def test_everything_that_a_profile_may_say():
    assert says(EVERYTHING) == []


def routes(value, above=()):
    yield above
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from routes(inner, (*above, key))


FULL = yaml.read(HEAD + EVERYTHING).value
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(["", "x", "1Gi", "auto"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["cpu", "memory", "numaNode", "x"]), inner),
    max_leaves=4,
)  # fmt: skip


@given(st.sampled_from([*routes(FULL)]), ANYTHING)
def test_anything_in_place_of_anything_is_judged(route, value):
    profile = copy.deepcopy(FULL)
    if route:
        source.value_at(profile, route[:-1])[route[-1]] = value
    (read,) = parse(json.dumps(profile if route else value), "p.yaml")
    assert all(finding.message for finding in read.findings)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1.30", "1.30"), ("'1.30'", "1.30"), ("1.34.2", "1.34.2"), ("v1.34", "v1.34"), ("1.30 # x", "1.30")],
)
def test_the_version_as_it_is_written(written, read):
    (profile,) = parse(HEAD + f"  kubernetesVersion: {written}\n", "p.yaml")
    assert (profile.spec("kubernetesVersion"), profile.findings) == (read, ())


def test_json_and_several_documents():
    value = {"apiVersion": "numaconf/v1", "kind": "NumaProfile", "metadata": {"name": "x"},
             "spec": {"kubernetesVersion": 1.3}}  # fmt: skip
    text = json.dumps(value).replace("1.3", "1.30")
    (profile,) = parse(text, "p.json")
    assert (profile.spec("kubernetesVersion"), profile.findings) == ("1.30", ())
    whole = HEAD + V
    profiles = parse(f"---\n{whole}---\n---\n# nothing\n{whole}  a: 1\n", "p.yaml")
    assert [len(profile.findings) for profile in profiles] == [0, 1]
    (finding,) = profiles[1].findings
    assert finding.origin.source.span(finding.origin.route, key=True).line == 15
    assert profiles[1].line == 9


def test_no_end_of_mistakes_comes_to_an_end():
    keys = "".join(f"    a{number}: 1\n" for number in range(20_000))
    assert len(says(f"{V}  kubelet:\n{keys}")) == check.MOST


def expected(type_):
    """The kind of JSON values that a Go type takes, as the schema says it."""
    element = fields.element(type_)
    plain = fields.plain(type_)
    if plain in fields.STRUCTS:
        return "object"
    if element is not None:
        return "array" if plain.startswith("[]") else "object"
    return {
        "bool": "boolean", "float64": "number", "Quantity": "quantity", "Time": None,
        "TimeOrMetaDuration": "duration", "Duration": "string", "QuantityValue": "quantity",
    }.get(plain, "integer" if "int" in plain else "string")  # fmt: skip


def kinds(schema):
    """The kinds of values that a schema takes."""
    schema = dict(schema)
    if "$ref" in schema:
        schema |= check.schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        return set().union(*(kinds(branch) for branch in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return {"string"}
    types = schema["type"]
    return {types} if isinstance(types, str) else set(types)


def walk(struct, schema, at=""):
    if "$ref" in schema:
        schema = check.schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for branch in schema.get("anyOf", ()):
        if "properties" in branch or "items" in branch:
            schema = branch
    schema = schema.get("items", schema)
    if "$ref" in schema:
        schema = check.schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    skipped = {"timeAdded"} if struct == "Taint" else set()  # the kubelet refuses it: taint.TimeAdded is not nil
    assert set(schema["properties"]) == set(fields.STRUCTS[struct]) - skipped, at
    assert schema["additionalProperties"] is False, at
    for name, field in fields.STRUCTS[struct].items():
        if name in skipped:
            continue
        found, wanted = schema["properties"][name], expected(field.type)
        taken = kinds(found) - {"null"}
        own = {"kubeReserved": {"string"}, "reservedMemory": {"string"}}.get(name, set()) if not at else set()
        if wanted in ("quantity", "duration"):
            assert taken == {"string", "integer"}, name
        else:
            extra = {"integer"} if name == "containerLogMaxSize" else set()
            assert taken == {wanted} | own | extra, name
        inner = fields.plain(fields.element(field.type) or field.type)
        if inner in fields.STRUCTS:
            walk(inner, found, f"{at}.{name}")


def test_spec_kubelet_has_every_field_with_its_type():
    walk("KubeletConfiguration", check.schema()["properties"]["spec"]["properties"]["kubelet"])


def test_option_names_and_signals_are_those_of_the_tables():
    from numaconf.kubelet import options

    kubelet = check.schema()["properties"]["spec"]["properties"]["kubelet"]["properties"]
    assert set(kubelet["cpuManagerPolicyOptions"]["properties"]) == set(options.CPU)
    assert set(kubelet["topologyManagerPolicyOptions"]["properties"]) == set(options.TOPOLOGY)
    for name in ("evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim"):
        assert set(kubelet[name]["properties"]) == set(eviction.signals(version.ALL[-1])), name


def described(schema, at):
    for name, inner in schema.get("properties", {}).items():
        if name not in ("kind", "metadata", "spec"):
            assert inner.get("description"), f"{at}.{name}"
        yield f"{at}.{name}"
        yield from described(inner, f"{at}.{name}")


def test_editors_find_a_description_of_every_key():
    assert len(list(described(check.schema(), ""))) > 180


def test_the_schema_is_one():
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(check.schema())
    assert check.schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_targets_are_those_of_the_registry():
    from numaconf.targets.registry import TARGETS

    assert set(check.schema()["properties"]["spec"]["properties"]["targets"]["properties"]) == set(TARGETS)


def test_a_large_document_is_refused_in_time():
    from numaconf.documents.errors import Unreadable

    with pytest.raises(Unreadable):
        parse(b"a" * (documents_text.LIMIT + 1))
