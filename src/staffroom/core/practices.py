"""The starter taxonomy: subjects, and sixty practices that teachers recognise by name.

A district may rename, add and retire practices; these are the ones a new district begins with.
``subject`` of a practice is '' when any lesson can show it, otherwise the code of an area.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Subject:
    """A school subject. ``area`` is the broad subject it belongs to (its own code when it is broad)."""

    code: str
    name_en: str
    name_es: str
    area: str


@dataclass(frozen=True, slots=True)
class Practice:
    """Something a teacher does that a colleague can come and see. ``subject`` '' means any lesson."""

    code: str
    name_en: str
    name_es: str
    subject: str
    family: str
    description_en: str
    description_es: str


# fmt: off
SUBJECTS: tuple[Subject, ...] = (
    Subject("multiple", "Multiple subjects", "Varias materias", "multiple"),
    Subject("english", "English", "Inglés", "english"),
    Subject("mathematics", "Mathematics", "Matemáticas", "mathematics"),
    Subject("science", "Science", "Ciencias", "science"),
    Subject("biology", "Biology", "Biología", "science"),
    Subject("chemistry", "Chemistry", "Química", "science"),
    Subject("physics", "Physics", "Física", "science"),
    Subject("history", "History and social science", "Historia y ciencias sociales", "history"),
    Subject("english-development", "English language development", "Desarrollo del idioma inglés",
            "english-development"),
    Subject("world-languages", "World languages", "Idiomas", "world-languages"),
    Subject("spanish", "Spanish", "Español", "world-languages"),
    Subject("french", "French", "Francés", "world-languages"),
    Subject("mandarin", "Mandarin", "Mandarín", "world-languages"),
    Subject("arts", "Visual and theater arts", "Artes visuales y teatro", "arts"),
    Subject("theater", "Theater", "Teatro", "arts"),
    Subject("ceramics", "Ceramics", "Cerámica", "arts"),
    Subject("music", "Music", "Música", "music"),
    Subject("band", "Band", "Banda", "music"),
    Subject("choir", "Choir", "Coro", "music"),
    Subject("physical-education", "Physical education", "Educación física", "physical-education"),
    Subject("computer-science", "Computer science", "Informática", "computer-science"),
    Subject("career-technical", "Career technical education", "Educación técnica", "career-technical"),
    Subject("culinary", "Culinary arts", "Artes culinarias", "career-technical"),
    Subject("automotive", "Automotive technology", "Tecnología automotriz", "career-technical"),
    Subject("health-careers", "Health careers", "Carreras de la salud", "career-technical"),
    Subject("business", "Business", "Negocios", "career-technical"),
    Subject("construction", "Construction trades", "Construcción", "career-technical"),
    Subject("media", "Media production", "Producción audiovisual", "career-technical"),
    Subject("special-education", "Special education", "Educación especial", "special-education"),
    Subject("library", "Library and research", "Biblioteca e investigación", "library"),
)
# fmt: on
SUBJECT: dict[str, Subject] = {subject.code: subject for subject in SUBJECTS}

FAMILIES: dict[str, tuple[str, str]] = {
    "talk": ("Talk and language", "Conversación y lenguaje"),
    "literacy": ("Reading and writing", "Lectura y escritura"),
    "mathematics": ("Mathematics", "Matemáticas"),
    "inquiry": ("Inquiry and evidence", "Indagación y evidencia"),
    "checking": ("Checking for understanding", "Comprobar la comprensión"),
    "belonging": ("Belonging and routines", "Pertenencia y rutinas"),
    "together": ("Teaching together", "Enseñar en equipo"),
    "making": ("Arts, movement and making", "Artes, movimiento y creación"),
}

#: Areas that a homeroom of one teacher shows in the course of a week.
HOMEROOM_AREAS = frozenset({"multiple", "english", "mathematics", "science", "history", "english-development"})


def area_of(subject: str) -> str:
    """The broad subject of a code; an unknown code is its own area."""
    found = SUBJECT.get(subject)
    return found.area if found else subject


# Words of rosters, course titles and SCED areas that tell a subject, the more telling first.
_TELLING = (
    ("physical education", "physical-education"), ("p.e.", "physical-education"), ("gym", "physical-education"),
    ("english language development", "english-development"), ("eld", "english-development"),
    ("esl", "english-development"), ("special education", "special-education"), ("resource", "special-education"),
    ("computer", "computer-science"), ("coding", "computer-science"), ("biology", "biology"),
    ("chemistry", "chemistry"), ("physics", "physics"), ("science", "science"), ("math", "mathematics"),
    ("algebra", "mathematics"), ("geometry", "mathematics"), ("calculus", "mathematics"),
    ("statistics", "mathematics"), ("social studies", "history"), ("social science", "history"),
    ("history", "history"), ("geography", "history"), ("civics", "history"), ("government", "history"),
    ("economics", "history"), ("spanish", "spanish"), ("french", "french"), ("mandarin", "mandarin"),
    ("world language", "world-languages"), ("language arts", "english"), ("ela", "english"),
    ("english", "english"), ("reading", "english"), ("writing", "english"), ("literature", "english"),
    ("choir", "choir"), ("chorus", "choir"), ("band", "band"), ("orchestra", "music"), ("music", "music"),
    ("theater", "theater"), ("theatre", "theater"), ("drama", "theater"), ("ceramics", "ceramics"),
    ("art", "arts"), ("arts", "arts"), ("culinary", "culinary"), ("business", "business"), ("library", "library"),
    ("health", "health-careers"), ("homeroom", "multiple"), ("self-contained", "multiple"),
)  # fmt: skip


@cache
def subject_code(text: str) -> str:
    """Our code for the subject a roster names ("Math", "English Language Arts", "MATHEMATICS"); else the text itself.

    A code or name of ours as it is, else the first telling word that stands in the text as a word or begins one
    ("math" in "Mathematics 8").
    """
    plain = " ".join(text.casefold().split())
    for subject in SUBJECTS:
        if plain in (subject.code, subject.name_en.casefold(), subject.name_es.casefold()):
            return subject.code
    for word, code in _TELLING:
        whole = len(word) <= 3
        if re.search(rf"(?<![^\W_]){re.escape(word)}" + (r"(?![^\W_])" if whole else ""), plain):
            return code
    return text


def shows(lesson_subject: str, practice_subject: str) -> bool:
    """Whether a lesson of one subject can show a practice of another ('' = any lesson)."""
    if not practice_subject:
        return True
    area, wanted = area_of(lesson_subject), area_of(practice_subject)
    return area == wanted or (area == "multiple" and wanted in HOMEROOM_AREAS)


# fmt: off
_T, _L, _M, _I = "talk", "literacy", "mathematics", "inquiry"
_C, _B, _G, _A = "checking", "belonging", "together", "making"
_ENG, _MATH, _SCI, _HIS, _ELD = "english", "mathematics", "science", "history", "english-development"

PRACTICES: tuple[Practice, ...] = (
    Practice("sentence-frames", "Sentence frames", "Marcos de oraciones", "", _T,
             "Offering the start of a sentence, then taking it away as students need it less.",
             "Dar el inicio de una oración y retirarlo cuando los alumnos ya no lo necesitan."),
    Practice("academic-conversation", "Structured academic conversation",
             "Conversación académica estructurada",
             "", _T,
             "Partners build one idea together: say it, add to it, question it, sum it up.",
             "En parejas construyen una idea: la dicen, la amplían, la cuestionan y la resumen."),
    Practice("picture-input-chart", "Picture input chart", "Cartel de dibujo guiado", _ELD, _T,
             "Drawing a big labeled picture in front of the class while telling the content.",
             "Dibujar frente al grupo una imagen grande con rótulos mientras se explica el tema."),
    Practice("think-pair-share", "Think, pair, share", "Pensar, hablar, compartir", "", _T,
             "Quiet thinking first, then a partner, then the class, with everyone ready to report.",
             "Primero pensar en silencio, luego hablar en pareja y después compartir con el grupo."),
    Practice("wait-time", "Wait time and open questions", "Tiempo de espera y preguntas abiertas", "", _T,
             "Asking a question worth thinking about and leaving silence for the thinking.",
             "Hacer una pregunta que valga la pena y dejar silencio para pensarla."),
    Practice("word-study", "Words in context", "Palabras en contexto", "", _T,
             "Teaching a few useful words each week through talk, gesture, reading and writing.",
             "Enseñar pocas palabras útiles por semana hablando, con gestos, leyendo y escribiendo."),
    Practice("designated-eld", "Small-group ELD", "Grupos pequeños de desarrollo del inglés", _ELD, _T,
             "A daily half hour in small groups built on what each group can almost say.",
             "Media hora diaria en grupos pequeños a partir de lo que cada grupo casi puede decir."),
    Practice("oral-rehearsal", "Say it before you write it", "Decirlo antes de escribirlo", _ELD, _T,
             "Students tell their paragraph aloud twice before the pencil touches the paper.",
             "Los alumnos cuentan su párrafo en voz alta dos veces antes de escribirlo."),
    Practice("both-languages", "Thinking in both languages", "Pensar en los dos idiomas", "", _T,
             "Planning, comparing and noticing across the home language and English.",
             "Planear, comparar y descubrir entre el idioma de casa y el inglés."),
    Practice("interactive-read-aloud", "Interactive read-aloud", "Lectura en voz alta interactiva", _ENG, _L,
             "Reading a rich book aloud with planned stops for thinking and talk.",
             "Leer en voz alta un buen libro con pausas planeadas para pensar y conversar."),
    Practice("guided-reading", "Guided reading groups", "Grupos de lectura guiada", _ENG, _L,
             "Fifteen minutes with six readers, one teaching point, and the rest of the room at work.",
             "Quince minutos con seis lectores, un solo punto de enseñanza y el resto trabajando."),
    Practice("phonics-routines", "Phonics routines", "Rutinas de fonética", _ENG, _L,
             "A brisk daily sequence: hear it, blend it, build it, read it, write it.",
             "Una secuencia diaria ágil: oír, unir, formar, leer y escribir."),
    Practice("close-reading", "Close reading", "Lectura detenida", _ENG, _L,
             "Reading a short text three times, each time with a sharper question.",
             "Leer un texto corto tres veces, cada vez con una pregunta más precisa."),
    Practice("writing-conferences", "Writing conferences", "Conferencias de escritura", _ENG, _L,
             "Four-minute talks with one writer: what works, one next step, try it now.",
             "Charlas de cuatro minutos con un escritor: lo que funciona y un paso siguiente."),
    Practice("mentor-texts", "Mentor texts", "Textos modelo", _ENG, _L,
             "Studying how a published writer did it, then borrowing one move.",
             "Estudiar cómo lo hizo un autor publicado y tomar prestado un recurso."),
    Practice("literature-circles", "Literature circles", "Círculos de literatura", _ENG, _L,
             "Small groups choose a book, set their pace and lead their own talk.",
             "Grupos pequeños eligen un libro, fijan su ritmo y dirigen su propia conversación."),
    Practice("socratic-seminar", "Socratic seminar", "Seminario socrático", _ENG, _L,
             "Students discuss a text in a circle, with evidence, while the teacher stays out.",
             "Los alumnos discuten un texto en círculo, con evidencia, sin que el maestro intervenga."),
    Practice("independent-reading", "Independent reading conferences",
             "Conferencias de lectura independiente",
             _ENG, _L,
             "Everyone reads a chosen book while the teacher sits beside one reader at a time.",
             "Todos leen un libro elegido mientras el maestro se sienta con un lector a la vez."),
    Practice("number-talks", "Number talks", "Charlas numéricas", _MATH, _M,
             "Ten minutes of mental math in which students explain and compare their ways.",
             "Diez minutos de cálculo mental en que los alumnos explican y comparan sus maneras."),
    Practice("three-reads", "Three reads", "Tres lecturas", _MATH, _M,
             "Reading a word problem three times: the story, the quantities, the questions.",
             "Leer un problema tres veces: la historia, las cantidades, las preguntas."),
    Practice("math-stations", "Mathematics stations", "Estaciones de matemáticas", _MATH, _M,
             "Short rotations, one of them with the teacher, planned from yesterday's work.",
             "Rotaciones breves, una con el maestro, planeadas según el trabajo de ayer."),
    Practice("open-tasks", "Open tasks", "Tareas abiertas", _MATH, _M,
             "Problems that everyone can start and nobody finishes in one step.",
             "Problemas que todos pueden empezar y que nadie termina en un solo paso."),
    Practice("comparing-solutions", "Comparing two solutions", "Comparar dos soluciones", _MATH, _M,
             "Putting two students' methods side by side to see what each one shows.",
             "Poner lado a lado dos métodos de los alumnos para ver qué muestra cada uno."),
    Practice("fractions-number-line", "Fractions on the number line", "Fracciones en la recta numérica",
             _MATH, _M,
             "Folding, marking and reasoning about fractions as places on a line.",
             "Doblar, marcar y razonar sobre fracciones como lugares en una recta."),
    Practice("standing-boards", "Problem solving at standing boards",
             "Resolver problemas de pie en pizarrones",
             _MATH, _M,
             "Random groups of three solve on vertical boards, one marker, eyes on neighbors' work.",
             "Grupos al azar de tres resuelven en pizarrones, con un marcador, mirando a los vecinos."),
    Practice("favorite-mistake", "My favorite mistake", "Mi error favorito", _MATH, _M,
             "Choosing one interesting wrong answer and finding what was right in it.",
             "Elegir una respuesta equivocada interesante y hallar lo que tenía de correcto."),
    Practice("claim-evidence-reasoning", "Claim, evidence, reasoning", "Afirmación, evidencia, razonamiento",
             _SCI, _I,
             "Writing and arguing an explanation from data, with the reasoning made plain.",
             "Escribir y defender una explicación con datos y el razonamiento a la vista."),
    Practice("lab-notebooks", "Lab notebooks", "Cuadernos de laboratorio", _SCI, _I,
             "One running notebook of questions, set-ups, data and second thoughts.",
             "Un cuaderno continuo de preguntas, montajes, datos y segundas ideas."),
    Practice("modeling-with-data", "Modeling with data", "Modelar con datos", _SCI, _I,
             "Students draw a model, test it against data, and revise it in another color.",
             "Los alumnos dibujan un modelo, lo prueban con datos y lo corrigen en otro color."),
    Practice("phenomenon-launch", "Starting from a phenomenon", "Empezar por un fenómeno", _SCI, _I,
             "Opening a unit with something odd to watch, and keeping the class's questions on the wall.",
             "Abrir la unidad con algo raro que observar y dejar las preguntas del grupo en la pared."),
    Practice("engineering-design", "Engineering design cycle", "Ciclo de diseño de ingeniería", _SCI, _I,
             "Plan, build, test, change one thing, test again, within real limits.",
             "Planear, construir, probar, cambiar una cosa y volver a probar, con límites reales."),
    Practice("document-based-questions", "Document-based questions", "Preguntas con documentos", _HIS, _I,
             "Sorting six short sources into an argument that answers one good question.",
             "Ordenar seis fuentes breves en un argumento que responda una buena pregunta."),
    Practice("reading-images-maps", "Reading images and maps", "Leer imágenes y mapas", _HIS, _I,
             "Looking slowly at a photograph or a map: see, infer, ask.",
             "Mirar despacio una fotografía o un mapa: ver, inferir, preguntar."),
    Practice("structured-controversy", "Structured controversy", "Controversia estructurada", _HIS, _I,
             "Pairs argue one side, switch sides, then look for what they can both sign.",
             "Las parejas defienden un lado, cambian de lado y buscan lo que ambos firmarían."),
    Practice("public-projects", "Projects with a real audience", "Proyectos con público real", "", _I,
             "Weeks of work that end in front of people who want to know.",
             "Semanas de trabajo que terminan ante personas que quieren saber."),
    Practice("exit-tickets", "Exit tickets that change tomorrow",
             "Boletos de salida que cambian la clase", "",
             _C,
             "One question at the door, sorted in five minutes into tomorrow's groups.",
             "Una pregunta al salir, ordenada en cinco minutos en los grupos de mañana."),
    Practice("retrieval-practice", "Retrieval practice", "Práctica de recuperación", "", _C,
             "Starting class by writing from memory, without notes and without a grade.",
             "Empezar la clase escribiendo de memoria, sin apuntes y sin calificación."),
    Practice("peer-feedback", "Peer feedback protocol", "Protocolo de comentarios entre compañeros", "", _C,
             "Students give each other kind, specific and usable comments on a draft.",
             "Los alumnos se dan comentarios amables, precisos y útiles sobre un borrador."),
    Practice("mini-whiteboards", "Whole-class whiteboards", "Pizarritas para todo el grupo", "", _C,
             "Everyone answers at once, boards up, and the next step depends on what is seen.",
             "Todos responden a la vez, pizarras arriba, y el paso siguiente depende de lo visto."),
    Practice("success-criteria", "Self-assessment with success criteria",
             "Autoevaluación con criterios", "", _C,
             "Building the criteria from examples, then students judge their own draft.",
             "Construir los criterios con ejemplos y que cada alumno valore su borrador."),
    Practice("worked-examples", "Worked examples", "Ejemplos resueltos", "", _C,
             "Studying a finished solution, explaining each line, then finishing a half-done one.",
             "Estudiar una solución, explicar cada línea y terminar otra a medio hacer."),
    Practice("hinge-questions", "Hinge questions", "Preguntas bisagra", "", _C,
             "One mid-lesson question whose wrong answers tell exactly what to do next.",
             "Una pregunta a media clase cuyas respuestas dicen qué hacer enseguida."),
    Practice("feedback-before-grades", "Feedback before grades", "Comentarios antes que notas", "", _C,
             "Comments come back first; the grade waits until the student has used them.",
             "Primero vuelven los comentarios; la nota espera hasta que el alumno los use."),
    Practice("restorative-circles", "Restorative circles", "Círculos restaurativos", "", _B,
             "Sitting in a circle to build trust, and to repair it after harm.",
             "Sentarse en círculo para crear confianza y repararla después de un daño."),
    Practice("morning-meeting", "Class meeting", "Reunión del grupo", "", _B,
             "A short daily greeting, a share and a plan, run more and more by students.",
             "Un saludo diario, un compartir y un plan, cada vez más a cargo de los alumnos."),
    Practice("taught-routines", "Routines taught and practiced", "Rutinas enseñadas y practicadas", "", _B,
             "Teaching entry, transitions and materials like content, with rehearsal.",
             "Enseñar la entrada, los cambios y los materiales como contenido, con ensayo."),
    Practice("calm-space", "Calm space and return plan", "Espacio de calma y plan de regreso", "", _B,
             "A place to settle for three minutes and a dignified way back to work.",
             "Un lugar para calmarse tres minutos y un regreso digno al trabajo."),
    Practice("student-jobs", "Class jobs and student leadership", "Trabajos del grupo y liderazgo", "", _B,
             "Real responsibilities, applied for, trained, and handed on.",
             "Responsabilidades reales que se solicitan, se aprenden y se entregan a otro."),
    Practice("student-led-conferences", "Student-led family conferences",
             "Juntas familiares dirigidas por alumnos",
             "", _B,
             "Students show their families their work, their growth and their next goal.",
             "Los alumnos muestran a su familia su trabajo, su avance y su siguiente meta."),
    Practice("co-teaching-stations", "Co-teaching with stations", "Enseñar a dos con estaciones", "", _G,
             "Two teachers, three stations, every student taught by both in one period.",
             "Dos maestros, tres estaciones y cada alumno con ambos en un período."),
    Practice("choice-of-product", "Choices in how to show it", "Opciones para mostrar lo aprendido", "", _G,
             "One goal, several ways in and several ways to show it, planned from the start.",
             "Una meta, varias entradas y varias formas de mostrarla, planeadas desde el inicio."),
    Practice("small-group-reteach", "Small-group reteaching", "Reenseñanza en grupo pequeño", "", _G,
             "Ten minutes with the four who need it, while the others have work worth doing.",
             "Diez minutos con los cuatro que lo necesitan y buen trabajo para los demás."),
    Practice("visual-supports", "Visual supports", "Apoyos visuales", "", _G,
             "Schedules, checklists and models on the wall that students really use.",
             "Horarios, listas y modelos en la pared que los alumnos de verdad usan."),
    Practice("choir-sectionals", "Sectional rehearsals", "Ensayos por secciones", "music", _A,
             "Sections rehearse with student leaders and come back to build the whole.",
             "Las secciones ensayan con líderes alumnos y vuelven para armar el conjunto."),
    Practice("ensemble-warm-up", "Listening warm-ups", "Calentamiento de escucha", "music", _A,
             "Five minutes of tone, pulse and listening that set up the piece of the day.",
             "Cinco minutos de sonido, pulso y escucha que preparan la pieza del día."),
    Practice("pe-skill-stations", "Skill stations", "Estaciones de destrezas", "physical-education", _A,
             "Eight stations, clear cues, little waiting, and partners who coach.",
             "Ocho estaciones, indicaciones claras, poca espera y compañeros que ayudan."),
    Practice("studio-critique", "Studio critique", "Crítica de taller", "arts", _A,
             "Looking together at unfinished work: what do you see, what does it make you ask?",
             "Mirar juntos obra sin terminar: ¿qué ves y qué te hace preguntar?"),
    Practice("pair-programming", "Pair programming", "Programación en pareja", "computer-science", _A,
             "One types, one steers, switch every eight minutes, explain before you run.",
             "Uno escribe, otro guía, cambian cada ocho minutos y explican antes de ejecutar."),
    Practice("workplace-simulation", "Running class like a workplace", "La clase como lugar de trabajo",
             "career-technical", _A,
             "Crew roles, job orders, safety talk and quality checks from a real trade.",
             "Puestos, órdenes de trabajo, plática de seguridad y control de calidad."),
    Practice("comprehensible-input", "Stories in the new language", "Historias en el nuevo idioma",
             "world-languages", _A,
             "Telling and asking a story in words that everyone can follow, ninety percent in the language.",
             "Contar y preguntar una historia con palabras que todos sigan, casi todo en el idioma."),
)
# fmt: on
BY_CODE: dict[str, Practice] = {practice.code: practice for practice in PRACTICES}
