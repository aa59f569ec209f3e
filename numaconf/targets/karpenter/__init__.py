"""Karpenter on AWS: EC2NodeClass and NodePool, and what each AMI family makes of them."""
