"""What reads a configuration before, or around, the kubelet's own checks says: decoding, the field checks of other
subjects, nodeadm, bootstrap.sh, the shell, systemd, the API server and Bottlerocket; and lines that say nothing is wrong.

Source: kubernetes `pkg/kubelet/kubeletconfig`, `pkg/kubelet/apis/config/validation`, `k8s.io/apimachinery` decoders;
awslabs/amazon-eks-ami (`nodeadm`, `bootstrap.sh`); bottlerocket-settings-sdk; systemd `exec_parse_environment`.
"""

# ruff: noqa: E501  a table of literal texts

from __future__ import annotations

from numaconf.rules.bottlerocket_lines import BOTTLEROCKET
from numaconf.rules.log_line import LogLine
from numaconf.rules.log_line import quoted as _q
from numaconf.rules.tool_lines import ROWS as TOOLS

DECODING = (
    LogLine(_q(r"no kind \"NodeConfig\" is registered for version <version>"),
            "NC501", "nodeadm has no NodeConfig of version {version}; write apiVersion: node.eks.aws/v1alpha1."),
    LogLine(_q(r"no kind <kind> is registered for version <version>"),
            "NC002", "There is no {kind} in {version}: the letter case of kind or apiVersion is wrong."),
    LogLine(r"Encountered error in config provider: failed to decode node config, Object '(?P<what>\w+)' is missing",
            "NC614", "A document of the user data has no {what}; nodeadm then finds no configuration at all."),
    LogLine(r"Object '(?P<what>\w+)' is missing in",
            "NC002", "The document has no {what}: write apiVersion and kind."),
    LogLine(_q(r"key <key> already set in map"),
            "NC004", "The key {key} appears twice; delete one of the lines."),
    LogLine(r"json: cannot unmarshal (?P<given>\w+) into Go struct field (?P<field>[\w.]+) of type (?P<wanted>[\w.\[\]*]+)",
            "NC005", "{field} takes a {wanted}, and the file has a {given}: put the value in quotes, or take them away."),
    LogLine(r"json: cannot unmarshal (?P<given>\w+) into Go",
            "NC005", "A field takes another type than the file's {given}: put the value in quotes, or take them away."),
    LogLine(r"yaml: (?:line (?P<line>\d+): )?(?P<what>found unexpected end of stream|did not find expected [\w' -]+|mapping values are not allowed in this context|found character that cannot start any token|could not find expected ':'|found a tab character[\w ]*|found duplicate anchor|unknown anchor[^\n\"]*)",
            "NC001", "The file is not YAML: {what} (near line {line}). Nothing of it is read, and the kubelet exits."),
    LogLine(r"config provider at index \d+ failed: (?P<why>.{0,80})",
            "NC505", "nodeadm cannot read the MIME parts of the user data ({why}): look at boundary lines, blank lines after "
            "headers, and the last line --BOUNDARY--."),
    LogLine(r"CIDR is missing in cluster configuration",
            "NC508", "spec.cluster of the NodeConfig has no cidr. With spec.cluster all of name, apiServerEndpoint, "
            "certificateAuthority and cidr are needed."),
)  # fmt: skip

CHECKS = (
    LogLine(r"oomScoreAdj \(--oom-score-adj\) (?P<value>-?\d+) must be between",
            "NC407", "oomScoreAdj is {value}; it must be between -1000 and 1000."),
    LogLine(_q(r"option <value> specified for hairpinMode"),
            "NC408", "hairpinMode {value} does not exist: none, hairpin-veth or promiscuous-bridge."),
    LogLine(r"(?P<field>\b[\w.]{1,80}) \([^)\n]{0,80}\) (?:\S{1,40} )?requires feature gate (?P<gate>\w+)",
            "NC409", "{field} needs the feature gate {gate}, which is off."),
    LogLine(r"imageGCLowThresholdPercent \(--image-gc-low-threshold\) (?P<low>-?\d+) must be less than",
            "NC410", "imageGCLowThresholdPercent {low} must be lower than imageGCHighThresholdPercent (85 by default)."),
    LogLine(_q(r"option <value> specified for enforceNodeAllocatable"),
            "NC411", "enforceNodeAllocatable knows no {value} in this version: pods, system-reserved, kube-reserved, none."),
    LogLine(r"\b(?P<field>\w{1,80}) \([^)\n]{0,80}\) must be specified when",
            "NC412", "enforceNodeAllocatable enforces a reservation, and {field} does not name the cgroup to enforce it on."),
    LogLine(r"Failed to enforce (?P<what>[A-Z][\w ]{1,40}?) Cgroup Limits on \\?\"(?P<name>[^\"\\\n]{1,200})",
            "NC430", "The kubelet cannot limit the cgroup {name} ({what}): it does not exist, or the reservation is empty. With the systemd "
            "driver the name has to be that of a slice. Leave the enforcement out, or name /system.slice."),
    LogLine(r"may not contain additional enforcements when",
            "NC413", "enforceNodeAllocatable has none and something else; write none alone, or leave it out."),
    LogLine(r"invalid taint: (?P<taint>\{[^}\n]{0,200}\})",
            "NC414", "A taint in registerWithTaints is invalid: {taint}. The effect is NoSchedule, PreferNoSchedule or NoExecute."),
    LogLine(r"unknown flag: (?P<flag>--[\w-]+)",
            "NC415", "This program has no flag {flag}: it is misspelled, or its version does not have it any more."),
    LogLine(_q(r"invalid argument <value> for \"(?P<flag>[\w, -]+)\" flag: (?P<why>[^\n\"]{0,120})"),
            "NC416", "The flag {flag} cannot take {value}: {why}."),
    LogLine(r"unknown cloud provider \\?\"|cloud provider \S{1,80} was specified, but built-in",
            "NC416", "The kubelet has no cloud provider of its own any more: write --cloud-provider=external, and run the cloud's "
            "controller manager in the cluster."),
    LogLine(r"unknown 'kubernetes\.io' or 'k8s\.io' labels specified with --node-labels: \[(?P<labels>[^\]\n]{0,400})\]",
            "NC511", "A kubelet may not give its own node the labels {labels}; use another prefix, or label the node afterwards."),
    LogLine(_q(r"the sysctls? <name> are not known to be namespaced"),
            "NC432", "allowedUnsafeSysctls names {name}, which holds for the whole node: pods cannot have their own. Take it out of the "
            "list, and set it on the node."),
    LogLine(r"invalid kernel flag: (?P<flag>[\w/]+), expected value: (?P<want>-?\d+), actual value: (?P<is>-?\d+)",
            "NC713", "protectKernelDefaults is on: the kernel's {flag} is {is}, the kubelet wants {want} and does not set it itself."),
)  # fmt: skip

BOOT = (
    LogLine(r"Invalid environment assignment, ignoring: (?P<what>[^\n]{0,80})",
            "NC513", "systemd drops a part of an Environment= line ({what}): quote the whole assignment."),
    LogLine(r"Invalid syntax, ignoring: ",
            "NC513", "systemd drops an Environment= line: a quote is not closed."),
    LogLine(r"bootstrap\.sh has been removed from AL2023-based EKS AMIs",
            "NC521", "The user data calls bootstrap.sh, which only AL2 images have; AL2023 takes a NodeConfig (numaconf convert --to al2023)."),
    LogLine(r"ERROR: cluster name is not defined",
            "NC523", "bootstrap.sh was called without the cluster's name as its argument."),
    LogLine(r"\b\d{1,19}(?:Mi|Gi|m|%)?: No such file or directory",
            "NC524", "The shell took < of an eviction threshold as redirection: put the whole list of flags in single quotes."),
    LogLine(r"(?P<what>\b(?:\d{1,9}:)?[\w.]{1,60}=[^\s:]{0,60}): command not found",
            "NC524", "The shell ended the command at a ; and ran {what} as the next one: put the value in single quotes."),
    LogLine(r"(?P<flag>--[\w-]{1,60}): command not found",
            "NC525", "The shell took {flag} as a command: the line before it does not end in a backslash alone."),
    LogLine(_q(r"(?P<field>spec\.[\w.]{1,120}): Invalid value: (?P<given>\S{1,60}): \S{1,120} in body must be of type (?P<wanted>\w+)"),
            "NC601", "The API server refuses {field}: it takes a {wanted}; put the value in quotes."),
)  # fmt: skip

HARMLESS = (
    LogLine(r"Flag (?P<flag>--[\w-]+) has been deprecated",
            "", "Harmless: {flag} still counts; one day it goes into the configuration file."),
    LogLine(r"Failed to read data from checkpoint[^\n]{0,60}kubelet_internal_checkpoint[^\n]{0,40}checkpoint is not found",
            "", "Harmless: no device plugin has registered on this node before; the file appears with the first one."),
    LogLine(r"Unable to read config path[^\n]{0,60}path does not exist, ignoring",
            "", "Harmless: the folder for static pods does not exist, so there are none."),
    LogLine(r"Skipping pod synchronization",
            "", "Harmless for the first seconds after a start: the kubelet waits for the container runtime."),
)  # fmt: skip
"""Lines that everybody sees in a log and that need no action."""

GENERAL = (
    LogLine(r"Encountered error in config provider",
            "NC501", "nodeadm finds no NodeConfig that it can read in the user data; the words after it say why."),
    LogLine(r"invalid configuration: (?P<what>[^\n]{4,160})",
            "", "The kubelet exits: {what}. numaconf lint FILE shows the line."),
    LogLine(r"failed to merge global and in-flight KubeletConfiguration while setting defaults",
            "NC404", "featureGates has a gate that this kubelet does not know, that is locked, or that needs another one."),
    LogLine(r"KUBELET_CONFIG_DROPIN_DIR_ALPHA not set",
            "NC007", "Kubelets 1.28 and 1.29 read --config-dir only with KUBELET_CONFIG_DROPIN_DIR_ALPHA in their environment, and exit without it."),
    LogLine(r"[Uu]sing lenient decoding as strict decoding failed",
            "NC401", "The kubelet runs, and the file has a field that does not exist, or one twice, which has no effect; the words after it say which. numaconf lint FILE shows the line."),
    LogLine(r"invalid Node Allocatable configuration",
            "NC115", "More is reserved of a resource than the machine has."),
    LogLine(r"strict decoding error",
            "NC401", "A field appears twice, does not exist in this version, or is spelled in another case."),
    LogLine(r"failed to merge kubelet configs",
            "", "The kubelet exits: its configuration and the files in the drop-in folder do not go together; the words after it say which, and why."),
    LogLine(r"start (?P<which>cpu|memory) manager error",
            "", "The kubelet exits: the {which} manager does not start, most often over a state file of another configuration; the words after it say why. numaconf explain {which}_manager_state says more."),
    LogLine(r"Failed to start ContainerManager",
            "", "The kubelet exits: one of its managers does not start; the words after it say which, and why. journalctl -u kubelet --no-pager -o cat prints whole lines."),
    LogLine(r"failed to run Kubelet|failed to decode: |failed to validate kubelet flags|failed to parse kubelet flag",
            "", "The kubelet exits; the words after this say why, and the log has cut them off, or they are not known here. "
            "journalctl -u kubelet --no-pager -o cat prints whole lines."),
)  # fmt: skip
"""Told only of lines in which nothing else is known."""

ROWS = (*DECODING, *CHECKS, *BOOT, *BOTTLEROCKET, *HARMLESS, *TOOLS)
