output "target" {
  description = "The target that was rendered."
  value       = data.external.numa.result.target
}

output "kubernetes_version" {
  description = "The Kubernetes version that it was rendered for."
  value       = data.external.numa.result.kubernetes_version
}

output "kubelet_config_yaml" {
  description = "The KubeletConfiguration that the profile asks for, as YAML."
  value       = data.external.numa.result.kubelet_config_yaml
}

output "kubelet_config_json" {
  description = "The same as JSON; jsondecode() gives an object."
  value       = data.external.numa.result.kubelet_config_json
}

output "node_labels" {
  description = "The profile's labels as JSON."
  value       = data.external.numa.result.node_labels
}

output "warnings" {
  description = "What is legal and probably not meant, one a line; empty if there is nothing."
  value       = data.external.numa.result.warnings
}

output "profile_digest" {
  description = "SHA-256 of the profile's canonical JSON: changes exactly when the profile does."
  value       = data.external.numa.result.profile_digest
}

output "user_data" {
  description = "User data as text (al2, al2023: MIME; bottlerocket: TOML)."
  value       = data.external.numa.result.user_data
}

output "user_data_base64" {
  description = "The same in base64, as aws_launch_template.user_data takes it."
  value       = data.external.numa.result.user_data_base64
}

output "al2_bootstrap_extra_args" {
  description = "`--kubelet-extra-args '…'` in one line (al2)."
  value       = data.external.numa.result.al2_bootstrap_extra_args
}

output "nodeadm_nodeconfig" {
  description = "A NodeConfig for cloudinit_pre_nodeadm or a MIME part of type application/node.eks.aws (al2023)."
  value       = data.external.numa.result.nodeadm_nodeconfig
}

output "bottlerocket_toml" {
  description = "Settings with their header (bottlerocket)."
  value       = data.external.numa.result.bottlerocket_toml
}

output "bottlerocket_kubernetes_settings" {
  description = "The same without the header of [settings.kubernetes], for modules that write it (bottlerocket)."
  value       = data.external.numa.result.bottlerocket_kubernetes_settings
}

output "karpenter_nodeclass_yaml" {
  description = "The EC2NodeClass; yamldecode() gives a manifest (karpenter)."
  value       = data.external.numa.result.karpenter_nodeclass_yaml
}

output "karpenter_nodepool_yaml" {
  description = "The NodePool (karpenter)."
  value       = data.external.numa.result.karpenter_nodepool_yaml
}

output "karpenter_user_data" {
  description = "spec.userData of the EC2NodeClass (karpenter)."
  value       = data.external.numa.result.karpenter_user_data
}

output "karpenter_kubelet_json" {
  description = "spec.kubelet of the EC2NodeClass as JSON (karpenter)."
  value       = data.external.numa.result.karpenter_kubelet_json
}
