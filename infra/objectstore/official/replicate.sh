# Keeps the two sites replicated: a loop, safe to repeat, for as long as the container lives.
# Where the rules come from: measured on MinIO's last upstream release, whose code and disk format SILO keeps
# (docs/site-replication of that project has the commands):
#   - at most one site may hold buckets when they are joined, and "add" must name that one first;
#   - mc can exit with 0 after a partial success, so the outcome is read back with "info";
#   - a site whose disk was lost answers its health URLs, but must be removed with "rm --force" by the survivor,
#     added again (refused for about two minutes) and refilled with "resync start": without it, old objects stay away;
#   - replication is asynchronous, the default: synchronous mode hangs with a frozen peer and promises nothing more.

mc_run() { timeout "$MC_TIMEOUT_SECONDS" mc --json "$@" 2>&1; }

reachable() { curl --silent --fail --output /dev/null --max-time 3 "$1/minio/health/live"; }
sentinel() { curl --silent --fail --output /dev/null --max-time 3 "$1/$SENTINEL_BUCKET/$SENTINEL_OBJECT"; }

# Whether the site $1 has the replication to both sites in its own records.
replicates() {
    case "$(mc_run admin replicate info "$1")" in
        *'"enabled":true'*"$STORE_PEER_ADDRESS"*) return 0 ;;
        *) return 1 ;;
    esac
}

keep_replicated() {
    until reachable "$local_url"; do sleep 1; done
    while :; do
        if peer_is_empty || ! replicates "$STORE_SITE"; then join; fi
        seed || log "the application's access or the sentinel is not there yet"
        sleep "$CHECK_SECONDS"
    done
}

# Whether the peer answers without the sentinel for several checks on end while this site has it: a lost disk,
# not the moment between a seed and its replication.
empty_checks=0
peer_is_empty() {
    if sentinel "$local_url" && reachable "$peer_url" && ! sentinel "$peer_url"; then
        empty_checks=$((empty_checks + 1))
    else
        empty_checks=0
    fi
    [ "$empty_checks" -ge "$EMPTY_CHECKS" ]
}

# Only the site with data acts, and the first site while neither has any: two "add" at once would collide.
join() {
    if ! reachable "$peer_url"; then return 0; fi
    if sentinel "$local_url"; then rejoin_peer
    elif [ "$STORE_FIRST" = true ] && ! sentinel "$peer_url"; then add_both "$STORE_SITE" "$STORE_PEER_SITE"
    fi
}

# This site has the data and no record of the peer, or the peer lost its disk and this site's record is stale.
rejoin_peer() {
    mc_run admin replicate rm "$STORE_SITE" --all --force >/dev/null || true
    until add_both "$STORE_SITE" "$STORE_PEER_SITE"; do
        reachable "$peer_url" || return 0
        sleep "$RETRY_SECONDS"
    done
    mc_run admin replicate resync start "$STORE_SITE" "$STORE_PEER_SITE" >/dev/null || log "resync was refused"
}

add_both() {
    answer=$(mc_run admin replicate add "$1" "$2") || true
    case "$answer" in
        # The other site is the one with data: it must come first.
        *'containing data'*) answer=$(mc_run admin replicate add "$2" "$1") || true ;;
    esac
    replicates "$STORE_SITE" || { log "replication is not set up yet: $answer"; return 1; }
}

# Buckets, sentinel and the application's user: at the site that has data, or at the first one.
# Everything here may be repeated; replication carries it to the peer.
seed() {
    if sentinel "$local_url"; then return 0; fi
    if [ "$STORE_FIRST" != true ] || sentinel "$peer_url"; then return 0; fi
    mc_run mb --ignore-existing "$STORE_SITE/$STORE_BUCKET" >/dev/null
    printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject","s3:ListBucket","s3:GetBucketLocation"],"Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"]}]}\n' \
        "$STORE_BUCKET" "$STORE_BUCKET" > /tmp/cloudapp-policy.json
    mc_run admin policy create "$STORE_SITE" cloudapp /tmp/cloudapp-policy.json >/dev/null
    # Both keys on standard input, one per line: not in the process list.
    printf '%s\n%s\n' "$STORE_APP_ACCESS_KEY" "$STORE_APP_SECRET_KEY" | mc_run admin user add "$STORE_SITE" >/dev/null
    mc_run admin policy attach "$STORE_SITE" cloudapp --user "$STORE_APP_ACCESS_KEY" >/dev/null || true
    mc_run mb --ignore-existing "$STORE_SITE/$SENTINEL_BUCKET" >/dev/null
    # The sentinel's one object may be read by anybody, not listed.
    printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::%s/%s"]}]}\n' \
        "$SENTINEL_BUCKET" "$SENTINEL_OBJECT" > /tmp/health-policy.json
    mc_run anonymous set-json /tmp/health-policy.json "$STORE_SITE/$SENTINEL_BUCKET" >/dev/null
    # Last: the sentinel says that everything before it is in place.
    printf 'ok\n' | mc_run pipe "$STORE_SITE/$SENTINEL_BUCKET/$SENTINEL_OBJECT" >/dev/null
    log "site $STORE_SITE serves bucket $STORE_BUCKET on port $STORE_PORT"
}
