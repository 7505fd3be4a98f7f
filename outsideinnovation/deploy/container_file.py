"""A Containerfile for the service, as podman and docker build it: the program is in the image, the site is a folder outside.

So an image holds nobody's words or keys, and a new one takes the place of the old without moving anything.
"""

from outsideinnovation import __version__

PROGRAMS, SITE, PORT = "/opt/oi", "/site", 8001  # in the container
USER = 10001  # of no name outside; `--user` or `--userns` says another
_FILE = """\
# Save this as Containerfile, then:
#   podman build --tag blog .
#   podman run --detach --name blog --restart always --userns keep-id --volume /srv/blog:{site} \\
#     --env-file blog.env --publish 127.0.0.1:{port}:{port} blog
# With docker, `--user "$(id -u):$(id -g)"` stands for `--userns keep-id`. The web server before it is the host's, by the file
# of `oi doctor --show caddy` or `nginx`; run that outside. Any command: podman exec blog {programs}/bin/oi comments list
# A package that you have built yourself, for `podman build`:
#   --volume "$PWD/dist:/dist" --build-arg PACKAGE=/dist/outsideinnovation-{version}-py3-none-any.whl
FROM docker.io/library/python:3.13-slim
ARG PACKAGE=outsideinnovation=={version}
RUN apt-get update && apt-get install --yes --no-install-recommends git openssh-client rsync && rm -rf /var/lib/apt/lists/*
RUN python -m venv {programs} && {programs}/bin/pip install --no-cache-dir "$PACKAGE"
RUN useradd --uid {user} --no-create-home --shell /usr/sbin/nologin blog
ENV OI_TRUSTED_PROXIES=1 HOME=/tmp
WORKDIR {site}
VOLUME {site}
USER {user}
EXPOSE {port}
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["{programs}/bin/python", "-c", \
"from urllib.request import urlopen; urlopen('http://127.0.0.1:{port}/healthz', timeout=5)"]
ENTRYPOINT ["{programs}/bin/oi", "--site", "{site}"]
CMD ["service", "--host", "0.0.0.0", "--port", "{port}"]
"""


def containerfile() -> str:
    """Return the file, for this version of the package; it is the same for every site."""
    return _FILE.format(version=__version__, programs=PROGRAMS, site=SITE, port=PORT, user=USER)
