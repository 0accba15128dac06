"""Who may ask the embedded server what: an administrator, the evidence's key, the sweeps' key."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.policies import evidence_policy, sweep_policy
from storage.seaweed.inner_tls import write_private

FILE = "identities.json"


@dataclass(frozen=True, slots=True)
class KeyPair:
    access_key: str
    secret_key: str = field(repr=False)

    @property
    def as_environment(self) -> dict[str, str]:
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}


@dataclass(frozen=True, slots=True)
class StoreKeys:
    """The administrator makes the bucket, and is of this start alone unless a test names her."""

    admin: KeyPair
    evidence: KeyPair | None = None
    sweeps: KeyPair | None = None


def fresh_pair() -> KeyPair:
    return KeyPair(secrets.token_hex(10), secrets.token_hex(20))


def write_identities(directory: Path, keys: StoreKeys, bucket: str) -> Path:
    """The file, its owner's alone, from which the server learns the keys; new with each start."""
    identities = [
        _identity("admin", keys.admin, actions=["Admin", "Read", "List", "Tagging", "Write"])
    ]
    policies = []
    for name, pair, policy in (
        ("evidence", keys.evidence, evidence_policy(bucket, lists=False)),
        ("sweeps", keys.sweeps, sweep_policy(bucket)),
    ):
        if pair is not None:
            identities.append(_identity(name, pair, policyNames=[name]))
            policies.append({"name": name, "content": json.dumps(policy)})
    path = directory / FILE
    content = {"identities": identities, "policies": policies}
    write_private(path, json.dumps(content, indent=1).encode())
    return path


def _identity(name: str, pair: KeyPair, **rights: list[str]) -> dict[str, Any]:
    credentials = [{"accessKey": pair.access_key, "secretKey": pair.secret_key}]
    return {"name": name, "credentials": credentials, **rights}
