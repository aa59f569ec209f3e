data "external" "numa" {
  program = var.program

  query = {
    profile              = var.profile
    profile_yaml         = var.profile_yaml
    target               = var.target
    kubernetes_version   = var.kubernetes_version
    machine              = var.machine
    karpenter_version    = var.karpenter_version
    bottlerocket_version = var.bottlerocket_version
    cluster_name         = var.cluster.name
    cluster_endpoint     = var.cluster.endpoint
    cluster_ca           = var.cluster.certificate_authority
    cluster_cidr         = var.cluster.cidr
  }

  lifecycle {
    precondition {
      condition     = (var.profile == "") != (var.profile_yaml == "")
      error_message = "Give exactly one of profile and profile_yaml."
    }
  }
}

# Terraform drops what a data source's program prints on stderr, so warnings come in the result.
check "numaconf_warnings" {
  assert {
    condition     = data.external.numa.result.warnings == ""
    error_message = data.external.numa.result.warnings
  }
}
