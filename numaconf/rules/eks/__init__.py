"""Rules about Amazon Linux 2 and Amazon Linux 2023 on EKS."""

COMPUTED = "kubeReservedComputed"
"""Key of `EffectiveConfig.extra`: the amount of `kubeReserved.memory` in force is the image's own, nobody wrote it."""

EXPRESSION = "maxPodsExpression"
"""Key of `EffectiveConfig.extra`: `maxPodsExpression` of a NodeConfig and where it was written, or None."""
