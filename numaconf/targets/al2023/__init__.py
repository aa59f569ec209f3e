"""Amazon Linux 2023 on EKS: NodeConfig documents and user data, as nodeadm reads and writes them."""
