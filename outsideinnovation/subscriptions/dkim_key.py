"""The key that signs the newsletter (DKIM), where the operator has one: from the environment, or a file of the instance."""

import os
from collections.abc import Mapping
from pathlib import Path

from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.dkim_signature import DkimSigner

ENVIRONMENT, FILE, SETTING = "OI_DKIM_KEY", "dkim.pem", "MAIL_DKIM_SELECTOR"


def signer(
    selector: str | None, instance: Path, domain: str, environment: Mapping[str, str] | None = None
) -> DkimSigner | None:
    """Return what signs as *domain*; None without a *selector*: then the relay signs, or nobody.

    ``OI_DKIM_KEY`` holds the private key in PEM, or names a file that does; without it that is dkim.pem in *instance*.
    Raises SettingsError for a key that is missing or cannot sign.
    """
    if not selector:
        return None
    if not all(label.isascii() and label.replace("-", "a").isalnum() for label in selector.split(".")):
        raise SettingsError(
            f'{SETTING} {selector!a} is no selector: write what stands before "._domainkey" in the DNS.'
        )
    given = (os.environ if environment is None else environment).get(ENVIRONMENT, "").strip()
    if given.startswith("-----BEGIN"):
        return DkimSigner.of(domain, selector, given.replace("\\n", "\n").encode(), ENVIRONMENT)
    return DkimSigner.load(domain, selector, Path(given) if given else instance / FILE)
