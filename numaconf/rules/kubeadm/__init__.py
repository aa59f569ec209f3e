"""What kubeadm, kind and Cluster API refuse and drop before the kubelet sees anything."""
