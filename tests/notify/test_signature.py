from __future__ import annotations

import pytest

from app.notify.signature import Signer

STANDARD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PLAIN = "a-secret-of-at-least-24-bytes"


def test_a_message_is_signed_as_the_standards_own_example_is() -> None:
    body = b'{"test": 2432232314}'
    headers = Signer([STANDARD]).headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_several_secrets_give_several_signatures() -> None:
    both = Signer([STANDARD, PLAIN]).headers("id", 1, b"{}")["webhook-signature"].split(" ")
    alone = [
        Signer([one]).headers("id", 1, b"{}")["webhook-signature"] for one in (STANDARD, PLAIN)
    ]
    assert both == alone


@pytest.mark.parametrize("secret", ["whsec_not base64!", "whsec_c2hvcnQ=", "short"])
def test_a_secret_that_is_none_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="a webhook secret") as refused:
        Signer([secret])
    assert secret.removeprefix("whsec_") not in str(refused.value)
