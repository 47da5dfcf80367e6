"""The subcommands of ``staffroom``, one module each."""
