#!/bin/sh
# Writes the certificate to the tmpfs below /run, checks the configuration and becomes haproxy, which
# binds its ports as root and then gives root up.
#   entrypoint.sh check   succeeds when haproxy answers
#   entrypoint.sh test    checks the configuration only
set -eu

config=/usr/local/etc/haproxy/haproxy.cfg
pem=/run/haproxy/site.pem

if [ "${1:-}" = check ]; then
    exec busybox wget -q -T 1 -O /dev/null "http://$LB_ADDRESS:$STATS_PORT/lb-health"
fi

for name in SITE PEER_SITE LB_ADDRESS VIP_ADDRESS HTTP_PORT HTTPS_PORT STATS_PORT S3_PORT LAN_CIDR \
    APP_OWN APP_PEER APP_OWN_NAME APP_PEER_NAME STORE_OWN STORE_PEER; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || { echo "haproxy: the setting $name is missing in compose.yaml" >&2; exit 1; }
done
for name in TLS_CERT_B64 TLS_KEY_B64; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || { echo "haproxy: the variable $name is missing; it comes from the .env file beside compose.yaml" >&2; exit 1; }
done

umask 077
mkdir -p "${pem%/*}"
{ printf '%s' "$TLS_CERT_B64" | base64 -d && echo && printf '%s' "$TLS_KEY_B64" | base64 -d; } > "$pem" \
    || { echo "haproxy: TLS_CERT_B64 or TLS_KEY_B64 is not base64" >&2; exit 1; }
unset TLS_CERT_B64 TLS_KEY_B64

[ "${1:-}" != test ] || exec haproxy -c -V -f "$config"
exec haproxy -db -f "$config"
