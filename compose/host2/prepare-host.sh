#!/bin/sh
# Prepares a machine for the bundle in this folder. Run once as root; running it again changes nothing.
set -eu

ENGINE_MAJOR_LOWEST=24
COMPOSE_MAJOR_LOWEST=2
COMPOSE_MINOR_LOWEST=20
# The user of the backups' container.
BACKUP_USER=999
here=$(cd "$(dirname "$0")" && pwd)
sysctl_file=${SYSCTL_FILE:-/etc/sysctl.d/90-cloudapp.conf}

fail() {
    echo "prepare-host: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || fail "needs root: run it with sudo."

# A service may listen on an address that comes later (the VIP, or the nodes' while the host boots);
# and a machine answers ARP only for the addresses of the interface that is asked.
settings='net.ipv4.ip_nonlocal_bind=1
net.ipv4.conf.all.arp_ignore=1
net.ipv4.conf.all.arp_announce=2'

mkdir -p "$(dirname "$sysctl_file")"
if [ "$(cat "$sysctl_file" 2>/dev/null)" != "$settings" ]; then
    printf '%s\n' "$settings" >"$sysctl_file.new"
    chmod 644 "$sysctl_file.new"
    mv "$sysctl_file.new" "$sysctl_file"
fi
for setting in $settings; do
    path=/proc/sys/$(printf %s "${setting%%=*}" | tr . /)
    { printf '%s\n' "${setting#*=}" >"$path"; } 2>/dev/null || fail "the kernel refuses $setting ($path)."
done

command -v docker >/dev/null || fail "docker is missing: install Docker Engine $ENGINE_MAJOR_LOWEST or later with its compose plugin."
engine=$(docker version --format '{{.Server.Version}}' 2>/dev/null) || fail "the Docker engine does not answer: start it (systemctl enable --now docker)."
[ "${engine%%.*}" -ge "$ENGINE_MAJOR_LOWEST" ] || fail "Docker Engine $engine is too old: install $ENGINE_MAJOR_LOWEST or later."
compose=$(docker compose version --short 2>/dev/null) || fail "docker compose is missing: install the compose plugin $COMPOSE_MAJOR_LOWEST.$COMPOSE_MINOR_LOWEST or later."
plain=${compose#v}
major=${plain%%.*}
rest=${plain#*.}
minor=${rest%%.*}
if [ "$major" -lt "$COMPOSE_MAJOR_LOWEST" ] || { [ "$major" -eq "$COMPOSE_MAJOR_LOWEST" ] && [ "$minor" -lt "$COMPOSE_MINOR_LOWEST" ]; }; then
    fail "docker compose $compose is too old: install $COMPOSE_MAJOR_LOWEST.$COMPOSE_MINOR_LOWEST or later."
fi
if command -v systemctl >/dev/null && [ -d /run/systemd/system ] && ! systemctl is-enabled --quiet docker 2>/dev/null; then
    echo "prepare-host: the engine does not start at boot yet: systemctl enable docker" >&2
fi

if [ -f "$here/.env" ]; then
    chmod 600 "$here/.env"
else
    echo "prepare-host: .env is missing beside compose.yaml: run 'cloudapp publish' where the project lies and copy it here." >&2
fi

# The backups lie on the host's own disk, where no removal of containers and volumes reaches them.
backups=$(sed -n 's/^ *Backup__HostDirectory: //p' "$here/compose.yaml" 2>/dev/null || true)
if [ -n "$backups" ]; then
    mkdir -p "$backups" || fail "the directory of the backups, $backups, cannot be made."
    chown "$BACKUP_USER:$BACKUP_USER" "$backups"
    chmod 750 "$backups"
fi

for tar in "$here"/images/*.tar; do
    [ -e "$tar" ] || continue
    docker load --quiet --input "$tar" || fail "docker cannot load $tar: copy it again."
done
echo "prepare-host: ready (engine $engine, compose $compose)."
