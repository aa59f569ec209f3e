"""Where bootstrap.sh takes the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, flagged

SPELLING = Spelling(
    "AL2",
    flagged("--kubelet-extra-args --", "an argument of bootstrap.sh"),
    holders=(Holder("--kubelet-extra-args", "bootstrap.sh's argument: the kubelet's flags in one quoted string"),),
)
