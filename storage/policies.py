"""What each of the two S3 keys may do, as policy documents that S3 servers and SeaweedFS take.

`python -m storage.policies BUCKET` prints both, for a provider whose keys are made by hand.
"""

import json
import sys
from typing import Any

VERSION = "2012-10-17"


def evidence_policy(bucket: str, *, lists: bool) -> dict[str, Any]:
    """Put and get below `jobs/`, and nothing else: nothing is deleted with this key.

    `lists` allows to list names as well: without that right, AWS answers 403 for an object that is
    missing, where SeaweedFS answers 404 and needs no such right.
    """
    below = [f"arn:aws:s3:::{bucket}/jobs/*"]
    actions = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
    actions += ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    statements: list[dict[str, Any]] = [{"Effect": "Allow", "Action": actions, "Resource": below}]
    if lists:
        whole = [f"arn:aws:s3:::{bucket}"]
        statements.append({"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": whole})
    return {"Version": VERSION, "Statement": statements}


def sweep_policy(bucket: str) -> dict[str, Any]:
    """List and delete below `jobs/`: this key reads no evidence and puts none."""
    return {
        "Version": VERSION,
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:ListBucketVersions"],
                "Resource": [f"arn:aws:s3:::{bucket}"],
            },
            {
                "Effect": "Allow",
                "Action": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
                "Resource": [f"arn:aws:s3:::{bucket}/jobs/*"],
            },
        ],
    }


def main() -> int:
    [bucket] = sys.argv[1:] or ["evidence"]
    print(json.dumps(evidence_policy(bucket, lists=True), indent=2))
    print(json.dumps(sweep_policy(bucket), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
