"""`oi editors` invites, removes and lists."""

from datetime import UTC, datetime

from tests_support import Blog

from outsideinnovation.editors.accounts import Accounts


def test_add_prints_a_link_that_invites(blog: Blog) -> None:
    """The link on stdout leads to the service's page and holds a token that works."""
    blog.settings('SERVICE_URL = "https://ours.example/talk/"\n')
    result = blog.run("editors", "add", "Dana")
    assert result.exit_code == 0, result.output
    link = result.stdout.strip()
    assert link.startswith("https://ours.example/talk/moderation/invitation/")
    accounts = Accounts(blog.root / "instance" / "editors.sqlite")
    assert accounts.invitation(link.rpartition("/")[2], datetime.now(UTC)).name == "Dana"


def test_a_service_below_the_sites_address_is_named_whole(blog: Blog) -> None:
    """SERVICE_URL may be a path; without SITEURL nobody could find it, and the message names both."""
    blog.settings('SITEURL = "https://ours.example"\nSERVICE_URL = "/service"\n')
    link = blog.run("editors", "add", "Dana").stdout.strip()
    assert link.startswith("https://ours.example/service/moderation/invitation/")
    blog.settings('SITEURL = ""\nSERVICE_URL = "/service"\n')
    result = blog.run("editors", "add", "Robin")
    assert result.exit_code == 1
    assert "SITEURL" in result.stderr


def test_without_a_service_there_is_nobody_to_invite(blog: Blog) -> None:
    """The message names the setting that is missing."""
    result = blog.run("editors", "add", "Dana")
    assert result.exit_code == 1
    assert "SERVICE_URL" in result.stderr


def test_list_and_remove(blog: Blog) -> None:
    """Who was invited is listed until removed; removing nobody is an error."""
    blog.settings('SERVICE_URL = "https://ours.example"\n')
    blog.run("editors", "add", "Robin")
    blog.run("editors", "add", "Dana")
    assert blog.run("editors", "list").stdout == "Dana\tinvited\t0\t0\t0\nRobin\tinvited\t0\t0\t0\n"
    assert blog.run("editors", "remove", "dana").exit_code == 0
    assert blog.run("editors", "list").stdout == "Robin\tinvited\t0\t0\t0\n"
    gone = blog.run("editors", "remove", "Dana")
    assert gone.exit_code == 1
    assert "oi editors list" in gone.stderr
