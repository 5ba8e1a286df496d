"""Papers for the MPP, in large type: a poster for its wall (A4), and an officer's quick card (A5).

They carry this MPP's own name, numbers and hours, so that nobody types them off. No personal data.
"""

from fastapi import Request, Response

from casework.console import guard
from casework.console.guard import SignedInOfficer
from casework.console.pages import HOME, page
from casework.opening import opening_hours
from casework.phones import as_dialled
from casework.roles import Right
from config import Settings, TextCarrierName
from deps import ServicesDep

router = guard.router(see=Right.SEE_REPORTS)


@router.get("/poster")
def poster(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """For the wall: who to call, and what to say."""
    settings, mpp = here.settings, here.office.mpp
    return page(
        request,
        "poster.html",
        officer=officer,
        number=as_dialled(settings.line_number),
        texts=as_dialled(text_number(settings)),
        missed=as_dialled(settings.miskol_number),
        address=mpp.address,
        hours=opening_hours(mpp).split(", "),
    )


@router.get("/poster/petugas")
def quick_card(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """For an officer's desk: what to do when the telephone rings."""
    return page(
        request,
        "quick_card.html",
        officer=officer,
        number=as_dialled(here.settings.line_number),
        console=f"{here.settings.base_url.split('//', 1)[-1]}{HOME}",
    )


def text_number(settings: Settings) -> str:
    """Where citizens send their texts: an SMPP carrier may have given a short code."""
    by_smpp = TextCarrierName.SMPP in settings.text_carriers
    return settings.smpp_sender if by_smpp and settings.smpp_sender else settings.line_number
