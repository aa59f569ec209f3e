from __future__ import annotations

import email
import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.targets.eks.userdata import NODE_CONFIG, SHELL, Part, multipart
from tests.real import missing

SCRIPT = "#!/bin/sh\necho '--NUMACONF'\necho '--NUMACONF-1--'\n"
PARTS = [Part(SHELL, SCRIPT, "numa.sh"), Part(NODE_CONFIG, "kind: NodeConfig\n", "node.yaml")]

# cloud-init's own user-data processing, from Debian's package, without its network stack.
CLOUD_INIT = """
import json, sys
from cloudinit import helpers, user_data
message = user_data.UserDataProcessor(helpers.Paths({})).process(sys.stdin.buffer.read())
print(json.dumps([
    [part.get_content_type(), part.get_filename(), part.get_payload(decode=True).decode()]
    for part in message.walk() if not part.is_multipart()
]))
"""


def cloud_init(text: str) -> list[list[str]]:
    python = "/usr/bin/python3"
    probe = subprocess.run([python, "-c", "import cloudinit"], capture_output=True, check=False)
    if probe.returncode:
        missing("cloud-init")
    done = subprocess.run([python, "-c", CLOUD_INIT], input=text.encode(), capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_python_reads_the_parts_back() -> None:
    message = email.message_from_string(multipart(PARTS))
    read = [(part.get_content_type(), part.get_payload()) for part in message.get_payload()]
    assert read == [(part.media_type, part.text) for part in PARTS]
    assert not message.defects


def test_cloud_init_reads_the_parts_back() -> None:
    read = [(kind, text) for kind, _, text in cloud_init(multipart(PARTS))]
    assert read == [(part.media_type, part.text) for part in PARTS]


def test_the_boundary_occurs_in_no_part() -> None:
    text = multipart(PARTS)
    assert 'boundary="NUMACONF-2"' in text
    assert text.endswith("--NUMACONF-2--\n")


@given(
    st.lists(st.text(st.characters(max_codepoint=126, exclude_characters="\r\0"), max_size=40), min_size=1, max_size=3)
)
def test_no_text_escapes_from_its_part(texts: list[str]) -> None:
    parts = [Part(SHELL, text.replace("x", "--NUMACONF") + "\n", "a.sh") for text in texts]
    message = email.message_from_bytes(multipart(parts).encode())
    assert [part.get_payload() for part in message.get_payload()] == [part.text for part in parts]


@pytest.mark.parametrize("text", ["ä\n", "a\r\n", "a\0"])
def test_what_cloud_init_would_damage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not 7-bit"):
        multipart([Part(SHELL, text, "a.sh")])
