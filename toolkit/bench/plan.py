"""What `toolkit bench live` is to measure: phones, notes, servers, and what goes wrong."""

from dataclasses import dataclass

from toolkit.bench.stand import Database, Layer
from toolkit.commands import CommandError

LONGEST_OUTAGE_SECONDS = 30.0

SCENARIOS = (
    "clean",
    "flood",
    "village",
    "reconnect-wave",
    "captive",
    "restart",
    "redis-gone",
    "db-gone",
)


@dataclass(frozen=True)
class Plan:
    """What to measure. `rate` is notes a second; `burst` notes typed at one moment afterwards;
    `outage`, `settling` and `flood` are in seconds.

    `server` is the sign-in link of a server elsewhere, of which nothing is known from inside.
    """

    scenario: str = "clean"
    phones: int = 100
    notes: int = 200
    rate: float = 20.0
    burst: int = 0
    processes: int = 1
    database: Database = "sqlite"
    layer: Layer = "memory"
    crowds: int = 2
    bare: bool = True
    outage: float = LONGEST_OUTAGE_SECONDS
    settling: float = 1.0
    flood: float = 10.0
    server: str = ""

    @property
    def seconds(self) -> float:
        """How long the steady writing takes."""
        return self.notes / self.rate

    @property
    def longest(self) -> float:
        """Seconds after which something must have gone wrong."""
        return 120 + 0.2 * self.phones + 4 * self.seconds + 3 * self.outage

    def check(self) -> None:
        """Raise `CommandError` for what cannot be measured together."""
        if self.server and self.scenario in ("restart", "redis-gone", "db-gone"):
            raise CommandError(f"{self.scenario} needs servers of the bench's own.", status=2)
        if self.scenario == "db-gone" and self.database != "postgresql":
            raise CommandError("db-gone needs --database postgresql.", status=2)
        if self.scenario == "redis-gone" and self.layer != "redis":
            raise CommandError("redis-gone needs --layer redis.", status=2)
        if self.processes > 1 and (self.database, self.layer) != ("postgresql", "redis"):
            raise CommandError("several processes need PostgreSQL and Redis.", status=2)
