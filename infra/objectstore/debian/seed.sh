# Users, buckets and the sentinel: made once by each site for itself. The sites know nothing of each other: the
# application writes to both, and copies what one of them lacks.

admin() { radosgw-admin --name client.admin $cluster_options "$@"; }

prepare_users() {
    [ ! -e /data/users ] || return 0
    create_user admin "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD" || return 1
    # A negative limit: the application may not create buckets.
    create_user cloudapp "$STORE_APP_ACCESS_KEY" "$STORE_APP_SECRET_KEY" --max-buckets=-1 || return 1
    : > /data/users
}

create_user() {
    uid=$1; access=$2; secret=$3; shift 3
    admin user info --uid="$uid" >/dev/null 2>&1 ||
        admin user create --uid="$uid" --display-name="$uid" --access-key="$access" --secret="$secret" "$@" >/dev/null
}

seed() {
    wait_for_gateway || return 1
    [ ! -e /data/seeded ] || return 0
    left=$SEED_TRIES
    until create_buckets && sentinel_ok; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { log "the buckets could not be made"; return 1; }
        sleep 1
    done
    : > /data/seeded
}

wait_for_gateway() {
    left=$((GATEWAY_UP_TIMEOUT_SECONDS * 4))
    until curl --silent --output /dev/null --max-time 1 "$local_url/"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { log "the gateway did not answer within $GATEWAY_UP_TIMEOUT_SECONDS s"; return 1; }
        sleep 0.25
    done
}

sentinel_ok() {
    curl --silent --fail --output /dev/null --max-time "$REQUEST_TIMEOUT_SECONDS" "$local_url/$SENTINEL_BUCKET/$SENTINEL_OBJECT"
}

# Anybody may read the sentinel; the application may read, write and list its own bucket, nothing else. The sentinel
# comes last: it says that everything before it is in place.
create_buckets() {
    s3 --fail --output /dev/null --request PUT "$local_url/$STORE_BUCKET" || return 1
    jq --null-input --arg bucket "$STORE_BUCKET" '{
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: {AWS: ["arn:aws:iam:::user/cloudapp"]},
            Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketLocation"],
            Resource: ["arn:aws:s3:::\($bucket)", "arn:aws:s3:::\($bucket)/*"]
        }]}' | s3_put "$local_url/$STORE_BUCKET?policy" || return 1
    s3 --fail --output /dev/null --request PUT "$local_url/$SENTINEL_BUCKET" || return 1
    printf 'ok\n' | s3_put --header 'x-amz-acl: public-read' "$local_url/$SENTINEL_BUCKET/$SENTINEL_OBJECT"
}
