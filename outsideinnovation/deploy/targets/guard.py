"""What stops a publication before anything is sent: files of others in its way, and more removals than anybody meant."""

from collections.abc import Collection

from outsideinnovation.deploy.targets.listing import Plan, in_the_way
from outsideinnovation.errors import ConflictError
from outsideinnovation.wording import counted, some, stands, them, was

FEW = 20  # files that may always go, where nobody says how many
SHARE = 5  # … and one in so many of what we have published there
SHOWN = 3  # files that a message names


def guard(name: str, plan: Plan, *, max_deletes: int | None, adopt: bool, folders: bool = True) -> None:
    """Raise ConflictError where *plan* may not be carried out at the target called *name*.

    ``Target.send`` says when. Where there are *folders*, a file cannot be where another needs a folder.
    """
    if folders and (blocked := in_the_way((*plan.retained, *plan.overwritten), plan.here)):
        raise ConflictError(
            f"{some(blocked, SHOWN)} at {name!r} {was(blocked)} not published by us, and {stands(blocked)} where the site "
            f"needs a file or folder of another kind: nothing was sent. Move {them(blocked)} away, or name another place in "
            "PUBLISH_TARGETS."
        )
    if not adopt:
        _refuse_foreign(name, plan)
    _refuse_removals(name, plan, max_deletes)


def _refuse_foreign(name: str, plan: Plan) -> None:
    foreign = sorted({*plan.retained, *plan.overwritten})
    if foreign and not plan.ours:
        raise ConflictError(
            f"{name!r} holds files that this site is not known to have published ({some(foreign, SHOWN)}): nothing was sent. "
            "Name a place of its own in PUBLISH_TARGETS. If only the list of what was published there is lost, or the site shall "
            f"share the place: oi publish {name} --adopt. It removes none of them{_overwrites(plan.overwritten)}."
        )
    if plan.overwritten:
        files = plan.overwritten
        raise ConflictError(
            f"{some(files, SHOWN)} at {name!r} {was(files)} not published by us, and {stands(files)} where files of the site "
            f"belong: nothing was sent. Move {them(files)} away; or, to have {them(files)} overwritten: "
            f"oi publish {name} --adopt"
        )


def _refuse_removals(name: str, plan: Plan, max_deletes: int | None) -> None:
    allowed = max(FEW, len(plan.ours) // SHARE) if max_deletes is None else max_deletes
    going = len(plan.delete)
    if going > allowed:
        raise ConflictError(
            f"Publishing to {name!r} would remove {going} of the {counted(len(plan.ours), 'file')} that we published there "
            f"({some(plan.delete, SHOWN)}), and at most {allowed} may go: nothing was sent. See which: oi publish {name} "
            f"--dry-run --max-deletes {going}. If they are to go, leave out --dry-run, or set PUBLISH_MAX_DELETES."
        )


def _overwrites(files: Collection[str]) -> str:
    return f", and overwrites {some(files, SHOWN)}" if files else ""
