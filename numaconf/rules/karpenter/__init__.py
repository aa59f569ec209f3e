"""Rules about Karpenter on AWS. Its reader raises all of them."""
