"""Values that are not one of the words a field takes, or have a form that it does not take."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from numaconf.kubelet import go
from numaconf.kubelet.validation import INVALID, Check, Values
from numaconf.kubelet.version import FIRST, LAST

if TYPE_CHECKING:
    from collections.abc import Callable

_PULL_POLICIES = ("NeverVerify", "NeverVerifyPreloadedImages", "NeverVerifyAllowlistedImages", "AlwaysVerify")
_ALGORITHMS = (
    "ECDSA-P256", "ECDSA-P384", "RSA-2048", "RSA-3072", "RSA-4096", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87",
)  # fmt: skip
_SCHEMES = ("dns", "unix", "unix-abstract")
_SCHEME = r"([a-zA-Z][a-zA-Z0-9+.-]*):"


def _other_than(name: str, *words: str, gate: str = "") -> Callable[[Values], bool]:
    def wrong(values: Values) -> bool:
        return (not gate or values.gate(gate)) and (values[name] or "") not in words

    return wrong


def _swap(words: tuple[str, ...], says: str, since: int = FIRST, last: int = LAST) -> Check:
    name = "memorySwap.swapBehavior"
    wrong = _other_than(name, "", *words, gate="NodeSwap")
    return Check((name,), wrong, f'{INVALID}{name} {{q}} must be one of: "", {says}', _one_of(words), since, last)


def _algorithm(name: str) -> Check:
    says = f"{INVALID}{name} {{q}} is not a supported algorithm"
    return Check((name,), lambda v: v[name] not in {None, *_ALGORITHMS}, says, _one_of(_ALGORITHMS), since=38)


def _one_of(words: tuple[str, ...]) -> str:
    return "must be one of " + ", ".join(words)


def _scheme(values: Values) -> str:
    endpoint = values["tracing.endpoint"] or ""
    match = re.match(_SCHEME, endpoint if "//" in endpoint else f"dns://{endpoint}")
    return match[1].lower() if match else ""


def _tracing_says(values: Values) -> str:
    endpoint = values["tracing.endpoint"]
    whole = go.quote(endpoint if "//" in endpoint else f"dns://{endpoint}")
    return (
        f"tracing.endpoint: Invalid value: {whole}: unsupported scheme: {_scheme(values)}.  Options are none, dns, "
        "unix, or unix-abstract.  See https://github.com/grpc/grpc/blob/master/doc/naming.md"
    )


def _patterns(wrong: Callable[[str], bool], text: str) -> tuple[Callable[[Values], bool], Callable[[Values], str]]:
    """For `logging.vmodule`: whether a file pattern is wrong, and what is said to the first one."""

    def at_fault(values: Values) -> list[tuple[int, str]]:
        patterns = (item.get("filePattern") or "" for item in values["logging.vmodule"] or ())
        return [(index, pattern) for index, pattern in enumerate(patterns) if wrong(pattern)]

    def says(values: Values) -> str:
        index, pattern = at_fault(values)[0]
        return f"logging.vmodule[{index}]: " + text.replace("…", go.quote(pattern))

    return lambda values: bool(at_fault(values)), says


_ALLOWLIST, _PULL_GATE = "preloadedImagesVerificationAllowlist", "KubeletEnsureSecretPulledImages"


def _pattern(values: Values) -> str:
    """What is wrong with the first wrong image pattern, or nothing. Names are not parsed in full."""
    if not values.gate(_PULL_GATE) or values["imagePullCredentialsVerificationPolicy"] != _PULL_POLICIES[2]:
        return ""
    for pattern in values[_ALLOWLIST] or ():
        bare = pattern.removesuffix("*") if pattern.endswith("/*") else pattern
        if pattern != pattern.strip():
            return f"leading/trailing spaces are not allowed: {pattern}"
        if not bare:
            return f"the supplied pattern is too short: {pattern}"
        if "*" in bare:
            return f"not a valid wildcard pattern, only patterns ending with '/*' are allowed: {pattern}"
        if bare == "/" and pattern != bare:
            return "at least registry hostname is required"
        if bare == pattern and ("@" in bare or ":" in bare.rpartition("/")[2]):
            return f"neither tag nor digest is accepted in an image reference: {pattern}"
    return ""


_SYSCTL = r"(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?"
_NAMESPACED = (
    r"(?:net|fs\.mqueue|user)\..*|kernel\.(?:domainname|sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb"
    r"|msgmni|msg)"
)


def _sysctl(values: Values, form: str) -> str:
    """The first sysctl of defaultPodSysctls that is wrong in one way: `name`, `namespace`, `twice`."""
    seen = set()
    for name in sorted(values["defaultPodSysctls"] or ()) if values.gate("DefaultPodSysctls") else ():
        valid = len(name) <= 253 and re.fullmatch(_SYSCTL, name) is not None
        dots = normal(name)
        if (form == "name" and not valid) or (form == "namespace" and valid and not re.fullmatch(_NAMESPACED, dots)):
            return str(name)
        if form == "twice" and valid and dots in seen:
            return dots
        if valid:
            seen.add(dots)
    return ""


def normal(name: str) -> str:
    """A sysctl with periods as separators: only where a slash is the first of them are both exchanged."""
    first = re.search(r"[./]", name)
    return name.translate(str.maketrans("./", "/.")) if first and first[0] == "/" else name


def _sysctls(form: str, says: str, must: str) -> Check:
    def text(values: Values) -> str:
        return INVALID + says.replace("…", go.quote(_sysctl(values, form)))

    return Check(("defaultPodSysctls",), lambda values: bool(_sysctl(values, form)), text, must, since=37)


CHECKS: tuple[Check, ...] = (
    Check(
        ("runOnce",),
        lambda v: v["runOnce"] is True,
        f"{INVALID}runOnce (--runOnce) true, Runonce mode has been deprecated and should not be set",
        "must not be set",
        since=32,
    ),
    _swap(("LimitedSwap", "UnlimitedSwap"), '"LimitedSwap", or "UnlimitedSwap"', last=29),
    _swap(("LimitedSwap", "NoSwap"), '"LimitedSwap" or "NoSwap"', since=30),
    Check(
        ("hairpinMode",),
        _other_than("hairpinMode", "none", "hairpin-veth", "promiscuous-bridge"),
        f"{INVALID}option {{q}} specified for hairpinMode (--hairpin-mode). "
        'Valid options are "none", "hairpin-veth" or "promiscuous-bridge"',
        _one_of(("none", "hairpin-veth", "promiscuous-bridge")),
    ),
    Check(
        ("containerRuntimeEndpoint",),
        lambda v: v["containerRuntimeEndpoint"] == "",
        f"{INVALID}the containerRuntimeEndpoint was not specified or empty",
        "must not be empty",
    ),
    Check(
        ("imagePullCredentialsVerificationPolicy",),
        _other_than("imagePullCredentialsVerificationPolicy", *_PULL_POLICIES, gate="KubeletEnsureSecretPulledImages"),
        f"{INVALID}option {{q}} specified for imagePullCredentialsVerificationPolicy. Valid options are "
        '"NeverVerify", "NeverVerifyPreloadedImages", "NeverVerifyAllowlistedImages" or "AlwaysVerify"',
        _one_of(_PULL_POLICIES),
        since=33,
    ),
    Check(
        ("memoryReservationPolicy",),
        _other_than("memoryReservationPolicy", "None", "TieredReservation"),
        f'{INVALID}option {{q}} specified for memoryReservationPolicy. Valid options are "None" or "TieredReservation"',
        _one_of(("None", "TieredReservation")),
        since=36,
    ),
    Check(
        ("showHiddenMetricsForVersion",),
        lambda v: v["showHiddenMetricsForVersion"] not in {None, "", f"1.{v.minor - 1}"},
        "--show-hidden-metrics-for-version must be omitted or have the value '{before}'. Only the previous minor "
        "version is allowed",
        "must be {before}, the previous minor version",
        last=35,
    ),
    Check(
        ("showHiddenMetricsForVersion",),
        lambda v: v["showHiddenMetricsForVersion"] not in {None, "", f"1.{v.minor - 1}"},
        "invalid showHiddenMetricsForVersion: showHiddenMetricsForVersion: Invalid value: {q}: must be omitted or have "
        "the value '{before}'; only the previous minor version is allowed",
        "must be {before}, the previous minor version",
        since=36,
    ),
    Check(
        ("logging.format",),
        _other_than("logging.format", "text", "json"),
        "logging.format: Invalid value: {q}: Unsupported log format",
        _one_of(("text", "json")),
    ),
    Check(
        ("logging.vmodule",),
        *_patterns(lambda pattern: not pattern, "Required value: File pattern must not be empty"),
        "needs a filePattern in each item",
    ),
    Check(
        ("logging.vmodule",),
        *_patterns(
            lambda pattern: "=" in pattern or "," in pattern,
            "Invalid value: …: File pattern must not contain equal sign or comma",
        ),
        "must have no equal sign and no comma in a filePattern",
    ),
    Check(
        ("tracing.endpoint",),
        lambda v: v.gate("KubeletTracing") and bool(v["tracing.endpoint"]) and _scheme(v) not in _SCHEMES,
        _tracing_says,
        "must be an address such as localhost:4317, or have the scheme dns, unix or unix-abstract",
    ),
    Check(
        ("podLogsDir",),
        lambda v: v["podLogsDir"] == "",
        f"{INVALID}podLogsDir was not specified",
        "must be a path",
        since=30,
    ),
    Check(
        ("podLogsDir",),
        # A main file's relative path is resolved against its folder, and cleaned by that.
        lambda v: v.of_dropin("podLogsDir") and not (v["podLogsDir"] or "/").startswith("/"),
        f"{INVALID}pod logs path {{q}} must be absolute path",
        "must be absolute in a drop-in",
        since=30,
    ),
    Check(
        ("podLogsDir",),
        lambda v: (v["podLogsDir"] or "").startswith("/") and not _clean(v["podLogsDir"]),
        f"{INVALID}pod logs path {{q}} must be normalized",
        "must be a path without . and .. and double slashes",
        since=30,
    ),
    Check(
        ("podLogsDir",),
        lambda v: not (v["podLogsDir"] or "").isascii(),
        f"{INVALID}pod logs path {{q}} mut contains ASCII characters only",
        "must have ASCII characters only",
        since=30,
    ),
    Check(
        (_ALLOWLIST,),
        lambda v: bool(_pattern(v)),
        lambda v: f"{INVALID}invalid image pattern in `{_ALLOWLIST}`: {_pattern(v)}",
        "must hold image names without tag, or names that end with /*",
        since=33,
    ),
    _sysctls("name", "… is not a valid sysctl name for defaultPodSysctls", "must hold names of sysctls"),
    _sysctls("namespace", "… is not known to be namespaced for defaultPodSysctls", "must hold namespaced sysctls only"),
    _sysctls("twice", "duplicate sysctl … found in defaultPodSysctls", "must name a sysctl only once"),
    _algorithm("clientCertificateKeyAlgorithm"),
    _algorithm("serverCertificateKeyAlgorithm"),
)


def _clean(path: str) -> bool:
    """Whether Go's `filepath.Clean` leaves an absolute path as it is."""
    cleaned = posixpath.normpath(path)
    return path == (cleaned[1:] if cleaned.startswith("//") else cleaned)
