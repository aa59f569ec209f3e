"""The Kubernetes versions that tests run over: one place to look at when a minor is added."""

from numaconf.kubelet.version import LAST

MINORS = tuple(f"1.{minor}" for minor in range(31, LAST + 1))
"""The minors whose real kubelet can be asked, oldest first."""

NEWEST = MINORS[-1]

SOME = (MINORS[0], "1.34", NEWEST)
"""The oldest, one between, the newest: for questions that are dear and seldom answered differently."""
