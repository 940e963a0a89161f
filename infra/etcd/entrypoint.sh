#!/bin/sh
# Writes the certificates to the tmpfs below /run, where etcd's own variables point, and becomes etcd.
set -eu

directory=/run/etcd/tls

# $1: variable with one line of base64, $2: file
write() {
    eval "value=\${$1:-}"
    [ -n "$value" ] || { echo "etcd: the variable $1 is missing; it comes from the .env file beside compose.yaml" >&2; exit 1; }
    printf '%s' "$value" | base64 -d > "$directory/$2" || { echo "etcd: the variable $1 is not base64" >&2; exit 1; }
    unset "$1"
}

umask 077
mkdir -p "$directory"
write TLS_CA_CERT_B64 ca.pem
write TLS_CERT_B64 cert.pem
write TLS_KEY_B64 key.pem

for side in ETCD ETCD_PEER; do
    export "${side}_TRUSTED_CA_FILE=$directory/ca.pem" "${side}_CERT_FILE=$directory/cert.pem" "${side}_KEY_FILE=$directory/key.pem" "${side}_CLIENT_CERT_AUTH=true"
done
exec etcd
