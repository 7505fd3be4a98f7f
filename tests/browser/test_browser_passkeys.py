"""Passkeys in a real browser with a virtual authenticator: made, used in both ways, removed; and refused where they must be."""

from collections.abc import Iterator

import page_checkers
import pytest
from browser_newsroom import PASSWORD, Newsroom, join
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

pytestmark = pytest.mark.browser


class Device:
    """A browser page with an authenticator that lives in the machine, and the finger of its owner."""

    def __init__(self, browser: Browser, newsroom: Newsroom, **how: object) -> None:
        self.context: BrowserContext = browser.new_context(**how)
        self.page: Page = self.context.new_page()
        self.address = newsroom.address.replace("127.0.0.1", "localhost")
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def is_verified(self, *, verified: bool) -> None:
        """Say whether the finger is the right one from now on."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verified})

    def open(self, path: str) -> None:
        """Open a page by the name of this machine."""
        self.page.goto(f"{self.address}/moderation{path}")

    def password(self, name: str) -> None:
        """Take the first step."""
        self.open("/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Go on").click()

    def add(self, label: str) -> None:
        """Add a passkey on the account's page."""
        self.open("/account")
        self.page.get_by_label("What you call it").fill(label)
        self.page.locator("#passkey-password").fill(PASSWORD)
        self.page.get_by_role("button", name="Add a passkey").click()
        self.page.get_by_role("button", name="Make the passkey").click()
        expect(self.page.locator(".factors, .passkey [role=alert]:not(:empty)").first).to_be_visible()

    def sign_out(self) -> None:
        """Leave."""
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()


def member(device: Device, newsroom: Newsroom) -> None:
    """Take the invitation up, by the name of this machine."""
    newsroom.invitation = newsroom.invitation.replace("127.0.0.1", "localhost")
    join(device.page, newsroom)


@pytest.fixture
def device(browser: Browser, newsroom: Newsroom) -> Iterator[Device]:
    """Dana's, signed in."""
    made = Device(browser, newsroom)
    member(made, newsroom)
    yield made
    made.context.close()


def test_a_passkey_is_made_and_signs_in_alone_and_after_the_password(device: Device) -> None:
    """Each use counts up; the account lists it with its last use."""
    page = device.page
    device.add("My phone")
    expect(page.locator(".factors")).to_contain_text("My phone")
    expect(page.locator(".factors")).to_contain_text("never used")
    device.sign_out()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="4 comments waiting")).to_be_visible()
    device.sign_out()
    device.password("dana")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", name="4 comments waiting")).to_be_visible()
    device.open("/account")
    expect(page.locator(".factors")).to_contain_text("last used")
    (credential,) = device.cdp.send("WebAuthn.getCredentials", {"authenticatorId": device.id})["credentials"]
    assert credential["signCount"] == 3


def test_several_are_listed_and_removed_but_not_the_last(browser: Browser, newsroom: Newsroom, device: Device) -> None:
    """The same device holds one passkey of an editor; a second device a second one; the last factor stays."""
    page = device.page
    device.add("Laptop")
    device.add("Laptop again")
    expect(page.get_by_role("alert")).to_have_text("This device holds a passkey of yours already.")
    device.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device.id})
    other = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
    other |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": other})
    device.add("Security key")
    expect(page.locator(".factors li")).to_have_count(2)
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_text("None is set up.")).to_be_visible()
    page.get_by_role("button", name="Remove Laptop").click()
    expect(page.locator(".factors li")).to_have_count(1)
    page.get_by_role("button", name="Remove Security key").click()
    expect(page.get_by_role("alert")).to_contain_text("your last way to sign in")
    device.sign_out()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="4 comments waiting")).to_be_visible()


def test_a_wrong_finger_and_another_editors_passkey_open_nothing(
    browser: Browser, newsroom: Newsroom, device: Device
) -> None:
    """The browser says so, or the service does, and nobody is signed in."""
    page = device.page
    device.add("My phone")
    device.sign_out()
    device.is_verified(verified=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was chosen, or it took too long")
    device.is_verified(verified=True)

    newsroom.invite("Robin")
    robins = Device(browser, newsroom)
    member(robins, newsroom)
    robins.add("Robin's phone")
    robins.sign_out()
    device.password("dana")
    half = page.locator("[data-passkey] [name=half]").get_attribute("value")
    robins.page.locator("[data-passkey] [name=half]").evaluate("(field, half) => field.value = half", half)
    robins.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(robins.page.get_by_role("alert")).to_be_visible()
    assert not [each for each in robins.context.cookies() if "moderation" in each["name"]]
    robins.context.close()


def test_a_replayed_challenge_is_refused(device: Device) -> None:
    """What the browser has sent once lets nobody in a second time."""
    page = device.page
    device.add("My phone")
    device.sign_out()
    with page.expect_request(
        lambda request: request.url.endswith("/sign-in/passkey") and request.method == "POST"
    ) as sent:
        page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="4 comments waiting")).to_be_visible()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    again = device.context.request.post(
        sent.value.url, data=sent.value.post_data or "", headers=headers, max_redirects=0
    )
    assert again.status == 403
    assert "was done already" in again.text()


def test_a_number_leads_to_the_name(browser: Browser, newsroom: Newsroom) -> None:
    """At 127.0.0.1 no browser uses passkeys: the page says where they work, and leads there."""
    page = browser.new_page()
    page.goto(f"{newsroom.address}/moderation/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    page.get_by_role("link", name="open this page by the name localhost").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_nothing_where_passkeys_are(browser: Browser, newsroom: Newsroom, width: int, scheme: str) -> None:
    """The account, a new passkey, a new app, and both steps of the sign-in; none is wider than its window."""
    device = Device(browser, newsroom, viewport={"width": width, "height": 900}, color_scheme=scheme)
    member(device, newsroom)
    page = device.page

    def look() -> None:
        page_checkers.assert_usable(page)

    device.open("/account")
    look()
    page.locator("#app-password").fill(PASSWORD)
    page.get_by_role("button", name="Set up another").click()
    look()
    device.open("/account")
    page.get_by_label("What you call it").fill("W" * 60)
    page.locator("#passkey-password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    look()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".factors")).to_be_visible()
    look()
    device.sign_out()
    look()
    device.password("dana")
    expect(page.get_by_role("button", name="Use a passkey instead")).to_be_visible()
    look()
    device.context.close()
