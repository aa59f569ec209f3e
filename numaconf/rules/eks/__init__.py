"""Rules about Amazon Linux 2 and Amazon Linux 2023 on EKS."""
