# A launch template for an EKS managed node group on Amazon Linux 2023 without an AMI id: EKS puts its own NodeConfig
# (cluster, maxPods) before this one. EC2 wants base64, and nodeadm takes no gzip of the whole from a managed group.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

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

module "numa" {
  source = "../modules/numa-user-data"

  program = var.program
  profile = var.profile
  target  = "al2023"
}

resource "aws_launch_template" "numa" {
  name_prefix   = "numa-packet-workers-"
  instance_type = "c5n.18xlarge"
  user_data     = module.numa.user_data_base64

  tags = {
    "numaconf/profile-digest" = module.numa.profile_digest
  }
}

output "user_data" {
  description = "What the instances get."
  value       = module.numa.user_data
}
