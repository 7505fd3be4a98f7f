"""The hosts that serve a branch: what each wants in it besides the site."""

from typing import Any
from urllib.parse import urlsplit

from outsideinnovation.deploy.static_hosts import STATIC
from outsideinnovation.deploy.targets.branch import Branch
from outsideinnovation.deploy.targets.options import Options


def pages(options: Options) -> Branch:
    """Return the branch for GitHub Pages (Codeberg's and GitLab's are alike): served as it is, at the site's own name."""
    return Branch.of(options, {".nojekyll": b""} | _domain(options.settings.site.url))


def static_host(options: Options) -> Branch:
    """Return the branch for Netlify or Cloudflare Pages, which read ``_redirects`` and ``_headers`` from the site itself.

    ``host``, optional, says which of them it is.
    """
    if options.optional("host"):
        options.choice("host", STATIC)
    return Branch.of(options, {})


def _domain(site_url: str) -> dict[str, Any]:
    """Return the file that tells Pages the site's own domain; none for a site that is at Pages' own."""
    host = urlsplit(site_url).hostname or ""
    if "." not in host or host.endswith((".github.io", ".codeberg.page", ".gitlab.io")):
        return {}
    return {"CNAME": f"{host}\n".encode()}
