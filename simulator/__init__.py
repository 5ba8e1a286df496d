"""A stand-in for the carrier and the citizen: signed webhooks, media streams, texts, a phone in the browser.

It reaches the line over HTTP and WebSocket only, as the real carrier does, and knows nothing of how it works.
"""
