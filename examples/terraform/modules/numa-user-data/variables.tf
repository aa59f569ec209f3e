variable "profile" {
  description = "Path of a NumaProfile, for example \"$${path.root}/profile.yaml\". Exactly one of profile and profile_yaml."
  type        = string
  default     = ""
}

variable "profile_yaml" {
  description = "A NumaProfile as text: file(…), or yamlencode(…) of an HCL object. Exactly one of profile and profile_yaml."
  type        = string
  default     = ""
}

variable "target" {
  description = "What to render: kubelet, kubelet-dropin, al2, al2023, karpenter, bottlerocket or minikube."
  type        = string

  validation {
    condition = contains(
      ["kubelet", "kubelet-dropin", "al2", "al2023", "karpenter", "bottlerocket", "minikube"], var.target
    )
    error_message = "target must be one of kubelet, kubelet-dropin, al2, al2023, karpenter, bottlerocket, minikube."
  }
}

variable "kubernetes_version" {
  description = "Kubernetes version, in place of the profile's own. Usually the cluster's: aws_eks_cluster.this.version."
  type        = string
  default     = ""

  validation {
    condition     = var.kubernetes_version == "" || can(regex("^1\\.[0-9]+(\\.[0-9]+)?$", var.kubernetes_version))
    error_message = "kubernetes_version must look like 1.34 or 1.34.2."
  }
}

variable "machine" {
  description = "Machine, in place of the profile's own: an instance type, a snapshot file or a synthetic description."
  type        = string
  default     = ""
}

variable "karpenter_version" {
  description = "Karpenter's version (of its CRDs, where they differ), such as 1.15.0; for the target karpenter."
  type        = string
  default     = ""
}

variable "bottlerocket_version" {
  description = "Bottlerocket's version, such as 1.64.0; for the target bottlerocket."
  type        = string
  default     = ""
}

variable "cluster" {
  description = "The cluster to join. Leave it out for managed node groups without an AMI id: EKS brings this part itself."
  type = object({
    name                  = optional(string, "")
    endpoint              = optional(string, "")
    certificate_authority = optional(string, "")
    cidr                  = optional(string, "")
  })
  default = {}
}

variable "program" {
  description = "How numaconf is started, for example [\"uvx\", \"numaconf==0.1.0\", \"terraform\"]."
  type        = list(string)
  default     = ["numaconf", "terraform"]

  validation {
    condition     = length(var.program) > 0
    error_message = "program needs at least the name of the program."
  }
}
