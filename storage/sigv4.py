"""Presigned S3 addresses by AWS Signature Version 4 in the query, made here with four HMACs.

Source: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)" in the Amazon
S3 API reference. botocore makes the same, some ten times slower: docs/decisions/0005 has the
measurement, and a test holds the two together.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(slots=True)
class Signer:
    """Signs for one endpoint, `https://host[:port]`, in path style."""

    url: str
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    _of_the_day: tuple[str, bytes] = field(default=("", b""), repr=False)

    def presign(
        self,
        method: str,
        path: str,
        *,
        seconds: int,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        at: datetime | None = None,
    ) -> str:
        """An address that lives `seconds` from `at` (now), for exactly this method, path, query
        and these headers: whoever uses it must send them. `path` starts with the bucket."""
        moment = (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
        scope = f"{moment[:8]}/{self.region}/s3/aws4_request"
        sent = {name.lower(): value.strip() for name, value in (headers or {}).items()}
        sent["host"] = host_of(self.url)
        names = sorted(sent)
        asked = {
            **(query or {}),
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{self.access_key}/{scope}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": ";".join(names),
        }
        # Sorted as they are sent, encoded: "%" sorts before letters.
        words = "&".join(sorted(f"{_encoded(k)}={_encoded(v)}" for k, v in asked.items()))
        place = "/" + quote(path, safe="/~")
        lines = "".join(f"{name}:{sent[name]}\n" for name in names)
        canonical = "\n".join((method, place, words, lines, ";".join(names), "UNSIGNED-PAYLOAD"))
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = "\n".join((ALGORITHM, moment, scope, digest))
        signature = hmac.digest(self._key_of(moment[:8]), text.encode(), "sha256").hex()
        return f"{self.url}{place}?{words}&X-Amz-Signature={signature}"

    def _key_of(self, day: str) -> bytes:
        # The key and its day are one value: at midnight other threads read while this one writes.
        cached_day, key = self._of_the_day
        if day != cached_day:
            key = f"AWS4{self.secret_key}".encode()
            for part in (day, self.region, "s3", "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._of_the_day = day, key
        return key


def host_of(url: str) -> str:
    """The Host header that browsers and HTTP libraries send: without the scheme's own port."""
    parts = urlsplit(url)
    return parts.netloc.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, ""))


def _encoded(text: str) -> str:
    return quote(text, safe="~")
