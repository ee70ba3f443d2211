"""Settings of gunicorn for several workers: threads, no control socket, workers renewed now and then.

Gunicorn sets no limit to what is sent: the application does (`lms/web/uploads.py`).
"""

import gc
import os

bind = f"{os.environ.get('RELAIS_HOST', '127.0.0.1')}:{os.environ.get('RELAIS_PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("RELAIS_THREADS", "8"))
timeout = 60
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True


def post_worker_init(_worker: object) -> None:
    """Spare the collector of rubbish what the start made, as `lms/server.py` does."""
    gc.collect()
    gc.freeze()
