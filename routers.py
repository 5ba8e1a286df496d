"""Which addresses this installation serves: those of the carriers that it has, and no others. Holds no logic."""

from collections.abc import Sequence

from fastapi import APIRouter

import health
from casework import api
from commands import simulator_settings
from config import Settings, TextCarrierName
from ivr import asterisk_out_routes, asterisk_route, captions, officer_routes, outgoing_routes, stream_route
from ivr import routes as ivr_routes
from operations import metrics, readiness
from simulator.ari import Ari
from simulator.ari_phones import Handsets
from simulator.ari_routes import make_ari_router
from simulator.asterisk import AsteriskSettings
from simulator.carrier import Carrier
from simulator.ringing import RingingPlan
from simulator.routes import make_router
from sms import kannel_routes
from sms import routes as sms_routes


def routers(settings: Settings, carrier: Carrier | None) -> Sequence[APIRouter]:
    """All but the console's. `carrier` is the simulated one, which stands beside a line in development."""
    found = [api.router, health.router, readiness.router, metrics.router]
    if settings.twilio:
        found += [
            ivr_routes.router,
            officer_routes.router,
            outgoing_routes.router,
            stream_route.router,
            sms_routes.router,
        ]
    if settings.asterisk:
        found += [asterisk_route.router, asterisk_out_routes.router]
    if TextCarrierName.KANNEL in settings.text_carriers:
        found.append(kannel_routes.router)
    if carrier is not None:
        found += [captions.router, *simulated(settings, carrier)]
    return found


def simulated(settings: Settings, carrier: Carrier) -> Sequence[APIRouter]:
    """Beside a line in development: the phone page, the carrier's REST interface, and Asterisk's where calls go
    through one. They share the telephones: who holds one answers it whichever way it rings.
    """
    simulated = simulator_settings(settings)
    routers = [make_router(simulated, carrier)]
    if settings.asterisk:
        asterisk = AsteriskSettings.of(settings.base_url, settings.asterisk_secret)
        trunk = Handsets(simulated, asterisk, carrier.switchboard.handset_of, carrier.voice)
        ari = Ari(RingingPlan(asterisk, trunk).live)
        routers.append(
            make_ari_router(ari, user=settings.asterisk_ari_user, password=settings.asterisk_ari_password)
        )
    return routers
