"""Carriers that we listen to, and the worker that needs them: begun and ended together.

Where another process holds the right to a carrier, this one stands by: its worker begins when it may send, so
that no text is taken out of the queue by a process that cannot hand it over.
"""

import threading
from collections.abc import Callable, Iterable

import structlog

from sms.carrier import ListeningCarrier, TextCarrier
from sms.inbox import Inbox

log = structlog.get_logger()

LOOK_S = 0.2


class Listening:
    """The carriers of one process that have to be listened to. `begin` is called once, when all of them may
    send.
    """

    def __init__(
        self,
        carriers: Iterable[TextCarrier],
        inbox: Inbox,
        *,
        begin: Callable[[], None],
        end: Callable[[], None],
    ) -> None:
        self._carriers = [carrier for carrier in carriers if isinstance(carrier, ListeningCarrier)]
        self._inbox, self._begin, self._end = inbox, begin, end
        self._begun = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="standing by", daemon=True)

    def start(self) -> None:
        """Returns at once."""
        for carrier in self._carriers:
            carrier.start(self._inbox)
        if not self._begin_if_may():
            self._thread.start()

    def close(self) -> None:
        """Ends it: what has not begun never will."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._begun:
            self._end()
        for carrier in self._carriers:
            carrier.close()

    def _begin_if_may(self) -> bool:
        if all(carrier.may_send() for carrier in self._carriers):
            self._begun = True
            self._begin()
        return self._begun

    def _stand_by(self) -> None:
        log.info("worker stands by")
        while not self._stop.wait(LOOK_S) and not self._begin_if_may():
            pass
