"""The Spanish of ``messages_edfi``: kind -> (what happened, what to do)."""

_AGAIN = "Exporta el archivo otra vez y súbelo tal como sale."
_NOTHING = "No hay nada que hacer. Para que no salga este aviso, corrige la exportación."

EDFI_ES: dict[str, tuple[str, str]] = {
    "edfi_no_xml": (
        "Este archivo se llama como un archivo XML, pero su contenido no lo es: falla en la línea {line}.",
        _AGAIN,
    ),
    "edfi_root": (
        "Este archivo XML no es un intercambio de Ed-Fi: empieza con {root}, no con un nombre como "
        "InterchangeStaffAssociation.",
        "Exporta los intercambios EducationOrganization, StaffAssociation y MasterSchedule, y sube esos.",
    ),
    "edfi_declared": (
        "El archivo declara un tipo de documento o entidades, que ningún archivo de Ed-Fi necesita; no se leyó.",
        "Expórtalo sin ellos. Si este archivo no lo hiciste tú, no te fíes de él.",
    ),
    "edfi_cut": ("El archivo se corta en la línea {line}: le falta el final.", _AGAIN),
    "edfi_wrong": ("El archivo no es XML completo: falla en la línea {line} ({reason}).", _AGAIN),
    "edfi_letters": (
        "La línea {line} contiene bytes que no son letras en la codificación que nombra el archivo ({encoding}).",
        "Exporta el archivo como UTF-8, con la codificación nombrada en su primera línea.",
    ),
    "edfi_deep": (
        "En la línea {line} hay elementos a más de {limit} niveles; ningún archivo de Ed-Fi lo necesita.",
        _AGAIN,
    ),
    "edfi_long": ("En la línea {line} un solo trozo del archivo pasa de {limit} bytes.", _AGAIN),
    "edfi_huge": (
        "Los archivos tienen más de {limit} registros; se dejó de leer.",
        "Deja fuera los archivos de estudiantes y de estándares. Si el distrito es de verdad tan grande, pide a quien "
        "administra Staffroom que suba el límite.",
    ),
    "edfi_none": (
        "No se encontró ningún {name} en los archivos de Ed-Fi.",
        "Añade el intercambio {interchange} a lo que subes.",
    ),
    "edfi_twice": (
        "{name} {id} está aquí y en la línea {first} de {other}, con otro contenido.",
        "Cada {name} puede venir una sola vez. Corrige uno de los dos.",
    ),
    "edfi_again": ("{name} {id} está aquí y en la línea {first} de {other}, igual; se leyó una vez.", _NOTHING),
    "edfi_ref": (
        '{name} apunta a "{ref}", que no es el id de nada en los archivos; la referencia se dejó fuera.',
        "Exporta las referencias por su identidad, o añade el archivo que lo contiene.",
    ),
    "edfi_period": (
        'La clase {id} se reúne en el período "{period}", que no es un ClassPeriod de su escuela en los archivos; se '
        "conservó.",
        "Añade el ClassPeriod, o corrige la clase: sin sus horas no se puede saber quién está libre.",
    ),
    "edfi_offering": (
        "La clase {id} pertenece a la oferta de {course}, que no está en los archivos; su título viene de la clase.",
        "Añade el CourseOffering, o corrige la clase.",
    ),
}
