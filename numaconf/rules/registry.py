"""Every rule, in the order of codes. A code never changes its meaning and is never given to another rule."""

from __future__ import annotations

from numaconf.rules.base import Rule

RULES: tuple[Rule, ...] = (
    Rule("NC501", "refused-nodeconfig", "will-not-start", "eks.refused_nodeconfig", reader=True),
    Rule("NC502", "unknown-nodeconfig-key", "ignored", "eks.unknown_nodeconfig_key", reader=True),
    Rule("NC503", "further-nodeconfig-document", "ignored", "eks.further_nodeconfig_document", reader=True),
    Rule("NC504", "wrong-part-type", "ignored", "eks.wrong_part_type", reader=True),
    Rule("NC505", "broken-mime", "will-not-start", "eks.broken_mime", reader=True),
    Rule("NC506", "user-data-too-large", "will-not-start", "eks.user_data_too_large", reader=True),
    Rule("NC507", "script-not-run", "ignored", "eks.script_not_run", reader=True),
    Rule("NC508", "incomplete-cluster", "unwanted", "eks.incomplete_cluster", reader=True),
    Rule("NC509", "max-pods-expression", "unwanted", "eks.max_pods_expression", ("memoryManagerPolicy",)),
    Rule("NC510", "unpinned-reservation", "unwanted", "eks.unpinned_reservation", ("memoryManagerPolicy",)),
    Rule("NC511", "reserved-node-label", "will-not-start", "eks.reserved_node_label"),
    Rule("NC512", "partial-flag-map", "unwanted", "eks.partial_flag_map", reader=True),
    Rule("NC513", "lost-arguments", "ignored", "eks.lost_arguments", reader=True),
    Rule("NC520", "no-al2-image", "will-not-start", "eks.no_al2_image", versions=True, reader=True),
    Rule("NC521", "bootstrap-on-al2023", "ignored", "eks.bootstrap_on_al2023", reader=True),
    Rule("NC522", "dropped-bootstrap-argument", "ignored", "eks.dropped_bootstrap_argument", reader=True),
    Rule("NC523", "refused-by-bootstrap", "will-not-start", "eks.refused_by_bootstrap", reader=True),
    Rule("NC524", "unquoted-shell-character", "ignored", "eks.unquoted_shell_character", reader=True),
    Rule("NC525", "detached-arguments", "ignored", "eks.detached_arguments", reader=True),
    Rule("NC526", "edited-config", "unwanted", "eks.edited_config", reader=True),
    Rule("NC701", "unknown-bottlerocket-setting", "will-not-start", "bottlerocket.unknown_setting", reader=True),
    Rule("NC702", "refused-bottlerocket-value", "will-not-start", "bottlerocket.refused_value", reader=True),
    Rule("NC703", "later-bottlerocket-setting", "will-not-start", "bottlerocket.later_setting", reader=True),
    Rule("NC704", "no-bottlerocket-settings", "will-not-start", "bottlerocket.no_settings", reader=True),
    Rule("NC705", "unread-bottlerocket-key", "ignored", "bottlerocket.unread_key", reader=True),
    Rule("NC706", "setting-not-rendered", "ignored", "bottlerocket.not_rendered", reader=True),
    Rule("NC707", "unquoted-bottlerocket-value", "will-not-start", "bottlerocket.unquoted_value", reader=True),
    Rule("NC708", "memory-policy-not-rendered", "ignored", "bottlerocket.memory_policy", reader=True),
    Rule("NC709", "hugepages-in-reserved-memory", "ignored", "bottlerocket.reserved_hugepages", reader=True),
    Rule("NC710", "kernel-parameters-next-boot", "unwanted", "bottlerocket.next_boot", reader=True),
    Rule("NC711", "hugepage-size-parameter", "ignored", "bottlerocket.hugepage_size_parameter", reader=True),
    Rule("NC712", "overwritten-nr-hugepages", "ignored", "bottlerocket.overwritten_sysctl", reader=True),
    Rule("NC713", "sysctl-against-kubelet", "will-not-start", "bottlerocket.kubelet_sysctl", reader=True),
    Rule("NC714", "absent-hugepages-node", "will-not-start", "bottlerocket.absent_hugepages", reader=True),
    Rule("NC801", "unknown-profile-key", "will-not-start", "profile.unknown_key", reader=True),
    Rule("NC802", "wrong-profile-value", "will-not-start", "profile.wrong_value", reader=True),
    Rule("NC803", "unresolvable-auto", "will-not-start", "profile.unresolvable_auto", reader=True),
    Rule("NC804", "different-machines", "will-not-start", "profile.different_machines", reader=True),
    Rule("NC805", "not-expressible", "ignored", "profile.not_expressible", reader=True),
    Rule("NC806", "not-proven", "ignored", "profile.not_proven", reader=True),
    Rule("NC807", "too-many-hugepages", "ignored", "profile.hugepages_too_many", reader=True),
    Rule("NC901", "unused-ignore", "unwanted", "comments.unused_ignore", reader=True),
    Rule("NC902", "unknown-code-in-ignore", "unwanted", "comments.unknown_code", reader=True),
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
