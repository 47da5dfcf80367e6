"""The sentences of ``messages`` in Spanish, by the same keys: what happened, and what to do."""

from staffroom.core.roster.messages_edfi_es import EDFI_ES
from staffroom.core.roster.messages_mapping import MAPPING_ES

_ROW = "Corrige esta fila en tu sistema escolar o en el archivo y súbelo otra vez."
_NOTHING = "No hay nada que hacer. Para que no salga este aviso, corrige la exportación."
_DATE = "Escríbela como año-mes-día, por ejemplo 2026-08-31."
_TWO_DATES = "Corrige una de las dos fechas."
_INNER_QUOTE = 'Escribe una comilla que forma parte del texto como "" dentro de una celda entre comillas.'
_CALL = "Llámalo {name}."

SPANISH: dict[str, tuple[str, str]] = MAPPING_ES | {
    # The text of a file
    "empty_file": ("El archivo está vacío.", "Expórtalo otra vez; hace falta al menos una fila de encabezados."),
    "no_rows": ("El archivo tiene encabezados pero ninguna fila.", "Si debería contener algo, expórtalo otra vez."),
    "is_spreadsheet": (
        "Es un libro de Excel o un archivo zip con nombre de CSV.",
        'Ábrelo y guárdalo como "CSV UTF-8 (delimitado por comas)".',
    ),
    "is_web_page": (
        "Es una página web, no un archivo CSV.",
        "La descarga seguramente falló o pedía iniciar sesión. Descarga la exportación otra vez.",
    ),
    "utf16": ("El archivo está escrito en UTF-16; se leyó así.", _NOTHING),
    "byte_order_mark": ("El archivo empieza con una marca de orden de bytes; se ignoró.", _NOTHING),
    "old_windows_letters": (
        "Esta fila no es UTF-8. Se leyó como Windows-1252, el alfabeto antiguo de Windows.",
        "Comprueba que los nombres con acentos estén bien. Mejor: exporta como UTF-8.",
    ),
    "broken_letters": (
        "Esta fila contiene bytes que no son letras ni en UTF-8 ni en Windows-1252.",
        "El archivo está dañado o en un alfabeto poco común. Expórtalo otra vez como UTF-8.",
    ),
    "lost_letters": (
        "Una celda de esta fila contiene el signo de una letra perdida (\ufffd) en una conversión anterior.",
        "Exporta como UTF-8 para que se conserven las letras con acento.",
    ),
    "old_mac_lines": (
        "Las líneas terminan como en los Macintosh antiguos (solo CR); se leyeron como líneas.",
        _NOTHING,
    ),
    "other_delimiter": ("Las celdas están separadas por {name}, no por comas; se leyeron así.", _NOTHING),
    "null_byte": (
        "Esta fila contiene un byte NUL, que ningún texto tiene; el archivo está dañado aquí.",
        "Exporta el archivo otra vez. Si vuelve a pasar, avisa a quien hace tu sistema.",
    ),
    "control_character": ("Esta fila contiene caracteres de control invisibles; se quitaron.", _NOTHING),
    "unclosed_quote": (
        "En esta fila se abre una comilla que nunca se cierra.",
        'Ciérrala, o escribe una comilla que forma parte del texto como "" dentro de una celda entre comillas.',
    ),
    "text_after_quote": ("Hay texto después de la comilla que cierra una celda de esta fila.", _INNER_QUOTE),
    "stray_quote": (
        "Hay una comilla en medio de una celda; se tomó como parte del texto.",
        'Pon toda la celda entre comillas y escribe la de dentro como "".',
    ),
    "line_break": ("Una celda de esta fila contiene un salto de línea; se leyó como un espacio.", _NOTHING),
    "too_many_cells": (
        "La fila tiene {found} celdas; el encabezado tiene {expected}.",
        "Una celda que contiene una coma debe ir entre comillas. " + _ROW,
    ),
    "too_few_cells": (
        "La fila tiene {found} celdas; el encabezado tiene {expected}.",
        "La fila se cortó o falta una coma. " + _ROW,
    ),
    "extra_empty_cells": (
        "La fila tiene {found} celdas, el encabezado {expected}; las que sobran están vacías y se quitaron.",
        _NOTHING,
    ),
    "long_cell": (
        "Una celda de esta fila tiene más de {limit} caracteres.",
        "Seguramente falta una comilla más arriba. " + _ROW,
    ),
    "wide_header": (
        "El encabezado tiene más de {limit} columnas.",
        "Difícilmente será un listado. Expórtalo otra vez como CSV.",
    ),
    "long_row": (
        "La fila tiene más de {limit} bytes.",
        "Seguramente faltan los finales de línea. Exporta el archivo otra vez como CSV.",
    ),
    "trailing_headers": ("El encabezado termina en celdas vacías; se quitaron.", _NOTHING),
    "unnamed_header": (
        "La celda {number} del encabezado está vacía; esa columna no se leyó.",
        "Pon un nombre a la columna.",
    ),
    "repeated_header": (
        "Dos columnas se llaman {name}.",
        "Deja una de ellas, o pon a la otra el nombre que le corresponde.",
    ),
    # The package
    "unknown_format": (
        "Estos archivos no son un listado que Staffroom conozca: {names}.",
        "Exporta como OneRoster 1.1 o 1.2, Microsoft School Data Sync, Clever o Ed-Fi, y sube el conjunto entero.",
    ),
    "no_files": ("No hay archivos que leer.", "Sube un zip o una carpeta con los archivos CSV o XML del listado."),
    "missing_file": ("Falta el archivo {name}; sin él no se puede leer {form}.", "Añade {name} a la exportación."),
    "missing_optional": ("Falta el archivo {name}, aunque {by} apunta a él.", "Añade {name} si quieres {what}."),
    "no_manifest": (
        "No hay manifest.csv; los archivos se reconocieron por sus encabezados como {form}.",
        _NOTHING,
    ),
    "manifest_version": (
        "El manifiesto dice OneRoster {said}, pero los archivos son OneRoster {found}; se leyeron como {found}.",
        "Pon oneroster.version en manifest.csv a {found}.",
    ),
    "manifest_value": (
        'El manifiesto dice "{value}" para este archivo, que no es bulk, delta ni absent; se supuso bulk.',
        "Corrige manifest.csv.",
    ),
    "manifest_absent": (
        "El manifiesto dice que el archivo {name} no está, pero está aquí; se leyó.",
        "Corrige manifest.csv.",
    ),
    "manifest_missing": (
        "El manifiesto promete el archivo {name}, pero no está en el paquete.",
        "Añade el archivo, o márcalo como absent en manifest.csv.",
    ),
    "file_case": ("El archivo se llama {found}; se leyó como {name}.", _CALL),
    "file_name": ("El archivo se llama {found}; se leyó como {name}.", _CALL),
    "file_twice": ("Tanto {found} como {other} podrían ser {name}.", "Deja uno de los dos en el paquete."),
    "file_ignored": (
        "El archivo no forma parte de {form}; no se leyó.",
        "Déjalo fuera, o comprueba su nombre.",
    ),
    "header_read_as": ('El encabezado "{found}" se leyó como {name}.', "Escribe {name}."),
    "header_wanted": (
        "Falta la columna {name}; el archivo se leyó sin ella.",
        "Añade la columna {name} a la exportación de este archivo.",
    ),
    "header_missing": ("Falta la columna {name}.", "Añade la columna {name} a la exportación de este archivo."),
    "reading_stopped": ("El archivo no se pudo leer hasta el final: {reason}.", "Expórtalo o súbelo otra vez."),
    # Rows
    "value_missing": ("{name} está vacío.", _ROW),
    "value_wanted": ("{name} está vacío; la fila se leyó sin ese dato.", _ROW),
    "value_assumed": ("{name} está vacío o no se conoce; se supuso {assumed}.", _ROW),
    "duplicate_id": (
        "El id {id} ya se usó en la fila {first} con otro contenido.",
        "Cada fila necesita su propio id. Corrige una de las dos.",
    ),
    "repeated_row": ("La fila repite la fila {first} (id {id}); se leyó una vez.", "Quita la repetición."),
    "enum_case": ('"{value}" se leyó como {name}.', "Escribe {name}."),
    "enum_unknown": ('"{value}" no es un valor conocido ({what}); se supuso {assumed}.', _ROW),
    "role_unknown": (
        'No se conoce el papel "{value}"; la fila se dejó fuera, porque podría ser de un estudiante.',
        'Si es alguien del personal, escribe un papel del estándar, por ejemplo "aide" o "administrator".',
    ),
    "role_other": ('No se conoce el papel "{value}"; se leyó como "otro personal".', "Corrígelo si no es así."),
    "date_repaired": (
        'La fecha "{value}" se leyó como {read} (mes/día/año).',
        "Escribe las fechas como año-mes-día: {read}.",
    ),
    "date_time": ('Solo se usó la fecha de "{value}".', "Escribe solo la fecha: {read}."),
    "date_style": ('"{value}" no es una hora de la forma 2026-03-31T12:00:00.000Z; no hacía falta.', _NOTHING),
    "date_bad": ('"{value}" no es una fecha que Staffroom pueda leer con seguridad.', _DATE),
    "date_dropped": ('"{value}" no es una fecha que Staffroom pueda leer; la fecha se dejó fuera.', _DATE),
    "end_before_start": ("El final, {end}, es anterior al comienzo, {start}.", _TWO_DATES),
    "end_before_start_student": (
        "El final, {end}, es anterior al comienzo, {start}; aun así se contó al estudiante.",
        _TWO_DATES,
    ),
    "boolean_repaired": ('"{value}" se leyó como {read}.', "Escribe true o false."),
    "boolean_unknown": ('"{value}" no es ni true ni false; se supuso {assumed}.', "Escribe true o false."),
    "list_repaired": ("La lista se leyó sin sus corchetes o comillas de más.", _NOTHING),
    "year_repaired": (
        'El año escolar "{value}" se leyó como {read}, el año en que termina.',
        "Escribe {read}.",
    ),
    "email_bad": (
        "El correo de {id} no es una dirección; se dejó fuera.",
        "Corrige la dirección, o déjala vacía.",
    ),
    "shared_email": (
        "{id} y {other} tienen la misma dirección de correo{case}.",
        "Da a cada persona su propia dirección: con ella se inicia sesión.",
    ),
    "leaving": (
        "{id} está marcado como {status} en un archivo que lo contiene todo; se tomó como una salida.",
        _NOTHING,
    ),
    "status_unknown": ('No se conoce el estado "{value}"; se supuso active.', "Escribe active o tobedeleted."),
    # What points at what
    "parent_unknown": (
        "La organización superior {parent} de {id} no está en el archivo; {id} se leyó sin ella.",
        "Añade {parent}, o corrige la organización superior.",
    ),
    "cycle": (
        "Las organizaciones forman un círculo: {path}.",
        "Corrige una organización superior para que el árbol tenga una cima.",
    ),
    "section_school": (
        "La sección {id} está en la escuela {school}, que no está en {target}.",
        "Añade la escuela, o corrige la sección.",
    ),
    "section_term": (
        "La sección {id} está en el periodo {term}, que no está en {target}; el periodo se dejó fuera.",
        "Añade el periodo, o corrige la sección.",
    ),
    "section_course": (
        "La sección {id} es del curso {course}, que no está en {target}; se leyó sin curso.",
        "Añade el curso, o corrige la sección.",
    ),
    "person_org": (
        "{id} trabaja en {org}, que no está en {target}; ese cargo se dejó fuera.",
        "Añade la organización, o corrige las escuelas de la persona.",
    ),
    "no_org": ("{id} no tiene escuela ni organización y se leyó sin cargo.", "Indica dónde trabaja la persona."),
    "role_user": (
        "El papel es de {id}, que no está en {target}; se dejó fuera.",
        "Añade a la persona, o quita el papel.",
    ),
    "no_role": (
        "{id} no tiene ninguna fila en {target}; la persona se dejó fuera.",
        "Añade un papel para la persona, o quítala.",
    ),
    "enrollment_class": (
        "La clase {id} no está en {target}; la fila se dejó fuera.",
        "Añade la clase, o quita la fila.",
    ),
    "enrollment_user": (
        "La persona {id} no está en {target}; la fila se dejó fuera.",
        "Añade a la persona, o quita la fila.",
    ),
    "teacher_is_student": (
        "{id} es estudiante en otra parte de los archivos pero enseña esta clase; la fila se dejó fuera.",
        "Corrige el papel aquí o allí.",
    ),
    "teacher_of_section": (
        "La sección {section} nombra a {id} como docente, que no está en {target}; se dejó fuera.",
        "Añade al docente, o corrige la sección.",
    ),
    "two_primaries": (
        "La clase {id} tiene un segundo docente principal; solo el primero quedó como principal.",
        "Marca a un solo docente como principal.",
    ),
    "principal_unknown": (
        "La dirección {id} de la escuela {school} no está en {target}; no se leyó ninguna.",
        "Añade a esa persona a {target}.",
    ),
    "principal_differs": (
        "La dirección {id} de la escuela {school} tiene otro nombre en {target}; no se leyó ninguna.",
        "Corrige el id o el nombre de esa persona.",
    ),
    "no_people": (
        "No se encontró personal, solo otras filas.",
        "Comprueba que los docentes estén en la exportación; solo con estudiantes no se puede importar.",
    ),
    "no_schools": ("No se encontró ninguna escuela.", "Comprueba el tipo de tus organizaciones."),
    # Lists of changes
    "modified_missing": (
        "La fila no dice cuándo cambió (dateLastModified está vacío): no vale contra ninguna que lo diga; de dos "
        "filas así vale la que se trajo al final.",
        "Haz que tu sistema llene dateLastModified, para que los archivos puedan llegar en cualquier orden.",
    ),
    "modified_bad": (
        '"{value}" no es una hora que Staffroom pueda leer, así que la fila no vale contra ninguna con hora; de dos '
        "filas así vale la que se trajo al final.",
        "Escríbela como 2026-03-31T12:00:00.000Z.",
    ),
    "modified_style": ('"{value}" se leyó como la hora {read}.', "Escríbela como 2026-03-31T12:00:00.000Z."),
    "modified_future": (
        "La fila dice que se cambió el {value}, más de un día después de ahora; cuenta como cambiada el {read}, cuando "
        "se leyó el archivo.",
        "Corrige el reloj o la zona horaria de tu sistema: una fila así valdría contra todo cambio posterior.",
    ),
    "students_changed": (
        "{count} filas tratan de inscripciones de estudiantes. Los cambios no cuentan estudiantes: el tamaño de una "
        "clase sigue como lo dijo el último archivo completo.",
        "Trae un archivo completo cuando importen los tamaños, por ejemplo al empezar un período.",
    ),
    "older_row": ("La fila es más antigua que lo que se sabe de {id}, que cambió {known}; no se tomó.", _NOTHING),
    "waits_section": (
        "La sección {id} está en la escuela {school}, que aún no se conoce; la sección la espera.",
        "Trae el archivo con la escuela, o corrige la sección. Se toma en cuanto se conozca la escuela.",
    ),
    "waits_term": (
        "La sección {id} está en el período {term}, que aún no se conoce; hasta entonces se lee sin él.",
        "Trae el archivo con el período, o corrige la sección.",
    ),
    "waits_course": (
        "La sección {id} es del curso {course}, que aún no se conoce; hasta entonces se lee sin él.",
        "Trae el archivo con el curso, o corrige la sección.",
    ),
    "waits_post": (
        "{id} trabaja en {org}, que aún no se conoce; ese cargo la espera.",
        "Trae el archivo con la organización, o corrige las escuelas de la persona.",
    ),
    "waits_role": (
        "El papel es de {id}, que aún no se conoce; espera a la persona.",
        "Trae el archivo con la persona, o quita el papel.",
    ),
    "waits_people": (
        "De {count} personas aún no se conoce ningún papel; esperan uno. Entre ellas hay estudiantes en los que "
        "algo cambió.",
        "Para estudiantes no hay nada que hacer. Para personal, trae el archivo con el papel.",
    ),
    "waits_class": (
        "La clase {id} aún no se conoce; la fila la espera.",
        "Trae el archivo con la clase, o quita la fila.",
    ),
    "waits_user": (
        "La persona {id} aún no se conoce; la fila la espera.",
        "Trae el archivo con la persona, o quita la fila.",
    ),
    "waits_parent": (
        "La organización superior {parent} de {id} aún no se conoce; hasta entonces {id} se lee sin ella.",
        "Trae el archivo con {parent}, o corrige la organización superior.",
    ),
    "waits_tree": (
        "Las organizaciones forman un círculo: {path}. Se leen sin sus superiores hasta que se corrija.",
        "Corrige una organización superior para que el árbol tenga una cima.",
    ),
    # Packages
    "zip_path": (
        'El paquete contiene un archivo cuya ruta sale de él: "{name}".',
        "Haz un zip nuevo con los archivos mismos. Si no hiciste tú este, no te fíes de él.",
    ),
    "zip_method": (
        "El archivo está comprimido de una forma poco común.",
        "Haz un zip común, como el del menú de tu computadora.",
    ),
    "zip_locked": ("El paquete está cerrado con una contraseña.", "Haz un zip nuevo sin contraseña y sube ese."),
    "zip_twice": ('El archivo "{name}" está dos veces en el paquete.', "Deja solo el correcto."),
    "zip_twice_as": ('El archivo "{name}" está otra vez en el paquete como "{other}".', "Deja solo el correcto."),
    "zip_nested": ("El paquete contiene otro paquete.", "Ábrelo y haz el zip con los archivos mismos."),
    "zip_folder_left": ('La carpeta "{name}" no se leyó.', "Déjala fuera del paquete."),
    "zip_folders": ("El paquete contiene varias carpetas con archivos: {names}.", "Sube una a la vez."),
    "zip_in_folder": (
        'Los archivos están en una carpeta del paquete, "{name}"; se leyeron de allí.',
        "No hay nada que hacer. La norma los quiere en la raíz del zip.",
    ),
    "zip_many": ("El paquete contiene más de {limit} archivos.", "Sube solo los archivos de la lista."),
    "zip_link": (
        "El paquete contiene un enlace a otro archivo en vez de un archivo.",
        "Pon el archivo mismo en el paquete.",
    ),
    "zip_broken": ("Esto no es un archivo zip, o está dañado.", "Sube un zip con los CSV; prueba a exportar otra vez."),
    "file_broken": (
        "El archivo está dañado y no se pudo leer hasta el final ({reason}).",
        "Expórtalo otra vez y haz un zip nuevo.",
    ),
    "zip_large": (
        "El paquete ocupa más de {limit} MB al abrirlo; se dejó de leer.",
        "Exporta otra vez. Si la lista es de verdad tan grande, pide a quien administra Staffroom que suba el límite.",
    ),
    "zip_bomb": (
        "El paquete ocupa al abrirlo más de {limit} veces el tamaño del zip; se dejó de leer.",
        "Exporta otra vez. Si la lista es de verdad tan grande, pide a quien administra Staffroom que suba el límite.",
    ),
    # What is no CSV, and odd rows
    "is_pdf": ("Es un PDF, no un archivo CSV.", "Exporta los datos mismos, como CSV, no un informe."),
    "is_json": ("Es un archivo JSON, no un archivo CSV.", "Exporta la lista como archivos CSV."),
    "is_xml": ("Es un archivo XML, no un archivo CSV.", "Exporta la lista como archivos CSV."),
    "is_packed": (
        "Este archivo está comprimido (gzip), no es un archivo CSV.",
        "Ábrelo primero, o haz un zip con los CSV.",
    ),
    "utf32": ("El archivo está escrito en UTF-32, que Staffroom no lee.", "Exporta el archivo como UTF-8."),
    "sep_line": ('La primera línea, "{line}", es una nota para Excel; se dejó fuera.', _NOTHING),
    "header_again": ("Esta fila repite los encabezados; se dejó fuera.", "Quita la fila."),
    "no_header": (
        "La primera fila no parece de encabezados: ninguna de sus celdas es una columna de {name}.",
        "La primera fila debe nombrar las columnas. Quita los títulos de encima, o exporta con encabezados.",
    ),
    "null_word": ('"{value}" se leyó como vacío.', "Deja la celda vacía."),
    "id_long": (
        "El id tiene más de {limit} caracteres.",
        "Acórtalo en tu sistema: un id debe quedarse como es.",
    ),
    "value_long": (
        "{name} tiene más de {limit} caracteres; solo se guardan los primeros {limit}.",
        "Acórtalo si importa.",
    ),
    "formula": (
        "{name} empieza como una fórmula de hoja de cálculo; se guardó como texto y nunca se ejecuta.",
        "Corrígelo si alguien lo puso allí.",
    ),
    "ids_alike": (
        "Los id {id} y {other} solo se distinguen por las mayúsculas; se leyeron como dos.",
        "Si son uno, escribe el id igual en todos los archivos.",
    ),
    "no_days": (
        "Termina el día en que empieza, {day}: el final no cuenta, así que no vale ningún día.",
        "El final debe ser el primer día después.",
    ),
    "two_main": (
        "{id} tiene dos papeles principales en {org}; los dos se leyeron como principales.",
        "Marca allí un solo papel como principal.",
    ),
    "manifest_twice": (
        "El manifiesto habla dos veces de {value}; se usó la última línea.",
        "Deja una línea por archivo.",
    ),
    "manifest_unread": (
        "El manifiesto no dice el modo de ningún archivo; cada archivo se leyó como completo.",
        "Escribe una línea file.NOMBRE con bulk, delta o absent para cada archivo.",
    ),
    "date_read_as": (
        'La fecha "{value}" se leyó como {read}, el año primero.',
        "Escribe las fechas como año-mes-día: {read}.",
    ),
    "header_left": ('La columna "{found}" se llama como la columna {name}; no se leyó.', "Deja una de ellas."),
}
SPANISH |= EDFI_ES
