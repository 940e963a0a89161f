# The Ceph cluster below the gateway: one monitor and one disk, both on loopback, both on the volume /data.
# A volume of an earlier build belongs to a pair of zones that replicated to each other: it is put aside as it is, and
# the application fills this site again.
if [ -e /data/zone ]; then
    aside="/data/aside-$(date -u +%Y%m%dT%H%M%SZ)"
    log "the volume is of an earlier build: putting it aside as $aside"
    mkdir "$aside"
    for part in mon osd fsid zone seeded; do
        [ ! -e "/data/$part" ] || mv "/data/$part" "$aside/"
    done
fi

mkdir -p /data/mon /data/osd
[ -s /data/fsid ] || cat /proc/sys/kernel/random/uuid > /data/fsid
fsid=$(cat /data/fsid)
cluster_options="--cluster ceph --fsid $fsid --mon-host v2:$STORE_INTERNAL_ADDRESS:3300"
gateway_options="$cluster_options"

# A set-up that was cut off half-way leaves no marker and begins again from nothing: there is no data yet.
prepare_cluster() {
    [ ! -e /data/mon/created ] || return 0
    log "creating the cluster $fsid"
    rm -rf /data/mon/* /data/osd/*
    rm -f /data/users /data/seeded
    monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:$STORE_INTERNAL_ADDRESS:3300/0]" "$private/monmap" >/dev/null
    ceph-mon --mkfs -i a --monmap "$private/monmap" $cluster_options
    rm -f "$private/monmap"
    : > /data/mon/created
}

start_monitor() {
    ceph-mon -f -i a $cluster_options --public-addrv "[v2:$STORE_INTERNAL_ADDRESS:3300/0]" &
    monitor=$!
}

prepare_disk() {
    if [ -e /data/osd/created ]; then
        # After a SIGKILL or a power-off the monitor still takes the former process for alive, and the new one
        # would wait about a minute for its end.
        ceph $cluster_options --connect-timeout "$DISK_UP_TIMEOUT_SECONDS" osd down 0 --definitely-dead >/dev/null 2>&1
        return 0
    fi
    rm -rf /data/osd/*
    uuid=$(cat /proc/sys/kernel/random/uuid)
    ceph $cluster_options --connect-timeout "$DISK_UP_TIMEOUT_SECONDS" osd new "$uuid" 0 >/dev/null
    ceph-osd --mkfs -i 0 --osd-uuid "$uuid" --bluestore-block-size "$(disk_bytes)" $cluster_options
    : > /data/osd/created
}

# STORE_CAPACITY_GIB, but never more than three quarters of what the volume has free: a sparse file that
# outgrows its volume would stop the disk.
disk_bytes() {
    wanted=$((STORE_CAPACITY_GIB * 1073741824))
    free_kib=$(df --output=avail -k /data | tail -n 1)
    most=$((free_kib / 4 * 3 * 1024 / 4194304 * 4194304))
    if [ "$wanted" -lt "$most" ]; then echo "$wanted"; else echo "$most"; fi
}

start_disk() {
    ceph-osd -f -i 0 $cluster_options --public-addr "$STORE_INTERNAL_ADDRESS" --cluster-addr "$STORE_INTERNAL_ADDRESS" \
        --crush-location "root=default host=$STORE_SITE" &
    disk=$!
}
