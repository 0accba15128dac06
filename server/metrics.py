"""Prometheus metrics for operators; they are never public."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """One registry per app. Labels are route templates, never addresses with ids in them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "smarthands_requests", "Requests", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "smarthands_request_seconds",
            "Seconds per request",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.sockets = Gauge("smarthands_sockets", "Open sockets", registry=self.registry)
        self.sessions = Gauge(
            "smarthands_sessions", "Sessions with a page in them", registry=self.registry
        )
        self.nodes = Gauge(
            "smarthands_media_nodes", "Media nodes that take sessions", registry=self.registry
        )
        self.given_up = Gauge(
            "smarthands_deliveries_given_up", "Deliveries that failed", registry=self.registry
        )
        self.pushed = Counter("smarthands_events_pushed", "Events sent", registry=self.registry)
        self.relayed = Counter(
            "smarthands_relayed_files",
            "Files that came through this server, as the store could not be reached",
            registry=self.registry,
        )
        self.relayed_bytes = Counter(
            "smarthands_relayed_bytes", "Bytes of those files", registry=self.registry
        )

    def count_relayed(self, size: int) -> None:
        self.relayed.inc()
        self.relayed_bytes.inc(size)

    def text(self) -> bytes:
        return generate_latest(self.registry)
