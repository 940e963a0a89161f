#!/bin/sh
# First process of a lab host: makes its own /run, /proc, /sys, /etc/sysctl.d and /var/backups, applies the sysctls as a
# booting machine does, and keeps the Docker engine running. SIGTERM is a shutdown, SIGKILL a power-off:
# it is PID 1 of its namespace, so the kernel takes every process and mount of the host with it.
# Needs LAB_NAME, LAB_HOST, LAB_STATE (kept on disk), LAB_RUN (shared with the outside), LAB_CGROUP; its arguments are dockerd's.
set -eu
umask 022
hostname "$LAB_HOST"
mount -n --make-rprivate /

# Copies of other hosts' namespaces and containers' roots: holding them would keep them alive after their power-off.
while read -r _ point type _; do
  case $type in
    nsfs | overlay) if [ "$point" != / ]; then umount -n -l "$point"; fi ;;
  esac
done < /proc/self/mounts

scratch=$LAB_STATE/mnt
mkdir -p "$scratch" "$LAB_STATE/sysctl.d" "$LAB_STATE/data" "$LAB_STATE/backups" /var/backups
mount -n -t tmpfs -o mode=755,size=256m tmpfs "$scratch"
mkdir "$scratch/lab" "$scratch/lock" "$scratch/cgroup"
mount -n --bind "$LAB_RUN" "$scratch/lab"
mount -n --rbind /sys/fs/cgroup "$scratch/cgroup"
mount -n -t sysfs sysfs /sys
mount -n --move "$scratch/cgroup" /sys/fs/cgroup
mount -n --move "$scratch" /run
mount -n -t proc proc /proc
mount -n --bind "$LAB_STATE/sysctl.d" /etc/sysctl.d
mount -n --bind "$LAB_STATE/backups" /var/backups
# As systemd leaves it on a real host: containers may ask for a slave mount of the root.
mount -n --make-rshared /

# Small disks of services (SmallDisk.cs). The loop device of a power-off a moment ago may still be going away.
mount_disk() {
  for _ in 1 2 3 4 5; do
    if mount -n -o loop "$1" "$(cat "${1%.img}.path")"; then return; fi
    sleep 0.2
  done
  echo "host-init: $1 could not be mounted: its service finds an empty volume" >&2
}
for image in "$LAB_STATE"/disks/*.img; do
  if [ -f "${image%.img}.path" ]; then mount_disk "$image"; fi
done

# The hosts stand for machines of their own: builds and tests beside them must not take the time of their leases.
# The third machine keeps etcd's leader. It has little to do, and must not wait for the boot of a whole host: with the
# same weight as the hosts its heartbeats came too late, and leases ran out for nothing.
weight=800
if [ "$LAB_HOST" = monitor ]; then weight=6400; fi
# The engine is part of its host: what it does at a boot takes this host's time, not the others'.
group=
if [ -d /sys/fs/cgroup/cpu ]; then
  group=/sys/fs/cgroup/cpu$LAB_CGROUP file=cpu.shares weight=$((weight * 1024 / 100))
elif [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  group=/sys/fs/cgroup$LAB_CGROUP file=cpu.weight
fi
if [ -n "$group" ]; then
  mkdir -p "$group/engine"
  # Not there when the machine's own manager keeps the controller to itself.
  if [ -f "$group/$file" ]; then echo "$weight" > "$group/$file"; fi
  echo $$ > "$group/engine/cgroup.procs"
fi
# Version 2 freezes the group above; under version 1 the containers are in the freezer's own tree, and the engine must be too.
if [ -d /sys/fs/cgroup/freezer ]; then
  mkdir -p "/sys/fs/cgroup/freezer$LAB_CGROUP/engine"
  echo $$ > "/sys/fs/cgroup/freezer$LAB_CGROUP/engine/cgroup.procs"
fi

for file in /etc/sysctl.d/*.conf; do
  if [ -f "$file" ]; then sysctl -q -p "$file"; fi
done
ip link set lo up
ulimit -n "$(ulimit -H -n)"
echo '{}' > /run/daemon.json

engine=
stop() {
  trap - TERM
  if [ -n "$engine" ]; then
    kill -TERM "$engine" || true
    wait "$engine" || true
  fi
  exit 0
}
trap stop TERM

while :; do
  rm -f /run/docker.pid
  dockerd "$@" &
  engine=$!
  wait "$engine" || true
  sleep 1
done
