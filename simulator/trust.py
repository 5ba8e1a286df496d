"""Which certificates simulated carriers and telephones trust. Read once: that takes longer than a webhook does."""

import os
import ssl
from functools import lru_cache


def certificates() -> ssl.SSLContext:
    """Those that every client trusts; SSL_CERT_FILE names a certificate of one's own."""
    return _trusted(os.environ.get("SSL_CERT_FILE"))


@lru_cache(maxsize=4)
def _trusted(own: str | None) -> ssl.SSLContext:
    """OpenSSL looks at the variable itself; it is given here so that another one is read anew."""
    return ssl.create_default_context()
