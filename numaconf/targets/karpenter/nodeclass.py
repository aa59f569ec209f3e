"""The EC2NodeClass of Karpenter's AWS provider as its API server knows it: `karpenter.k8s.aws/v1`.

Below 1.15.0 `spec.kubelet` is closed to twelve fields; from 1.15.0 on it is an open map (`controller.py` says what is
checked instead). Source: `pkg/apis/crds/karpenter.k8s.aws_ec2nodeclasses.yaml` of aws/karpenter-provider-aws 1.14.1 and
1.15.0 (Apache-2.0), the field history from its tags; the tests compare every node with those files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.version import Version
from numaconf.targets.karpenter.schema import ANY, BOOLEAN, STRING, Cel, array, enum, integer, mapping, obj, string

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.targets.karpenter.schema import Schema

OPEN = Version(1, 15, 0)
"""The first version whose `spec.kubelet` takes any KubeletConfiguration field (on AL2023)."""

GROUP, KIND = "karpenter.k8s.aws", "EC2NodeClass"

FAMILIES = ("AL2", "AL2023", "Bottlerocket", "Custom", "Windows2019", "Windows2022", "Windows2025")

QUANTITY = (
    r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"
)

# The `||` is so in the CRD: it also lets the empty string through, which stops the kubelet.
_THRESHOLD = (
    r"^((\d{1,2}(\.\d{1,2})?|100(\.0{1,2})?)%||(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))"
    r"(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?)$"
)
_VOLUME = (
    r"^((?:[1-9][0-9]{0,3}|[1-4][0-9]{4}|[5][0-8][0-9]{3}|59000)Gi|"
    r"(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|[6][0-3][0-9]{3}|64000)G|([1-9]||[1-5][0-7]|58)Ti|([1-9]||[1-5][0-9]|6[0-3]|64)T)$"
)

RESERVABLE = ("cpu", "memory", "ephemeral-storage", "pid")
SIGNALS = (
    "memory.available", "nodefs.available", "nodefs.inodesFree", "imagefs.available", "imagefs.inodesFree",
    "pid.available",
)  # fmt: skip


def family(spec: dict[str, Any]) -> str | None:
    """The AMI family: `amiFamily`, else the alias's (`EC2NodeClass.AMIFamily`); None where neither says one."""
    if isinstance(spec.get("amiFamily"), str):
        return str(spec["amiFamily"])
    terms = spec.get("amiSelectorTerms")
    terms = [term for term in terms if isinstance(term, dict)] if isinstance(terms, list) else []
    alias = next((term["alias"] for term in terms if "alias" in term), "")
    name = str(alias).partition("@")[0]
    return next((known for known in FAMILIES if known.lower() == name and known != "Custom"), None)


def _words(names: tuple[str, ...]) -> str:
    return "[" + ",".join(f"'{name}'" for name in names) + "]"


def _reserved(name: str) -> Schema:
    return mapping(
        string(pattern=QUANTITY),
        Cel(f"valid keys for {name} are {_words(RESERVABLE)}", lambda m: all(key in RESERVABLE for key in m)),
        Cel(f"{name} value cannot be a negative resource quantity",
            lambda m: not any(value.startswith("-") for value in m.values())),
    )  # fmt: skip


def _signals(name: str, pattern: str) -> Schema:
    rule = Cel(f"valid keys for {name} are {_words(SIGNALS)}", lambda m: all(key in SIGNALS for key in m))
    return mapping(string(pattern=pattern), rule)


KUBELET = obj(
    Cel("imageGCHighThresholdPercent must be greater than imageGCLowThresholdPercent",
        lambda k: not {"imageGCHighThresholdPercent", "imageGCLowThresholdPercent"} <= k.keys()
        or k["imageGCHighThresholdPercent"] > k["imageGCLowThresholdPercent"]),
    Cel("evictionSoft OwnerKey does not have a matching evictionSoftGracePeriod",
        lambda k: all(key in k["evictionSoftGracePeriod"] for key in k.get("evictionSoft", ()))),
    Cel("evictionSoftGracePeriod OwnerKey does not have a matching evictionSoft",
        lambda k: all(key in k["evictionSoft"] for key in k.get("evictionSoftGracePeriod", ()))),
    clusterDNS=array(STRING),
    cpuCFSQuota=BOOLEAN,
    evictionHard=_signals("evictionHard", _THRESHOLD),
    evictionMaxPodGracePeriod=integer(),
    evictionSoft=_signals("evictionSoft", _THRESHOLD),
    evictionSoftGracePeriod=_signals("evictionSoftGracePeriod", ""),
    imageGCHighThresholdPercent=integer(minimum=0, maximum=100),
    imageGCLowThresholdPercent=integer(minimum=0, maximum=100),
    kubeReserved=_reserved("kubeReserved"),
    maxPods=integer(minimum=0),
    podsPerCore=integer(minimum=0),
    systemReserved=_reserved("systemReserved"),
)  # fmt: skip
"""`spec.kubelet` below 1.15.0. From then on these twelve are what Karpenter itself applies on every family."""

_SELECTOR_TAGS = mapping(
    STRING,
    Cel("empty tag keys or values aren't supported", lambda m: all(key and value for key, value in m.items())),
    maxProperties=20,
)


def _not_empty(what: str) -> Schema:
    return string(Cel(f"{what} cannot be empty", lambda text: text != ""))


def _some(*names: str) -> Cel:
    listed = ", ".join(f"'{name}'" for name in names)
    return Cel(f"expected at least one, got none, [{listed}]",
               lambda terms: all(any(name in term for name in names) for term in terms))  # fmt: skip


def _never(message: str, name: str, others: str) -> Cel:
    """No term may have `name` together with one of `others`."""
    return Cel(message, lambda terms: not any(name in term and term.keys() & others.split() for term in terms))


def _not_always(message: str, name: str, others: str) -> Cel:
    """As the CRD has it, `!self.all(…)`: an error only when every term has both (so an empty list is one too)."""
    return Cel(message, lambda terms: not all(name in term and term.keys() & others.split() for term in terms))


def _alias_family(name: str) -> Cel:
    def holds(spec: dict[str, Any]) -> bool:
        aliases = [term["alias"].partition("@")[0] for term in spec["amiSelectorTerms"] if "alias" in term]
        return "amiFamily" not in spec or name.lower() not in aliases or spec["amiFamily"] in {"Custom", name}

    return Cel(f"if set, amiFamily must be '{name}' or 'Custom' when using {'an' if name.startswith('A') else 'a'} "
               f"{name} alias", holds)  # fmt: skip


_ALIASES = tuple(name.lower() for name in FAMILIES if name != "Custom")


def _alias(check: Callable[[str, str], bool]) -> Callable[[str], bool]:
    def holds(alias: str) -> bool:
        name, _, version = alias.partition("@")
        return check(name, version.partition("@")[0])

    return holds


_AMI_TERMS = array(
    obj(
        alias=string(
            Cel("'alias' is improperly formatted, must match the format 'family@version'",
                lambda alias: re.search(r"^[a-zA-Z0-9]+@.+\Z", alias) is not None),
            Cel("family is not supported, must be one of the following: " + ", ".join(f"'{name}'" for name in _ALIASES),
                _alias(lambda name, _: name in _ALIASES)),
            Cel("windows families may only specify version 'latest'",
                _alias(lambda name, version: not name.startswith("windows2") or version == "latest")),
            maxLength=30,
        ),
        id=string(pattern="ami-[0-9a-z]+"),
        name=STRING,
        owner=STRING,
        ssmParameter=STRING,
        tags=_SELECTOR_TAGS,
    ),
    _some("tags", "id", "name", "alias", "ssmParameter"),
    _never("'id' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms",
           "id", "alias tags name owner"),
    _never("'alias' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms",
           "alias", "id tags name owner"),
    Cel("'alias' is mutually exclusive, cannot be set with a combination of other amiSelectorTerms",
        lambda terms: len(terms) == 1 or not any("alias" in term for term in terms)),
    minItems=1,
    maxItems=30,
)  # fmt: skip

_SUBNET_TERMS = array(
    obj(id=string(pattern="subnet-[0-9a-z]+"), tags=_SELECTOR_TAGS),
    Cel("subnetSelectorTerms cannot be empty", lambda terms: len(terms) > 0),
    _some("tags", "id"),
    _not_always("'id' is mutually exclusive, cannot be set with a combination of other fields in a subnet selector "
                "term", "id", "tags"),
    maxItems=30,
)  # fmt: skip

_GROUP_TERMS = array(
    obj(id=string(pattern="sg-[0-9a-z]+"), name=STRING, tags=_SELECTOR_TAGS),
    Cel("securityGroupSelectorTerms cannot be empty", lambda terms: len(terms) > 0),
    _some("tags", "id", "name"),
    _not_always("'id' is mutually exclusive, cannot be set with a combination of other fields in a security group "
                "selector term", "id", "tags name"),
    _not_always("'name' is mutually exclusive, cannot be set with a combination of other fields in a security group "
                "selector term", "name", "tags id"),
    maxItems=30,
)  # fmt: skip

_RESERVATION_TERMS = array(
    obj(id=string(pattern="^cr-[0-9a-z]+$"), instanceMatchCriteria=enum("open targeted"),
        ownerID=string(pattern="^[0-9]{12}$"), tags=_SELECTOR_TAGS),
    _some("tags", "id", "instanceMatchCriteria"),
    _not_always("'id' is mutually exclusive, cannot be set along with other fields in a capacity reservation selector "
                "term", "id", "tags ownerID instanceMatchCriteria"),
    since=(1, 3), maxItems=30,
)  # fmt: skip


def _cards(interfaces: list[dict[str, Any]]) -> bool:
    places = [(one["networkCardIndex"], one["deviceIndex"]) for one in interfaces]
    efa = [one["networkCardIndex"] for one in interfaces if one["interfaceType"] == "efa-only"]
    return len(set(places)) == len(places) and len(set(efa)) == len(efa)


_INTERFACES = array(
    obj(deviceIndex=integer(minimum=0), interfaceType=enum("interface efa-only"), networkCardIndex=integer(minimum=0),
        required="deviceIndex interfaceType networkCardIndex"),
    Cel("networkInterfaces must include a primary interface with interfaceType='interface'",
        lambda all_: not all_ or {"deviceIndex": 0, "interfaceType": "interface", "networkCardIndex": 0} in all_),
    Cel("networkInterfaces must not have duplicate networkCardIndex and deviceIndex pairs, and can have at most one "
        "efa device per network card", _cards),
    since=(1, 11), maxItems=150,
)  # fmt: skip

_DEVICES = array(
    obj(
        deviceName=STRING,
        ebs=obj(
            Cel("snapshotID or volumeSize must be defined", lambda ebs: "snapshotID" in ebs or "volumeSize" in ebs),
            Cel("snapshotID must be set when volumeInitializationRate is set",
                lambda ebs: "volumeInitializationRate" not in ebs or ebs.get("snapshotID", "") != ""),
            deleteOnTermination=BOOLEAN, encrypted=BOOLEAN, iops=integer(), kmsKeyID=STRING, snapshotID=STRING,
            throughput=integer(), volumeInitializationRate=integer(minimum=100, maximum=300),
            volumeSize=string(pattern=_VOLUME), volumeType=enum("standard io1 io2 gp2 sc1 st1 gp3"),
        ),
        rootVolume=BOOLEAN,
    ),
    Cel("must have only one blockDeviceMappings with rootVolume",
        lambda devices: sum(device.get("rootVolume") is True for device in devices) <= 1),
    maxItems=50,
)  # fmt: skip

_TAGS = mapping(
    STRING,
    Cel("empty tag keys aren't supported", lambda tags: "" not in tags),
    Cel("tag contains a restricted tag matching eks:eks-cluster-name", lambda tags: "eks:eks-cluster-name" not in tags),
    Cel("tag contains a restricted tag matching kubernetes.io/cluster/",
        lambda tags: not any(key.startswith("kubernetes.io/cluster") for key in tags)),
    *(Cel(f"tag contains a restricted tag matching {key}", lambda tags, key=key: key not in tags)  # type: ignore[misc]  # a default
      for key in ("karpenter.sh/nodepool", "karpenter.sh/nodeclaim", "karpenter.k8s.aws/ec2nodeclass")),
)  # fmt: skip

_ON_OFF = enum("enabled disabled")


def _root(kubelet: Schema) -> Schema:
    spec = obj(
        Cel("must specify exactly one of ['role', 'instanceProfile']",
            lambda spec: ("role" in spec) != ("instanceProfile" in spec)),
        *(_alias_family(name) for name in FAMILIES if name != "Custom"),
        Cel("must specify amiFamily if amiSelectorTerms does not contain an alias",
            lambda spec: "amiFamily" in spec or any("alias" in term for term in spec["amiSelectorTerms"])),
        required="amiSelectorTerms securityGroupSelectorTerms subnetSelectorTerms",
        amiFamily=enum(" ".join(FAMILIES), {"Windows2025": (1, 9)}),
        amiSelectorTerms=_AMI_TERMS,
        associatePublicIPAddress=BOOLEAN,
        blockDeviceMappings=_DEVICES,
        capacityReservationSelectorTerms=_RESERVATION_TERMS,
        connectionTracking=obj(
            Cel("at least one of tcpEstablishedTimeout, udpStreamTimeout, or udpTimeout must be set",
                lambda timeouts: len(timeouts) > 0),
            since=(1, 13),
            tcpEstablishedTimeout=integer(minimum=60, maximum=432000),
            udpStreamTimeout=integer(minimum=60, maximum=180),
            udpTimeout=integer(minimum=30, maximum=60),
        ),
        context=STRING,
        cpuOptions=obj(nestedVirtualization=_ON_OFF, since=(1, 13)),
        detailedMonitoring=BOOLEAN,
        enclaveOptions=obj(enabled=BOOLEAN, required="enabled", since=(1, 15)),
        instanceProfile=_not_empty("instanceProfile"),
        instanceStorePolicy=enum("RAID0"),
        ipPrefixCount=integer(since=(1, 8), minimum=0),
        kubelet=kubelet,
        metadataOptions=obj(
            httpEndpoint=_ON_OFF, httpProtocolIPv6=_ON_OFF, httpPutResponseHopLimit=integer(minimum=1, maximum=64),
            httpTokens=enum("required optional"),
        ),
        networkInterfaces=_INTERFACES,
        placementGroupSelector=obj(
            Cel("expected at least one, got none, ['name', 'id']", lambda group: "name" in group or "id" in group),
            Cel("'name' and 'id' are mutually exclusive", lambda group: not ("name" in group and "id" in group)),
            since=(1, 11), id=string(pattern="^pg-[0-9a-z]+$"), name=string(minLength=1),
        ),
        role=_not_empty("role"),
        securityGroupSelectorTerms=_GROUP_TERMS,
        subnetSelectorTerms=_SUBNET_TERMS,
        tags=_TAGS,
        userData=STRING,
    )  # fmt: skip
    return obj(apiVersion=STRING, kind=STRING, metadata=ANY, spec=spec, status=ANY)


_CLOSED = _root(KUBELET)
_OPEN = _root(mapping(ANY))


def schema(version: Version) -> Schema:
    """The schema of an EC2NodeClass for a Karpenter version, 1.0.0 and later."""
    return _OPEN if version >= OPEN else _CLOSED
