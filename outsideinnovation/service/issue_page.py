"""An issue of the newsletter in the browser, as its mail looks: where "Read it in the browser" and Archived-At lead.

A post alone has a page of its own, so these are digests. Nothing on the page is any one reader's.
"""

from flask import abort, make_response, redirect
from flask.typing import ResponseReturnValue

from outsideinnovation.notifications.newsletter.site_newsletter import blog_of
from outsideinnovation.service import security
from outsideinnovation.service.context import current
from outsideinnovation.subscriptions.issue_schedule import EACH
from outsideinnovation.subscriptions.newsletter_mail import for_everybody
from outsideinnovation.subscriptions.store.issues import IssueStore


def show(token: str) -> ResponseReturnValue:
    """Answer with the issue whose web page has *token*; one of a single post leads on to the post, wherever it is now."""
    context = current()
    found = IssueStore(context.database).on_the_web(token)
    if found is None:
        abort(404)
    issue, content = found
    blog = blog_of(context.site)
    if issue.frequency == EACH and (entry := context.catalogue.entry(issue.posts[0])):
        return redirect(f"{blog.site}/{entry.url}", 302)
    response = make_response(for_everybody(content.html, blog))
    response.headers["Content-Security-Policy"] = security.policy(context, style_src="'unsafe-inline'")
    return response
