"""Which certificates simulated carriers and telephones trust. Read once: that takes longer than a webhook does."""

import ssl
from functools import lru_cache

import httpx2


@lru_cache(maxsize=1)
def certificates() -> ssl.SSLContext:
    """Those that every client trusts."""
    return httpx2.create_ssl_context(trust_env=False)
