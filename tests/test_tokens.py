"""Tokens depend on the server's secret: changing it ends all that a thief of it could make."""

from server.auth.tokens import SecretTokens

OURS, OTHERS = SecretTokens("our secret"), SecretTokens("another secret")


def test_a_token_derived_again_is_the_same_and_another_name_gives_another() -> None:
    assert OURS.derive("share/1") == SecretTokens("our secret").derive("share/1")
    assert len({OURS.derive("share/1"), OURS.derive("share/2"), OTHERS.derive("share/1")}) == 3


def test_another_secret_ends_every_token() -> None:
    for token in (OURS.fresh(), OURS.derive("link/1")):
        assert OURS.digest(token) == SecretTokens("our secret").digest(token)
        assert OURS.digest(token) != OTHERS.digest(token)
