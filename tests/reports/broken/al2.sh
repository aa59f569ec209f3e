#!/bin/bash
# numaconf: kubernetes=1.32 machine=c5n.18xlarge
/etc/eks/bootstrap.sh prod \
  --kubelet-extra-args '--cpu-manager-policy=Static --topology-manager-policy=restricted --reserved-memory=0:memory=1Gi,1:memory=1Gi'
