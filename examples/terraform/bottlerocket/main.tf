# A launch template for an EKS managed node group on Bottlerocket: EKS merges its own settings, these win.

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

  program              = var.program
  profile              = var.profile
  target               = "bottlerocket"
  bottlerocket_version = "1.64.0"
}

resource "aws_launch_template" "numa" {
  name_prefix   = "numa-bottlerocket-"
  instance_type = "c5n.18xlarge"
  user_data     = module.numa.user_data_base64
}

output "user_data" {
  description = "What the instances get."
  value       = module.numa.user_data
}
