"""The cheap look at bytes that sorts out what is not ours."""

from numaconf.files import marks
from numaconf.targets.registry import MARKS


def test_the_first_look_finds_every_mark_alone():
    for mark in MARKS:
        for text in (mark, f"a: {mark}\n", f"{mark}x"):
            assert marks.is_ours(text.encode()), text


def test_the_first_look_lets_others_pass():
    """What several marks have in common, or a rare letter of one, is no mark."""
    for text in (
        "",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n",
        "# Zebras, weeks of jokes, NKGC, Managers\n",
    ):
        assert not marks.is_ours(text.encode()), text
