"""How long it takes to see a machine, and to read the largest one from a copied /sys."""

import pathlib
import sys
import tempfile

from benchmarks.measure import medians
from numaconf.machine import sysfs_write
from numaconf.machine.find import find

BIN = pathlib.Path(sys.executable).parent
LARGE = "package:2 numa:6 l3:4 core:4 pu:2 memory:128Gi"
"""384 CPUs on 12 NUMA nodes."""

SHOW_LIMIT, DETECT_LIMIT = 1.3, 0.3


def tree(folder, words=LARGE):
    """The /sys and /proc of a machine, as `machine export --to sysfs` writes them."""
    found = sysfs_write.files(find(words))
    for name, text in found.texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def main():
    with tempfile.TemporaryDirectory() as folder:
        copied = str(tree(pathlib.Path(folder)))
        times = medians({
            "numaconf --version": [BIN / "numaconf", "--version"],
            "machine show": [BIN / "numaconf", "machine", "show", "m6a.48xlarge"],
            "machine detect": [BIN / "numaconf", "machine", "detect", "--sysroot", copied, "-q"],
        })  # fmt: skip
    ratio = times["machine show"] / times["numaconf --version"]
    print(f"machine show / numaconf --version: {ratio:.2f} (at most {SHOW_LIMIT})")
    print(f"machine detect, 384 CPUs: {times['machine detect']:.2f} s of CPU (at most {DETECT_LIMIT})")


if __name__ == "__main__":
    main()
