"""The ``staffroom`` command. Subcommands are imported when they are used, so that checks need no database."""

import importlib

import click

COMMANDS = {
    "roster": "staffroom.ops.commands.roster:roster",
    "year": "staffroom.ops.commands.year:year",
    "absences": "staffroom.ops.commands.absences:absences",
    "bells": "staffroom.ops.commands.bells:bells",
    "evaluators": "staffroom.ops.commands.evaluators:evaluators",
    "practices": "staffroom.ops.commands.practices:practices",
    "timetable": "staffroom.ops.commands.timetable:timetable",
    "teams": "staffroom.ops.commands.teams:teams",
    "visits": "staffroom.ops.commands.visits:visits",
    "demo": "staffroom.ops.commands.demo:demo",
    "serve": "staffroom.ops.commands.serve:serve",
    "worker": "staffroom.ops.commands.worker:worker",
    "backup": "staffroom.ops.commands.backup:backup",
    "restore": "staffroom.ops.commands.backup:restore",
    "retention": "staffroom.ops.commands.retention:retention",
    "check": "staffroom.ops.commands.check:check",
    "manage": "staffroom.ops.commands.manage:manage",
}


class LazyGroup(click.Group):
    """Commands by name, each imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        found = getattr(importlib.import_module(module), attribute)
        assert isinstance(found, click.Command)  # noqa: S101 - the table above names commands only
        return found


@click.group(cls=LazyGroup)
@click.version_option(package_name="staffroom")
def main() -> None:
    """Staffroom: a school district's system of teacher-led learning and teacher leadership."""
