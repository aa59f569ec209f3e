#!/bin/bash
# NumaProfile legacy-al2: Amazon Linux 2 on EKS, Kubernetes 1.32
# numaconf: kubernetes=1.32 machine=m5.24xlarge
# reservedSystemCPUs 0,24,48,72: one core on each NUMA node
# reservedMemory 9886Mi = kubeReserved 8362Mi by the platform + systemReserved 1Gi + evictionHard 500Mi; the formula of al2 for m5.24xlarge
set -euo pipefail

mkdir -p /etc/systemd/system
cat > /etc/systemd/system/numaconf-reset-state.service <<'NUMACONF_END_OF_FILE'
# Removes the checkpoints of the kubelet's memory and CPU manager after a reboot, before the kubelet starts.
# The size of a NUMA node moves by some KiB from boot to boot; with the Static memory manager an old checkpoint
# then stops the kubelet: "the expected machine state is different from the real one". After a reboot no container
# runs, so nothing that the checkpoints promise is lost. A restart of the kubelet alone must keep them: this unit is
# wanted by the boot, not by the kubelet, runs once a boot, and does nothing while the kubelet is active.
[Unit]
Description=Reset the kubelet's resource manager checkpoints after a reboot (numaconf)
Before=kubelet.service
RequiresMountsFor=/var/lib/kubelet

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'systemctl is-active --quiet kubelet.service || exec rm -f /var/lib/kubelet/memory_manager_state /var/lib/kubelet/cpu_manager_state'

[Install]
WantedBy=multi-user.target
NUMACONF_END_OF_FILE
chmod 0644 /etc/systemd/system/numaconf-reset-state.service

systemctl daemon-reload
# Enabled, not started: it acts from the next boot on.
systemctl enable numaconf-reset-state.service

/etc/eks/bootstrap.sh 'example' \
  --b64-cluster-ca 'ZXhhbXBsZQ==' \
  --apiserver-endpoint 'https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com' \
  --kubelet-extra-args '--cpu-manager-policy=static --cpu-manager-policy-options=full-pcpus-only=true --topology-manager-policy=restricted --topology-manager-scope=pod --memory-manager-policy=Static --kube-reserved=ephemeral-storage=1Gi,memory=8362Mi --system-reserved=memory=1Gi --eviction-hard=memory.available<500Mi,nodefs.available<10%,nodefs.inodesFree<5%,imagefs.available<15%,imagefs.inodesFree<5% --reserved-memory=0:memory=4943Mi --reserved-memory=1:memory=4943Mi --reserved-cpus=0,24,48,72 --register-with-taints=dedicated=database:NoSchedule --node-labels=example.com/numa-aligned=true'
