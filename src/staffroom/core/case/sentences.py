"""What was found in a CASE file, in words: what is wrong, where, and what to do."""

from typing import Literal

from .model import Finding

Lang = Literal["en", "es"]

SENTENCES: dict[Lang, dict[str, tuple[str, str]]] = {
    "en": {
        "too_large": ("The file is larger than {most} MB.", "Bring one framework at a time."),
        "empty": ("The file is empty.", "Export it again from the system it comes from."),
        "not_utf8": ("The file is not text in UTF-8.", "Export it again as JSON."),
        "not_object": ("The file holds no object.", "A CASE package begins with a brace and CFDocument."),
        "named_twice": ("“{name}” stands twice in one object.", "Export it again: one of the two would be lost."),
        "too_deep": ("The file is nested too deeply to be a CASE package.", "Export it again."),
        "not_json": ("This is not JSON: line {line}, column {column}.", "Export it again; do not edit it by hand."),
        "no_number": ("A number in the file is no number of JSON.", "Export it again as JSON."),
        "no_document": (
            "There is no CFDocument, so this is no CASE package.",
            "Ask the other system for the CFPackage, not for single items.",
        ),
        "missing": ("{where} has no {field}.", "CASE asks for it. Export it again or add it."),
        "wrong_kind": ("{field} in {where} is not what CASE says ({wanted}).", "Export it again."),
        "too_long": ("{field} in {where} is longer than {most} letters.", "Shorten it, or leave the item out."),
        "no_uuid": ("{field} in {where} is “{value}”, no UUID.", "CASE accepts UUIDs only."),
        "no_date": ("{field} in {where} is “{value}”, no date.", "Write it as 2026-06-30."),
        "too_many": ("{field} has more than {most} entries.", "Bring one framework at a time."),
        "twice": ("Entries that come twice: {n}, for example {example}.", "The first of each is taken."),
        "no_identifier": (
            "Items without an identifier: {n}, for example “{example}”.",
            "They get one from what they say; if their words change, they count as new.",
        ),
        "cycle": ("“{title}” stands under itself.", "Mend the isChildOf associations and bring it again."),
        "unseen": ("Letters that nobody can see were taken out ({n}).", "Nothing to do."),
        "parent_unknown": (
            "Items under something that is not in the file: {n}, for example “{example}”.",
            "They are kept without a place.",
        ),
        "more_parents": (
            "Items that stand in several places: {n}, for example “{example}”.",
            "They come in the first; the others are kept as relations.",
        ),
        "unplaced": (
            "Items without a place in the tree: {n}, for example “{example}”.",
            "They are kept without a family.",
        ),
        "no_items": ("The package holds no items.", "Check that the whole framework was exported."),
        "numbers_left_out": (
            "Numbers of rubrics are left out ({n} criteria).",
            "Here levels describe a practice; nothing scores anybody.",
        ),
        "criterion_alone": ("Criteria that name no item of this file are left out: {n}.", "Nothing to do."),
        "more_criteria": (
            "Items with more than one criterion: {n}, for example “{example}”.",
            "The levels of the first are taken.",
        ),
        "name_cut": (
            "Names longer than 120 letters were cut: {n}, for example “{example}”.",
            "The whole text stands in the description. You can rename them afterwards.",
        ),
        "grades_left_out": ("Grades of items are left out ({n}).", "Offers say for which classes they are."),
    },
    "es": {
        "too_large": ("El archivo pesa más de {most} MB.", "Traiga un marco a la vez."),
        "empty": ("El archivo está vacío.", "Expórtelo otra vez desde el sistema de origen."),
        "not_utf8": ("El archivo no es texto en UTF-8.", "Expórtelo otra vez como JSON."),
        "not_object": ("El archivo no contiene un objeto.", "Un paquete CASE empieza con una llave y CFDocument."),
        "named_twice": ("«{name}» aparece dos veces en un objeto.", "Expórtelo otra vez: uno de los dos se perdería."),
        "too_deep": ("El archivo está anidado demasiado hondo para ser un paquete CASE.", "Expórtelo otra vez."),
        "not_json": ("Esto no es JSON: línea {line}, columna {column}.", "Expórtelo otra vez; no lo edite a mano."),
        "no_number": ("Un número del archivo no es un número de JSON.", "Expórtelo otra vez como JSON."),
        "no_document": (
            "No hay CFDocument, así que esto no es un paquete CASE.",
            "Pida al otro sistema el CFPackage, no elementos sueltos.",
        ),
        "missing": ("A {where} le falta {field}.", "CASE lo pide. Expórtelo otra vez o agréguelo."),
        "wrong_kind": ("{field} en {where} no es lo que dice CASE ({wanted}).", "Expórtelo otra vez."),
        "too_long": ("{field} en {where} tiene más de {most} letras.", "Acórtelo o deje fuera el elemento."),
        "no_uuid": ("{field} en {where} es «{value}», no un UUID.", "CASE solo acepta UUID."),
        "no_date": ("{field} en {where} es «{value}», no una fecha.", "Escríbala así: 2026-06-30."),
        "too_many": ("{field} tiene más de {most} entradas.", "Traiga un marco a la vez."),
        "twice": ("Entradas que vienen dos veces: {n}, por ejemplo {example}.", "Se toma la primera de cada una."),
        "no_identifier": (
            "Elementos sin identificador: {n}, por ejemplo «{example}».",
            "Reciben uno según lo que dicen; si cambian sus palabras, cuentan como nuevos.",
        ),
        "cycle": ("«{title}» está debajo de sí mismo.", "Corrija las asociaciones isChildOf y tráigalo otra vez."),
        "unseen": ("Se quitaron letras que nadie puede ver ({n}).", "No hay que hacer nada."),
        "parent_unknown": (
            "Elementos debajo de algo que no está en el archivo: {n}, por ejemplo «{example}».",
            "Se conservan sin lugar.",
        ),
        "more_parents": (
            "Elementos que están en varios lugares: {n}, por ejemplo «{example}».",
            "Quedan en el primero; los otros se conservan como relaciones.",
        ),
        "unplaced": (
            "Elementos sin lugar en el árbol: {n}, por ejemplo «{example}».",
            "Se conservan sin familia.",
        ),
        "no_items": ("El paquete no trae elementos.", "Revise que se haya exportado el marco completo."),
        "numbers_left_out": (
            "Los números de las rúbricas se dejan fuera ({n} criterios).",
            "Aquí los niveles describen una práctica; nada califica a nadie.",
        ),
        "criterion_alone": (
            "Se dejan fuera criterios que no nombran un elemento de este archivo: {n}.",
            "No hay que hacer nada.",
        ),
        "more_criteria": (
            "Elementos con más de un criterio: {n}, por ejemplo «{example}».",
            "Se toman los niveles del primero.",
        ),
        "name_cut": (
            "Se cortaron nombres de más de 120 letras: {n}, por ejemplo «{example}».",
            "El texto completo está en la descripción. Después puede cambiarles el nombre.",
        ),
        "grades_left_out": (
            "Los grados de los elementos se dejan fuera ({n}).",
            "Las ofertas dicen para qué grupos son.",
        ),
    },
}  # fmt: skip


def said(finding: Finding, lang: Lang = "en") -> tuple[str, str]:
    """Sentence and advice."""
    sentence, advice = SENTENCES[lang][finding.code]
    return sentence.format_map(dict(finding.params)), advice
