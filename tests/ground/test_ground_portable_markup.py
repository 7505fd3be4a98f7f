"""What only browsers show well is written for feed readers and mail programs in a way that all of them show."""

import pytest

from outsideinnovation import settings
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.feeds.absolute import absolute
from outsideinnovation.portable_markup import portable
from outsideinnovation.subscriptions.mail_html import mail_html
from outsideinnovation.subscriptions.plain_text import plain_text

TEXT = """
- [x] *done*
- [ ] open

Half is $\\frac{1}{2} < 1$, ~~gone~~.

$$
x^2
$$

$$
\\sqrt{a + b + c + d + e + f + g}
$$
"""
MARKUP = Markdown(settings.MARKDOWN, is_extended=True).convert(TEXT)
PAGE = "https://e.org/a.html"


@pytest.mark.parametrize("made", [absolute(MARKUP, PAGE), mail_html(MARKUP, PAGE)], ids=["feed", "mail"])
def test_feeds_and_mails_say_what_the_page_says(made: str) -> None:
    """Formulas as TeX, boxes as characters, and ``s`` for what is struck through."""
    assert "☑ <em>done</em></li>" in made
    assert "☐ open</li>" in made
    assert "<code>\\frac{1}{2} &lt; 1</code>" in made
    assert "<code>x^2</code>" in made
    assert "<s>gone</s>" in made
    assert not any(tag in made for tag in ("<math", "<input", "<label", "<del", "tabindex"))


def test_a_mail_s_plain_text_says_it_too() -> None:
    """For those who read that part."""
    said = plain_text(mail_html(MARKUP, PAGE)).text
    assert "☑ *done*" in said
    assert "`\\frac{1}{2} < 1`" in said


def test_what_needs_nothing_stays_as_it_is() -> None:
    """Formulas of another's making among it."""
    markup = "<p>Words, <math><mi>x</mi></math> and <label><input name='a'/> b</label>, <delta>.</p>"
    assert portable(markup) == markup
