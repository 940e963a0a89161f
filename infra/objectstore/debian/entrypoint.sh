#!/bin/sh
# Starts one site of the object store and stays as its parent: monitor, disk, gateway, status page.
# If one of them ends, everything ends, and the container's restart policy starts it again from its data.
set -eu
here=/opt/cloudapp/objectstore
. "$here/settings.sh"
. "$here/cluster.sh"
. "$here/seed.sh"

gateway=''; status=''; monitor=''; disk=''; step=''

# Gateway first (no new requests), then what it stands on.
stop() {
    trap '' TERM INT
    for child in "$step" "$status" "$gateway" "$disk" "$monitor"; do
        [ -z "$child" ] || end "$child"
    done
    exit "$1"
}

# A part of the grace period for each; what it does not finish is not missed, all of them survive a SIGKILL.
end() {
    kill -TERM "$1" 2>/dev/null || return 0
    left=$((STOP_SECONDS_PER_DAEMON * 10))
    while [ "$left" -gt 0 ] && kill -0 "$1" 2>/dev/null; do
        left=$((left - 1))
        sleep 0.1
    done
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
trap 'log "stopping"; stop 0' TERM INT

# Runs a function of the set-up in the background, so that SIGTERM is answered while it works.
run() { try "$@" || { log "the step $1 failed: see the lines above"; stop 1; }; }

try() {
    "$@" &
    step=$!
    result=0
    wait "$step" || result=$?
    step=''
    return "$result"
}

start_gateway() {
    radosgw -f --name "client.rgw.$STORE_SITE" $gateway_options \
        --rgw-frontends="beast endpoint=$STORE_BIND:$STORE_PORT" &
    gateway=$!
}

run prepare_cluster
start_monitor
run prepare_disk
start_disk
python3 "$here/status.py" &
status=$!
run prepare_users
start_gateway
run seed
log "site $STORE_SITE serves bucket $STORE_BUCKET on port $STORE_PORT"

while :; do
    for daemon in "monitor $monitor" "disk $disk" "gateway $gateway" "status $status"; do
        kill -0 "${daemon#* }" 2>/dev/null || { log "${daemon% *} ended: leaving, to be started again"; stop 1; }
    done
    sleep 1 &
    wait $! || true
done
