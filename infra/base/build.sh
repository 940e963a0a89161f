#!/bin/sh
# Makes the root file system of cloudapp/base, on which all images stand where no registry answers:
# Debian sid, minimal.
#   build.sh DIRECTORY MIRROR
set -eu
directory=$1
mirror=$2
here=$(cd "$(dirname "$0")" && pwd)

debootstrap --variant=minbase --include=ca-certificates sid "$directory" "$mirror"
install -m 0644 "$here/apt.conf" "$directory/etc/apt/apt.conf.d/90cloudapp"
install -m 0644 "$here/dpkg.conf" "$directory/etc/dpkg/dpkg.cfg.d/90cloudapp"
# No service may start while a package is installed into an image.
printf '#!/bin/sh\nexit 101\n' > "$directory/usr/sbin/policy-rc.d"
chmod 0755 "$directory/usr/sbin/policy-rc.d"
rm -rf "$directory"/var/lib/apt/lists/* "$directory"/var/cache/apt/archives/*.deb "$directory"/var/log/*.log \
    "$directory"/usr/share/man/* "$directory"/usr/share/info/* "$directory"/usr/share/locale/*
find "$directory/usr/share/doc" -type f ! -name copyright -delete
# Two hosts must not share an identity.
: > "$directory/etc/machine-id"
rm -f "$directory/etc/hostname" "$directory/etc/resolv.conf"
