# Buckets, sentinel and the application's user: made once by each site for itself. The sites know nothing of each other:
# the application writes to both, and copies what one of them lacks. Everything here may be repeated.

mc_run() { timeout "$MC_TIMEOUT_SECONDS" mc --json "$@" 2>&1; }

sentinel_ok() { curl --silent --fail --output /dev/null --max-time 3 "$local_url/$SENTINEL_BUCKET/$SENTINEL_OBJECT"; }

# Goes on until the site serves. A reason is said when it is a new one, not every second.
seed_until_done() {
    said=''
    until sentinel_ok; do
        if ! words=$(seed) && [ "$words" != "$said" ]; then
            log "the site cannot be prepared, trying again every $RETRY_SECONDS s: $(last_line "$words")"
            said=$words
        fi
        sleep "$RETRY_SECONDS"
    done
    log "site $STORE_SITE serves bucket $STORE_BUCKET on port $STORE_PORT"
}

last_line() { printf '%s\n' "$1" | tail -n 1 | cut -c 1-500; }

# Once served and now unreadable for long: ends, so that the container is started again, which seeds an emptied disk.
watch_sentinel() {
    lost=0
    while [ "$lost" -lt "$SENTINEL_LOST_SECONDS" ]; do
        sleep "$RETRY_SECONDS"
        if sentinel_ok; then lost=0; else lost=$((lost + RETRY_SECONDS)); fi
    done
    log "the sentinel $SENTINEL_BUCKET/$SENTINEL_OBJECT was served and cannot be read since $SENTINEL_LOST_SECONDS s (an emptied or broken disk): leaving, to be started again"
}

seed() {
    mc_run mb --ignore-existing "$STORE_SITE/$STORE_BUCKET" || return 1
    printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject","s3:ListBucket","s3:GetBucketLocation"],"Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"]}]}\n' \
        "$STORE_BUCKET" "$STORE_BUCKET" > /tmp/cloudapp-policy.json
    mc_run admin policy create "$STORE_SITE" cloudapp /tmp/cloudapp-policy.json || return 1
    # Both keys on standard input, one per line: not in the process list.
    printf '%s\n%s\n' "$STORE_APP_ACCESS_KEY" "$STORE_APP_SECRET_KEY" | mc_run admin user add "$STORE_SITE" || return 1
    # Refused when it is attached already.
    mc_run admin policy attach "$STORE_SITE" cloudapp --user "$STORE_APP_ACCESS_KEY" || true
    mc_run mb --ignore-existing "$STORE_SITE/$SENTINEL_BUCKET" || return 1
    # The sentinel's one object may be read by anybody, not listed.
    printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::%s/%s"]}]}\n' \
        "$SENTINEL_BUCKET" "$SENTINEL_OBJECT" > /tmp/health-policy.json
    mc_run anonymous set-json /tmp/health-policy.json "$STORE_SITE/$SENTINEL_BUCKET" || return 1
    # Last: the sentinel says that everything before it is in place.
    printf 'ok\n' | mc_run pipe "$STORE_SITE/$SENTINEL_BUCKET/$SENTINEL_OBJECT"
}
