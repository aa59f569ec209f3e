"""MIME user data that readers disagree on. record.py asks Go what nodeadm and Karpenter see in it."""

from __future__ import annotations

import base64
import gzip

_BODY = "--b\nContent-Type: application/node.eks.aws\n\na: 1\n--b--\n"
_HEAD = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"

_CONTENT_TYPES = [
    "multipart/mixed; boundary=b", "multipart/mixed; boundary=\"b\"", "multipart/mixed;boundary=b",
    "MULTIPART/Mixed; BOUNDARY=b",
    "multipart/mixed", "multipart/mixed;", "multipart/mixed; boundary", "multipart/mixed; boundary=",
    "multipart/mixed; boundary=\"\"",
    "multipart/mixed; boundary=b; boundary=b", "multipart/mixed; boundary=b; boundary=c",
    "multipart/mixed; boundary=c", "multipart/mixed; boundary=B",
    "multipart/mixed; boundary='b'", "multipart/mixed; boundary=\"b", "multipart/mixed; boundary=b b",
    "multipart/mixed; boundary=b;", "multipart/mixed; boundary=b; ;",
    "multipart/mixed; boundary=b; charset=\"us-ascii\"", "multipart/mixed; charset=utf-8; boundary=b",
    "multipart/mixed; x; boundary=b", "multipart/mixed boundary=b",
    "multipart/mixed, boundary=b", "multipart/; boundary=b", "multipart; boundary=b",
    "multipart/mixed/x; boundary=b", "/mixed; boundary=b", "", ";", "text/plain",
    "text/plain; boundary=b", "text", "multipart/mixed;\n boundary=b", "multipart/mixed;\n\tboundary=b",
    "multipart/mixed; boundary=\n b", "multipart/mixed; boundary=\"b \"",
    "multipart/mixed; boundary=\"\\b\"", "multipart/mixed; boundary=\"b\\\"\"", "multipart/mixed; boundary=b ",
    "multipart/mixed ; boundary=b", "multipart/mixed; boundary =b", "multipart/mixed; boundary= b",
    "multipart/mixed; boundary=b (c)", "multipart/mixed; boundary=\"==b==\"", "multipart/mixed; boundary===b==",
    "multipart/mixed; boundary=b/c", "multipart/mixed; boundary=//", "multipart/mixed; boundary=\"//\"",
    "multipart/mixed; boundary=\u00e9", "multipart/mixed; boundary=\"\u00e9\"",
    "multipart/mixed; boundary=b; x=\"\u00e9\"", "multi part/mixed; boundary=b",
]  # fmt: skip
"""Each as the message's, above a body with the boundary `b`."""

_HEADERS = [
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", "content-type: multipart/mixed; boundary=b\n",
    "CONTENT-TYPE: multipart/mixed; boundary=b\n",
    "Content-Type : multipart/mixed; boundary=b\n", "Content-Type:multipart/mixed; boundary=b\n",
    "Content-Type:\tmultipart/mixed; boundary=b\n",
    "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n",
    "Content-Type: multipart/mixed; boundary=b\nContent-Type: text/plain\n",
    "X\nContent-Type: multipart/mixed; boundary=b\n", ": x\nContent-Type: multipart/mixed; boundary=b\n",
    " X: y\nContent-Type: multipart/mixed; boundary=b\n",
    "X y: z\nContent-Type: multipart/mixed; boundary=b\n", "X: \x01\nContent-Type: multipart/mixed; boundary=b\n",
    "X: \u00e9\nContent-Type: multipart/mixed; boundary=b\n",
    "\u00e9: x\nContent-Type: multipart/mixed; boundary=b\n",
    "#!/bin/bash\nContent-Type: multipart/mixed; boundary=b\n", "\nContent-Type: multipart/mixed; boundary=b\n",
    "\ufeffContent-Type: multipart/mixed; boundary=b\n", "From x\nContent-Type: multipart/mixed; boundary=b\n",
    "X: y\n z\n\tq\nContent-Type: multipart/mixed; boundary=b\n", "X:\nContent-Type: multipart/mixed; boundary=b\n",
    "#cloud-config\n", "apiVersion: node.eks.aws/v1alpha1\n", "---\napiVersion: x\n",
    "X: " + "y" * 5000 + "\nContent-Type: multipart/mixed; boundary=b\n",
]  # fmt: skip
"""Each above a blank line and a body."""

_BODIES = [
    "--b\n\na\n--b--\n", "--b\n\na\n--b--", "--b\n\na\n--b\n", "--b\n\na\n--b", "--b\n\na\n", "--b\n\na", "--b\n\n",
    "--b\n", "--b", "--b--\n", "--b--", "", "\n", "a\n",
    "--b\na\n--b--\n", "--b\nX: y\na\n--b--\n", "--b\nX: y\n", "--b\nX: y", "--b\nX: y\n\n",
    "--b\n X: y\n\na\n--b--\n", "--b\nX: y\n z\n\na\n--b--\n", "--b\n X: " + "y" * 90 + "\n\na\n--b--\n",
    "--b\nX y: z\n\na\n--b--\n", "--b\nX : z\n\na\n--b--\n", "--b\nX: \x01\n\na\n--b--\n",
    "--b\n\u00e9: z\n\na\n--b--\n", "--b\n: z\n\na\n--b--\n", "--b\nX: \u00e9\n\na\n--b--\n",
    "preamble\n--b\n\na\n--b--\nepilogue\n", "preamble\n\n--b\n\na\n\n--b--\n\nepilogue\n",
    "x" * 5000 + "\n--b\n\na\n--b--\n", "x" * 4000 + "\n--b\n\na\n--b--\n",
    "--b\n\na\n--b\n\nc\n--b--\n", "--b\n\n--b\n\nc\n--b--\n", "--b\n\n\n--b\n\nc\n--b--\n",
    "--b\n--b\n\nc\n--b--\n", "--b\n\na\n\n--b\n\nc\n--b--\n", "--b\n\na\n--b\n\nc\n--b--\n--b\n\nd\n--b--\n",
    "--b \n\na\n--b--\n", "--b\t\n\na\n--b \n\nc\n--b-- \n", "--b x\n\na\n--b--\n", "--bx\n\na\n--b--\n",
    "--b\n\na\n--bx\nc\n--b--\n", "--b\n\na\n--b x\nc\n--b--\n", "--b\n\na\n--b--x\n", "--b\n\na\n--b--x\n--b--\n",
    "--b\n\na\n--b-\n", "--b\n\na\n --b--\n", " --b\n\na\n--b--\n", "--b\n\na --b--\n", "--b\n\na\n-- b--\n",
    "-b\n\na\n--b--\n", "b\n\na\nb--\n", "--B\n\na\n--B--\n", "--b\n\na\n--b----\n", "--b\n\na\n--b--\n\n\n",
    "--b\r\n\r\na\r\n--b--\r\n", "--b\r\n\r\na\n--b--\n", "--b\n\na\r\n--b--\r\n", "--b\r\n\na\r\n--b--\r\n",
    "--b\n\r\na\n--b--\n", "--b\n\na\n--b\r\n\nc\n--b--\n", "--b\r\n\r\na\n--b\r\n\r\nc\r\n--b--\r\n",
    "--b\r\n\r\na\r\n--b\n\r\nc\r\n--b--\r\n",
    "--b\r\rb\n\na\n--b--\n", "--b\n\na\r--b--\n", "--b\n\na\0c\n--b--\n", "--b\n\n\u00e9\n--b--\n",
    "--b\nContent-Type: text/plain; charset=utf-8\n\na\n--b--\n", "--b\nContent-Type: text\n\na\n--b--\n",
    "--b\nContent-Type: text/\n\na\n--b--\n", "--b\nContent-Type: text/plain; x\n\na\n--b--\n",
    "--b\nContent-Type:\n\na\n--b--\n",
    "--b\nContent-Type: text/plain; charset=\n\na\n--b--\n", "--b\ncontent-type: TEXT/Plain\n\na\n--b--\n",
    "--b\nContent-Type: a/b\nContent-Type: c/d\n\na\n--b--\n",
    "--b\nContent-Type: application/node.eks.aws;\n charset=\"utf-8\"\n\na\n--b--\n",
    "--b\nContent-Transfer-Encoding: base64\n\nYQ==\n--b--\n",
    "--b\nContent-Transfer-Encoding: quoted-printable\n\na=3D=\nb\n--b--\n",
    "--b\nContent-Transfer-Encoding: QUOTED-PRINTABLE\n\na=3D=zz =\n--b--\n",
    "--b\nContent-Transfer-Encoding: 7bit\n\na\n--b--\n",
    "--b\nContent-Transfer-Encoding: quoted-printable\n\na=\r\nb \t\nc=\n--b--\n",
    "--b\nContent-Transfer-Encoding: quoted-printable\n\na=3d\u00e9\n--b--\n",
    "--b\nContent-Transfer-Encoding: quoted-printable\n\na=\n",
    "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\na\n--c--\n--b--\n",
    "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\na\n--bb--\n--b--\n", "--b\n\n--c\n--b--\n",
    "--b\n\na\n--b--\n--b--\n",
]  # fmt: skip
"""Each below a header with the boundary `b`."""


def packed() -> list[bytes]:
    """Contents in base64 and gzip, whole and damaged."""
    zipped = gzip.compress(b"a: 1\n" * 50, mtime=0)
    named = zipped[:3] + b"\x08" + zipped[4:10] + b"name\0" + zipped[10:]
    coded = base64.b64encode(b"a: 1\n")
    return [
        b"", b"a: 1\n", b"abcd", b"abcde", b"abcd\n", b"ab\r\ncd", b" abcd", b"ab cd", b"ab==", b"ab=", b"abc=",
        b"a===", b"ab==cd==", b"abcd=", b"abcd====", b"ab-_", b"=", b"====",
        coded, coded + b"\n", coded.rstrip(b"="), base64.b64encode(coded), base64.b64encode(zipped),
        base64.encodebytes(zipped), zipped, named, zipped * 2,
        zipped[:-1], zipped[:-8], zipped[:15], zipped[:9], zipped[:2], b"\x1f", b"\x1f\x8b",
        b"\x1f\x8b\x07" + zipped[3:], zipped[:-8] + b"\0" * 8, zipped + b"\0", zipped + b"x" * 20,
        zipped + zipped[:12], zipped[:-4] + b"\1\0\0\0", gzip.compress(zipped, mtime=0), gzip.compress(coded, mtime=0),
    ]  # fmt: skip


def texts() -> list[str | bytes]:
    """All of them, each once."""
    found: list[str | bytes] = [f"MIME-Version: 1.0\nContent-Type: {text}\n\n{_BODY}" for text in _CONTENT_TYPES]
    found += [f"{head}\n{_BODY}" for head in _HEADERS]
    found += [f"{_HEAD}\n{body}" for body in _BODIES]
    whole = f"{_HEAD}\n{_BODY}"
    found += [
        whole.replace("\n", "\r\n"),
        _HEAD,
        _HEAD + _BODY,
        _HEAD.rstrip("\n"),
        "",
        "\n",
        "a",
        _BODY,
        " " + whole,
        whole.encode("utf-16"),
    ]
    return list(dict.fromkeys(found))
