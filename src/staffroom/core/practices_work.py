"""What people without a classroom are good at: the starter list for buses, kitchens, offices, grounds and halls.

They stand beside the sixty practices of lessons (``core/practices.py``), which the generated districts are made of.
"""

from .practices import Practice

FAMILY = "work"
FAMILIES: dict[str, tuple[str, str]] = {FAMILY: ("Keeping a school running", "Para que la escuela funcione")}

# fmt: off
WORK_PRACTICES: tuple[Practice, ...] = tuple(
    Practice(code, name_en, name_es, "", FAMILY, description_en, description_es)
    for code, name_en, name_es, description_en, description_es in (
        ("calming-a-child", "Calming an upset child", "Calmar a un niño alterado",
         "On the bus, in the hall or at the door: what you say and do, and what you leave out.",
         "En el autobús, el pasillo o la puerta: qué dices y haces, y qué no."),
        ("speaking-with-families", "Speaking with families", "Hablar con las familias",
         "Good news, bad news and a full front office, in one language or two.",
         "Buenas y malas noticias y una oficina llena, en uno o dos idiomas."),
        ("interpreting", "Helping in another language", "Ayudar en otro idioma",
         "Helping a family and a colleague understand each other.",
         "Ayudar a que una familia y un colega se entiendan."),
        ("first-aid", "First aid and allergies", "Primeros auxilios y alergias",
         "What to do in the first minutes, and where everything is.",
         "Qué hacer en los primeros minutos y dónde está todo."),
        ("driving-in-bad-weather", "Driving in bad weather", "Manejar con mal tiempo",
         "Ice, rain and fog with a full bus.",
         "Hielo, lluvia y neblina con el autobús lleno."),
        ("bus-routines", "Routines on the bus", "Rutinas en el autobús",
         "Seats, names and songs: a ride that begins the day well.",
         "Asientos, nombres y canciones: un viaje que empieza bien el día."),
        ("kitchen-safety", "Safe food and a calm kitchen", "Comida segura y cocina tranquila",
         "Temperatures, labels and who stands where when the line is long.",
         "Temperaturas, etiquetas y quién está dónde cuando la fila es larga."),
        ("cooking-for-many", "Cooking well for many", "Cocinar bien para muchos",
         "Meals that are eaten: taste, portions and what children ask for again.",
         "Comidas que sí se comen: sabor, porciones y lo que los niños piden otra vez."),
        ("cleaning-and-products", "Cleaning well and safely", "Limpiar bien y sin riesgo",
         "Floors, products and the order in which a building is done.",
         "Pisos, productos y el orden en que se hace un edificio."),
        ("small-repairs", "Small repairs", "Reparaciones pequeñas",
         "Doors, taps, desks and projectors: fixed today and not next month.",
         "Puertas, llaves de agua, mesas y proyectores: hoy y no el mes que viene."),
        ("tools-and-computers", "Computers and forms", "Computadoras y formularios",
         "The programs of the office, explained without hurry.",
         "Los programas de la oficina, explicados sin prisa."),
        ("playground-and-lunch", "Recess and lunch", "Recreo y almuerzo",
         "Games, lines and small quarrels with two hundred children.",
         "Juegos, filas y pleitos pequeños con doscientos niños."),
        ("helping-one-student", "Helping one student learn", "Ayudar a un alumno a aprender",
         "When to help, when to wait, and how to step back.",
         "Cuándo ayudar, cuándo esperar y cómo dar un paso atrás."),
        ("plants-and-grounds", "Plants and grounds", "Plantas y jardines",
         "Trees, beds and lawns, and children who help.",
         "Árboles, huertos y pasto, y niños que ayudan."),
        ("something-else", "Something else that helps a school", "Otra cosa que ayuda a la escuela",
         "Say it in your own words.",
         "Dilo con tus palabras."),
    )
)
# fmt: on
