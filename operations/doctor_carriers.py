"""The carriers of this installation: reached, and our name and password accepted where asking costs nothing."""

import socket
from collections.abc import Iterator

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from config import CallCarrierName, Settings, TextCarrierName
from operations.asked import Answered, NotAnswered, ask
from operations.finding import About, Finding

CARRIER = About(id="Operator", en="Carrier")


def carriers(settings: Settings) -> Iterator[Finding]:
    """One line for each."""
    if settings.twilio:
        yield _twilio(settings)
    if TextCarrierName.KANNEL in settings.text_carriers:
        yield _kannel(settings)
    if TextCarrierName.SMPP in settings.text_carriers:
        yield _smpp(settings)
    if TextCarrierName.GAMMU in settings.text_carriers:
        yield _gammu(settings)
    if settings.call_carrier is CallCarrierName.ASTERISK:
        yield _asterisk(settings)


def twilio_account(settings: Settings) -> str:
    """The address of our own account: asking for it is free and needs the password."""
    return f"{settings.twilio_api}/2010-04-01/Accounts/{settings.twilio_account_sid}.json"


def _twilio(settings: Settings) -> Finding:
    about = About(id="Operator Twilio", en="Carrier Twilio")
    names = "SUARA_TWILIO_ACCOUNT_SID, SUARA_TWILIO_AUTH_TOKENS"
    try:
        user = (settings.twilio_account_sid, settings.twilio_auth_tokens[0])
        answer = ask(twilio_account(settings), user=user)
    except NotAnswered as error:
        return _away(about, "SUARA_TWILIO_API", str(error))
    return _judged(about, answer, names, refused=(401, 403), accepted=(200,))


def _kannel(settings: Settings) -> Finding:
    """smsbox looks at the password first and then misses the receiver: nothing is sent."""
    about = About(id="Operator Kannel", en="Carrier Kannel")
    headers = {"X-Kannel-Username": settings.kannel_user, "X-Kannel-Password": settings.kannel_password}
    try:
        answer = ask(settings.kannel_api, method="POST", headers=headers)
    except NotAnswered as error:
        return _away(about, "SUARA_KANNEL_API", str(error))
    names = "SUARA_KANNEL_USER, SUARA_KANNEL_PASSWORD"
    return _judged(about, answer, names, refused=(401, 403), accepted=(200, 202, 400))


def _asterisk(settings: Settings) -> Finding:
    about = About(id="Operator Asterisk", en="Carrier Asterisk")
    user = (settings.asterisk_ari_user, settings.asterisk_ari_password)
    try:
        answer = ask(f"{settings.asterisk_ari}/channels/suara-doctor", user=user)
    except NotAnswered as error:
        return _away(about, "SUARA_ASTERISK_ARI", str(error))
    names = "SUARA_ASTERISK_ARI_USER, SUARA_ASTERISK_ARI_PASSWORD"
    return _judged(about, answer, names, refused=(401, 403), accepted=(200, 404))


def _smpp(settings: Settings) -> Finding:
    """Only the way there: a bind would take the place of a running line's."""
    about = About(id="Operator SMPP", en="Carrier SMPP")
    try:
        socket.create_connection((settings.smpp_host, settings.smpp_port), timeout=8).close()
    except OSError as error:
        return _away(about, "SUARA_SMPP_HOST, SUARA_SMPP_PORT", type(error).__name__)
    return about.fine("terhubung; nama dan sandi diperiksa saat layanan berjalan (lihat /health)",
                      "reached; name and password are tried by the running line (see /health)")  # fmt: skip


def _gammu(settings: Settings) -> Finding:
    about = About(id="Modem SMS (Gammu)", en="Text modem (Gammu)")
    engine = create_engine(settings.gammu_database)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM phones"))
    except SQLAlchemyError as error:
        return _away(about, "SUARA_GAMMU_DATABASE, gammu-smsd", type(error).__name__)
    finally:
        engine.dispose()
    return about.fine("basis data gammu-smsd terbaca", "the database of gammu-smsd is read")


def _judged(
    about: About, answer: Answered, names: str, *, refused: tuple[int, ...], accepted: tuple[int, ...]
) -> Finding:
    if answer.status in refused:
        return about.wrong(f"menolak nama atau sandi kita. Perbaiki {names}.",
                           f"refuses our name or password. Correct {names}.")  # fmt: skip
    if answer.status in accepted:
        return about.fine("terhubung, nama dan sandi diterima", "reached, name and password accepted")
    return about.care(
        f"terhubung, tetapi menjawab {answer.status}: nama dan sandi tidak dapat diperiksa. Coba lagi nanti.",
        f"reached, but it answers {answer.status}: name and password could not be tried. Try again later.",
    )


def _away(about: About, names: str, error: str) -> Finding:
    return about.wrong(f"tidak dapat dihubungi ({error}). Periksa jaringan dan {names}.",
                       f"cannot be reached ({error}). Look at the network and {names}.")  # fmt: skip
