# Not only AWS: the plain KubeletConfiguration in a cloud-config, for any image whose kubelet reads this path.

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
  target  = "kubelet"
}

locals {
  cloud_config = join("\n", ["#cloud-config", yamlencode({
    write_files = [{
      path        = "/etc/kubernetes/kubelet/config.yaml"
      permissions = "0644"
      content     = module.numa.kubelet_config_yaml
    }]
  })])
}

output "user_data" {
  description = "A cloud-config that writes the kubelet's configuration file."
  value       = local.cloud_config
}
