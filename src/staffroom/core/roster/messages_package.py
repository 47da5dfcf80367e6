"""The sentences about files and packages as a whole; those about rows are in ``messages``."""

from staffroom.core.roster.template import Template, error, warning

_NOTHING = "Nothing to do. To stop this message, correct the export."

PACKAGE: dict[str, Template] = {
    "unknown_format": error(
        "These files are not a roster that Staffroom knows: {names}.",
        "Export as OneRoster 1.1 or 1.2, Microsoft School Data Sync, Clever or Ed-Fi, and upload the whole set.",
    ),
    "no_files": error("There are no files to read.", "Upload a zip or a folder with the roster's CSV or XML files."),
    "missing_file": error("The file {name} is missing; {form} cannot be read without it.", "Add {name} to the export."),
    "missing_optional": warning(
        "The file {name} is missing, though {by} points at it.", "Add {name} if you want {what}."
    ),
    "no_manifest": warning("There is no manifest.csv; the files were recognized by their headers as {form}.", _NOTHING),
    "manifest_version": warning(
        "The manifest says OneRoster {said}, but the files are OneRoster {found}; they were read as {found}.",
        "Set oneroster.version in manifest.csv to {found}.",
    ),
    "manifest_value": warning(
        'The manifest says "{value}" for this file, which is not bulk, delta or absent; bulk was assumed.',
        "Correct manifest.csv.",
    ),
    "manifest_twice": warning(
        "The manifest speaks of {value} twice; the last line was used.", "Keep one line for each file."
    ),
    "manifest_unread": warning(
        "The manifest names no mode for any file; every file was read as the whole truth.",
        "Write a line file.NAME with bulk, delta or absent for each file.",
    ),
    "manifest_absent": warning(
        "The manifest calls the file {name} absent, but it is here; it was read.", "Correct manifest.csv."
    ),
    "manifest_missing": warning(
        "The manifest promises the file {name}, but it is not in the package.",
        "Add the file, or call it absent in manifest.csv.",
    ),
    "file_case": warning("The file is called {found}; it was read as {name}.", "Call it {name}."),
    "file_name": warning("The file is called {found}; it was read as {name}.", "Call it {name}."),
    "file_twice": error("Both {found} and {other} could be {name}.", "Keep one of them in the package."),
    "file_ignored": warning("The file is not part of {form}; it was not read.", "Leave it out, or check its name."),
    "header_read_as": warning('The header "{found}" was read as {name}.', "Write {name}."),
    "header_left": warning(
        'The column "{found}" has the name of the column {name}; it was not read.', "Keep one of them."
    ),
    "header_wanted": warning(
        "The column {name} is missing; the file was read without it.",
        "Add the column {name} to this file's export.",
    ),
    "header_missing": error("The column {name} is missing.", "Add the column {name} to this file's export."),
    "reading_stopped": error("The file could not be read to its end: {reason}.", "Export or upload it again."),
}

ZIP: dict[str, Template] = {
    "zip_path": error(
        'The package holds a file whose path leads out of it: "{name}".',
        "Make a new zip of the files themselves. If you did not make this one, do not trust it.",
    ),
    "zip_method": error("The file is packed in an unusual way.", "Make an ordinary zip, as your computer's menu does."),
    "zip_locked": error(
        "The package is locked with a password.", "Make a new zip without a password, and upload that."
    ),
    "zip_twice": error('The file "{name}" is in the package twice.', "Keep only the right one."),
    "zip_twice_as": error('The file "{name}" is in the package once more as "{other}".', "Keep only the right one."),
    "zip_nested": error("The package holds another package.", "Unpack it and zip the files themselves."),
    "zip_folder_left": warning('The folder "{name}" was not read.', "Leave it out of the package."),
    "zip_folders": error("The package holds several folders with files: {names}.", "Upload one of them at a time."),
    "zip_in_folder": warning(
        'The files are in a folder of the package, "{name}"; they were read from there.',
        "Nothing to do. The standard wants them at the top of the zip.",
    ),
    "zip_many": error("The package holds more than {limit} files.", "Upload only the files of the roster."),
    "zip_link": error(
        "The package holds a link to another file instead of a file.", "Put the file itself into the package."
    ),
    "zip_broken": error(
        "This is not a zip file, or it is damaged.", "Upload a zip with the CSV files; try exporting again."
    ),
    "file_broken": error(
        "The file is damaged and could not be read to its end ({reason}).", "Export it again and make a new zip."
    ),
    "zip_large": error(
        "The package unpacks to more than {limit:,} MB; reading stopped.",
        "Export again. If the roster is really so large, ask whoever runs Staffroom to raise the limit.",
    ),
    "zip_bomb": error(
        "The package unpacks to more than {limit} times the size of the zip; reading stopped.",
        "Export again. If the roster is really so large, ask whoever runs Staffroom to raise the limit.",
    ),
}
