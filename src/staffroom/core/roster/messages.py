"""Every sentence the roster reader can say, so that a translator could find them.

Those about files and packages stand in ``messages_package``, those about tables of any make in ``messages_mapping``,
those about Ed-Fi in ``messages_edfi``;
``MESSAGES`` holds all of them.

Each has what happened and what to do next. Fields in braces are filled by ``findings.Findings.add``.
A sentence about a person's row may name an id, a role or a date, never a name, an address or a username
(see ``SHARED_EMAIL``, which names ids only).
"""

from staffroom.core.roster.messages_edfi import EDFI
from staffroom.core.roster.messages_mapping import MAPPING
from staffroom.core.roster.messages_package import PACKAGE, ZIP
from staffroom.core.roster.template import Template, error, warning

_FIX_ROW = "Correct this row in your student information system or in the file, and upload again."
_NOTHING = "Nothing to do. To stop this message, correct the export."

MORE = "... and {count:,} more like this."

TEXT: dict[str, Template] = {
    "empty_file": error("The file is empty.", "Export it again; at least a header row is needed."),
    "no_rows": warning("The file has a header but no rows.", "If it should hold something, export it again."),
    "is_spreadsheet": error(
        "This is an Excel workbook or a zip file with the name of a CSV file.",
        'Open it and save it as "CSV UTF-8 (comma delimited)".',
    ),
    "is_pdf": error("This is a PDF, not a CSV file.", "Export the data itself, as CSV, not a report of it."),
    "is_json": error("This is a JSON file, not a CSV file.", "Export the roster as CSV files."),
    "is_xml": error("This is an XML file, not a CSV file.", "Export the roster as CSV files."),
    "is_packed": error("This file is packed (gzip), not a CSV file.", "Unpack it first, or zip the CSV files."),
    "utf32": error("The file is written in UTF-32, which Staffroom does not read.", "Export the file as UTF-8."),
    "sep_line": warning('The first line, "{line}", is a note for Excel; it was left out.', _NOTHING),
    "header_again": warning("This row repeats the header; it was left out.", "Remove the row."),
    "no_header": error(
        "The first row does not look like a header: none of its cells is a column of {name}.",
        "The first row must name the columns. Remove titles above it, or export with headers.",
    ),
    "is_web_page": error(
        "This is a web page, not a CSV file.",
        "The download probably failed or asked for a sign-in. Download the export again.",
    ),
    "utf16": warning("The file is written in UTF-16; it was read as such.", _NOTHING),
    "byte_order_mark": warning("The file begins with a byte order mark; it was ignored.", _NOTHING),
    "old_windows_letters": warning(
        "This row is not UTF-8. It was read as Windows-1252, the older Windows alphabet.",
        "Check that names with accents look right. Better: export as UTF-8.",
    ),
    "broken_letters": error(
        "This row holds bytes that are no letters in UTF-8 nor in Windows-1252.",
        "The file is damaged or in an unusual alphabet. Export it again as UTF-8.",
    ),
    "lost_letters": warning(
        "A cell in this row holds the sign for a letter that was lost (\ufffd) in an earlier conversion.",
        "Export as UTF-8 so that letters with accents survive.",
    ),
    "old_mac_lines": warning("The lines end in the old Macintosh way (CR only); they were read as lines.", _NOTHING),
    "other_delimiter": warning("The cells are separated by {name}, not by commas; they were read so.", _NOTHING),
    "null_byte": error(
        "This row holds a NUL byte, which no text has; the file is damaged here.",
        "Export the file again. If it comes back, report it to the maker of your system.",
    ),
    "control_character": warning("This row holds invisible control characters; they were taken out.", _NOTHING),
    "unclosed_quote": error(
        "A quotation mark opens in this row and never closes.",
        'Close it, or write a quotation mark that belongs to the text as "" inside a quoted cell.',
    ),
    "text_after_quote": error(
        "There is text after the closing quotation mark of a cell in this row.",
        'Write a quotation mark that belongs to the text as "" inside a quoted cell.',
    ),
    "stray_quote": warning(
        "A quotation mark stands in the middle of a cell; it was taken as part of the text.",
        'Put the whole cell in quotation marks and write the inner one as "".',
    ),
    "line_break": warning("A cell in this row holds a line break; it was read as a space.", _NOTHING),
    "too_many_cells": error(
        "The row has {found:,} cells; the header has {expected:,}.",
        "A cell that holds a comma must be in quotation marks. " + _FIX_ROW,
    ),
    "too_few_cells": error(
        "The row has {found:,} cells; the header has {expected:,}.",
        "The row was cut off or a comma is missing. " + _FIX_ROW,
    ),
    "extra_empty_cells": warning(
        "The row has {found} cells, the header {expected}; the extra ones are empty and were dropped.",
        _NOTHING,
    ),
    "long_cell": error(
        "A cell in this row is longer than {limit:,} characters.",
        "A quotation mark is probably missing earlier. " + _FIX_ROW,
    ),
    "wide_header": error(
        "The header has more than {limit:,} columns.", "This is hardly a roster file. Export it again as CSV."
    ),
    "long_row": error(
        "The row is longer than {limit:,} bytes.",
        "Line ends are probably missing. Export the file again as CSV.",
    ),
    "trailing_headers": warning("The header ends in empty cells; they were dropped.", _NOTHING),
    "unnamed_header": warning(
        "Cell {number} of the header is empty; that column was not read.", "Give the column a name."
    ),
    "repeated_header": error(
        "Two columns have the name {name}.", "Keep one of them, or give the other its right name."
    ),
}

ROWS: dict[str, Template] = {
    "null_word": warning('"{value}" was read as empty.', "Leave the cell empty."),
    "id_long": error(
        "The id is longer than {limit} characters.", "Shorten it in your system: an id must stay as it is."
    ),
    "value_long": warning(
        "{name} is longer than {limit} characters; only the first {limit} are kept.", "Shorten it if that matters."
    ),
    "formula": warning(
        "{name} begins like a formula of a spreadsheet; it was kept as text and is never run.",
        "Correct it if somebody has put it there.",
    ),
    "ids_alike": warning(
        "The ids {id} and {other} differ only in capital letters; they were read as two.",
        "If they are one, write the id alike in every file.",
    ),
    "no_days": warning(
        "It ends on the day it begins, {day}: ends do not count, so it holds on no day.",
        "The end must be the first day after it.",
    ),
    "two_main": warning(
        "{id} has two primary roles at {org}; both were read as primary.", "Mark one role there as primary."
    ),
    "value_missing": error("{name} is empty.", _FIX_ROW),
    "value_wanted": warning("{name} is empty; the row was read without it.", _FIX_ROW),
    "value_assumed": warning("{name} is empty or unknown; {assumed} was assumed.", _FIX_ROW),
    "duplicate_id": error(
        "The id {id} was already used in row {first} with other content.",
        "Every row needs its own id. Correct one of the two rows.",
    ),
    "repeated_row": warning("The row repeats row {first} (id {id}); it was read once.", "Remove the repetition."),
    "enum_case": warning('"{value}" was read as {name}.', "Write {name}."),
    "enum_unknown": warning('"{value}" is not a known {what}; {assumed} was assumed.', _FIX_ROW),
    "role_unknown": warning(
        'The role "{value}" is not known; the row was left out, for it could be a student\'s.',
        'If this is a staff member, write a role of the standard, "aide" or "administrator" for example.',
    ),
    "role_other": warning(
        'The role "{value}" is not known; it was read as "other staff".', "Correct the role if that is wrong."
    ),
    "date_repaired": warning(
        'The date "{value}" was read as {read} (month/day/year).', "Write dates as year-month-day: {read}."
    ),
    "date_read_as": warning(
        'The date "{value}" was read as {read}, year first.', "Write dates as year-month-day: {read}."
    ),
    "date_time": warning('Only the date of "{value}" was used.', "Write the date alone: {read}."),
    "date_style": warning('"{value}" is not a time in the form 2026-03-31T12:00:00.000Z; it was not needed.', _NOTHING),
    "date_bad": error(
        '"{value}" is not a date Staffroom can read for certain.',
        "Write it as year-month-day, like 2026-08-31.",
    ),
    "date_dropped": warning(
        '"{value}" is not a date Staffroom can read; the date was left out.',
        "Write it as year-month-day, like 2026-08-31.",
    ),
    "end_before_start": error("The end, {end}, is before the start, {start}.", "Correct one of the two dates."),
    "end_before_start_student": warning(
        "The end, {end}, is before the start, {start}; the student was counted all the same.",
        "Correct one of the two dates.",
    ),
    "boolean_repaired": warning('"{value}" was read as {read}.', "Write true or false."),
    "boolean_unknown": warning('"{value}" is neither true nor false; {assumed} was assumed.', "Write true or false."),
    "list_repaired": warning("The list was read without its brackets or extra quotation marks.", _NOTHING),
    "year_repaired": warning(
        'The school year "{value}" was read as {read}, the year in which it ends.', "Write {read}."
    ),
    "email_bad": warning(
        "The e-mail of {id} is not an address; it was left out.", "Correct the address, or leave it empty."
    ),
    "shared_email": warning(
        "{id} and {other} have the same e-mail address{case}.",
        "Give each person an own address: people sign in with it.",
    ),
    "leaving": warning(
        "{id} is marked {status} in a file that holds the whole truth; it was taken as leaving.", _NOTHING
    ),
    "status_unknown": warning('The status "{value}" is not known; active was assumed.', "Write active or tobedeleted."),
}

CHANGES: dict[str, Template] = {
    "modified_missing": warning(
        "The row does not say when it was changed (dateLastModified is empty): it holds against no row that does; "
        "of two such rows the one brought last holds.",
        "Let your system fill dateLastModified, so that files may come in any order.",
    ),
    "modified_bad": warning(
        '"{value}" is not a time Staffroom can read, so the row holds against no row with a time; of two such rows '
        "the one brought last holds.",
        "Write it like 2026-03-31T12:00:00.000Z.",
    ),
    "modified_style": warning('"{value}" was read as the time {read}.', "Write it like 2026-03-31T12:00:00.000Z."),
    "modified_future": warning(
        "The row says it was changed at {value}, which is more than a day from now; it counts as changed at {read}, "
        "when the file was read.",
        "Correct the clock or the time zone of your system: such a row would hold against every later change.",
    ),
    "students_changed": warning(
        "{count:,} rows are about students' enrollments. Changes do not count students: how large a class is stays as "
        "the last whole file told.",
        "Bring a whole file when the sizes matter, at the start of a term for example.",
    ),
    "older_row": warning(
        "The row is older than what is known of {id}, which was changed {known}; it was not taken.", _NOTHING
    ),
    "waits_section": warning(
        "Section {id} is in school {school}, which is not known yet; the section waits for it.",
        "Bring the file that holds the school, or correct the section. It is taken up as soon as the school is known.",
    ),
    "waits_term": warning(
        "Section {id} is in term {term}, which is not known yet; it is read without it until then.",
        "Bring the file that holds the term, or correct the section.",
    ),
    "waits_course": warning(
        "Section {id} belongs to course {course}, which is not known yet; it is read without it until then.",
        "Bring the file that holds the course, or correct the section.",
    ),
    "waits_post": warning(
        "{id} works at {org}, which is not known yet; this assignment waits for it.",
        "Bring the file that holds the organization, or correct the person's schools.",
    ),
    "waits_role": warning(
        "The role belongs to {id}, who is not known yet; it waits for the person.",
        "Bring the file that holds the person, or remove the role.",
    ),
    "waits_people": warning(
        "Of {count:,} people no role is known yet; they wait for one. Students of whom something changed are among "
        "them.",
        "Nothing to do for students. For a staff member, bring the file that holds the role.",
    ),
    "waits_class": warning(
        "The class {id} is not known yet; the row waits for it.",
        "Bring the file that holds the class, or remove the row.",
    ),
    "waits_user": warning(
        "The person {id} is not known yet; the row waits for the person.",
        "Bring the file that holds the person, or remove the row.",
    ),
    "waits_parent": warning(
        "The parent {parent} of {id} is not known yet; {id} is read without it until then.",
        "Bring the file that holds {parent}, or correct the parent.",
    ),
    "waits_tree": warning(
        "The organizations form a circle: {path}. They are read without their parents until it is corrected.",
        "Correct a parent so that the tree has a top.",
    ),
}
# What stops or is left out in a whole truth waits in a list of changes: what it misses may come later.
WAITS = {
    "section_school": "waits_section",
    "section_term": "waits_term",
    "section_course": "waits_course",
    "person_org": "waits_post",
    "role_user": "waits_role",
    "enrollment_class": "waits_class",
    "enrollment_user": "waits_user",
    "parent_unknown": "waits_parent",
    "cycle": "waits_tree",
}

LINKS: dict[str, Template] = {
    "parent_unknown": warning(
        "The parent {parent} of {id} is not in the file; {id} was read without a parent.",
        "Add {parent}, or correct the parent.",
    ),
    "cycle": error("The organizations form a circle: {path}.", "Correct a parent so that the tree has a top."),
    "section_school": error(
        "Section {id} is in school {school}, which is not in {target}.",
        "Add the school, or correct the section.",
    ),
    "section_term": warning(
        "Section {id} is in term {term}, which is not in {target}; the term was left out.",
        "Add the term, or correct the section.",
    ),
    "section_course": warning(
        "Section {id} belongs to course {course}, which is not in {target}; it was read without a course.",
        "Add the course, or correct the section.",
    ),
    "person_org": warning(
        "{id} works at {org}, which is not in {target}; this assignment was left out.",
        "Add the organization, or correct the person's schools.",
    ),
    "no_org": warning(
        "{id} has no school or organization and was read without an assignment.",
        "Say where the person works.",
    ),
    "role_user": warning(
        "The role belongs to {id}, who is not in {target}; it was left out.",
        "Add the person, or remove the role.",
    ),
    "no_role": warning(
        "{id} has no row in {target}; the person was left out.",
        "Add a role for the person, or remove the person.",
    ),
    "enrollment_class": warning(
        "The class {id} is not in {target}; the row was left out.", "Add the class, or remove the row."
    ),
    "enrollment_user": warning(
        "The person {id} is not in {target}; the row was left out.", "Add the person, or remove the row."
    ),
    "teacher_is_student": warning(
        "{id} is a student elsewhere in the files but teaches this class; the row was left out.",
        "Correct the role here or there.",
    ),
    "teacher_of_section": warning(
        "Section {section} names the teacher {id}, who is not in {target}; the teacher was left out.",
        "Add the teacher, or correct the section.",
    ),
    "two_primaries": warning(
        "Class {id} has a second primary teacher; only the first was kept as primary.",
        "Mark one teacher as primary.",
    ),
    "principal_unknown": warning(
        "The principal {id} of school {school} is not in {target}; no principal was read.",
        "Add the principal to {target}.",
    ),
    "principal_differs": warning(
        "The principal {id} of school {school} has another name in {target}; no principal was read.",
        "Correct the id or the name of the principal.",
    ),
    "no_people": error(
        "No staff were found, only other rows.",
        "Check that teachers are in the export; students alone cannot be imported.",
    ),
    "no_schools": warning("No school was found.", "Check the type of your organizations."),
}

MESSAGES: dict[str, Template] = (
    TEXT | PACKAGE | ZIP | ROWS | CHANGES | LINKS | EDFI | {k: Template(*v) for k, v in MAPPING.items()}
)
