"""Files that repeat one thing many times, as nobody writes them and anybody may send them: time grows as they do.

Each shape is read at n and at 4n repeats. What the four times larger one takes, over what the smaller one takes (both
without the start of the program), must not be above 5.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

from benchmarks import shapes_of_verbs

NUMACONF = [sys.executable, "-m", "numaconf"]
MOST = 5.0
LONGEST = 15
LARGEST = 1 << 30
"""Bytes of memory that a run may take; beyond that it ends."""

K = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
UNIT = "[Service]\nExecStart=/usr/bin/kubelet"
PAIR = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {{name: c{0}}}
spec:
  amiSelectorTerms: [{{alias: al2023@latest}}]
  kubelet: {{maxPodz: 1}}
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {{name: p{0}}}
spec:
  template: {{spec: {{nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c{0}}}}}}}
"""
NODE_CONFIG = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n"
PROFILE = "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"

JOIN = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration:
    name: n{0}
    unknown: 1
"""
OPENSHIFT = """\
apiVersion: machineconfiguration.openshift.io/v1
kind: KubeletConfig
metadata: {{name: c{0}}}
spec:
  machineConfigPoolSelector: {{matchLabels: {{a: b{0}}}}}
  kubeletConfig:
"""
TALOS = "version: v1alpha1\nmachine:\n  type: worker\n  kubelet:\n"
EKSCTL = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: a, region: b, version: '1.34'}
managedNodeGroups:
"""
GROUP = "- name: g{0}\n  kubeletExtraConfig:\n    maxPodz: 1\n"
TEMPLATE = """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata: {{name: t{0}}}
spec:
  template:
    spec:
      joinConfiguration: {{nodeRegistration: {{kubeletExtraArgs: {{foo: '1'}}}}}}
"""
FILE = """\
      - path: /etc/kubernetes/patches/kubeletconfiguration{0}+merge.yaml
        content: |
          apiVersion: kubelet.config.k8s.io/v1beta1
          kind: KubeletConfiguration
          maxPodz: 1
"""
KOPS = """\
apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata: {{name: g{0}, labels: {{kops.k8s.io/cluster: a}}}}
spec:
  role: Node
  kubelet:
    maxPodz: 1
"""
WRITTEN = """\
- path: /etc/kubernetes/kubelet/{0}.yaml
  content: |
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPodz: 1
"""
MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: m{0}}}
data:
  kubelet: |
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPodz: 1
"""


def each(text, number, between=""):
    return between.join(text.format(one) for one in range(number))


SHAPES = {
    "blanks in a modeline": (
        "a.yaml",
        20000,
        lambda n: K + "# numaconf: machine=m5.large" + " " * n + "kubernetes=1.34\n",
    ),
    "modeline keys": ("a.yaml", 2000, lambda n: K + "# numaconf: kubernetes=1.34" + " kubernetes=1.34" * n),
    "modelines": ("a.yaml", 2000, lambda n: K + "# numaconf: kubernetes=1.34\n" * n),
    "minikube words": ("a.sh", 8000, lambda n: "#!/bin/sh\n# kubelet\n" + "minikube " * n),
    "minikube lines": ("a.sh", 4000, lambda n: "#!/bin/sh\n# kubelet\n" + "minikube\n" * n),
    "names of arguments": ("a.env", 8000, lambda n: "KUBELETARGS" * n + "\n"),
    "names of arguments in lines": ("a.env", 4000, lambda n: "KUBELET_ARGS=--max-pods=1\n" * n),
    "ignore comments": ("a.yaml", 4000, lambda n: K + "# numaconf: ignore[NC101]\n" * n + "maxPods: 1\n"),
    "ignore comments and findings": ("a.yaml", 2000, lambda n: K + each("a{}: 1 # numaconf: ignore[NC401]\n", n)),
    "ignore codes": ("a.yaml", 2000, lambda n: K + "maxPods: 1 # numaconf: ignore[" + each("NC{:03}", n, ",") + "]\n"),
    "unknown fields": ("a.yaml", 2000, lambda n: K + each("unknown{}: 1\n", n)),
    "unknown fields, JSON": (
        "a.json",
        2000,
        lambda n: (
            '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": '
            '"KubeletConfiguration", ' + each('"u{}": 1', n, ", ") + "}"
        ),
    ),
    "unknown fields of a drop-in": ("a.conf", 2000, lambda n: K + each("unknown{}: 1\n", n)),
    "feature gates": ("a.yaml", 2000, lambda n: K + "featureGates:\n" + each("  Gate{}: true\n", n)),
    "policy options": (
        "a.yaml",
        2000,
        lambda n: K + "cpuManagerPolicy: static\ncpuManagerPolicyOptions:\n" + each("  o{}: 'true'\n", n),
    ),
    "the same key": ("a.yaml", 2000, lambda n: K + each("maxPods: {}\n", n)),
    "the same key, JSON": (
        "a.json",
        2000,
        lambda n: (
            '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": '
            '"KubeletConfiguration", ' + each('"maxPods": {}', n, ", ") + "}"
        ),
    ),
    "eviction signals": ("a.yaml", 2000, lambda n: K + "evictionHard:\n" + each("  s{}: 1Mi\n", n)),
    "reserved memory": (
        "a.yaml",
        1000,
        lambda n: (
            K
            + "memoryManagerPolicy: Static\nreservedMemory:\n"
            + each("- {{numaNode: {}, limits: {{memory: 1Mi}}}}\n", n)
        ),
    ),
    "kubeReserved": ("a.yaml", 2000, lambda n: K + "kubeReserved:\n" + each("  r{}: 1Mi\n", n)),
    "taints": ("a.yaml", 2000, lambda n: K + "registerWithTaints:\n" + each("- {{key: 'a b{}', effect: X}}\n", n)),
    "sysctls": ("a.yaml", 2000, lambda n: K + "allowedUnsafeSysctls:\n" + each("- 'x y{}'\n", n)),
    "placeholders": ("a.yaml", 2000, lambda n: K + "u: ${x}\n" * n),
    "placeholders in fields": ("a.yaml", 2000, lambda n: K + each("u{0}: ${{x{0}}}\n", n)),
    "node classes and pools": ("a.yaml", 50, lambda n: each(PAIR, n, "---\n")),
    "documents": ("a.yaml", 2000, lambda n: (K + "maxPodz: 1\n---\n") * n),
    "foreign documents": ("a.yaml", 4000, lambda n: K + "---\na: 1\n" * n),
    "flags of a unit": ("a.service", 1000, lambda n: UNIT + each(" --foo{}=1", n) + "\n"),
    "the same flag": ("a.service", 1000, lambda n: UNIT + each(" --foo=1", n) + "\n"),
    "known flags": ("a.service", 1000, lambda n: UNIT + each(" --max-pods={}", n) + "\n"),
    "starts of a unit": ("a.service", 1000, lambda n: "[Service]\n" + "ExecStart=/usr/bin/kubelet --foo=1\n" * n),
    "flags that add gates": ("a.service", 1000, lambda n: UNIT + each(" --feature-gates=A{}=true", n) + "\n"),
    "flags that reserve memory": (
        "a.service",
        1000,
        lambda n: UNIT + each(" --reserved-memory={}:memory=1Mi", n) + "\n",
    ),
    "taints of a flag": (
        "a.service",
        1000,
        lambda n: UNIT + " --register-with-taints=" + each("a{}=b:NoSchedule", n, ",") + "\n",
    ),
    "duplicate keys in a list's items": (
        "a.yaml",
        1000,
        lambda n: (
            "apiVersion: v1\nkind: List\nitems:\n"
            + "- {apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, maxPods: 1, maxPods: 2}\n" * n
        ),
    ),
    "empty starts": ("a.service", 2000, lambda n: UNIT + " --max-pods=1\n" + "ExecStart=\n" * n),
    "environment of a unit": (
        "a.service",
        1000,
        lambda n: "[Service]\n" + each("Environment=A{}=1\n", n) + "ExecStart=/usr/bin/kubelet $A1\n",
    ),
    "extra arguments": (
        "a.sh",
        1000,
        lambda n: "#!/bin/bash\n/etc/eks/bootstrap.sh c" + " --kubelet-extra-args '--foo=1'" * n + "\n",
    ),
    "words of a script": ("a.sh", 60_000, lambda n: "#!/bin/bash\n/etc/eks/bootstrap.sh c\necho" + " abc" * n + "\n"),
    "bootstrap options": ("a.sh", 1000, lambda n: "#!/bin/bash\n/etc/eks/bootstrap.sh c" + each(" --foo{}", n) + "\n"),
    "bootstrap calls": ("a.sh", 500, lambda n: "#!/bin/bash\n" + "/etc/eks/bootstrap.sh c --foo\n" * n),
    "flags in extra arguments": (
        "a.sh",
        1000,
        lambda n: "#!/bin/bash\n/etc/eks/bootstrap.sh c --kubelet-extra-args '" + each("--foo{}=1 ", n) + "'\n",
    ),
    "labels in extra arguments": (
        "a.sh",
        1000,
        lambda n: (
            "#!/bin/bash\n/etc/eks/bootstrap.sh c --kubelet-extra-args '--node-labels=" + each("a{}=b", n, ",") + "'\n"
        ),
    ),
    "minikube options": (
        "a.sh",
        1000,
        lambda n: "#!/bin/sh\nminikube start" + each(" --extra-config=kubelet.foo{}=1", n) + "\n",
    ),
    "shell variables": ("a.sh", 1000, lambda n: "#!/bin/bash\n" + each("A{}=1\n", n) + "/etc/eks/bootstrap.sh c\n"),
    "shell appends": ("a.sh", 1000, lambda n: "#!/bin/bash\n" + "A+=x\n" * n + "/etc/eks/bootstrap.sh c $A\n"),
    "settings, unknown": ("a.toml", 2000, lambda n: "[settings.kubernetes]\n" + each("u{} = 1\n", n)),
    "settings, dotted": ("a.toml", 2000, lambda n: "[settings.kubernetes]\n" + each("a.b{} = 1\n", n)),
    "settings, tables": ("a.toml", 1000, lambda n: "[settings.kubernetes]\n" + each("[settings.kubernetes.t{}]\n", n)),
    "settings, labels": ("a.toml", 2000, lambda n: "[settings.kubernetes.node-labels]\n" + each("'a b{}' = 'c'\n", n)),
    "instance types": (
        "a.yaml",
        100,
        lambda n: PROFILE + "  machine:\n    instanceTypes:\n" + each("    - x{}.large\n", n),
    ),
    "keys of a profile": ("a.yaml", 500, lambda n: PROFILE + "  kubelet:\n" + each("    u{}: 1\n", n)),
    "ranges of CPUs": ("a.yaml", 100, lambda n: K + "reservedSystemCPUs: '" + each("0-1048574", n, ",") + "'\n"),
    "single CPUs": ("a.yaml", 5000, lambda n: K + "reservedSystemCPUs: '" + each("{}", n, ",") + "'\n"),
    "aliases": ("a.yaml", 40000, lambda n: K + "a: &a [1]\nb: [" + "*a," * n + "]\n"),
    "MIME parts": (
        "a.txt",
        500,
        lambda n: (
            'Content-Type: multipart/mixed; boundary="B"\n\n'
            + "--B\nContent-Type: text/x-shellscript\n\n#!/bin/bash\n/etc/eks/bootstrap.sh c --foo\n" * n
            + "--B--\n"
        ),
    ),
    "NodeConfigs": (
        "a.txt",
        500,
        lambda n: (
            'Content-Type: multipart/mixed; boundary="B"\n\n'
            + (
                "--B\nContent-Type: application/node.eks.aws\n\napiVersion: node.eks.aws/v1alpha1\n"
                "kind: NodeConfig\nspec: {kubelet: {config: {maxPodz: 1}}}\n"
            )
            * n
            + "--B--\n"
        ),
    ),
    "fields of a NodeConfig": ("a.yaml", 1000, lambda n: NODE_CONFIG + each("      u{}: 1\n", n)),
    "the same fields of two NodeConfigs": (
        "a.txt",
        1000,
        lambda n: (
            'Content-Type: multipart/mixed; boundary="B"\n\n'
            + ("--B\nContent-Type: application/node.eks.aws\n\n" + NODE_CONFIG + each("      u{}: 1\n", n)) * 2
            + "--B--\n"
        ),
    ),
    "fields of a class": (
        "a.yaml",
        500,
        lambda n: (
            "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: a}\nspec:\n"
            "  amiSelectorTerms: [{alias: al2023@latest}]\n  kubelet:\n" + each("    u{}: 1\n", n)
        ),
    ),
    "nodeadm flags": (
        "a.yaml",
        1000,
        lambda n: (
            "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n"
            "    flags:\n" + each("    - --foo{}=1\n", n)
        ),
    ),
    "user data in a class": (
        "a.yaml",
        1000,
        lambda n: PAIR.format(0).replace(
            "  kubelet:",
            "  userData: |\n"
            "    apiVersion: node.eks.aws/v1alpha1\n    kind: NodeConfig\n    spec:\n      kubelet:\n"
            "        config:\n" + each("          u{}: 1\n", n) + "  kubelet:",
        ),
    ),
    "one long line": ("a.yaml", 1000000, lambda n: K + "a: '" + "x" * n + "'\n"),
    "blank lines": ("a.yaml", 100000, lambda n: K + "\n" * n + "maxPodz: 1\n"),
    "comments": ("a.yaml", 50000, lambda n: K + "# kind: x\n" * n + "maxPodz: 1\n"),
    "unreadable YAML": ("a.yaml", 60000, lambda n: K + "a: 1\n" * n + "a: [\n"),
    "braces": ("a.json", 60000, lambda n: '{"kind": "KubeletConfiguration", "a": [' + "{}," * n + "}"),
    "opened quotes": ("a.sh", 5000, lambda n: "#!/bin/bash\n/etc/eks/bootstrap.sh c\n" + "echo $(( `' \" \n" * n),
    "substitutions": ("a.sh", 2000, lambda n: "#!/bin/bash\n/etc/eks/bootstrap.sh c\n" + "echo $(a $(b) `c`)\n" * n),
    "arguments of k3s": ("config.yaml", 1000, lambda n: "kubelet-arg:\n" + each("- foo{}=1\n", n)),
    "the same argument of k3s": ("config.yaml", 1000, lambda n: "kubelet-arg:\n" + "- max-pods=1\n" * n),
    "kubeadm nodes": ("a.yaml", 50, lambda n: each(JOIN, n, "---\n")),
    "kubeadm arguments": (
        "a.yaml",
        1000,
        lambda n: JOIN.format(0) + "    kubeletExtraArgs:\n" + each("    - {{name: foo{}, value: x}}\n", n),
    ),
    "a list of patches": (
        "kubeletconfiguration0+json.yaml",
        1000,
        lambda n: each("- {{op: add, path: /unknown{}, value: 1}}\n", n),
    ),
    "OpenShift KubeletConfigs": ("a.yaml", 100, lambda n: each(OPENSHIFT + "    maxPodz: {0}\n", n, "---\n")),
    "fields of a KubeletConfig": ("a.yaml", 1000, lambda n: OPENSHIFT.format(0) + each("    u{}: 1\n", n)),
    "Talos, extra arguments": (
        "a.yaml",
        1000,
        lambda n: TALOS + "    extraArgs:\n" + each("      foo{}: '1'\n", n),
    ),
    "Talos, extra configuration": (
        "a.yaml",
        1000,
        lambda n: TALOS + "    extraConfig:\n" + each("      u{}: 1\n", n),
    ),
    "eksctl node groups": ("a.yaml", 100, lambda n: EKSCTL + each(GROUP, n)),
    "eksctl, fields of a group": ("a.yaml", 1000, lambda n: EKSCTL + GROUP.format(0) + each("    u{}: 1\n", n)),
    "Cluster API templates": ("a.yaml", 50, lambda n: each(TEMPLATE, n, "---\n")),
    "Cluster API files": ("a.yaml", 200, lambda n: TEMPLATE.format(0) + "      files:\n" + each(FILE, n)),
    "kops instance groups": ("a.yaml", 100, lambda n: each(KOPS, n, "---\n")),
    "kops, fields": ("a.yaml", 1000, lambda n: KOPS.format(0) + each("    u{}: 1\n", n)),
    "files of a cloud-config": ("a.yaml", 200, lambda n: "#cloud-config\nwrite_files:\n" + each(WRITTEN, n)),
    "ConfigMaps with configurations": ("a.yaml", 100, lambda n: each(MAP, n, "---\n")),
    "here documents that are read": (
        "a.sh",
        1000,
        lambda n: "#!/bin/bash\n" + ("cat > /etc/kubelet.yaml <<E\n" + K + "maxPodz: 1\nE\n") * n,
    ),
    "Terraform's here documents": ("a.tf", 1000, lambda n: ("x = <<E\n" + K + "maxPodz: 1\nE\n") * n),
    "Terraform's strings of arguments": ("a.tf", 2000, lambda n: '  kubelet_extra_args = "--foo=1"\n' * n),
    "cloud-configs of MIME": (
        "a.txt",
        500,
        lambda n: (
            'Content-Type: multipart/mixed; boundary="B"\n\n'
            + ("--B\nContent-Type: text/cloud-config\n\n#cloud-config\nwrite_files:\n" + WRITTEN.format(0)) * n
            + "--B--\n"
        ),
    ),
    "here documents": (
        "a.sh",
        1000,
        lambda n: "#!/bin/bash\n" + "cat <<E\n--max-pods $A\nE\n" * n + "/etc/eks/bootstrap.sh c\n",
    ),
}
"""Name to file, n, and the text of n repeats."""


def seconds(folder, name, text, arguments, beside=()):
    """CPU seconds of one run over a file, or standard input (`-`); more than LONGEST, and LARGEST, are infinite."""
    folder.mkdir()
    for file, content in (*beside, (name if name != "-" else "stdin", text)):
        (folder / file).write_text(content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(folder / "stdin" if name == "-" else os.devnull, "rb") as stdin:
        done = subprocess.run(
            [*NUMACONF, *arguments], cwd=folder, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            check=False, preexec_fn=_bounded,
        )  # fmt: skip
    if done.returncode < 0 or b"out of memory" in done.stderr:
        return float("inf")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if b"a bug" in done.stderr:
        sys.exit(f"{name}: {done.stderr.decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _bounded():
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))


def shapes():
    """Title, n, arguments, file, text of n repeats, and what stands beside it."""
    for title, (name, number, text) in SHAPES.items():
        yield title, number, ["lint", name], name, text, ()
    for title, (number, arguments, name, text) in shapes_of_verbs.SHAPES.items():
        yield title, number, arguments, name, text, shapes_of_verbs.BESIDE.items()


def main(*wanted):
    failed = []
    with tempfile.TemporaryDirectory() as base:
        folder = pathlib.Path(base)
        start = seconds(folder / "start", "a.yaml", K, ["lint", "a.yaml"])
        print(f"\nrepeats, as CPU seconds beyond a start of {start:.2f} (4n over n: at most {MOST:g})")
        for row, (title, number, arguments, name, text, beside) in enumerate(shapes()):
            if wanted and not any(one in title for one in wanted):
                continue
            for again in range(3):  # a busy machine is no proof
                small, large = (
                    max(
                        0.05,
                        seconds(folder / f"{row}-{times}-{again}", name, text(times * number), arguments, beside)
                        - start,
                    )
                    for times in (1, 4)
                )
                ratio = large / small if small < float("inf") else float("inf")
                if ratio <= MOST:
                    break
            if not ratio <= MOST:
                failed.append(title)
            print(f"  {title:32} {4 * number:7} {small:7.2f} {large:7.2f} {ratio:6.1f}{'  !' * (not ratio <= MOST)}")
    if failed:
        sys.exit(f"not linear: {', '.join(failed)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
