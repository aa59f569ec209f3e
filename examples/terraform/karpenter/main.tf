# Karpenter's manifests as objects, for kubernetes_manifest or kubectl_manifest:
#
#   resource "kubernetes_manifest" "nodeclass" { manifest = yamldecode(module.numa.karpenter_nodeclass_yaml) }

variable "program" {
  description = "How numaconf is started."
  type        = list(string)
  default     = ["numaconf", "terraform"]
}

variable "profile" {
  description = "The NumaProfile to render."
  type        = string
  default     = "../../packet-workers/profile.yaml"
}

variable "cluster_name" {
  description = "The cluster's name: fills the node role and the discovery tags."
  type        = string
  default     = "example"
}

module "numa" {
  source = "../modules/numa-user-data"

  program           = var.program
  profile           = var.profile
  target            = "karpenter"
  karpenter_version = "1.15.0"
  cluster           = { name = var.cluster_name }
}

output "nodeclass" {
  description = "The EC2NodeClass."
  value       = yamldecode(module.numa.karpenter_nodeclass_yaml)
}

output "nodepool" {
  description = "The NodePool."
  value       = yamldecode(module.numa.karpenter_nodepool_yaml)
}
