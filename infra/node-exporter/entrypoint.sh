#!/bin/sh
# Listens at every address of LISTEN ("10.0.0.2:9100 10.0.0.3:9100"); the host's file system is at /host.
#   entrypoint.sh check   succeeds when the first address answers
set -eu

: "${LISTEN:?node-exporter: set LISTEN to the addresses with their port, separated by blanks}"

if [ "${1:-}" = check ]; then
    exec busybox wget -q -T 2 -O /dev/null "http://${LISTEN%% *}/"
fi

for address in $LISTEN; do
    set -- "$@" "--web.listen-address=$address"
done
exec /bin/node_exporter \
    --path.rootfs=/host --path.procfs=/host/proc --path.sysfs=/host/sys \
    --collector.filesystem.mount-points-exclude='^/(dev|proc|run|sys|var/lib/docker|var/lib/cloudapp|var/cache/cloudapp)($|/)' \
    --no-collector.systemd --log.level=warn "$@"
