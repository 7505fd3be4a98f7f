"""One complete file for a web server with TLS, with this site's own paths: what `oi doctor --show nginx` or `caddy` prints."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.deploy.static_hosts import Host
from outsideinnovation.deploy.web_server import READ_BY
from outsideinnovation.errors import SettingsError
from outsideinnovation.site import Site

SERVICE = "127.0.0.1:8001"  # where `oi service` listens unless it is told otherwise
PATHS = ("comments", "subscriptions", "moderation")  # of the service, besides what the search page is asked
SEARCH = "/search"  # where the service answers that itself
_NGINX = """\
# For nginx 1.18 or newer: this is /etc/nginx/conf.d/{host}.conf, which nginx includes in http {{ }}.
# After `sudo nginx -t`, once: sudo systemctl reload nginx. Later publications: PUBLISH_RELOAD = "sudo systemctl reload nginx".
include {folder}/redirects.nginx.conf;

server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    location /.well-known/acme-challenge/ {{ root /var/www/letsencrypt; }}
    location / {{ return 301 https://{host}$request_uri; }}
}}

server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name {host};
    server_tokens off;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;

    root {folder};
    error_page 404 410 /404.html;
    gzip on;
    gzip_vary on;
    gzip_static on;  # where a file lies packed beside itself, as .gz, that one is sent
    gzip_types text/css text/javascript application/json application/atom+xml application/rss+xml application/xml image/svg+xml;
    include {folder}/headers.nginx.conf;
    if ($new_address) {{ return 301 $new_address; }}
    if ($gone_address) {{ return 410; }}
{service}}}
"""
_NGINX_SERVICE = """
{asked}    location ~ ^{paths} {{
        proxy_pass http://{service};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_read_timeout 60s;
        client_max_body_size 128k;
        add_header Cache-Control "";  # the service says its own headers, and this keeps ours from it
    }}
"""
_NGINX_ASKED = "    location = {page} {{ if ($arg_q) {{ rewrite ^ {search} last; }} }}\n"
_CADDY = """\
# For Caddy 2.6 or newer: this is /etc/caddy/Caddyfile, or a file that it imports. Caddy gets the certificate by itself.
# Once: sudo systemctl reload caddy. Later publications: PUBLISH_RELOAD = "sudo systemctl reload caddy".
{host} {{
    root * {folder}
    encode gzip
    import {folder}/redirects.caddy
    import {folder}/headers.caddy
{service}    file_server {{
        precompressed br gzip
    }}
    handle_errors {{
        rewrite * /404.html
        file_server
    }}
}}
"""
_CADDY_SERVICE = """\
    @service path {paths}
    @asked {{
        path /search {page}
        query q=*
    }}
    reverse_proxy @service {service}
    reverse_proxy @asked {service}
"""


def configuration(site: Site, server: Host) -> str:
    """Return the file for *server*, nginx or Caddy. Raises SettingsError where the site has no address, or lies below a path."""
    address = urlsplit(site.configuration.site.url)
    if not address.hostname or address.path.strip("/"):
        raise SettingsError(
            f"SITEURL is {site.configuration.site.url!r}: a whole file for a server needs the address of a host, such as "
            '"https://blog.example". For a site below a path, take the lines of the manual into the server that is there.'
        )
    folder = _word(str(served(site).absolute()), "The folder", "rename it")
    if not _is_here(site, address.hostname):
        return FORMS[server](host=address.hostname, folder=folder, service="")
    page = _word(f"/{site.configuration.search.page_url}", "SEARCH_URL", "write another")
    below = _word(urlsplit(site.configuration.service.url or "").path.rstrip("/"), "SERVICE_URL", "write another")
    service = SERVICES[server](page, below)
    return FORMS[server](host=address.hostname, folder=folder, service=service)


def served(site: Site) -> Path:
    """Return the folder that a web server hands out: the live release where there are releases, else the build."""
    current = Releases(site.instance).current
    return current if current.is_symlink() or not site.output.is_dir() else site.output


def missing(site: Site) -> str | None:
    """Return what is to be done before a server can read its file: what that includes is made by the first publication."""
    folder = served(site)
    if all((folder / name).is_file() for names in READ_BY.values() for name in names):
        return None
    return f"{folder} is not there yet, or not whole, and the file includes parts of it: run `oi publish` once before."


def _nginx_service(page: str, below: str) -> str:
    """Return what leads to the service: all that is *below* a path, or its own paths; and questions to the search *page*."""
    search = f"{below}{SEARCH}"
    paths = f"{re.escape(below)}/" if below else f"/(({'|'.join(PATHS)})(/|$)|search$)"
    asked = _NGINX_ASKED.format(page=page, search=search) if page != search else ""
    return _NGINX_SERVICE.format(paths=paths, service=SERVICE, asked=asked)


def _caddy_service(page: str, below: str) -> str:
    """Return it for Caddy."""
    paths = f"{below}/*" if below else " ".join(f"/{path} /{path}/*" for path in PATHS)
    return _CADDY_SERVICE.format(paths=paths, service=SERVICE, page=page)


FORMS = {Host.NGINX: _NGINX.format, Host.CADDY: _CADDY.format}
SERVICES = {Host.NGINX: _nginx_service, Host.CADDY: _caddy_service}


def _is_here(site: Site, host: str) -> bool:
    """Tell whether the service answers at the site's own host."""
    service = site.configuration.service.url
    return service is not None and urlsplit(service).hostname in {None, host}


def _word(text: str, what: str, remedy: str) -> str:
    """Return *text* as both servers read it. Raises SettingsError where it breaks out of its line."""
    if any(each in text for each in '"\\{}$*;\n') or any(each.isspace() for each in text):
        raise SettingsError(f"{what} {text!r} has a blank or a sign that means something to web servers: {remedy}.")
    return text
