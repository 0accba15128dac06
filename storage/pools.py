"""Kept-alive connections to S3, for presigned requests: boto3 makes these dearly or not at all."""

import urllib3

CONNECT_SECONDS = 2
CONNECTIONS = 50
LIFETIME_SECONDS = 300
"""The validity of an address that is used at once: clocks may differ by minutes."""


def open_pool(url: str, *, silent_seconds: float) -> urllib3.HTTPConnectionPool:
    """Connections to one endpoint, which wait so long for a byte of an answer. Safe for any number
    of threads or greenlets."""
    return urllib3.connection_from_url(
        url,
        maxsize=CONNECTIONS,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=silent_seconds),
        retries=False,
    )
