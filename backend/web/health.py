"""Whether the server lives, whether it is fit to be asked, and its figures for Prometheus."""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from backend.house import House
from backend.web.guards import loopback_or_token, unasked
from backend.web.watch import Meters

_LAG_ALLOWED = 5_000  # log positions; a page of the follower


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """`lag`: log positions that the views are behind; `quarantined`: events they could not take, an alarm if any."""

    ready: bool
    lag: int
    quarantined: int


class Views(Collector):
    """What the views and the log say of themselves, asked when somebody looks."""

    def __init__(self, house: House) -> None:
        self.house = house

    def collect(self) -> list[GaugeMetricFamily]:
        """The gauges, as they are now."""
        head, come = self.house.log.head(), self.house.follower.position()
        return [
            GaugeMetricFamily("faltlogg_log_position", "Position of the log's last event.", value=head),
            GaugeMetricFamily("faltlogg_views_position", "Position that the views have come to.", value=come),
            GaugeMetricFamily(
                "faltlogg_views_lag", "Log positions that the views are behind.", value=max(0, head - come)
            ),
            GaugeMetricFamily(
                "faltlogg_views_quarantined",
                "Events that the views could not take.",
                value=self.house.follower.quarantined(),
            ),
            GaugeMetricFamily("faltlogg_log_safe", "Last position that a backup holds.", value=self.house.log.safe()),
        ]


class HealthController(Controller):
    """For those who look after the machine."""

    @get("/health/live", who=unasked, sync_to_thread=False)
    def live(self) -> dict[str, bool]:
        """Whether the process answers at all."""
        return {"live": True}

    @get("/health/ready", who=unasked, sync_to_thread=True)
    def ready(self, house: NamedDependency[House]) -> Response[Ready]:
        """Whether the stores answer and the views keep up; 503 where not."""
        lag = house.follower.lag()
        fit = lag <= _LAG_ALLOWED and house.follower.position() > 0
        said = Ready(ready=fit, lag=lag, quarantined=house.follower.quarantined())
        return Response(said, status_code=200 if fit else 503)

    @get("/metrics", who=loopback_or_token, sync_to_thread=True, media_type="text/plain", include_in_schema=True)
    def metrics(self, meters: NamedDependency[Meters], request: Request[Any, Any, Any]) -> Response[bytes]:
        """Prometheus text; answers to this machine, or to a token."""
        return Response(generate_latest(meters.registry), media_type="text/plain; version=0.0.4")
