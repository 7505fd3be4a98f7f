"""``oi backup`` and ``oi restore``: a whole copy of a site, and a whole site out of it."""

from datetime import UTC, datetime
from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import bar
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

NO_KEYS = (
    "No keys are in it: links in mails that went out (confirm, unsubscribe, receipts) and shared drafts work on the "
    "restored site only if it gets the same keys, by OI_SECRET_KEY or instance/keyring.json."
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keys", is_flag=True, help="The keys that sign links and mail, too; who has them can act for readers.")
@pass_site
def backup(site: Site, folder: Path, *, keys: bool) -> None:
    """Copy the whole site into a new folder below DIR, while it is in use.

    Content, settings, theme, comments with what is private of them, editors, subscribers, mail that waits. Not what a build
    makes again. Each backup is a folder of its own, named by the time, and private: keep it like a password.
    """
    from outsideinnovation.backup.taking import back_up  # noqa: PLC0415 - loads the database's library

    with bar() as report:
        made = back_up(site, folder, datetime.now(UTC), with_keys=keys, report=report)
    click.echo(made.folder)
    for missing in made.left_out:
        click.echo(f"warning: not in the backup: {missing}", err=True)
    size = sum(file.size for file in made.manifest.files.values())
    click.echo(f"{counted(len(made.manifest.files), 'file')}, {size / 1e6:.1f} MB.", err=True)
    if not made.manifest.has_keys:
        click.echo(NO_KEYS, err=True)


@click.command()
@click.argument("backup_folder", metavar="BACKUP", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only see whether the backup is whole and undamaged.")
@click.option("--without-keys", is_flag=True, help="Leave the keys out, if the backup has them.")
@click.option(
    "--send-waiting",
    is_flag=True,
    help="Send what waited when the backup was taken; only where nothing was sent since, as in a move.",
)
def restore(backup_folder: Path, folder: Path | None, *, check: bool, without_keys: bool, send_waiting: bool) -> None:
    """Make the site of BACKUP anew at DIR, which must be new or empty.

    Subscribers go into the database that OI_DATABASE_URL names, or else into a file. The backup is checked first. Mail and
    issues of the newsletter that waited are not sent, since they may have gone out after the backup was taken.
    """
    if check == bool(folder):
        raise click.UsageError("Say either --check, or the folder DIR for the site.")
    from outsideinnovation.backup import restoring, verification  # noqa: PLC0415 - loads the database's library

    with bar() as report:
        if folder is None:
            whole = verification.verify(backup_folder, report)
            click.echo(
                f"{backup_folder} is whole: {counted(len(whole.files), 'file')}, as on {whole.made:%Y-%m-%d %H:%M:%S %Z}."
            )
            return
        made = restoring.restore(
            backup_folder,
            folder,
            datetime.now(UTC),
            with_keys=not without_keys,
            sends_waiting=send_waiting,
            report=report,
        )
    click.echo(made.folder)
    for name, table in made.tables.items():
        if table.rows:
            click.echo(f"{name}: {counted(table.rows, 'row')}", err=True)
    if made.is_carried:
        click.echo("Counts and hashes of all tables are equal in the backup and the database.", err=True)
    if made.held_issues or made.held_mails:
        held = f"{counted(made.held_issues, 'issue')} of the newsletter and {counted(made.held_mails, 'mail')}"
        click.echo(f"Held back, since they may have gone out after the backup: {held}.", err=True)
    if not made.has_keys:
        click.echo(NO_KEYS, err=True)
    click.echo(f"Next: cd {made.folder} && oi build, or oi publish", err=True)
