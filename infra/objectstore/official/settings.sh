# The environment of the object store (contract with compose.yaml), checked once, with the defaults.
log() { printf 'objectstore: %s\n' "$*" >&2; }

for name in STORE_SITE STORE_ROOT_USER STORE_ROOT_PASSWORD STORE_APP_ACCESS_KEY STORE_APP_SECRET_KEY; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || { log "$name is not set: set it in the environment of the service objectstore"; exit 64; }
done

STORE_BUCKET=${STORE_BUCKET:-uploads}
STORE_PORT=${STORE_PORT:-9000}
STORE_CONSOLE_PORT=${STORE_CONSOLE_PORT:-9001}
STORE_BIND=${STORE_BIND:-0.0.0.0}

SENTINEL_BUCKET=health
SENTINEL_OBJECT=ok
RETRY_SECONDS=1
MC_TIMEOUT_SECONDS=20

if [ "$STORE_BIND" = 0.0.0.0 ]; then local_url="http://127.0.0.1:$STORE_PORT"; else local_url="http://$STORE_BIND:$STORE_PORT"; fi

# The alias in mc's own configuration file on the tmpfs, so that no secret stands in the process list.
umask 077
MC_CONFIG_DIR=/tmp/.mc
export MC_CONFIG_DIR
mkdir -p "$MC_CONFIG_DIR"
printf '{"version":"10","aliases":{"%s":{"url":"%s","accessKey":"%s","secretKey":"%s","api":"S3v4","path":"on"}}}\n' \
    "$STORE_SITE" "$local_url" "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD" > "$MC_CONFIG_DIR/config.json"
