"""How gunicorn runs the web process; its names are gunicorn's own settings."""

import gc
import os
import resource

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from server.settings.settings import Settings
from storage.process import die_with_parent

# A worker begins without garbage collections: they would go over all that is being loaded, again
# and again, which takes a sixth of the time until the first answer.
gc.disable()
os.umask(0o077)  # files of the web process are its account's alone, however it is started
_settings = Settings.from_environment(os.environ, part="web")
FILES_BESIDES = 500
"""Open files besides the connections: those of the database, of S3 and of the program."""
_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host

bind = f"{_host}:{_settings.port}"
worker_class = "server.http.web_worker.WebWorker"
workers = 1
# Every open page holds a connection, of 80 KB. gunicorn's default of 1,000 would leave the next
# technician waiting to be accepted.
worker_connections = 4000
# An open WebSocket would otherwise hold the process for 30 s after SIGTERM.
graceful_timeout = 3
# Every gunicorn of one user would otherwise share one control socket in the home folder.
control_socket_disable = True
# The app decides which proxies to believe, by SMARTHANDS_TRUSTED_PROXIES.
forwarded_allow_ips = ""
# The app logs requests itself, with their ids and without personal data.
accesslog = None
loglevel = _settings.log_level


def on_starting(server: Arbiter) -> None:
    """Each connection is an open file, and shells commonly allow a process 1,024 of them."""
    wanted = worker_connections + FILES_BESIDES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def post_fork(server: Arbiter, worker: Worker) -> None:
    """A worker whose master was killed would go on answering."""
    die_with_parent(worker.ppid)


def post_worker_init(worker: Worker) -> None:
    """Freezes what was loaded: a full garbage collection over it would stop everybody for 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.enable()
