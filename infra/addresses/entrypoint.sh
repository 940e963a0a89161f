#!/bin/sh
# Keeps the addresses of ADDRESSES ("10.0.0.2/24 10.0.0.3/24") on the interface NIC. What it adds carries
# the label NIC:ca, so that it knows its own again after a crash; an address that was there before is
# used as it is and never removed. It also takes away a floating address (VIP_CIDR, "10.0.0.9/24") that
# nobody on this host looks after any more: a keepalived that the engine has killed leaves it behind, and
# the engine starts nothing that would remove it, so both hosts would answer at one address.
#   entrypoint.sh         adds, watches, and removes its own on SIGTERM
#   entrypoint.sh check   succeeds when all addresses are there
set -eu

WATCH_SECONDS=2
# At the second look: keepalived's own restart may be between two processes at the first.
ABANDONED_LOOKS=2
# Where the kernel lists raw sockets; VRRP is protocol 112, hexadecimal 70.
RAW_SOCKETS=/proc/net/raw
VRRP_SOCKET=':0070 '
ARP_COUNT=2

: "${NIC:?addresses: set NIC to the interface that carries the addresses}"
: "${ADDRESSES:?addresses: set ADDRESSES to the addresses with their prefix, separated by blanks}"
# The kernel allows 15 characters; without room for a label only the addresses of this run are known as ours.
label="$NIC:ca"
added=""
# Looks in a row at which the floating address was here without a VRRP process.
abandoned=0

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

# The network is the host's, so keepalived's socket is seen from here although its process is not.
vrrp_runs() {
    while read -r line; do
        case "$line" in *"$VRRP_SOCKET"*) return 0 ;; esac
    done < "$RAW_SOCKETS"
    return 1
}

guard_vip() {
    [ -n "${VIP_CIDR:-}" ] || return 0
    if ! present "$VIP_CIDR" || vrrp_runs; then
        abandoned=0
        return 0
    fi
    abandoned=$((abandoned + 1))
    [ "$abandoned" -ge "$ABANDONED_LOOKS" ] || return 0
    abandoned=0
    ip address del "$VIP_CIDR" dev "$NIC" 2>/dev/null || return 0
    say "removed $VIP_CIDR from $NIC: no keepalived runs here any more (start it again: docker compose up -d keepalived)"
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
    guard_vip
    sleep "$WATCH_SECONDS" &
    wait $! || true
done
