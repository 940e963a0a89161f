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

# SILO refuses what breaks these rules, each in its own way and some of them only when the user is made: said here,
# before anything starts.
refuse() { log "$1: $2, in the environment of the service objectstore"; exit 64; }
is_length() { [ "${#1}" -ge "$2" ] && [ "${#1}" -le "$3" ]; }
is_length "$STORE_ROOT_USER" 3 20 || refuse STORE_ROOT_USER "set a name of 3 to 20 characters"
is_length "$STORE_ROOT_PASSWORD" 8 40 || refuse STORE_ROOT_PASSWORD "set a password of 8 to 40 characters"
is_length "$STORE_APP_ACCESS_KEY" 3 20 || refuse STORE_APP_ACCESS_KEY "set a key of 3 to 20 characters"
is_length "$STORE_APP_SECRET_KEY" 8 40 || refuse STORE_APP_SECRET_KEY "set a secret of 8 to 40 characters"
[ "$STORE_APP_ACCESS_KEY" != "$STORE_ROOT_USER" ] || refuse STORE_APP_ACCESS_KEY "set another name than STORE_ROOT_USER"
is_length "$STORE_BUCKET" 3 63 || refuse STORE_BUCKET "set a name of 3 to 63 characters"
case "$STORE_BUCKET" in
    health) refuse STORE_BUCKET "set another name than health, which holds the object that health checks read" ;;
    [!a-z0-9]* | *[!a-z0-9] | *[!a-z0-9.-]* | *..* | *.-* | *-.*)
        refuse STORE_BUCKET "'$STORE_BUCKET' is no bucket's name: use lower-case letters, digits, '-' and '.', with a letter or digit at both ends and beside each '.'" ;;
esac

SENTINEL_BUCKET=health
SENTINEL_OBJECT=ok
RETRY_SECONDS=1
MC_TIMEOUT_SECONDS=20
# A disk that was emptied under the running server stays unusable until the server starts again.
SENTINEL_LOST_SECONDS=30

if [ "$STORE_BIND" = 0.0.0.0 ]; then local_url="http://127.0.0.1:$STORE_PORT"; else local_url="http://$STORE_BIND:$STORE_PORT"; fi

# The alias in mc's own configuration file on the tmpfs, so that no secret stands in the process list.
umask 077
MC_CONFIG_DIR=/tmp/.mc
export MC_CONFIG_DIR
mkdir -p "$MC_CONFIG_DIR"
printf '{"version":"10","aliases":{"%s":{"url":"%s","accessKey":"%s","secretKey":"%s","api":"S3v4","path":"on"}}}\n' \
    "$STORE_SITE" "$local_url" "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD" > "$MC_CONFIG_DIR/config.json"
