"""How a mail about comments is set: in the look of the blog, by its theme's ``mail/letter`` or ours, and as plain text."""

from dataclasses import dataclass

from outsideinnovation.comments import cleaning
from outsideinnovation.languages.catalog import Catalog, catalog
from outsideinnovation.languages.message import translated
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.newsletter.site_newsletter import blog_of, templates_of
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.mail_templates import MailTemplates


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is sent: its subject and both versions of its body."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class LetterTemplates:
    """Sets the mails of *blog* about its comments, with the templates that its newsletter has too."""

    blog: Blog
    templates: MailTemplates
    catalog: Catalog

    @classmethod
    def of(cls, site: Site) -> "LetterTemplates":
        """Return those of *site*. Raises SettingsError where it says not who writes, or where the service is."""
        blog = blog_of(site)
        return cls(blog, templates_of(site), catalog(blog.language))

    def letter(self, subject: str, body: MailBody) -> Letter:
        """Return the mail of that *subject*. Raises SettingsError where the theme's own template is wrong."""
        subject = str(translated(subject, self.catalog))
        values = {
            "blog": self.blog,
            "subject": cleaning.visible(subject),
            "parts": body.parts(self.catalog),
            "closing": body.closing(self.catalog),
        }
        return Letter(subject, self.templates.text("letter", **values), self.templates.html("letter", **values))
