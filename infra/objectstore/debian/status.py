"""The page on the console port: site, bucket, disk and version as JSON. No secrets, no writes."""
import http.server
import json
import os
import subprocess
import time
import urllib.error
import urllib.request

CACHE_SECONDS = 5
COMMAND_TIMEOUT_SECONDS = 8
HTTP_TIMEOUT_SECONDS = 2

with open("/data/fsid", encoding="ascii") as file:
    CLUSTER = ["--fsid", file.read().strip(), "--mon-host", f"v2:{os.environ['STORE_INTERNAL_ADDRESS']}:3300"]

cached = {"at": None, "body": b""}


def run(*command: str) -> str:
    """What the command says, or why it says nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"no answer within {COMMAND_TIMEOUT_SECONDS} s"
    return done.stdout.strip() or f"exit code {done.returncode}"


def answers(url: str) -> bool:
    """Whether the sentinel object can be read there."""
    try:
        with urllib.request.urlopen(f"{url}/health/ok", timeout=HTTP_TIMEOUT_SECONDS) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def describe() -> dict:
    return {
        "site": os.environ["STORE_SITE"],
        "bucket": os.environ["STORE_BUCKET"],
        "serving": answers(os.environ["local_url"]),
        "disk": json.loads(run("ceph", *CLUSTER, "df", "--format", "json") or "{}").get("stats", {}),
        "version": VERSION,
    }


class Page(http.server.BaseHTTPRequestHandler):
    """One answer for every path; computed at most once in CACHE_SECONDS, however many ask."""

    def do_GET(self) -> None:
        now = time.monotonic()
        if cached["at"] is None or now - cached["at"] > CACHE_SECONDS:
            cached.update(at=now, body=json.dumps(describe(), indent=2).encode())
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(cached["body"])))
        self.end_headers()
        self.wfile.write(cached["body"])

    def log_message(self, *args: object) -> None:
        """Requests are not logged: the monitor asks all the time."""


VERSION = run("radosgw", "--version")
http.server.HTTPServer((os.environ["STORE_BIND"], int(os.environ["STORE_CONSOLE_PORT"])), Page).serve_forever()
