"""How gunicorn serves the console. The same file in the container and under `make run`; values from the environment."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, because a page waits for the database far more than it computes.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Code and reference data are loaded once and shared by the workers' memory.
preload_app = True
# A worker's sign of life is a file; on a disk that is busy it would be late, so it is kept in memory where there is some.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
timeout = 30
graceful_timeout = 10
keepalive = 5
# Leaks of a long life end here; the jitter keeps the workers from leaving together.
max_requests = 5000
max_requests_jitter = 500
# Requests are logged by config.logs with their request id; a second line for each would say less.
accesslog = None
errorlog = "-"
loglevel = "info"
# A control socket would be one more file to place and to guard, and nothing here uses it.
control_socket_disable = True
