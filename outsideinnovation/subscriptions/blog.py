"""What every mail of a blog's newsletter says of the blog: names, addresses, and where readers of mail turn to."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from outsideinnovation.mail.address import sender
from outsideinnovation.subscriptions import invitation


@dataclass(frozen=True, slots=True)
class Blog:
    """A blog as its mails need it. ``site`` and ``service`` are whole addresses without a slash at their end.

    ``archive`` is the path of the list of all posts, below ``site``.
    ``mailbox`` is the address (name@domain) at which bounces and unsubscribing mails arrive, behind a plus sign and a token.
    """

    name: str
    site: str
    service: str
    sender: str
    owner: str
    mailbox: str
    language: str = "en"
    direction: str = "ltr"
    help_path: str = invitation.PAGE
    archive: str = "archives/"

    @property
    def host(self) -> str:
        """The host of the site, in ASCII."""
        return (urlsplit(self.site).hostname or "localhost").encode("idna").decode("ascii")

    @property
    def list_id(self) -> str:
        """What names the list for good (RFC 2919): it stays whatever the blog is called."""
        return f"newsletter.{self.host}"

    @property
    def domain(self) -> str:
        """The domain that mail comes from: Message-IDs end in it."""
        return sender(self.sender)[1].rpartition("@")[2]

    @property
    def help_page(self) -> str:
        """Where one reads how to subscribe, change and leave."""
        return f"{self.site}/{self.help_path}"

    def unsubscribe_page(self, token: str) -> str:
        """Return where one click stops it (RFC 8058)."""
        return f"{self.service}/subscriptions/unsubscribe/{token}"

    def confirmation_page(self, token: str) -> str:
        """Return where a reader says that the address is theirs."""
        return f"{self.service}/subscriptions/confirm/{token}"

    def preferences_page(self, token: str) -> str:
        """Return where a reader says how often, and of what."""
        return f"{self.service}/subscriptions/preferences/{token}"

    def web_page(self, token: str) -> str:
        """Return where an issue can be read in the browser."""
        return f"{self.service}/subscriptions/issues/{token}"

    def unsubscribe_address(self, token: str) -> str:
        """Return where any mail stops it."""
        return self.tagged("unsubscribe", token)

    def tagged(self, purpose: str, token: str) -> str:
        """Return the mailbox with what an answer is for: ``news+bounce-TOKEN@blog.example`` (subaddress, RFC 5233)."""
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+{purpose}-{token}@{domain}"
