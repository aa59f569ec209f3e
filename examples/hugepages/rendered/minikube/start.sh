#!/bin/sh
# NumaProfile hugepages: minikube, Kubernetes 1.34
# numaconf: kubernetes=1.34 machine=c5n.18xlarge
# reservedSystemCPUs 0,18,36,54: one core on each NUMA node
# reservedMemory 3572Mi = kubeReserved 2Gi + systemReserved 1Gi + evictionHard 500Mi
# Shows that the kubelet starts with these settings, and which CPUs pods get. A laptop has one NUMA node: it
# does not show how pods are aligned to several, and pods that are rejected there may be admitted here.
# A cluster that exists keeps its state files, and its kubelet refuses other policies: minikube delete first.

minikube start \
  --profile=hugepages \
  --kubernetes-version=v1.34 \
  --extra-config=kubelet.cpu-manager-policy=static \
  --extra-config=kubelet.cpu-manager-policy-options=full-pcpus-only=true \
  --extra-config=kubelet.topology-manager-policy=single-numa-node \
  --extra-config=kubelet.topology-manager-scope=pod \
  --extra-config=kubelet.memory-manager-policy=Static \
  --extra-config=kubelet.kube-reserved=memory=2Gi \
  --extra-config=kubelet.system-reserved=memory=1Gi \
  --extra-config='kubelet.eviction-hard=memory.available<500Mi,nodefs.available<10%,nodefs.inodesFree<5%,imagefs.available<15%,imagefs.inodesFree<5%' \
  --extra-config='kubelet.reserved-memory=0:memory=1786Mi;1:memory=1786Mi' \
  --extra-config=kubelet.reserved-cpus=0,18,36,54 \
  --extra-config=kubelet.register-with-taints=dedicated=packets:NoSchedule \
  --extra-config=kubelet.node-labels=example.com/hugepages=1Gi
