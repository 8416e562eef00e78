"""The servers that are measured: ours and the yardsticks. Each is a process, started afresh for every
run."""
import dataclasses
import functools
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import time

from . import machine

KEY, SECRET = "AKIDBENCH", "benchsecret"
START_PATIENCE = 10  # seconds
STOP_PATIENCE = 10
NGINX_OWN = 150  # descriptors besides those of its connections
REVIEW_FUNCTION = "bench"
TALKING_ROOM = "arn:aws:ivschat:us-east-1:123456789012:room/Bench0000000"  # as in token_load

QUOTAS = """base = "off"
requests-per-second-of-a-connection = 0
room-message-rates = false
"""

# nginx gets room for more connections than there can be: when 15 of 16 are taken, it closes those that
# are still in their handshake.
NGINX = """load_module {root}/usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
user {user};
pid nginx.pid;
error_log stderr crit;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  nchan_shared_memory_size 256M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location ~ ^/room/([0-9]+)$ {{
      nchan_pubsub websocket;
      nchan_channel_id $1;
      nchan_message_buffer_length 1000;
      nchan_message_timeout 10s;
      nchan_subscriber_first_message newest;
    }}
  }}
}}
"""


class NotAvailable(Exception):
    """This contender cannot run here. The text says why."""


class StartFailure(NotAvailable):
    """The contender could run here but did not start."""


def descendants(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            children = [int(word) for word in file.read().split()]
    except FileNotFoundError:
        children = []
    return [pid] + [each for child in children for each in descendants(child)]


class Server:
    """A running contender, whose ready line on standard output ends with its address."""

    def __init__(self, command, log, port=None, cores=None):
        self.log, self.helpers = log, []
        started = time.monotonic()
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                machine.pinned(command, cores) if cores else command,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        try:
            self.port = port or self._read_port()
            if port:
                self._wait_for_port()
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - started

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def pids(self):
        return ",".join(map(str, descendants(self.process.pid)))

    def _read_port(self):
        deadline, line = time.monotonic() + START_PATIENCE, b""
        while not line.endswith(b"\n"):
            left = max(0, deadline - time.monotonic())
            chunk = b""
            if select.select([self.process.stdout], [], [], left)[0]:
                chunk = os.read(self.process.stdout.fileno(), 4096)
            if not chunk:
                raise self._start_failure()
            line += chunk
        return int(re.search(rb":([0-9]+)\s*$", line)[1])

    def _wait_for_port(self):
        deadline = time.monotonic() + START_PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise self._start_failure() from None
                time.sleep(0.02)

    def _start_failure(self):
        last_line = self.log.read_text(errors="replace").strip().split("\n")[-1]
        return StartFailure(f"it did not start: {last_line}")

    def wait_for_children(self):
        deadline = time.monotonic() + START_PATIENCE
        while len(descendants(self.process.pid)) == 1:
            if time.monotonic() > deadline:
                raise self._start_failure()
            time.sleep(0.02)

    def resident_kb(self):
        pages = 0
        for pid in descendants(self.process.pid):
            with open(f"/proc/{pid}/statm", encoding="ascii") as file:
                pages += int(file.read().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1024

    def stop(self):
        """Returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        for each in self.helpers:
            each.stop()
        return self.process.returncode


@dataclasses.dataclass(frozen=True)
class Variant:
    """Our server with a feature. If --help does not name `flag`, the variant is not available."""
    flag: str
    arguments: tuple
    uses_all_cores: bool = False


# These are compared in pairs. If an option changes, adapt the arguments here.
VARIANTS = {
    "ivschat --threads 1": Variant("--threads", ("--threads", "1"), uses_all_cores=True),
    "ivschat --threads 2": Variant("--threads", ("--threads", "2"), uses_all_cores=True),
    "ivschat, no journal": Variant("--journal", ("--journal", "0")),
    "ivschat, journal": Variant("--journal", ("--journal", "10000")),
    "ivschat, no review": Variant("--review-handler", ()),
    "ivschat, review": Variant("--review-handler", ()),
}


class Contenders:
    """Starts contenders by name. They write to the directory `scratch`."""

    def __init__(self, program, arguments, tools, yardsticks, nginx_root, scratch):
        self.program, self.arguments = program, arguments
        self.tools, self.yardsticks = tools, yardsticks
        self.nginx_root, self.scratch = nginx_root, pathlib.Path(scratch)
        (self.scratch / "quotas.toml").write_text(QUOTAS, encoding="ascii")

    def start(self, name, pin=True):
        log = self.scratch / (re.sub(r"[^a-z0-9]+", "-", name) + ".log")
        cores = machine.server_cores() if pin else None
        if name == "ivschat" or name in VARIANTS:
            return self._start_ours(name, log, cores)
        if name == "ws":
            return self._start_ws(log, cores)
        if name == "nchan":
            return self._start_nchan(log, cores)
        program, _, rule = name.partition(" ")
        arguments = ["--flush", rule] if rule else []
        return Server([self.tools / program, *arguments], log, cores=cores)

    @functools.cached_property
    def help_text(self):
        return subprocess.run([self.program, "--help"], capture_output=True, text=True,
                              check=True).stdout

    def _start_ours(self, name, log, cores):
        command = [self.program, "--listen", "127.0.0.1:0", "--auth", "strict", "--credentials",
                   f"{KEY}:{SECRET}", "--auto-create-rooms", "--quotas",
                   self.scratch / "quotas.toml", "--log-level", "warning", *self.arguments]
        variant = VARIANTS.get(name)
        if variant is None:
            return Server(command, log, cores=cores)
        if variant.flag not in self.help_text:
            raise NotAvailable(f"this build has no {variant.flag}")
        helpers = []
        if name == "ivschat, review":
            helpers.append(Server([self.tools / "epoll_http", "--reply", "review"], log))
            command += ["--seed", self._review_seed(), "--review-handler",
                        f"{REVIEW_FUNCTION}=http://{helpers[0].address}/"]
        try:
            server = Server([*command, *variant.arguments], log,
                            cores=None if variant.uses_all_cores else cores)
        except BaseException:
            for each in helpers:
                each.stop()
            raise
        server.helpers = helpers
        return server

    def _review_seed(self):
        function = f"arn:aws:lambda:us-east-1:123456789012:function:{REVIEW_FUNCTION}"
        room = {"arn": TALKING_ROOM,
                "messageReviewHandler": {"uri": function, "fallbackResult": "DENY"}}
        path = self.scratch / "review.json"
        path.write_text(json.dumps({"rooms": [room]}), encoding="ascii")
        return path

    def _start_ws(self, log, cores):
        if not (self.yardsticks / "ws" / "node_modules" / "ws").is_dir():
            raise NotAvailable("npm ws is not installed; ./dev bench installs it")
        return Server(["node", self.yardsticks / "ws" / "broadcast.js"], log, cores=cores)

    def _start_nchan(self, log, cores):
        """nginx is unpacked, not installed. It runs in a mount namespace of its own, because the module
        creates a directory in /var/lib/nginx, whatever its configuration says."""
        if not (self.nginx_root / "usr/sbin/nginx").is_file():
            raise NotAvailable("nginx is not unpacked; ./dev bench unpacks it")
        directory = self.scratch / "nginx"
        directory.mkdir(exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        files = min(60000, machine.most_connections() + NGINX_OWN)
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout
        (directory / "nginx.conf").write_text(
            NGINX.format(root=self.nginx_root, user=user.strip(), port=port,
                         files=files, connections=files + files // 8), encoding="utf-8")
        private = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
        server = Server(
            [*private, "sh", "-c",
             'mount -t tmpfs none /var/lib && mkdir /var/lib/nginx && exec "$@"', "sh",
             self.nginx_root / "usr/sbin/nginx", "-p", f"{directory}/", "-c", "nginx.conf",
             "-e", "stderr"], log, port=port, cores=cores)
        server.wait_for_children()
        return server
