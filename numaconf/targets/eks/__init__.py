"""What AL2, AL2023 and Karpenter share: the formula of reservations, flags, user data, cloud-init."""
