"""One complete file for a web server with TLS, with this site's own paths: what `oi doctor --show nginx` or `caddy` prints."""

from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.deploy.static_hosts import Host
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
    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;

    root {folder};
    error_page 404 410 /404.html;
    gzip on;
    gzip_types text/css text/javascript application/json application/atom+xml application/rss+xml application/xml image/svg+xml;
    include {folder}/headers.nginx.conf;
    if ($new_address) {{ return 301 $new_address; }}
    if ($gone_address) {{ return 410; }}
{service}}}
"""
_NGINX_SERVICE = """
{asked}    location ~ ^/(({paths})(/|$)|search$) {{
        proxy_pass http://{service};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        client_max_body_size 128k;
        add_header Cache-Control "";  # the service says its own headers, and this keeps ours from it
    }}
"""
_NGINX_ASKED = "    location = {page} {{ if ($arg_q) {{ rewrite ^ /search last; }} }}\n"
_CADDY = """\
# For Caddy 2.6 or newer: this is /etc/caddy/Caddyfile, or a file that it imports. Caddy gets the certificate by itself.
# Once: sudo systemctl reload caddy. Later publications: PUBLISH_RELOAD = "sudo systemctl reload caddy".
{host} {{
    root * {folder}
    encode gzip
    import {folder}/redirects.caddy
    import {folder}/headers.caddy
{service}    file_server
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
    page = f"/{site.configuration.search.page_url}" if _is_here(site, address.hostname) else None
    form = _nginx if server is Host.NGINX else _caddy
    return form(address.hostname, folder, page and _word(page, "SEARCH_URL", "write another"))


def served(site: Site) -> Path:
    """Return the folder that a web server hands out: the live release where there are releases, else the build."""
    current = Releases(site.instance).current
    return current if current.is_symlink() or not site.output.is_dir() else site.output


def _nginx(host: str, folder: str, page: str | None) -> str:
    """Return nginx's file; *page* is the search page's path, None where there is no service."""
    asked = _NGINX_ASKED.format(page=page) if page != SEARCH else ""
    service = _NGINX_SERVICE.format(paths="|".join(PATHS), service=SERVICE, asked=asked) if page else ""
    return _NGINX.format(host=host, folder=folder, service=service)


def _caddy(host: str, folder: str, page: str | None) -> str:
    """Return Caddy's, likewise."""
    paths = " ".join(f"/{path} /{path}/*" for path in PATHS)
    service = _CADDY_SERVICE.format(paths=paths, service=SERVICE, page=page) if page else ""
    return _CADDY.format(host=host, folder=folder, service=service)


def _is_here(site: Site, host: str) -> bool:
    """Tell whether the service answers at the site's own host."""
    service = site.configuration.service.url
    return service is not None and urlsplit(service).hostname in {None, host}


def _word(text: str, what: str, remedy: str) -> str:
    """Return *text* as both servers read it. Raises SettingsError where it breaks out of its line."""
    if any(each in text for each in '"\\{}$*;\n') or any(each.isspace() for each in text):
        raise SettingsError(f"{what} {text!r} has a blank or a sign that means something to web servers: {remedy}.")
    return text
