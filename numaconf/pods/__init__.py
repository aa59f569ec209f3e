"""Pod manifests: what a kubelet will see of the pods that somebody wrote down."""
