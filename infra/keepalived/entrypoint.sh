#!/bin/sh
# Writes the settings for keepalived.conf, removes a VIP that a killed keepalived left, and becomes keepalived.
#   entrypoint.sh check   succeeds when keepalived's VRRP process runs
set -eu

settings=/run/keepalived/settings.conf
watch=/run/keepalived/watch
vrrp_pid=/run/keepalived/vrrp.pid

if [ "${1:-}" = check ]; then
    read -r pid < "$vrrp_pid"
    [ -d "/proc/$pid" ]
    exit
fi

mkdir -p "${settings%/*}"
: > "$settings"
for name in NIC LB_ADDRESS LB_PEER_ADDRESS VIP_CIDR ROUTER_ID PRIORITY ADVERT_SECONDS CHECK_URL; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || { echo "keepalived: the setting $name is missing in compose.yaml" >&2; exit 1; }
    printf '$%s=%s\n' "$name" "$value" >> "$settings"
done
printf '$ROUTER_NAME=lb-%s\n' "$LB_ADDRESS" >> "$settings"

# keepalived tracks a file only if it is there when it starts.
rm -rf /run/keepalived/*.pid "$watch"
mkdir "$watch"
mkfifo -m 0666 "$watch/haproxy.pause"
echo 1 > "$watch/haproxy"
chmod 0666 "$watch/haproxy"

[ "${1:-}" != test ] || exec keepalived --config-test --use-file=/etc/keepalived/keepalived.conf

# Two holders of one address would share its traffic by chance.
if ip -4 -o address show dev "$NIC" | grep -qF " inet $VIP_CIDR "; then
    echo "keepalived: removing $VIP_CIDR from $NIC, which an earlier run left there"
    ip address del "$VIP_CIDR" dev "$NIC" || true
fi
setpriv --reuid keepalived_script --regid nogroup --clear-groups --no-new-privs watch-haproxy.sh "$watch/haproxy" &
exec keepalived --vrrp --dont-fork --log-console --no-syslog --use-file=/etc/keepalived/keepalived.conf \
    --pid=/run/keepalived/keepalived.pid --vrrp_pid="$vrrp_pid"
