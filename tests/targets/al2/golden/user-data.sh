#!/bin/bash
# NumaProfile packets: Amazon Linux 2 on EKS, Kubernetes 1.32
# numaconf: kubernetes=1.32 machine=m5.24xlarge
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
systemctl enable numaconf-hugepages.service
systemctl start numaconf-hugepages.service

/etc/eks/bootstrap.sh 'demo' \
  --b64-cluster-ca 'Y2VydGlmaWNhdGU=' \
  --apiserver-endpoint 'https://example.com' \
  --service-ipv4-cidr '172.20.0.0/16' \
  --kubelet-extra-args '--cpu-manager-policy=static --cpu-manager-policy-options=full-pcpus-only=true --topology-manager-policy=single-numa-node --topology-manager-scope=pod --memory-manager-policy=Static --kube-reserved=ephemeral-storage=1Gi,memory=2Gi --system-reserved=memory=1Gi --eviction-hard=memory.available<500Mi,nodefs.available<10%,nodefs.inodesFree<5% --reserved-memory=0:memory=1786Mi --reserved-memory=1:memory=1786Mi --reserved-cpus=0,24,48,72 --register-with-taints=dedicated=packets:NoSchedule --node-labels=example.com/numa=true,a='
