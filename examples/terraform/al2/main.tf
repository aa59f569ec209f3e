# A launch template for self-managed Amazon Linux 2 nodes (Kubernetes 1.32 was the last with such an AMI): the script
# calls bootstrap.sh itself, so it needs the cluster.

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
  default     = "../../legacy-al2/profile.yaml"
}

variable "cluster" {
  description = "The cluster to join."
  type = object({
    name                  = string
    endpoint              = string
    certificate_authority = string
  })
  default = {
    name                  = "example"
    endpoint              = "https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com"
    certificate_authority = "ZXhhbXBsZQ=="
  }
}

module "numa" {
  source = "../modules/numa-user-data"

  program = var.program
  profile = var.profile
  target  = "al2"
  cluster = var.cluster
}

resource "aws_launch_template" "numa" {
  name_prefix   = "numa-al2-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "m5.24xlarge"
  user_data     = module.numa.user_data_base64
}

output "user_data" {
  description = "What the instances get."
  value       = module.numa.user_data
}

output "bootstrap_extra_args" {
  description = "For modules that write the call of bootstrap.sh themselves."
  value       = module.numa.al2_bootstrap_extra_args
}
