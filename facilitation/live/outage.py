"""Saying once that a service is gone, and once that it is back, however often it is tried."""

import logging

logger = logging.getLogger(__name__)


class Outage:
    """The known state of one service that this process can do without for a while."""

    def __init__(self, service: str, *, meanwhile: str) -> None:
        self._service = service
        self._meanwhile = meanwhile
        self._gone = False

    def failed(self, error: BaseException) -> None:
        """Note a failure; the first of a row is logged. Never logs what was being written."""
        if not self._gone:
            name = type(error).__name__
            logger.warning("%s unreachable (%s), %s", self._service, name, self._meanwhile)
        self._gone = True

    def worked(self) -> None:
        """Note a success; the first after failures is logged."""
        if self._gone:
            logger.warning("%s reachable again", self._service)
        self._gone = False
