"""The server's side of WebAuthn for our own origin, by py_webauthn."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

RP_NAME = "Smart Hands"
# A passkey stands beside a password, so that its presence is enough; it verifies whom it can.
PREFERRED = UserVerificationRequirement.PREFERRED


class WebAuthn:
    """Fits `smarthands.kit.Passkeys`."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._host = urlsplit(origin).hostname or ""

    def creation(
        self, *, person: UUID, name: str, email: str, challenge: bytes, known: Sequence[str]
    ) -> dict[str, Any]:
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=RP_NAME,
            user_id=person.bytes,
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            exclude_credentials=_descriptors(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=PREFERRED
            ),
        )
        return options_to_json_dict(options)

    def added(self, credential: Mapping[str, Any], challenge: bytes) -> tuple[str, str, int]:
        """The id, the public key and the counter of a new passkey."""
        try:
            verified = verify_registration_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
            )
        except _WRONG as error:
            raise ValueError("not a new passkey of ours") from error
        return (
            bytes_to_base64url(verified.credential_id),
            bytes_to_base64url(verified.credential_public_key),
            verified.sign_count,
        )

    def request(self, *, challenge: bytes, known: Sequence[str]) -> dict[str, Any]:
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge,
            allow_credentials=_descriptors(known),
            user_verification=PREFERRED,
        )
        return options_to_json_dict(options)

    def used(
        self, credential: Mapping[str, Any], challenge: bytes, *, public_key: str, counter: int
    ) -> int:
        """The passkey's counter, after it has signed the challenge."""
        try:
            verified = verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=base64url_to_bytes(public_key),
                credential_current_sign_count=counter,
            )
        except _WRONG as error:
            raise ValueError("not signed by this passkey") from error
        return verified.new_sign_count


# The library reads strangers' CBOR and keys; what it can't read raises these as well.
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


def _descriptors(ids: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(id)) for id in ids]
