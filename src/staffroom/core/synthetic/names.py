"""Invented people: common first and last names, mixed as in a mostly Hispanic California district."""

import unicodedata
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_HISPANIC_GIVEN = _words(
    "María José Guadalupe Juan Carlos Ana Luis Rosa Miguel Leticia Jesús Patricia Javier Verónica "
    "Fernando Claudia Ricardo Adriana Sergio Gabriela Raúl Alejandra Eduardo Mónica Héctor Silvia Arturo "
    "Cristina Óscar Daniela Manuel Norma Rubén Yolanda Alberto Esmeralda Roberto Araceli Francisco "
    "Maribel Ramón Cecilia Andrés Lucía Ernesto Paloma Gerardo Xóchitl Armando Beatriz Salvador Angélica "
    "Víctor Elvira Jorge Marisol Iván Teresa Rodrigo Carmen Diego Lorena Mateo Itzel Joaquín Margarita "
    "Noé Pilar"
)
_HISPANIC_FAMILY = _words(
    "García Hernández López Martínez González Rodríguez Pérez Sánchez Ramírez Flores Gómez Torres Díaz "
    "Reyes Cruz Morales Ortiz Gutiérrez Chávez Ramos Ruiz Mendoza Álvarez Castillo Jiménez Vásquez Romero "
    "Moreno Herrera Aguilar Medina Vargas Castro Guzmán Méndez Muñoz Salazar Soto Delgado Rivera "
    "Contreras Vega Estrada Guerrero Ríos Navarro Campos Peña Cervantes Lara Serrano Villanueva Ochoa "
    "Padilla Rosales Valdez Montes Ayala Carrillo Avila Zamora Figueroa Núñez Cortez Escobar Nava Tapia "
    "Quintero Bautista Cárdenas Magaña Arellano Zúñiga Barajas Orozco Velasco Solís Trejo Ponce"
)
_ANGLO_GIVEN = _words(
    "Jennifer Michael Lisa David Karen Robert Susan James Amy Mark Laura Brian Emily Kevin Megan Steven "
    "Heather Jason Rachel Andrew Katherine Eric Sarah Thomas Julie Scott Allison Matthew Rebecca Gregory "
    "Nicole Timothy Hannah Patrick Erin Peter Christine Nathan Colleen Sean Diane Keith"
)
_ANGLO_FAMILY = _words(
    "Anderson Baker Campbell Carter Clark Collins Cooper Davis Edwards Evans Fisher Foster Graham Hall "
    "Hayes Hughes Jensen Johnson Kelly Larson Lewis Marshall Miller Mitchell Morgan Murphy Nelson Olsen "
    "Parker Peterson Phillips Reed Roberts Russell Schmidt Shaw Smith Stewart Sullivan Thompson Turner "
    "Walsh Ward Watson Weber Wilson Wood Young"
)
_ASIAN_GIVEN = _words(
    "Grace Linh Mei Daniel Hannah Minh Jin Maricel Angelo Priya Anh Kenji Joy Thanh Sunita Wei Christine "
    "Tuan Rommel Yuki Esther Kiran"
)
_ASIAN_FAMILY = _words(
    "Nguyen Tran Lee Kim Park Chen Wong Lin Reyes Santos Bautista Dela-Cruz Pham Le Patel Singh Tanaka "
    "Liu Chang Yamamoto Aquino Vu Huang Sharma"
)
_BLACK_GIVEN = _words(
    "Denise Marcus Angela Darnell Tamika Andre Yvonne Terrence Keisha Reginald Monique Isaiah Simone "
    "Curtis Latoya Malik Vanessa Jerome Amara Kwame"
)
_BLACK_FAMILY = _words(
    "Williams Jackson Washington Harris Robinson Brooks Coleman Jenkins Banks Freeman Bryant Okafor "
    "Dorsey Gaines Mensah Booker Simmons Franklin Joseph Wallace"
)

POOLS = (
    (_HISPANIC_GIVEN, _HISPANIC_FAMILY),
    (_ANGLO_GIVEN, _ANGLO_FAMILY),
    (_ASIAN_GIVEN, _ASIAN_FAMILY),
    (_BLACK_GIVEN, _BLACK_FAMILY),
)
CERTIFICATED_MIX = (52, 29, 12, 7)
CLASSIFIED_MIX = (78, 9, 6, 7)
_SHORT = {
    "Guadalupe": "Lupe", "Francisco": "Paco", "José": "Pepe", "Jesús": "Chuy", "Robert": "Rob",
    "Jennifer": "Jen",
    "Katherine": "Kate", "Michael": "Mike", "Gabriela": "Gaby", "Timothy": "Tim", "Patricia": "Pati",
    "Alejandra": "Ale", "Gregory": "Greg", "Rebecca": "Becca", "Christine": "Chris", "Salvador": "Chava",
}  # fmt: skip


class Namer:
    """Draws full names, none twice in a district, and mail addresses, none twice."""

    def __init__(self, rng: Random, domain: str) -> None:
        self._rng = rng
        self._domain = domain
        self._names: set[tuple[str, str]] = set()
        self._mails: set[str] = set()

    def reserve(self, given: str, family: str) -> None:
        self._names.add((given, family))

    def take(self, mail: str) -> None:
        """Mark an address as in use."""
        self._mails.add(mail)

    def draw(self, mix: tuple[int, ...]) -> tuple[str, str]:
        """A given and a family name not handed out before."""
        while True:
            given_names, family_names = self._rng.choices(POOLS, weights=mix)[0]
            given, family = self._rng.choice(given_names), self._rng.choice(family_names)
            if given_names is _HISPANIC_GIVEN and self._rng.random() < 0.18:
                family = f"{family} {self._rng.choice(_HISPANIC_FAMILY)}"
            twice = len(set(family.split())) < len(family.split())
            if not twice and (given, family) not in self._names:
                self._names.add((given, family))
                return given, family.replace("Dela-Cruz", "Dela Cruz")

    def preferred(self, given: str) -> str:
        """A short name for about one in three of those whose name has one, else ''."""
        return _SHORT[given] if given in _SHORT and self._rng.random() < 0.35 else ""

    def mail(self, given: str, family: str) -> str:
        base = f"{plain(given)}.{plain(family.split()[0])}"
        address, n = f"{base}@{self._domain}", 1
        while address in self._mails:
            n += 1
            address = f"{base}{n}@{self._domain}"
        self._mails.add(address)
        return address


def plain(name: str) -> str:
    """A name in lower-case ASCII letters: 'Muñoz' is 'munoz'."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return "".join(letter for letter in flat.lower() if letter.isalpha())
