#!/bin/sh
# Healthy: the sentinel object can be read.
bind=${STORE_BIND:-0.0.0.0}
[ "$bind" != 0.0.0.0 ] || bind=127.0.0.1
exec curl --silent --fail --output /dev/null --max-time 3 "http://$bind:${STORE_PORT:-9000}/health/ok"
