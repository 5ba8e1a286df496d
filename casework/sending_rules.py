"""How texts are sent, from content/sms_routes.yaml: operators, routes and prices, quiet hours, reminders, caps.

Values only; knows no table and no carrier.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from casework.content import ContentError, Part, load
from casework.mpp import Mpp
from casework.quiet_hours import USUAL_QUIET, QuietHours, read_quiet
from casework.route_choice import ANY, OTHER, Route

Prefix = Annotated[str, StringConstraints(pattern=r"^08\d\d$")]
Days = tuple[Annotated[int, Field(ge=1, le=90)], ...]


class RouteFile(Part):
    """One of `rute`."""

    nama: str
    operator: tuple[str, ...] = ()
    per_detik: float | None = Field(default=None, gt=0, le=1000)
    harga: dict[str, Annotated[int, Field(ge=0, le=100_000)]]
    paling_banyak_rupiah_sehari: int | None = Field(default=None, ge=1)


class NewsFile(Part):
    """`kabar`."""

    jam_tenang: dict[str, tuple[str, ...]] = Field(default_factory=lambda: dict(USUAL_QUIET))
    ingatkan_siap_hari: Days = ()
    ingatkan_kurang_hari: Days = ()


class CapsFile(Part):
    """`batas`."""

    jawaban_per_warga_sehari: int = Field(default=60, ge=5)
    kabar_per_warga_sehari: int = Field(default=5, ge=1)
    rupiah_kabar_sehari: int = Field(default=500_000, ge=1)
    rupiah_sehari: int = Field(default=2_000_000, ge=1)


class BurstFile(Part):
    """`curiga`."""

    nomor_bertetangga_sejam: int = Field(default=10, ge=2)
    nomor_baru_10_menit: int = Field(default=100, ge=10)


class SendingFile(Part):
    """content/sms_routes.yaml."""

    operator: dict[str, tuple[Prefix, ...]]
    rute: dict[str, RouteFile]
    kabar: NewsFile = NewsFile()
    batas: CapsFile = CapsFile()
    curiga: BurstFile = BurstFile()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """What this MPP allows itself, and by which ways."""

    prefixes: Mapping[str, str]
    """"0812" to an operator's name."""
    routes: Mapping[str, Route]
    quiet: QuietHours
    """For what is not an answer."""
    remind_ready: Days
    """Days after which somebody is reminded of what lies ready."""
    remind_missing: Days
    answers_to_a_citizen: int
    """Texts to one number on one day."""
    notices_to_a_citizen: int
    rupiah_for_notices: int
    """Once the day has cost so much, notices wait."""
    rupiah_a_day: int
    """Once the day has cost so much, answers wait too."""
    neighbours_in_an_hour: int
    """New numbers that differ in their last three digits only."""
    new_in_ten_minutes: int
    """New numbers of any kind."""

    def named(self, names: Iterable[str]) -> list[Route]:
        """These routes in this order; one that the content does not describe is for everybody and costs nothing."""
        return [self.routes.get(name) or Route(name=name, label=name, prices={}) for name in names]


def load_sending(path: Path, mpp: Mpp) -> SendingRules:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, SendingFile)
    prefixes: dict[str, str] = {}
    for operator, its in file.operator.items():
        for prefix in its:
            if prefixes.setdefault(prefix, operator) != operator:
                raise ContentError(f"{path.name}: operator.{operator}: {prefix} is also {prefixes[prefix]}'s")
    known = {*file.operator, OTHER}
    for name, route in file.rute.items():
        if unknown := {*route.operator} - known:
            raise ContentError(f"{path.name}: rute.{name}.operator: {sorted(unknown)} are no operators above")
        if unknown := route.harga.keys() - known - {ANY}:
            raise ContentError(
                f"{path.name}: rute.{name}.harga: use {ANY} or an operator, not {sorted(unknown)}"
            )
        if ANY not in route.harga:
            raise ContentError(f"{path.name}: rute.{name}.harga: say what every other text costs: {ANY}")
    if file.batas.rupiah_kabar_sehari > file.batas.rupiah_sehari:
        raise ContentError(f"{path.name}: batas.rupiah_kabar_sehari is more than rupiah_sehari")
    return SendingRules(
        prefixes=prefixes,
        routes={
            name: Route(
                name=name,
                label=route.nama,
                operators=frozenset(route.operator),
                per_second=route.per_detik,
                prices=route.harga,
                most_a_day=route.paling_banyak_rupiah_sehari,
            )
            for name, route in file.rute.items()
        },
        quiet=QuietHours(
            timezone=mpp.timezone,
            holidays=mpp.closed_days(),
            quiet=read_quiet(f"{path.name}: kabar.jam_tenang", file.kabar.jam_tenang),
        ),
        remind_ready=file.kabar.ingatkan_siap_hari,
        remind_missing=file.kabar.ingatkan_kurang_hari,
        answers_to_a_citizen=file.batas.jawaban_per_warga_sehari,
        notices_to_a_citizen=file.batas.kabar_per_warga_sehari,
        rupiah_for_notices=file.batas.rupiah_kabar_sehari,
        rupiah_a_day=file.batas.rupiah_sehari,
        neighbours_in_an_hour=file.curiga.nomor_bertetangga_sejam,
        new_in_ten_minutes=file.curiga.nomor_baru_10_menit,
    )
