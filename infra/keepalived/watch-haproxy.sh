#!/bin/bash
# Asks HAProxy (CHECK_URL) again and again and writes what keepalived tracks: 0 while it answers, 1 when it does not.
# One process that never forks: a program started for every look cost a tenth of a processor on each host.
# keepalived asks by itself as well, seldom, so that the end of this watch cannot hide the end of HAProxy.
#   watch-haproxy.sh FILE
set -u
# HAProxy may die between the connection and the question; that is an answer, not this watch's end.
trap '' PIPE

PAUSE_SECONDS=0.15
ANSWER_SECONDS=0.5
# Twice, and with patience for a busy machine: one slow answer must not move the VIP.
FALL_LOOKS=2
RISE_LOOKS=3

file=$1
rest=${CHECK_URL#http://}
host=${rest%%:*}
rest=${rest#*:}
port=${rest%%/*}
path=/${rest#*/}
good=0
bad=0

answers() {
    local line=
    { exec 3<> "/dev/tcp/$host/$port"; } 2> /dev/null || return 1
    printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$path" "$host" >&3 2> /dev/null \
        && read -r -t "$ANSWER_SECONDS" -u 3 line 2> /dev/null
    exec 3>&-
    [[ $line == 'HTTP/1.'?' 2'* ]]
}

# Reading from a pipe that nobody writes to is a pause without a process.
exec 4<> "$file.pause"
while :; do
    if answers; then
        bad=0
        good=$((good + 1))
        [ "$good" -ne "$RISE_LOOKS" ] || echo 0 > "$file"
    else
        good=0
        bad=$((bad + 1))
        [ "$bad" -ne "$FALL_LOOKS" ] || echo 1 > "$file"
    fi
    read -r -t "$PAUSE_SECONDS" -u 4 _
done
