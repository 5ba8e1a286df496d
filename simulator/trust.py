"""Which certificates simulated carriers and telephones trust. Read once: that takes longer than a webhook does."""

import ssl
from functools import lru_cache


@lru_cache(maxsize=1)
def certificates() -> ssl.SSLContext:
    """Those that every client trusts; SSL_CERT_FILE names a certificate of one's own."""
    return ssl.create_default_context()
