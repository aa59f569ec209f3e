"""What a kubelet says of itself: `/configz`, from a file, standard input, or its port.

The port answers whoever may read `nodes/configz` (1.33 on) or `nodes/proxy`. A token is only sent to a server that has
the key of the kubelet's own certificate on this node; nothing is followed, and nothing waits for longer than `SECONDS`.

Source: kubernetes `pkg/kubelet/server/{server,auth}.go`, `cmd/kubelet/app/server.go` (`initConfigz`).
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from numaconf.machine.tree import Tree

SECONDS = 8.0
"""How long an answer may take, from the first byte to the last."""
LIMIT = 4 << 20
OF_A_POD = "/var/run/secrets/kubernetes.io/serviceaccount/token"
"""Where a pod has the token of its service account."""
CERTIFICATES = ("pki/kubelet-server-current.pem", "pki/kubelet.crt")
"""The kubelet's serving certificate below its root folder: signed by the cluster, or by itself."""
_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


class Answer(NamedTuple):
    """What was answered, and by whom; `data` None: nothing, for the reason `why`."""

    source: str
    data: bytes | None = None
    why: str = ""


class _Silent(Exception):
    """No answer, and why."""


class Asked(NamedTuple):
    """Where the answer is to come from: `data` that somebody got already, or the address `source`, with the file of a
    token and one of certificates (None: the usual ones).
    """

    source: str
    data: bytes | None = None
    token: str | None = None
    certificate: str | None = None


def is_address(source: str) -> bool:
    """Whether a source is asked over the network, and no file."""
    return source.startswith(("https://", "http://"))


def answer(asked: Asked, tree: Tree, root_dir: str, named: str | None = None) -> Answer:
    """The answer. `named`: the certificate that the kubelet's configuration names."""
    if asked.data is not None:
        return Answer(asked.source, asked.data)
    trusted = _certificates(tree, root_dir, named, asked.certificate)
    return ask(asked.source, trusted, _token(asked.token))


def _certificates(tree: Tree, root_dir: str, named: str | None, given: str | None) -> str:
    """The certificates to trust, as PEM: those of a file, or the kubelet's own below a root."""
    if given is not None:
        with suppress(OSError), open(given, encoding="ascii", errors="replace") as file:
            return "\n".join(_PEM.findall(file.read(LIMIT)))
        return ""
    found: list[str] = []
    for path in (named, *(f"{root_dir}/{name}" for name in CERTIFICATES)):
        if path is None or not path.startswith("/"):
            continue
        folder, _, name = path.lstrip("/").rpartition("/")
        # A link to an absolute path means one below the same root.
        target = tree.link(folder, name) or ""
        text = tree.text(target.lstrip("/")) if target.startswith("/") else tree.text(folder, name)
        # Beside a certificate there may be its private key, which is not taken.
        found += _PEM.findall(text or "")
    return "\n".join(found)


def _token(path: str | None) -> str:
    """The token in a file; without one that of the pod's service account, "" where there is none."""
    with suppress(OSError), open(path or OF_A_POD, encoding="ascii", errors="replace") as file:
        return file.read(1 << 16).strip()
    return ""


def ask(address: str, trusted: str, bearer: str) -> Answer:
    """What the kubelet at an address answers. `trusted`: certificates; `bearer`: a token, "" for none."""
    found: list[bytes] = []
    why: list[str] = []

    def work() -> None:
        try:
            found.append(_get(address, trusted, bearer))
        except _Silent as error:
            why.append(str(error))
        except (OSError, ValueError) as error:
            why.append(_of_error(error))
        except Exception as error:
            why.append(f"its answer is not HTTP ({type(error).__name__})")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(SECONDS)
    if found:
        return Answer(address, found[0])
    return Answer(address, None, f"{address}: {why[0] if why else f'no whole answer within {SECONDS:.0f} seconds'}")


def _of_error(error: Exception) -> str:
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not the kubelet's of this node, so it was asked nothing"
    if isinstance(error, ssl.SSLError):
        return f"no TLS: {error.reason or error}"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return str(error) or type(error).__name__


def _get(address: str, trusted: str, bearer: str) -> bytes:
    connection, path = _connection(address, trusted)
    headers = {"Accept": "application/json", "User-Agent": "numaconf"}
    if bearer and address.startswith("https://"):
        if not bearer.isprintable():
            raise _Silent("the token is not valid")
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        if response.status != 200:
            raise _Silent(_of_status(response.status, bool(bearer)))
        data = response.read(LIMIT + 1)
    finally:
        connection.close()
    if len(data) > LIMIT:
        raise _Silent(f"it answers with more than {LIMIT >> 20} MiB")
    return data


def _of_status(status: int, had_token: bool) -> str:
    if status == 401:
        return "it does not know the token" if had_token else "it wants a token (--token-file)"
    if status == 403:
        who = "the token" if had_token else "an anonymous client"
        return f"{who} may not read nodes/configz (up to 1.32: nodes/proxy)"
    if 300 <= status < 400:
        return f"it answers {status}, a redirect, which is not followed"
    return f"it answers {status}"


def _connection(address: str, trusted: str) -> tuple[HTTPConnection, str]:
    import http.client
    import ssl

    parts = urlsplit(address)
    host = parts.hostname or ""
    path = (parts.path if parts.path not in {"", "/"} else "/configz") + (f"?{parts.query}" if parts.query else "")
    if parts.username or parts.password or not host or not path.isascii() or not path.isprintable() or " " in path:
        raise _Silent("this is not an address such as https://127.0.0.1:10250")
    if parts.scheme == "http":
        if not _LOOPBACK.fullmatch(host):
            raise _Silent("without TLS only this host is asked (kubectl proxy)")
        return http.client.HTTPConnection(host, parts.port or 80, timeout=SECONDS / 2), path
    if not trusted:
        raise _Silent(
            "no certificate of the kubelet can be seen, so there is no way to tell who answers (--certificate)"
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the certificate itself is the one that is trusted
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=trusted)
    return http.client.HTTPSConnection(host, parts.port or 10250, timeout=SECONDS / 2, context=context), path
