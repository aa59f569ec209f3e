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
