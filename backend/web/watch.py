"""What a request looked like from outside: one log line, and the counters that `/metrics` shows.

A line names the route's template, never the address: addresses hold sign-in secrets and ids.
"""

import logging
import sys
import time

import structlog
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram
from structlog.types import EventDict, Processor

log = structlog.get_logger("faltlogg.web")
_QUIET = ("/health/live", "/health/ready", "/metrics")


class Meters:
    """The counters of one app; a registry of its own, so that two apps in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.answered = Counter("faltlogg_requests", "Requests answered.", labels, registry=self.registry)
        self.took = Histogram(
            "faltlogg_request_seconds", "Time to the first byte.", ("method", "route"), registry=self.registry
        )
        self.letters = Counter(
            "faltlogg_letters", "Letters answered, by outcome.", ("outcome", "code"), registry=self.registry
        )


class Watch(ASGIMiddleware):
    """Times every request that reaches a route."""

    def __init__(self, meters: Meters) -> None:
        self.meters = meters

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on, and note how it was answered."""
        began = time.perf_counter()

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await next_app(scope, receive, seen)

    def _note(self, scope: Scope, status: int, took: float) -> None:
        method, route = str(scope.get("method", "")), str(scope.get("path_template", ""))
        self.meters.answered.labels(method, route, str(status)).inc()
        self.meters.took.labels(method, route).observe(took)
        if route not in _QUIET:
            log.info("request", method=method, route=route, status=status, ms=round(took * 1000, 1))


def _without_values(_: object, __: str, entry: EventDict) -> EventDict:
    """An exception by its type alone: its words may quote what was sent."""
    fault = entry.pop("exc_info", None)
    if isinstance(fault, tuple) and fault[0] is not None:
        entry["kind"] = fault[0].__name__
    return entry


def set_up_logging(level: str = "INFO", *, to_people: bool = False) -> None:
    """One JSON object per line on stderr; `to_people` writes words instead, for a terminal."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
    ]
    last = structlog.dev.ConsoleRenderer() if to_people else structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    ours = [logging.getLogger(name) for name in ("backend", "projections")]
    for logger in ours:
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
