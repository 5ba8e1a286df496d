"""When we may ring citizens, from `telepon_balik` in content/mpp.yaml: quiet hours, caps, tries. Pure values.

Knows no table and no telephone. Times come in aware and are looked at in the MPP's own time zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from casework.content import Part
from casework.quiet_hours import USUAL_QUIET, QuietHours, read_quiet


class RulesFile(Part):
    """`telepon_balik` in content/mpp.yaml."""

    jam_tenang: dict[str, tuple[str, ...]] = Field(default_factory=lambda: dict(USUAL_QUIET))
    paling_banyak_per_nomor: int = Field(default=3, ge=1, le=10)
    paling_banyak_per_hari: int = Field(default=200, ge=1, le=10_000)
    coba: int = Field(default=3, ge=1, le=5)
    jarak_menit: int = Field(default=60, ge=60, le=1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRules(QuietHours):
    """What this MPP allows itself."""

    most_to_a_number: int
    """Rings to one number on one day."""
    most_a_day: int
    """Rings of the whole installation on one day."""
    tries: int
    apart: timedelta
    """From the end of one try to the next at least."""

    def may_ring(self, at: datetime) -> bool:
        """Whether a telephone may ring at this time."""
        return self.allows(at)


def read_rules(where: str, file: RulesFile, *, timezone: ZoneInfo, holidays: frozenset[date]) -> CallRules:
    """The rules. Raises ContentError; `where` names the file."""
    return CallRules(
        timezone=timezone,
        holidays=holidays,
        quiet=read_quiet(f"{where}: telepon_balik.jam_tenang", file.jam_tenang),
        most_to_a_number=file.paling_banyak_per_nomor,
        most_a_day=file.paling_banyak_per_hari,
        tries=file.coba,
        apart=timedelta(minutes=file.jarak_menit),
    )
