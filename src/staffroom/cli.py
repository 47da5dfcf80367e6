"""The ``staffroom`` command. Each subcommand is imported when it is used, so that most need no Django."""

from importlib import import_module

import click

from staffroom import __version__

# name -> (module:attribute, one line of help)
COMMANDS = {
    "roster": ("staffroom.ops.commands.roster:roster", "Check and import a district's roster."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        own = super().list_commands(ctx)
        rows = [(name, COMMANDS[name][1]) for name in self.list_commands(ctx) if name not in own]
        rows += [(name, self.commands[name].get_short_help_str()) for name in own]
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="staffroom")
def main() -> None:
    """A school district's system of teacher-led learning.

    Exit codes: 0 done, 1 refused with reasons, 2 wrong usage.
    """
