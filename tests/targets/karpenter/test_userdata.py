"""What Karpenter takes user data for, and the merged document, against the real provider."""

from __future__ import annotations

import email
import json
from typing import Any

import pytest

from numaconf.documents import yaml
from numaconf.documents.source import Source
from numaconf.targets.karpenter import userdata
from tests import real

NODE_CONFIG = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {}\n"
MIME = (
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="X"\n\n'
    f"--X\nContent-Type: application/node.eks.aws\n\n{NODE_CONFIG}\n"
    '--X\nContent-Type: text/x-shellscript; charset="us-ascii"\nContent-Transfer-Encoding: 7bit\n\n'
    "#!/bin/sh\necho hi\n\n"
    "--X--\n"
)

TEXTS = {
    "empty": "",
    "blank": " ",
    "node-config": NODE_CONFIG,
    "script": "#!/bin/sh\necho\n",
    "cloud-config": "#cloud-config\nruncmd: [ls]\n",
    "comment": "# nothing\n",
    "script-that-is-a-map": "key: value\n",
    "broken-yaml": "kind: NodeConfig\n\tspec: {}\n",
    "list": "[1]",
    "mime": MIME,
    "mime-behind-blank-line": "\n" + MIME,
    "mime-behind-comment": "# mine\n" + MIME,
    "mime-crlf": MIME.replace("\n", "\r\n"),
    "mime-trailing": MIME + "bye\n",
    "mime-preamble": MIME.replace("\n--X\n", "\nhello\n--X\n", 1),
    "mime-other-case": MIME.replace("application/node", "Application/NODE"),
    "mime-quoted-printable": MIME.replace("7bit", "quoted-printable").replace("echo hi", "echo =68i"),
    "mime-base64": MIME.replace("7bit", "base64").replace("#!/bin/sh\necho hi\n", "IyEvYmluL3NoCmVjaG8gaGkK\n"),
    "mime-no-type": MIME.replace("Content-Type: application/node.eks.aws\n", "X-Mine: 1\n"),
    "mime-unclosed": MIME.replace("--X--\n", ""),
    "mime-open-end": MIME.replace("--X--", "--X"),
    "mime-other-boundary": MIME.replace('boundary="X"', 'boundary="Y"'),
    "mime-no-boundary": MIME.replace('; boundary="X"', ""),
    "mime-plain": "Content-Type: text/plain\n\nhi\n",
    "mime-no-media-type": "MIME-Version: 1.0\n\nhi",
    "mime-bad-part": MIME.replace("Content-Type: application/node.eks.aws\n", "Mine\n"),
    "boundary-inside": "#!/bin/sh\n--//\necho\n",
    "not-ascii": "#!/bin/sh\necho é\n",
}


def source(text: str) -> Source:
    document = yaml.read(json.dumps({"spec": {"userData": text}}))
    found = userdata.text(Source("nodeclass.yaml", document))
    assert found is not None
    return found


def parts(text: str) -> list[tuple[str, Any]]:
    whole = email.message_from_string(text)
    return [(part.get("Content-Type") or "", part.get_payload()) for part in whole.walk()][1:]


@pytest.mark.shared
@pytest.mark.parametrize("version", ["1.14", "1.15"])
@pytest.mark.parametrize("family", ["AL2023", "AL2"])
def test_the_merged_document_is_the_providers(version: str, family: str) -> None:
    ask = real.karpenter_oracle(version)
    for name, text in TEXTS.items():
        spec = {"amiFamily": family, "amiSelectorTerms": [{"id": "ami-1"}], "userData": text}
        node_class = {
            "apiVersion": "karpenter.k8s.aws/v1",
            "kind": "EC2NodeClass",
            "metadata": {"name": "a"},
            "spec": spec,
        }
        answer = ask("userdata", nodeclass=json.dumps(node_class))
        taken = (userdata.on_al2023 if family == "AL2023" else userdata.on_al2)(source(text))
        assert taken.refusal == answer.get("error", ""), name
        if taken.refusal:
            continue
        start = answer["userData"].rindex("# Karpenter Generated" if family == "AL2023" else "#!/bin/bash -xe")
        own = answer["userData"][start:].removesuffix("\n--//--\n")
        kind = userdata.NODE_CONFIG if family == "AL2023" else userdata.SHELL
        merged = userdata.merged(taken.entries, userdata.Entry(kind, own, source("x")))
        if family == "AL2":  # where other headers stay, which nothing here depends on
            assert parts(merged) == parts(answer["userData"]), name
        else:
            assert merged == answer["userData"], name
