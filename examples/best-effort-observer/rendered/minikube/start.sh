#!/bin/sh
# NumaProfile best-effort-observer: minikube, Kubernetes 1.34
# numaconf: kubernetes=1.34 machine=m6i.24xlarge
# Shows that the kubelet starts with these settings, and which CPUs pods get. A laptop has one NUMA node: it
# does not show how pods are aligned to several, and pods that are rejected there may be admitted here.
# A cluster that exists keeps its state files, and its kubelet refuses other policies: minikube delete first.

minikube start \
  --kubernetes-version=v1.34 \
  --extra-config=kubelet.cpu-manager-policy=static \
  --extra-config=kubelet.topology-manager-policy=best-effort \
  --extra-config=kubelet.kube-reserved=cpu=1 \
  --extra-config=kubelet.node-labels=example.com/numa=observed
