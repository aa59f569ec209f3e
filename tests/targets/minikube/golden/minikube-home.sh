#!/bin/sh
# NumaProfile home: minikube, Kubernetes 1.34
# numaconf: kubernetes=1.34
# Shows that the kubelet starts with these settings, and which CPUs pods get. A laptop has one NUMA node: it
# does not show how pods are aligned to several, and pods that are rejected there may be admitted here.
# A cluster that exists keeps its state files, and its kubelet refuses other policies: minikube delete first.

minikube start \
  --profile=numa \
  --kubernetes-version=v1.34 \
  --extra-config=kubelet.cpu-manager-policy=static \
  --extra-config=kubelet.cpu-manager-policy-options=full-pcpus-only=true \
  --extra-config=kubelet.topology-manager-policy=single-numa-node \
  --extra-config=kubelet.topology-manager-scope=pod \
  --extra-config=kubelet.memory-manager-policy=Static \
  --extra-config=kubelet.kube-reserved=memory=1Gi \
  --extra-config=kubelet.system-reserved=memory=512Mi \
  --extra-config='kubelet.eviction-hard=memory.available<500Mi,nodefs.available<10%' \
  --extra-config=kubelet.reserved-memory=0:memory=2036Mi \
  --extra-config=kubelet.reserved-cpus=0 \
  --extra-config=kubelet.node-labels=example.com/numa=true
