# The values that terraform-aws-eks v21 takes for its node groups. Paste the two maps into the module's
# eks_managed_node_groups; this root only shows them, so that it plans without a cluster.

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

module "al2023" {
  source = "../modules/numa-user-data"

  program = var.program
  profile = var.profile
  target  = "al2023"
}

module "bottlerocket" {
  source = "../modules/numa-user-data"

  program              = var.program
  profile              = var.profile
  target               = "bottlerocket"
  bottlerocket_version = "1.64.0"
}

locals {
  eks_managed_node_groups = {
    packets-al2023 = {
      ami_type       = "AL2023_x86_64_STANDARD"
      instance_types = ["c5n.18xlarge"]
      labels         = jsondecode(module.al2023.node_labels)

      # Without a content type the part would be text/plain, which nodeadm passes over in silence.
      cloudinit_pre_nodeadm = [{
        content_type = "application/node.eks.aws"
        content      = module.al2023.nodeadm_nodeconfig
      }]
    }

    packets-bottlerocket = {
      ami_type       = "BOTTLEROCKET_x86_64"
      instance_types = ["c5n.18xlarge"]

      # The module writes [settings.kubernetes] and puts this text below it; a second header would be a TOML error.
      enable_bootstrap_user_data = true
      bootstrap_extra_args       = module.bottlerocket.bottlerocket_kubernetes_settings
    }
  }
}

output "eks_managed_node_groups" {
  description = "For the input of the same name of terraform-aws-eks v21."
  value       = local.eks_managed_node_groups
}
