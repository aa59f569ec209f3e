#!/bin/bash
# NumaProfile hugepages: Amazon Linux 2 on EKS, Kubernetes 1.32
# numaconf: kubernetes=1.32 machine=c5n.18xlarge
# reservedSystemCPUs 0,18,36,54: one core on each NUMA node
# reservedMemory 3572Mi = kubeReserved 2Gi + systemReserved 1Gi + evictionHard 500Mi
set -euo pipefail

mkdir -p /usr/local/sbin
cat > /usr/local/sbin/numaconf-hugepages <<'NUMACONF_END_OF_FILE'
#!/bin/sh
# Allocates hugepages before the kubelet starts, reads back what the kernel gave, and fails if it gave fewer.
# Pages asked for at run time may not be had once memory is fragmented: the unit beside this script runs early.
set -u

sysfs=/sys
vm=/proc/sys/vm
failed=0

# allocate FILE PAGES WHAT
allocate() {
    if [ ! -e "$1" ]; then
        echo "numaconf: $3: $1 does not exist: this machine lacks the NUMA node or the page size" >&2
        failed=1
        return
    fi
    got=0
    for attempt in 1 2 3; do
        echo "$2" > "$1" || true
        got=$(cat "$1")
        [ "${got:-0}" -lt "$2" ] || break
        # Free what can be freed and move what can be moved, then ask again.
        sync
        echo 3 > "$vm/drop_caches" || true
        echo 1 > "$vm/compact_memory" || true
    done 2> /dev/null
    if [ "${got:-0}" -lt "$2" ]; then
        echo "numaconf: $3: asked for $2 pages, the kernel gave ${got:-none} (after $attempt attempts)" >&2
        failed=1
    else
        echo "numaconf: $3: $got pages"
    fi
}

allocate "$sysfs/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages" 16 'hugepages of 1Gi on NUMA node 0'
allocate "$sysfs/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages" 16 'hugepages of 1Gi on NUMA node 1'

if [ "$failed" -ne 0 ]; then
    echo "numaconf: the kubelet is not started, because this node lacks hugepages that its configuration promises" >&2
fi
exit "$failed"
NUMACONF_END_OF_FILE
chmod 0755 /usr/local/sbin/numaconf-hugepages

mkdir -p /etc/systemd/system
cat > /etc/systemd/system/numaconf-hugepages.service <<'NUMACONF_END_OF_FILE'
# Runs /usr/local/sbin/numaconf-hugepages at every boot before the kubelet. The kubelet requires it: a node that did not get its
# hugepages does not join the cluster without them. It does not run again when only the kubelet is restarted.
[Unit]
Description=Hugepages for the kubelet (numaconf)
Before=kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /usr/local/sbin/numaconf-hugepages
StandardError=journal+console

[Install]
WantedBy=multi-user.target
RequiredBy=kubelet.service
NUMACONF_END_OF_FILE
chmod 0644 /etc/systemd/system/numaconf-hugepages.service

systemctl daemon-reload
systemctl enable numaconf-hugepages.service
systemctl start numaconf-hugepages.service

/etc/eks/bootstrap.sh 'example' \
  --b64-cluster-ca 'ZXhhbXBsZQ==' \
  --apiserver-endpoint 'https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com' \
  --service-ipv4-cidr '10.100.0.0/16' \
  --kubelet-extra-args '--cpu-manager-policy=static --cpu-manager-policy-options=full-pcpus-only=true --topology-manager-policy=single-numa-node --topology-manager-scope=pod --memory-manager-policy=Static --kube-reserved=ephemeral-storage=1Gi,memory=2Gi --system-reserved=memory=1Gi --eviction-hard=memory.available<500Mi,nodefs.available<10%,nodefs.inodesFree<5%,imagefs.available<15%,imagefs.inodesFree<5% --reserved-memory=0:memory=1786Mi --reserved-memory=1:memory=1786Mi --reserved-cpus=0,18,36,54 --register-with-taints=dedicated=packets:NoSchedule --node-labels=example.com/hugepages=1Gi'
