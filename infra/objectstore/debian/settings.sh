# The environment of the object store (contract with compose.yaml), checked once, with the defaults.
log() { printf 'objectstore: %s\n' "$*" >&2; }

require() {
    for name in "$@"; do
        eval "value=\${$name:-}"
        [ -n "$value" ] || { log "$name is not set: set it in the environment of the service objectstore"; exit 64; }
    done
}

require STORE_SITE STORE_PEER_SITE STORE_ADDRESS STORE_PEER_ADDRESS \
    STORE_ROOT_USER STORE_ROOT_PASSWORD STORE_APP_ACCESS_KEY STORE_APP_SECRET_KEY \
    STORE_SYNC_ACCESS_KEY STORE_SYNC_SECRET_KEY

# Only one site creates the realm; the other one joins it.
STORE_FIRST=${STORE_FIRST:-false}
STORE_BUCKET=${STORE_BUCKET:-uploads}
STORE_PORT=${STORE_PORT:-9000}
STORE_CONSOLE_PORT=${STORE_CONSOLE_PORT:-9001}
# Where the gateway listens inside the container; the engine publishes it on STORE_ADDRESS.
STORE_BIND=${STORE_BIND:-0.0.0.0}
# Where monitor and disk listen: loopback only. Another one lets two sites share a network namespace.
STORE_INTERNAL_ADDRESS=${STORE_INTERNAL_ADDRESS:-127.0.0.1}
# Largest size of the sparse file that is the disk, fixed when the site is first created.
STORE_CAPACITY_GIB=${STORE_CAPACITY_GIB:-32}

REALM=cloudapp
ZONEGROUP=cloudapp
SENTINEL_BUCKET=health
SENTINEL_OBJECT=ok
PEER_TIMEOUT_SECONDS=3
PEER_CONNECT_SECONDS=2
RETRY_SECONDS=2
DISK_UP_TIMEOUT_SECONDS=60
GATEWAY_UP_TIMEOUT_SECONDS=60
SEED_TRIES=20
PEER_RELOAD_SECONDS=1
PEER_RELOAD_TRIES=20
PROMOTION_POLL_SECONDS=5
STOP_SECONDS_PER_DAEMON=2

own_url="http://$STORE_ADDRESS:$STORE_PORT"
peer_url="http://$STORE_PEER_ADDRESS:$STORE_PORT"
# The site's own gateway, from inside the container (STORE_ADDRESS belongs to the host).
if [ "$STORE_BIND" = 0.0.0.0 ]; then local_url="http://127.0.0.1:$STORE_PORT"; else local_url="http://$STORE_BIND:$STORE_PORT"; fi
export STORE_SITE STORE_PEER_SITE STORE_BIND STORE_CONSOLE_PORT STORE_INTERNAL_ADDRESS STORE_BUCKET
export local_url peer_url

# Signed requests. The secrets go to curl in files of the tmpfs, never through the process list.
umask 027
private=/tmp/objectstore
mkdir -p "$private"
printf 'user = "%s:%s"\n' "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD" > "$private/admin.curl"
printf 'user = "%s:%s"\n' "$STORE_SYNC_ACCESS_KEY" "$STORE_SYNC_SECRET_KEY" > "$private/sync.curl"

# Arguments: admin or sync, then those of curl.
s3() {
    user=$1; shift
    curl --config "$private/$user.curl" --silent --show-error --max-time "$PEER_TIMEOUT_SECONDS" \
        --aws-sigv4 aws:amz:us-east-1:s3 "$@"
}
# The object's content comes on standard input.
s3_put() { s3 "$@" --fail --output /dev/null --request PUT --header 'content-type: application/octet-stream' --data-binary @-; }
