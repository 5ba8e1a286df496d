"""An SMPP carrier, directly: one bound connection takes our texts and brings citizens' texts and receipts.

What the carrier brings is answered after the inbox has committed it, so that the carrier keeps what we could not.
"""

import secrets
from datetime import datetime

import structlog

from config import Settings
from sms import smpp_wire as wire
from sms.alphabets import Alphabet, encoded, segments
from sms.carrier import Condition, Found, NoAnswer, Refused, Sent
from sms.inbox import Inbox
from sms.smpp_bind import Bind, Patience
from sms.smpp_errors import OK, refusal
from sms.smpp_incoming import Incoming
from sms.smpp_link import Account
from sms.smpp_memory import Handed, Heard, Memory
from sms.smpp_receipts import id_of, read_receipt
from sms.smpp_session import NotSent, Session, Timings

log = structlog.get_logger()

EARLY_S = 1.0


class SmppCarrier:
    """Texts by way of one SMPP account."""

    def __init__(
        self, settings: Settings, *, timings: Timings | None = None, patience: Patience | None = None
    ) -> None:
        self._account = Account(
            host=settings.smpp_host,
            port=settings.smpp_port,
            user=settings.smpp_user,
            password=settings.smpp_password,
            system_type=settings.smpp_system_type,
            tls=settings.smpp_tls,
            tls_ca=settings.smpp_tls_ca,
            window=settings.smpp_window,
        )
        self._sender = wire.address(settings.smpp_sender or settings.line_number)
        self._binds, self._ids = settings.smpp_binds, settings.smpp_receipt_ids
        self._usual = Alphabet.LATIN if settings.smpp_alphabet == "latin1" else Alphabet.GSM
        self._timings, self._patience = timings or Timings(), patience or Patience()
        self._memory = Memory()
        self._bind: Bind | None = None
        self._incoming: Incoming | None = None
        self._asking: set[int] = set()

    def send(self, to: str, body: str, message_id: int) -> Sent | Refused | NoAnswer:
        """Hands over one text, in parts if it is long; the receipt of the last part is the text's."""
        session = self._session
        if session is None:
            return Refused(error="unreachable", permanent=False)
        octets, alphabet = self._encoded(body)
        try:
            pieces = segments(octets, alphabet, message_id % 256)
        except ValueError:
            return Refused(error="too long", permanent=True)
        handed = Handed(to=to, body=body, message_id=message_id)
        for number, piece in enumerate(pieces, 1):
            result = self._submit(
                session,
                handed,
                piece,
                is_last=number == len(pieces),
                esm_class=wire.HAS_HEADER if len(pieces) > 1 else 0,
                data_coding=8 if alphabet is Alphabet.WIDE else 0,
            )
            if not isinstance(result, Sent):
                return result if number == 1 else NoAnswer()  # the citizen may have a part of it
        return result

    def _submit(
        self, session: Session, handed: Handed, piece: bytes, *, is_last: bool, **how: int
    ) -> Sent | Refused | NoAnswer:
        destination, ton, npi = wire.address(handed.to)
        source, source_ton, source_npi = self._sender
        self._asking.add(handed.message_id)
        try:
            answer = session.ask(
                "submit_sm",
                handed if is_last else None,
                source_addr=source,
                source_addr_ton=source_ton,
                source_addr_npi=source_npi,
                destination_addr=destination,
                dest_addr_ton=ton,
                dest_addr_npi=npi,
                registered_delivery=1 if is_last else 0,
                short_message=piece,
                **how,
            )
        except NotSent:
            return Refused(error="unreachable", permanent=False)
        finally:
            self._asking.discard(handed.message_id)
        if answer is None:
            log.warning("carrier gave no answer", message=handed.message_id)
            return NoAnswer()
        if answer.status != OK:
            return refusal(answer.status)
        return Sent(provider_id=id_of(answer.words("message_id")) or f"smpp-none-{secrets.token_hex(12)}")

    def _encoded(self, body: str) -> tuple[bytes, Alphabet]:
        if self._usual is Alphabet.LATIN:
            try:
                return body.encode("latin-1"), Alphabet.LATIN
            except UnicodeEncodeError:
                return body.encode("utf-16-be"), Alphabet.WIDE
        return encoded(body)

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        """What the carrier answered too late. Where it never answered there is nothing to ask by: SMPP asks by the
        carrier's own id. Where it did, we also ask what became of the text.
        """
        heard = self._memory.heard_of(to, body, after)
        if not heard:
            return NoAnswer()
        taken = [one for one in heard if one.provider_id is not None]
        for one in taken:
            self._ask_state(one)
        return Found(provider_ids=tuple(one.provider_id or "" for one in taken))

    def _ask_state(self, heard: Heard) -> None:
        """query_sm. Many carriers refuse it, and then we know no less."""
        session, incoming = self._session, self._incoming
        if session is None or incoming is None:
            return
        source, ton, npi = self._sender
        try:
            answer = session.ask(
                "query_sm",
                message_id=heard.given,
                source_addr=source,
                source_addr_ton=ton,
                source_addr_npi=npi,
            )
        except NotSent:
            return
        if answer is None or answer.status != OK:
            return
        told = read_receipt("", heard.given, answer.number("message_state"), None, self._ids)
        if told is not None and told.delivery is not None:
            incoming.keep_receipt(told)

    @property
    def _session(self) -> Session | None:
        return self._bind.session if self._bind is not None else None

    def start(self, inbox: Inbox) -> None:
        """Begins to keep the connection."""

        def incoming(session: str) -> Incoming:
            return Incoming(
                inbox=inbox,
                memory=self._memory,
                session=session,
                usual=self._usual,
                ids=self._ids,
                early_s=EARLY_S,
                answers_missing=lambda: bool(self._asking) or self._binds > 1,
            )

        self._incoming = incoming("")
        self._bind = Bind(
            inbox.database,
            self._account,
            places=self._binds,
            timings=self._timings,
            patience=self._patience,
            delivered=lambda session: incoming(session).keep,
            answered=self._memory.answered,
        )
        self._bind.start()

    def may_send(self) -> bool:
        """Whether this process has the right to be bound."""
        return self._bind is not None and self._bind.holding and self._bind.tried

    def condition(self) -> Condition:
        """Whether we are bound."""
        return Condition(connected=self._session is not None)

    def close(self) -> None:
        """Unbinds, and lets another process in."""
        if self._bind is not None:
            self._bind.close()
