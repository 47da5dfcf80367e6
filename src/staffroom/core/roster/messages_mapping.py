"""What is said of tables whose columns are mapped by hand: severity, what happened, what to do; then in Spanish.

Kept apart from ``messages`` because its readers are apart; merged there, so that one place tells and translates all.
"""

from staffroom.core.problems import Severity

_ROW = "Correct this row in your system or in the file, and bring it again."
_NOTHING = "Nothing to do."
_XLSX = 'Open it and save it as "Excel workbook (.xlsx)" or "CSV UTF-8", then bring that.'
_LOOK = "Look at the proposed columns, and choose another where it is wrong."

MAPPING: dict[str, tuple[Severity, str, str]] = {
    # The file
    "workbook_old": ("error", "This is an old Excel file (.xls), which is not read.", _XLSX),
    "workbook_locked": (
        "error",
        "This workbook is locked with a password.",
        "Open it, take the password off (File, Info, Protect Workbook), save it and bring it again.",
    ),
    "workbook_binary": ("error", "This is a binary Excel workbook (.xlsb), which is not read.", _XLSX),
    "workbook_none": ("error", "This is a package, but neither a workbook nor a set of tables.", _XLSX),
    "workbook_damaged": (
        "error",
        "The workbook is damaged and could not be read.",
        "Save it again and bring it again.",
    ),
    "workbook_huge": (
        "error",
        "The workbook holds more than can be read at once (200,000 rows a sheet, 150 MB unpacked).",
        "Keep only the rows that are needed, or bring it in parts.",
    ),
    "workbook_wide": (
        "error",
        "The sheet has more than 500 columns with something in them.",
        "Keep only the columns that are needed.",
    ),
    "workbook_declares": (
        "error",
        "The workbook holds instructions that no spreadsheet program writes; it was not read.",
        "If you did not make it, do not trust it. Otherwise save it again in Excel and bring that.",
    ),
    "workbook_empty": ("error", "The workbook has no sheet with anything in it.", "Bring the one that has the list."),
    "office_old": ("error", "This is an old Office document, not a table.", _XLSX),
    "html_as_xls": ("error", "This is a web page with the name of a table.", _XLSX),
    "xml_as_xls": ("error", "This is an XML file, not a table.", _XLSX),
    "table_is_pdf": ("error", "This is a PDF: a picture of a table, not a table.", "Export it as CSV or Excel."),
    "is_other": ("error", "This is not a table: neither CSV nor an Excel workbook.", "Export it as CSV or Excel."),
    "table_huge": (
        "error",
        "The table has more than {limit:,} rows.",
        "Keep only the rows that are needed, or bring it in parts.",
    ),
    "tables_many": ("error", "There are more than {limit} tables.", "Bring those of the staff and the classes only."),
    "sheet_hidden": ("warning", 'The sheet "{name}" is hidden and was not read.', "Show it if it is needed."),
    "formula_empty": ("warning", "A formula in this row has no result; the cell was read as empty.", _ROW),
    "cell_error": ("warning", "A cell of this row holds an error like #REF!; it was read as empty.", _ROW),
    # The header
    "table_no_header": (
        "error",
        "No row with names of columns was found: row {number} looks like somebody's entry.",
        "Put a row with names above, such as Staff ID, First Name, Last Name, and bring it again.",
    ),
    "one_column": (
        "error",
        "The table has only one column.",
        "Its cells are probably parted by an unusual sign. Save it as CSV with commas, or as Excel.",
    ),
    "above_header": ("warning", "Rows above the names of the columns (row {number}) were not read.", _NOTHING),
    "second_header": ("warning", "Row {number} is a second row of names; it was not read as an entry.", _NOTHING),
    "table_header_again": ("warning", "This row repeats the names of the columns; it was not read.", _NOTHING),
    "header_duplicated": ("warning", "{count} columns are called {name}; each is shown with its number.", _LOOK),
    "footer": ("warning", "This row is a total or a note, not an entry; it was not read.", _NOTHING),
    "no_entries": ("error", "There is nothing below the names of the columns.", "Export it again with its rows."),
    # Never kept
    "column_student": (
        "warning",
        "The column {name} is about students. It was not read and is not kept.",
        "Leave it out of the export next time.",
    ),
    "column_private": (
        "warning",
        "The column {name} is private and not needed here. It was not read and is not kept.",
        "Leave it out of the export next time.",
    ),
    "column_person": (
        "warning",
        "The column {name} holds names without saying whose; in a table of classes they could be students'. "
        "It was not read and is not kept.",
        "If they are teachers' names, call the column Teacher Name and bring it again.",
    ),
    "pupils": (
        "error",
        "This is a list of students. Staffroom reads lists of staff and classes only; nothing of it was kept.",
        "Bring the list of teachers, of classes, or of staff instead.",
    ),
    # The plan
    "need_person": (
        "error",
        "No column says who each person is.",
        "Choose a column as staff number or as work mail address.",
    ),
    "need_names": (
        "error",
        "No column holds people's names.",
        "Choose one as full name, or two as given name and family name.",
    ),
    "need_section": (
        "error",
        "No column tells one class from another.",
        "Choose one as section id, or two as course code and section number.",
    ),
    "need_course": (
        "error",
        "No column says what a class is called.",
        "Choose one as course name, course code or class name.",
    ),
    "need_course_title": ("error", "The table of courses needs codes and names.", "Choose a column for each."),
    "need_school": (
        "error",
        "Nothing says at which school.",
        "Choose a column as school, or one school for the whole table.",
    ),
    "need_date": ("error", "No column says on which day somebody was away.", "Choose a column as date."),
    "need_reason": ("error", "No column holds the kind of absence.", "Choose a column as reason."),
    "field_twice": ("error", "Two columns of one table are chosen as the same thing: {name}.", "Change one of them."),
    "nothing_read": ("error", "Every table is set to be left out.", "Choose at least one that is to be read."),
    # The rows
    "id_missing": ("error", "This row says neither a staff number nor a mail address; it was left out.", _ROW),
    "name_missing": ("error", "The name of {id} is missing or has only one part; the row was left out.", _ROW),
    "id_float": ("warning", "The number {value} was read as {read}.", "Format the column as text in the spreadsheet."),
    "id_rounded": (
        "error",
        "The number {value} was rounded by a spreadsheet; its last digits are lost.",
        "Format the column as text in the spreadsheet, fill it again and bring it again.",
    ),
    "zeros_lost": (
        "warning",
        "{value} was read as {read}, which Staffroom knows: zeros at the beginning were lost.",
        "Format the column as text in the spreadsheet.",
    ),
    "found_by_number": ("warning", "{value} was recognized as {read} by the staff number.", _NOTHING),
    "found_by_email": ("warning", "{value} was recognized as {read} by the mail address.", _NOTHING),
    "person_differs": (
        "error",
        "{id} stands in row {first} already, with another name.",
        "Every person needs an own number. Correct one of the two rows.",
    ),
    "section_differs": (
        "error",
        "Class {id} stands in row {first} already, at another school.",
        "Add the column that tells classes apart, or choose the column with the section's own id.",
    ),
    "section_missing": ("error", "This row does not say which class it is; it was left out.", _ROW),
    "school_missing": ("error", "This row names no school; it was left out.", _ROW),
    "school_new": (
        "warning",
        'The school "{name}" is not known yet and would be new.',
        "If it is one you have under another name, write it as Staffroom has it.",
    ),
    "school_some": (
        "error",
        'The school "{name}" could be several: {names}.',
        "Write its name or number as Staffroom has it.",
    ),
    "term_unknown": (
        "warning",
        'The term "{name}" is not known; classes were read without it.',
        "Bring terms with their dates once, as OneRoster or with the columns term start and term end.",
    ),
    "teacher_unknown": (
        "warning",
        "The teacher {id} of class {section} is neither in the tables nor in Staffroom; the class was read without.",
        "Bring the list of teachers together with the classes.",
    ),
    "teacher_some": (
        "warning",
        "The teacher of class {section} is told only by a name that several people have; the class was read without.",
        "Add a column with the teacher's number or mail address.",
    ),
    "no_teacher": ("warning", "No column says who teaches; classes would be read without teachers.", _LOOK),
    "pattern_unread": (
        "warning",
        '"{value}" is no meeting pattern that can be read; it was kept as it is written.',
        "Write periods and days as 1(A) 3(B-C), MWF 2, 1,3,5 or 8:30-9:20.",
    ),
    "count_bad": ("warning", '"{value}" is no number of students; the number was left out.', _ROW),
    "day_number": ("warning", "The date {value} was read as {read}: a spreadsheet had kept it as a number.", _NOTHING),
    "hours_bad": ("error", '"{value}" is no duration that can be read.', "Write hours, days, or Full Day, AM, PM."),
    "cost_bad": ("warning", '"{value}" is no amount of money; it was left out.', _ROW),
    "row_again": ("warning", "This row repeats row {first}; it was read once.", _NOTHING),
    "away_unknown": (
        "warning",
        "{id} is not on the staff list; the absence was left out.",
        "Bring the staff list first, or correct the number.",
    ),
    "away_some": (
        "warning",
        "The name in this row belongs to several people; the absence was left out.",
        "Add a column with the staff number or mail address.",
    ),
    "away_long": (
        "error",
        "The absence is longer than {limit} days.",
        "Write long leaves as several rows, or correct it.",
    ),
    "reason_other": (
        "warning",
        'The reason "{value}" is none that is known by its words; it was counted as "other".',
        "If it means training, illness, personal or duty, write it with that word.",
    ),
    "substitute_unread": (
        "warning",
        '"{value}" does not say whether a substitute came; it was read as not known.',
        _ROW,
    ),
    "nothing_left": ("error", "No row could be read.", _LOOK),
}

_FILA = "Corrige esta fila en tu sistema o en el archivo y tráelo otra vez."
_NADA = "No hay nada que hacer."
_LIBRO = 'Ábrelo y guárdalo como "Libro de Excel (.xlsx)" o "CSV UTF-8", y trae ese.'
_MIRA = "Mira las columnas propuestas y elige otra donde esté mal."

MAPPING_ES: dict[str, tuple[str, str]] = {
    "workbook_old": ("Es un archivo antiguo de Excel (.xls), que no se lee.", _LIBRO),
    "workbook_locked": (
        "Este libro está cerrado con contraseña.",
        "Ábrelo, quita la contraseña (Archivo, Información, Proteger libro), guárdalo y tráelo otra vez.",
    ),
    "workbook_binary": ("Es un libro binario de Excel (.xlsb), que no se lee.", _LIBRO),
    "workbook_none": ("Es un paquete, pero ni un libro ni un conjunto de tablas.", _LIBRO),
    "workbook_damaged": ("El libro está dañado y no se pudo leer.", "Guárdalo otra vez y tráelo de nuevo."),
    "workbook_huge": (
        "El libro contiene más de lo que se puede leer de una vez (200,000 filas por hoja, 150 MB desempaquetado).",
        "Deja solo las filas que hacen falta, o tráela por partes.",
    ),
    "workbook_wide": (
        "La hoja tiene más de 500 columnas con algo en ellas.",
        "Deja solo las columnas que hacen falta.",
    ),
    "workbook_declares": (
        "El libro contiene instrucciones que ningún programa de hojas de cálculo escribe; no se leyó.",
        "Si no lo hiciste tú, no confíes en él. Si no, guárdalo otra vez en Excel y trae ese.",
    ),
    "workbook_empty": ("El libro no tiene ninguna hoja con algo.", "Trae el que tiene la lista."),
    "office_old": ("Es un documento antiguo de Office, no una tabla.", _LIBRO),
    "html_as_xls": ("Es una página web con nombre de tabla.", _LIBRO),
    "xml_as_xls": ("Es un archivo XML, no una tabla.", _LIBRO),
    "table_is_pdf": ("Es un PDF: la imagen de una tabla, no una tabla.", "Expórtala como CSV o Excel."),
    "is_other": ("No es una tabla: ni CSV ni un libro de Excel.", "Expórtala como CSV o Excel."),
    "table_huge": ("La tabla tiene más de {limit} filas.", "Deja solo las filas que hacen falta, o tráela por partes."),
    "tables_many": ("Hay más de {limit} tablas.", "Trae solo las del personal y las clases."),
    "sheet_hidden": ('La hoja "{name}" está oculta y no se leyó.', "Muéstrala si hace falta."),
    "formula_empty": ("Una fórmula de esta fila no tiene resultado; la celda se leyó como vacía.", _FILA),
    "cell_error": ("Una celda de esta fila contiene un error como #REF!; se leyó como vacía.", _FILA),
    "table_no_header": (
        "No se encontró una fila con nombres de columnas: la fila {number} parece la entrada de alguien.",
        "Pon arriba una fila con nombres, como Staff ID, First Name, Last Name, y tráelo otra vez.",
    ),
    "one_column": (
        "La tabla tiene una sola columna.",
        "Sus celdas quizá están separadas por un signo poco común. Guárdala como CSV con comas, o como Excel.",
    ),
    "above_header": ("Las filas encima de los nombres de las columnas (fila {number}) no se leyeron.", _NADA),
    "second_header": ("La fila {number} es una segunda fila de nombres; no se leyó como entrada.", _NADA),
    "table_header_again": ("Esta fila repite los nombres de las columnas; no se leyó.", _NADA),
    "header_duplicated": ("{count} columnas se llaman {name}; cada una se muestra con su número.", _MIRA),
    "footer": ("Esta fila es un total o una nota, no una entrada; no se leyó.", _NADA),
    "no_entries": ("No hay nada debajo de los nombres de las columnas.", "Expórtalo otra vez con sus filas."),
    "column_student": (
        "La columna {name} trata de estudiantes. No se leyó ni se guarda.",
        "Déjala fuera de la exportación la próxima vez.",
    ),
    "column_private": (
        "La columna {name} es privada y aquí no hace falta. No se leyó ni se guarda.",
        "Déjala fuera de la exportación la próxima vez.",
    ),
    "column_person": (
        "La columna {name} contiene nombres sin decir de quién; en una tabla de clases podrían ser de estudiantes. "
        "No se leyó ni se guarda.",
        "Si son nombres de docentes, llama a la columna Teacher Name y tráela otra vez.",
    ),
    "pupils": (
        "Es una lista de estudiantes. Staffroom solo lee listas de personal y de clases; no se guardó nada.",
        "Trae la lista de docentes, de clases o del personal.",
    ),
    "need_person": (
        "Ninguna columna dice quién es cada persona.",
        "Elige una columna como número de empleado o como correo del trabajo.",
    ),
    "need_names": (
        "Ninguna columna contiene los nombres de las personas.",
        "Elige una como nombre completo, o dos como nombre y apellido.",
    ),
    "need_section": (
        "Ninguna columna distingue una clase de otra.",
        "Elige una como id de sección, o dos como código de curso y número de sección.",
    ),
    "need_course": (
        "Ninguna columna dice cómo se llama una clase.",
        "Elige una como nombre del curso, código del curso o nombre de la clase.",
    ),
    "need_course_title": ("La tabla de cursos necesita códigos y nombres.", "Elige una columna para cada uno."),
    "need_school": (
        "Nada dice en qué escuela.",
        "Elige una columna como escuela, o una escuela para toda la tabla.",
    ),
    "need_date": ("Ninguna columna dice qué día faltó alguien.", "Elige una columna como fecha."),
    "need_reason": ("Ninguna columna contiene el tipo de ausencia.", "Elige una columna como motivo."),
    "field_twice": ("Dos columnas de una tabla están elegidas como lo mismo: {name}.", "Cambia una de ellas."),
    "nothing_read": ("Todas las tablas están marcadas para no leerse.", "Elige al menos una que se deba leer."),
    "id_missing": ("Esta fila no dice ni número de empleado ni correo; se omitió.", _FILA),
    "name_missing": ("El nombre de {id} falta o tiene una sola parte; la fila se omitió.", _FILA),
    "id_float": ("El número {value} se leyó como {read}.", "Da formato de texto a la columna en la hoja de cálculo."),
    "id_rounded": (
        "El número {value} fue redondeado por una hoja de cálculo; se perdieron sus últimas cifras.",
        "Da formato de texto a la columna en la hoja de cálculo, llénala otra vez y tráela de nuevo.",
    ),
    "zeros_lost": (
        "{value} se leyó como {read}, que Staffroom conoce: se perdieron los ceros del principio.",
        "Da formato de texto a la columna en la hoja de cálculo.",
    ),
    "found_by_number": ("{value} se reconoció como {read} por el número de empleado.", _NADA),
    "found_by_email": ("{value} se reconoció como {read} por el correo.", _NADA),
    "person_differs": (
        "{id} ya está en la fila {first}, con otro nombre.",
        "Cada persona necesita su propio número. Corrige una de las dos filas.",
    ),
    "section_differs": (
        "La clase {id} ya está en la fila {first}, en otra escuela.",
        "Añade la columna que distingue las clases, o elige la columna con el id propio de la sección.",
    ),
    "section_missing": ("Esta fila no dice qué clase es; se omitió.", _FILA),
    "school_missing": ("Esta fila no nombra ninguna escuela; se omitió.", _FILA),
    "school_new": (
        'La escuela "{name}" todavía no se conoce y sería nueva.',
        "Si es una que tienes con otro nombre, escríbela como la tiene Staffroom.",
    ),
    "school_some": (
        'La escuela "{name}" podría ser varias: {names}.',
        "Escribe su nombre o número como lo tiene Staffroom.",
    ),
    "term_unknown": (
        'El período "{name}" no se conoce; las clases se leyeron sin él.',
        "Trae una vez los períodos con sus fechas, como OneRoster o con las columnas de inicio y fin del período.",
    ),
    "teacher_unknown": (
        "{id}, docente de la clase {section}, no está ni en las tablas ni en Staffroom; la clase se leyó sin docente.",
        "Trae la lista de docentes junto con las clases.",
    ),
    "teacher_some": (
        "De la clase {section} solo se da un nombre de docente que tienen varias personas; se leyó sin docente.",
        "Añade una columna con el número o el correo de la persona.",
    ),
    "no_teacher": ("Ninguna columna dice quién enseña; las clases se leerían sin docentes.", _MIRA),
    "pattern_unread": (
        '"{value}" no es un horario que se pueda leer; se guardó como está escrito.',
        "Escribe períodos y días como 1(A) 3(B-C), MWF 2, 1,3,5 o 8:30-9:20.",
    ),
    "count_bad": ('"{value}" no es un número de estudiantes; el número se omitió.', _FILA),
    "day_number": ("La fecha {value} se leyó como {read}: una hoja de cálculo la guardó como número.", _NADA),
    "hours_bad": ('"{value}" no es una duración que se pueda leer.', "Escribe horas, días, o Full Day, AM, PM."),
    "cost_bad": ('"{value}" no es una cantidad de dinero; se omitió.', _FILA),
    "row_again": ("Esta fila repite la fila {first}; se leyó una vez.", _NADA),
    "away_unknown": (
        "{id} no está en la lista del personal; la ausencia se omitió.",
        "Trae primero la lista del personal, o corrige el número.",
    ),
    "away_some": (
        "El nombre de esta fila es de varias personas; la ausencia se omitió.",
        "Añade una columna con el número de empleado o el correo.",
    ),
    "away_long": (
        "La ausencia dura más de {limit} días.",
        "Escribe las licencias largas en varias filas, o corrígela.",
    ),
    "reason_other": (
        'El motivo "{value}" no se reconoce por sus palabras; se contó como "otro".',
        "Si significa formación, enfermedad, asunto personal o servicio, escríbelo con esa palabra.",
    ),
    "substitute_unread": ('"{value}" no dice si vino un sustituto; se leyó como no sabido.', _FILA),
    "nothing_left": ("No se pudo leer ninguna fila.", _MIRA),
}
