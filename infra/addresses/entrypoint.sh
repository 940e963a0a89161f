#!/bin/sh
# Keeps the addresses of ADDRESSES ("10.0.0.2/24 10.0.0.3/24") on the interface NIC. What it adds carries
# the label NIC:ca, so that it knows its own again after a crash; an address that was there before is
# used as it is and never removed.
#   entrypoint.sh         adds, watches, and removes its own on SIGTERM
#   entrypoint.sh check   succeeds when all addresses are there
set -eu

WATCH_SECONDS=2
ARP_COUNT=2

: "${NIC:?addresses: set NIC to the interface that carries the addresses}"
: "${ADDRESSES:?addresses: set ADDRESSES to the addresses with their prefix, separated by blanks}"
# The kernel allows 15 characters; without room for a label only the addresses of this run are known as ours.
label="$NIC:ca"
added=""

say() { echo "addresses: $*"; }

# One look at the interface for all addresses: this runs as long as the host does.
look() { seen=$(ip -4 -o address show dev "$NIC" 2>/dev/null || true); }

present() {
    case "$seen" in
        *" inet $1 "*) return 0 ;;
        *) return 1 ;;
    esac
}

# Tells the LAN at once where the address is now; neighbours would else ask their old entry for a while.
announce() {
    busybox arping -q -U -c "$ARP_COUNT" -I "$NIC" "${1%/*}" >/dev/null 2>&1 \
        || busybox arping -U -c "$ARP_COUNT" -I "$NIC" "${1%/*}" >/dev/null 2>&1 \
        || say "the LAN was not told about $1 (is the capability NET_RAW missing?)"
}

add() {
    if [ "${#label}" -le 15 ]; then
        ip address add "$1" dev "$NIC" label "$label" || return 1
    else
        ip address add "$1" dev "$NIC" || return 1
    fi
    added="$1 $added"
    say "added $1 to $NIC"
    announce "$1" &
}

ensure() {
    look
    for address in $ADDRESSES; do
        present "$address" || add "$address" || say "cannot add $address to $NIC; trying again"
    done
}

# Newest first: the kernel drops an interface's later addresses of a subnet together with the first one.
remove() {
    for address in $(ip -4 -o address show dev "$NIC" label "$label" 2>/dev/null | awk '{ print $4 }' | awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }') $added; do
        case " $ADDRESSES " in
            *" $address "*) ip address del "$address" dev "$NIC" 2>/dev/null && say "removed $address from $NIC" || true ;;
        esac
    done
    exit 0
}

if [ "${1:-}" = check ]; then
    look
    for address in $ADDRESSES; do
        present "$address" || { echo "addresses: $address is not on $NIC" >&2; exit 1; }
    done
    exit 0
fi

ip link show dev "$NIC" >/dev/null 2>&1 || { echo "addresses: this host has no interface $NIC (setting NIC): $(ip -o link show | awk -F': ' '{ print $2 }' | tr '\n' ' ')" >&2; exit 1; }
trap remove TERM INT
while :; do
    ensure
    sleep "$WATCH_SECONDS" &
    wait $! || true
done
