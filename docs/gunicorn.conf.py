"""Settings of gunicorn for several workers: threads, no control socket, workers renewed now and then."""

bind = "127.0.0.1:8000"
workers = 2
worker_class = "gthread"
threads = 4
timeout = 60
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
