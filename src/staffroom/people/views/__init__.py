"""Pages of people and rosters: parse, one call, render."""
