# The zone of this site in the realm that both sites share. The realm, not a setting, says which zone is the
# master (it alone creates buckets and users); both zones take reads and writes of objects.

admin() { radosgw-admin --name client.admin $cluster_options "$@"; }

# Exits 0 when the peer is a member of a realm, 1 when nobody answers there, 2 when it cannot be said yet: a peer
# that takes the connection and stays silent is busy, and a second realm beside its own would be a disaster.
peer_state() {
    answer=$(s3 sync --connect-timeout "$PEER_CONNECT_SECONDS" --output /dev/null \
        --write-out '%{http_code} %{exitcode} %{time_connect}' "$peer_url/admin/realm" 2>/dev/null) || true
    case "$answer" in
        '200 '*) return 0 ;;
        # Refused or no route (7); no connection within the time (28 before any connection).
        '000 7 '* | '000 28 0.000000') return 1 ;;
        *) log "site $STORE_PEER_SITE at $peer_url is not ready (HTTP code, exit code of curl, seconds: $answer)"; return 2 ;;
    esac
}

prepare_zone() {
    [ ! -e /data/zone ] || return 0
    while :; do
        state=0; peer_state || state=$?
        if [ "$state" = 0 ]; then
            if join_realm; then break; fi
        elif [ "$state" = 1 ] && [ "$STORE_FIRST" = true ]; then
            create_realm
            break
        else
            log "waiting for site $STORE_PEER_SITE at $peer_url, which has the realm"
        fi
        sleep "$RETRY_SECONDS"
    done
    echo "$STORE_SITE" > /data/zone
}

create_realm() {
    log "creating the realm $REALM with the zone $STORE_SITE as its master"
    admin realm get --rgw-realm="$REALM" >/dev/null 2>&1 ||
        admin realm create --rgw-realm="$REALM" --default >/dev/null
    admin zonegroup get --rgw-zonegroup="$ZONEGROUP" >/dev/null 2>&1 ||
        admin zonegroup create --rgw-zonegroup="$ZONEGROUP" --endpoints="$own_url" --master --default >/dev/null
    admin zone get --rgw-zone="$STORE_SITE" >/dev/null 2>&1 || create_zone --master
    admin period update --commit >/dev/null
    create_user sync "$STORE_SYNC_ACCESS_KEY" "$STORE_SYNC_SECRET_KEY" --system
    create_user admin "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD"
    # A negative limit: the application may not create buckets.
    create_user cloudapp "$STORE_APP_ACCESS_KEY" "$STORE_APP_SECRET_KEY" --max-buckets=-1
}

create_zone() {
    admin zone create --rgw-zonegroup="$ZONEGROUP" --rgw-zone="$STORE_SITE" --endpoints="$own_url" \
        --access-key="$STORE_SYNC_ACCESS_KEY" --secret="$STORE_SYNC_SECRET_KEY" --default "$@" >/dev/null
}

create_user() {
    uid=$1; access=$2; secret=$3; shift 3
    admin user info --uid="$uid" >/dev/null 2>&1 ||
        admin user create --uid="$uid" --display-name="$uid" --access-key="$access" --secret="$secret" "$@" >/dev/null
}

join_realm() {
    log "joining the realm of $peer_url"
    admin realm pull --url="$peer_url" --access-key="$STORE_SYNC_ACCESS_KEY" --secret="$STORE_SYNC_SECRET_KEY" \
        --default >/dev/null || return 1
    admin zonegroup get --rgw-zonegroup="$ZONEGROUP" > "$private/zonegroup.json" || return 1
    former=$(jq -r --arg site "$STORE_SITE" '.zones[] | select(.name == $site) | .id' "$private/zonegroup.json")
    master=$(jq -r .master_zone "$private/zonegroup.json")
    if [ -n "$former" ] && [ "$former" = "$master" ]; then
        ask_promotion
        return 1
    fi
    # This site has lost its data. Its former zone must go: the peer has followed that zone's logs to a
    # position that the new, empty logs do not have, and would miss what is written here.
    if [ -n "$former" ]; then
        admin zonegroup remove --rgw-zonegroup="$ZONEGROUP" --rgw-zone-id="$former" >/dev/null || return 1
    fi
    create_zone || return 1
    # Without --access-key: the realm remembers the peer, and the key would be taken for a local user.
    admin period update --commit >/dev/null || return 1
    wait_for_peer_reload
}

# The new member makes the peer's gateway load its zones again. A gateway that starts here meanwhile would wait
# for the peer, and the peer for it, until both give up.
wait_for_peer_reload() {
    sleep "$PEER_RELOAD_SECONDS"
    left=$PEER_RELOAD_TRIES
    until peer_state || [ "$left" -eq 0 ]; do
        left=$((left - 1))
        sleep 1
    done
}

# The master lost its data: the survivor must become the master before this site can join it.
ask_promotion() {
    log "this site was the master of the realm and has no data: asking $peer_url to become the master"
    printf '%s' "$STORE_PEER_SITE" | s3_put admin \
        "$peer_url/$SENTINEL_BUCKET/promote" || log "the request could not be stored at $peer_url"
}

answer_promotion_request() {
    wanted=$(s3 admin --fail "$local_url/$SENTINEL_BUCKET/promote" 2>/dev/null) || return 0
    [ "$wanted" = "$STORE_SITE" ] || return 0
    # Taken away first: the gateway loads its zones again after the commit and would not answer. Who still needs
    # it asks again.
    s3 admin --fail --request DELETE "$local_url/$SENTINEL_BUCKET/promote" || return 0
    if is_master; then return 0; fi
    log "site $STORE_PEER_SITE lost its data: this site becomes the master of the realm"
    admin zone modify --rgw-zone="$STORE_SITE" --master --default >/dev/null
    # The former master is gone, so nobody can confirm that its metadata has arrived here completely.
    admin period update --commit --yes-i-really-mean-it >/dev/null
}
