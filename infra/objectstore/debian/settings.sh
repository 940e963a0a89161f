# The environment of the object store (contract with compose.yaml), checked once, with the defaults.
log() { printf 'objectstore: %s\n' "$*" >&2; }

require() {
    for name in "$@"; do
        eval "value=\${$name:-}"
        [ -n "$value" ] || { log "$name is not set: set it in the environment of the service objectstore"; exit 64; }
    done
}

require STORE_SITE STORE_ROOT_USER STORE_ROOT_PASSWORD STORE_APP_ACCESS_KEY STORE_APP_SECRET_KEY

STORE_BUCKET=${STORE_BUCKET:-uploads}
STORE_PORT=${STORE_PORT:-9000}
STORE_CONSOLE_PORT=${STORE_CONSOLE_PORT:-9001}
# Where the gateway listens inside the container; the engine publishes it on the site's data address.
STORE_BIND=${STORE_BIND:-0.0.0.0}
# Where monitor and disk listen: loopback only. Another one lets two sites share a network namespace.
STORE_INTERNAL_ADDRESS=${STORE_INTERNAL_ADDRESS:-127.0.0.1}
# Largest size of the sparse file that is the disk, fixed when the site is first created.
STORE_CAPACITY_GIB=${STORE_CAPACITY_GIB:-32}

SENTINEL_BUCKET=health
SENTINEL_OBJECT=ok
REQUEST_TIMEOUT_SECONDS=3
DISK_UP_TIMEOUT_SECONDS=60
GATEWAY_UP_TIMEOUT_SECONDS=60
SEED_TRIES=30
STOP_SECONDS_PER_DAEMON=2

# The site's own gateway, from inside the container (its published address belongs to the host).
if [ "$STORE_BIND" = 0.0.0.0 ]; then local_url="http://127.0.0.1:$STORE_PORT"; else local_url="http://$STORE_BIND:$STORE_PORT"; fi
export STORE_SITE STORE_BIND STORE_CONSOLE_PORT STORE_INTERNAL_ADDRESS STORE_BUCKET local_url

# Signed requests. The secret goes to curl in a file of the tmpfs, never through the process list.
umask 027
private=/tmp/objectstore
mkdir -p "$private"
printf 'user = "%s:%s"\n' "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD" > "$private/admin.curl"

s3() {
    curl --config "$private/admin.curl" --silent --show-error --max-time "$REQUEST_TIMEOUT_SECONDS" \
        --aws-sigv4 aws:amz:us-east-1:s3 "$@"
}
# The object's content comes on standard input.
s3_put() { s3 "$@" --fail --output /dev/null --request PUT --header 'content-type: application/octet-stream' --data-binary @-; }
