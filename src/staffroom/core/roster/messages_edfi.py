"""The sentences about Ed-Fi's XML files, in English; ``messages_edfi_es`` has the Spanish."""

from staffroom.core.roster.template import Template, error, warning

_AGAIN = "Export the file again, and upload it as it comes."
_NOTHING = "Nothing to do. To stop this message, correct the export."

EDFI: dict[str, Template] = {
    "edfi_no_xml": error(
        "This file has the name of an XML file, but its content is none: it goes wrong in line {line}.", _AGAIN
    ),
    "edfi_root": error(
        "This XML file is no Ed-Fi interchange: it begins with {root}, not with a name like "
        "InterchangeStaffAssociation.",
        "Export the interchanges EducationOrganization, StaffAssociation and MasterSchedule, and upload those.",
    ),
    "edfi_declared": error(
        "The file declares a document type or entities, which no Ed-Fi file needs; it was not read.",
        "Export it without them. If you did not make this file, do not trust it.",
    ),
    "edfi_cut": error("The file breaks off in line {line}: its end is missing.", _AGAIN),
    "edfi_wrong": error("The file is not whole XML: it goes wrong in line {line} ({reason}).", _AGAIN),
    "edfi_letters": error(
        "Line {line} holds bytes that are no letters in the encoding the file names ({encoding}).",
        "Export the file as UTF-8, with the encoding named in its first line.",
    ),
    "edfi_deep": error("In line {line} elements lie more than {limit} deep; no Ed-Fi file needs that.", _AGAIN),
    "edfi_long": error("In line {line} one piece of the file is longer than {limit:,} bytes.", _AGAIN),
    "edfi_huge": error(
        "The files hold more than {limit:,} records; reading stopped.",
        "Leave out the files of students and of standards. If the district is really so large, ask whoever runs "
        "Staffroom to raise the limit.",
    ),
    "edfi_none": error(
        "No {name} was found in the Ed-Fi files.",
        "Add the interchange {interchange} to the upload.",
    ),
    "edfi_twice": error(
        "{name} {id} is here and in line {first} of {other}, with other content.",
        "Every {name} may come once. Correct one of the two.",
    ),
    "edfi_again": warning("{name} {id} is here and in line {first} of {other}, the same; it was read once.", _NOTHING),
    "edfi_ref": warning(
        '{name} points at "{ref}", which is the id of nothing in the files; the reference was left out.',
        "Export references by their identity, or add the file that holds it.",
    ),
    "edfi_period": warning(
        'Section {id} meets in the period "{period}", which is no ClassPeriod of its school in the files; it was kept.',
        "Add the ClassPeriod, or correct the section: without its times nobody can be found free.",
    ),
    "edfi_offering": warning(
        "Section {id} belongs to the offering of {course}, which is not in the files; its title comes from the "
        "section.",
        "Add the CourseOffering, or correct the section.",
    ),
}
