# The buckets and the sentinel: created once, at the master; the other site receives them by replication.
# Exits 1 when they do not arrive: the gateway gives up its replication of users and buckets when the master
# does not answer while it starts, and only a new start of the gateway takes it up again.

seed() {
    wait_for_gateway
    [ ! -e /data/seeded ] || return 0
    left=$SEED_TRIES
    until sentinel_ok; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        create_buckets || true
        sleep 1
    done
    : > /data/seeded
}

wait_for_gateway() {
    left=$GATEWAY_UP_TIMEOUT_SECONDS
    until curl --silent --output /dev/null --max-time 1 "$local_url/"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { log "the gateway did not answer within $GATEWAY_UP_TIMEOUT_SECONDS s"; return 1; }
        sleep 0.5
    done
}

sentinel_ok() {
    curl --silent --fail --output /dev/null --max-time "$PEER_TIMEOUT_SECONDS" "$local_url/$SENTINEL_BUCKET/$SENTINEL_OBJECT"
}

# Anybody may read the sentinel; the application may read, write and list its own bucket, nothing else.
create_buckets() {
    is_master || return 0
    s3 admin --fail --output /dev/null --request PUT "$local_url/$STORE_BUCKET" || return 1
    jq --null-input --arg bucket "$STORE_BUCKET" '{
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: {AWS: ["arn:aws:iam:::user/cloudapp"]},
            Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketLocation"],
            Resource: ["arn:aws:s3:::\($bucket)", "arn:aws:s3:::\($bucket)/*"]
        }]}' | s3_put admin "$local_url/$STORE_BUCKET?policy" || return 1
    s3 admin --fail --output /dev/null --request PUT "$local_url/$SENTINEL_BUCKET" || return 1
    printf 'ok\n' | s3_put admin --header 'x-amz-acl: public-read' \
        "$local_url/$SENTINEL_BUCKET/$SENTINEL_OBJECT"
}

is_master() {
    admin zonegroup get --rgw-zonegroup="$ZONEGROUP" |
        jq --exit-status --arg site "$STORE_SITE" '. as $g | .zones[] | select(.name == $site) | .id == $g.master_zone' >/dev/null
}
