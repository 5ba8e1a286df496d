"""X-Twilio-Signature, written from the carrier's description and not with its library.

The line verifies with the carrier's library, so every signed exchange compares two implementations.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable

HEADER = "X-Twilio-Signature"


def sign(auth_token: str, url: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """The signature of a request: HMAC-SHA1, in base64, of the full URL and of each name and value.

    Names are sorted; a name with several values appears once for each different value, sorted. GET requests,
    JSON bodies and WebSocket upgrades have no params: their URL says everything.
    """
    pairs = sorted(set(params))
    text = url + "".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()
