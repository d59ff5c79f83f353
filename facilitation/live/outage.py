"""Saying once that a service is gone, and once that it is back, however often it is tried."""

import logging
import time

logger = logging.getLogger(__name__)

REST_SECONDS = 2.0
"""While a service is gone it is not even tried for this long, so that nobody waits for nothing."""


class Outage:
    """The known state of one service that this process can do without for a while."""

    def __init__(self, service: str, *, meanwhile: str) -> None:
        self._service = service
        self._meanwhile = meanwhile
        self._gone = False
        self._rests_until = 0.0

    @property
    def rests(self) -> bool:
        """Whether the service failed so lately that trying it again would only cost time."""
        return time.monotonic() < self._rests_until

    def failed(self, error: BaseException) -> None:
        """Note a failure; the first of a row is logged. Never logs what was being written."""
        if not self._gone:
            name = type(error).__name__
            logger.warning("%s unreachable (%s), %s", self._service, name, self._meanwhile)
        self._gone = True
        self._rests_until = time.monotonic() + REST_SECONDS

    def worked(self) -> None:
        """Note a success; the first after failures is logged."""
        if self._gone:
            logger.warning("%s reachable again", self._service)
        self._gone = False
        self._rests_until = 0.0
