"""How long linting takes, against peers on the same files in the same run."""

import os
import pathlib
import shutil
import statistics
import sys
import tempfile

from benchmarks import inputs
from benchmarks.measure import limited, run, verdict

BIN = pathlib.Path(sys.executable).parent
NUMACONF, YAMLLINT, CHECK_JSONSCHEMA = (str(BIN / name) for name in ("numaconf", "yamllint", "check-jsonschema"))
KUBECONFORM = shutil.which("kubeconform")
WHERE = "go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0"


def compared(title, commands, limits, rounds, stdin=os.devnull):
    """A table of whole processes in turns. `limits`: (ours, peer, ratio of CPU that must not be exceeded). `stdin`: the
    file that all of them have as standard input, whether they read it or not.
    """
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command, stdin))
    print(f"\n{title}")
    times = {name: statistics.median(one.cpu for one in each) for name, each in runs.items()}
    for name, each in runs.items():
        peak = max(one.peak for one in each) / 1024
        print(f"  {name:32} {times[name]:7.3f} s CPU {peak:6.1f} MiB")
    for ours, peer, limit in limits:
        ratios = [mine.cpu / theirs.cpu for mine, theirs in zip(runs[ours], runs[peer], strict=True)]
        print("  " + limited(ours, peer, statistics.median(ratios), limit))


def one_file(folder, schemas):
    file = str(folder / "kubelet-00001.yaml")
    commands = {
        "numaconf lint": [NUMACONF, "lint", file],
        "check-jsonschema": [CHECK_JSONSCHEMA, "--schemafile", str(schemas / "kubeletconfiguration.json"), file],
        "yamllint": [YAMLLINT, "-d", "relaxed", file],
    }
    # As it is really called: by CI with a format, by pre-commit with a selection, by editors with a file's text.
    ways = {
        "--format json": ["--format", "json"],
        "--format sarif": ["--format", "sarif"],
        "--format github": ["--format", "github"],
        "--select": ["--select", "NC1,NC2,NC3,NC4"],
        "--exit-zero": ["--exit-zero"],
        "a context": ["--kubernetes-version", "1.34", "--machine", "c5n.18xlarge"],
    }
    commands |= {f"numaconf lint, {name}": [NUMACONF, "lint", *words, file] for name, words in ways.items()}
    commands["numaconf lint, stdin"] = [NUMACONF, "lint", "-"]
    commands["numaconf lint, stdin with a name"] = [NUMACONF, "lint", "--stdin-filename", "kubelet.yaml", "-"]
    limits = [
        (name, peer, most)
        for name in commands
        if name.startswith("numaconf")
        for peer, most in (("yamllint", 0.75), ("check-jsonschema", 0.30))
    ]
    compared("one file", commands, limits, rounds=15, stdin=file)


def kubeconform(schemas, path):
    where = str(schemas / "{{.ResourceKind}}.json")
    return [KUBECONFORM, "-schema-location", where, str(path)]


def many_files(folder, schemas):
    version = ["--kubernetes-version", "1.34"]
    commands = {
        "kubeconform": kubeconform(schemas, folder),
        "numaconf lint, version given": [NUMACONF, "lint", *version, str(folder)],
        "numaconf lint": [NUMACONF, "lint", str(folder)],
    }
    limits = [(name, "kubeconform", 0.95) for name in commands if name != "kubeconform"]
    compared("2,000 kubelet configurations in one process", commands, limits, rounds=5)


def a_tree(folder, schemas):
    commands = {"kubeconform": kubeconform(schemas, folder), "numaconf lint": [NUMACONF, "lint", str(folder)]}
    limits = (("numaconf lint", "kubeconform", 0.09),)
    compared("35,000 YAML files, one of a hundred ours", commands, limits, rounds=3)


def memory_and_processes(base, few, many):
    print("\nmore files, more processes (elapsed time means something on an idle machine only)")
    for folder, number in ((few, 2000), (base / "some", 6000), (many, 20000)):
        if not folder.exists():
            inputs.configurations(folder, number)
        for jobs in ("1", "2"):
            one = run([NUMACONF, "lint", "-j", jobs, str(folder)])
            print(f"  {number:6} files, -j {jobs}: {one.cpu:6.2f} s CPU {one.elapsed:6.2f} s elapsed "
                  f"{one.peak / 1024:6.1f} MiB in the largest process")  # fmt: skip


def main():
    with tempfile.TemporaryDirectory() as name:
        base = pathlib.Path(name)
        (base / "schemas").mkdir()
        schemas = inputs.schemas(base / "schemas")
        few = inputs.configurations(base / "few", 2000)
        one_file(few, schemas)
        if KUBECONFORM is None:
            print(f"\nkubeconform is not on the PATH, so nothing is compared with it: {WHERE}")
        else:
            many_files(few, schemas)
            a_tree(inputs.tree(base / "tree", 35000, 100), schemas)
        memory_and_processes(base, few, base / "many")
    verdict()


if __name__ == "__main__":
    main()
