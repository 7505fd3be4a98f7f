"""systemd's units for a site: the service, and timers for what is to be done where no service runs or beside it.

All run as the user who owns the site's folder, who can write there and nowhere else, gains no rights and needs no sudo: a
unit of root's own reloads the web server when redirects or headers have changed.
"""

import pwd
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.deploy.static_hosts import Host
from outsideinnovation.deploy.web_server import FILE, READ_BY
from outsideinnovation.errors import SettingsError
from outsideinnovation.site import Site

PLACE = "/etc/systemd/system"
NOBODY = "blog"  # whose name stands there where root owns the folder: nothing of this is to run as root
HEAD = """\
# Units for systemd 247 or newer. Each begins with the line of its file; `--into FOLDER` writes the files.
# Passwords and keys belong into /etc/outsideinnovation/{name}.env (mode 0600), such as: OI_SMTP_URL=smtp://…
# With a service: systemctl enable --now {name}.service {name}-bounces.timer {name}-reload.path
# Without one:    systemctl enable --now {name}-publish.timer {name}-newsletter.timer {name}-reload.path
# Leave PUBLISH_RELOAD unset: {name}-reload.path does it, and sudo gets nowhere from these units.
"""
_HARDENED = """\
UMask=0022
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies={families}
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
"""
_RUN = """\
[Unit]
Description={what} of {host}
Wants=network-online.target
After=network-online.target

[Service]
Type={kind}
User={user}
WorkingDirectory={root}
Environment=OI_TRUSTED_PROXIES=1
EnvironmentFile=-/etc/outsideinnovation/{name}.env
ExecStart={program} --site {root} {command}
ReadWritePaths={writes}
"""
_RESIDENT = """\
Restart=always
RestartSec=2
TimeoutStopSec=60
"""
_INSTALL = "\n[Install]\nWantedBy={target}\n"
_TIMER = """\
[Unit]
Description=Time for: {what} of {host}

[Timer]
OnCalendar={calendar}
RandomizedDelaySec=20
Persistent=yes
"""
_WATCH = """\
[Unit]
Description=Redirects and headers of {host} that the web server has not read yet

[Path]
PathChanged={told}
"""
_RELOAD = """\
[Unit]
Description=Let the web server of {host} read redirects and headers again

[Service]
Type=oneshot
ExecStart=/usr/bin/systemctl reload {server}.service
"""
JOBS = {  # what, command and when
    "publish": ("Posts whose time has come", "publish", "*:0/5"),
    "newsletter": ("The newsletter", "newsletter send", "*:0/5"),
    "bounces": ("Mail that came back", "bounces process --maildir {mailbox}", "*:0/10"),
}


def units(site: Site) -> Mapping[str, str]:
    """Return the units of *site* by their file names. Raises SettingsError where it has no address, or a path has a blank."""
    host = urlsplit(site.configuration.site.url).hostname
    if not host:
        raise SettingsError(
            f'SITEURL is {site.configuration.site.url!r}: units are named by it, such as "https://dana.example".'
        )
    return dict(_units(site, host, f"oi-{host}"))


def document(site: Site) -> str:
    """Return all of them in one text, each after a line with its file, as ``systemctl cat`` shows units."""
    found = units(site)
    name = next(iter(found)).removesuffix(".service")
    return HEAD.format(name=name) + "".join(f"\n# {PLACE}/{file}\n{text}" for file, text in found.items())


def _units(site: Site, host: str, name: str) -> Iterator[tuple[str, str]]:
    user, home = _owner(site.root)
    mailbox = home / "Maildir"
    facts = {
        "host": host, "name": name, "user": user, "root": _word(site.root.absolute()), "program": _word(_program()),
    }  # fmt: skip
    hardened = _HARDENED.format(families="AF_INET AF_INET6 AF_UNIX")
    service = _RUN.format(what="The conversation", kind="exec", command="service", writes=facts["root"], **facts)
    yield f"{name}.service", service + _RESIDENT + hardened + _INSTALL.format(target="multi-user.target")
    for job, (what, command, calendar) in JOBS.items():
        writes = f"{facts['root']} -{_word(mailbox)}" if job == "bounces" else facts["root"]
        told = command.format(mailbox=mailbox)
        yield (
            f"{name}-{job}.service",
            _RUN.format(what=what, kind="oneshot", command=told, writes=writes, **facts) + hardened,
        )
        timer = _TIMER.format(what=what, host=host, calendar=calendar)
        yield f"{name}-{job}.timer", timer + _INSTALL.format(target="timers.target")
    told_last = _word(site.instance.absolute() / FILE)
    yield f"{name}-reload.path", _WATCH.format(host=host, told=told_last) + _INSTALL.format(target="multi-user.target")
    server = site.configuration.deploy.host
    reload = _RELOAD.format(host=host, server=server if server in READ_BY else Host.NGINX)
    yield f"{name}-reload.service", reload + "PrivateNetwork=yes\n" + _HARDENED.format(families="AF_UNIX")


def _owner(folder: Path) -> tuple[str, Path]:
    """Return the name and the home of the user who owns *folder*."""
    try:
        owner = pwd.getpwuid(folder.stat().st_uid)
    except KeyError:
        return NOBODY, Path("/home", NOBODY)
    return (owner.pw_name, Path(owner.pw_dir)) if owner.pw_uid else (NOBODY, Path("/home", NOBODY))


def _program() -> Path:
    """Return the `oi` of the environment that runs now, not what its links lead to: that would be another environment."""
    return Path(sys.executable).absolute().with_name("oi")


def _word(path: Path) -> str:
    """Return *path* as units have it. Raises SettingsError where it would be several words, or mean something to systemd."""
    text = str(path)
    if any(each in text for each in "\"'\\%$;") or any(each.isspace() for each in text):
        raise SettingsError(f"{text!r} has a blank or a sign that means something to systemd: rename the folder.")
    return text
