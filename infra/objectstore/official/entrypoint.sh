#!/bin/sh
# One site of the object store on SILO (the maintained MinIO). The image has a shell, coreutils, curl and mc;
# no grep, no jq.
set -eu
here=${0%/*}
. "$here/settings.sh"
. "$here/seed.sh"

export MINIO_ROOT_USER="$STORE_ROOT_USER" MINIO_ROOT_PASSWORD="$STORE_ROOT_PASSWORD"
# The site's name in SILO's own logs and in its administration.
export MINIO_SITE_NAME="$STORE_SITE" MINIO_SITE_REGION=us-east-1

silo server /data --address "$STORE_BIND:$STORE_PORT" --console-address "$STORE_BIND:$STORE_CONSOLE_PORT" &
server=$!
{ seed_until_done; watch_sentinel; } &
seeder=$!

stop() {
    trap '' TERM INT
    kill -TERM "$seeder" "$server" 2>/dev/null || true
    wait "$server" || true
    exit "$1"
}
trap 'log "stopping"; stop 0' TERM INT

# When the server ends, or the watch on the sentinel does, everything ends, and the restart policy starts it again
# from its data.
while kill -0 "$server" 2>/dev/null && kill -0 "$seeder" 2>/dev/null; do
    sleep 1 &
    wait $! || true
done
kill -0 "$server" 2>/dev/null || log "the server ended: leaving, to be started again"
stop 1
