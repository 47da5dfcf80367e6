"""The course catalog of middle and high schools: (title, grades), by subject."""

Courses = tuple[tuple[str, tuple[str, ...]], ...]
_MID, _HIGH = ("07", "08"), ("09", "10", "11", "12")

# fmt: off
MIDDLE: dict[str, Courses] = {
    "english": (("English 7", ("07",)), ("English 8", ("08",)), ("English 6", ("06",))),
    "mathematics": (("Mathematics 7", ("07",)), ("Mathematics 8", ("08",)), ("Mathematics 6", ("06",))),
    "science": (("Integrated Science 7", ("07",)), ("Integrated Science 8", ("08",))),
    "history": (("World History 7", ("07",)), ("U.S. History 8", ("08",))),
    "physical-education": (("Physical Education 7", ("07",)), ("Physical Education 8", ("08",))),
    "special-education": (("Academic Support", _MID), ("Co-taught English", _MID)),
    "english-development": (("ELD Newcomers", _MID), ("ELD Bridging", _MID)),
    "band": (("Beginning Band", _MID), ("Concert Band", _MID)),
    "choir": (("Chorus", _MID),),
    "arts": (("Art Foundations", _MID),),
    "theater": (("Drama", _MID),),
    "computer-science": (("Coding and Design", _MID),),
    "spanish": (("Spanish for Heritage Speakers", _MID), ("Spanish 1", ("08",))),
    "media": (("Yearbook and Media", _MID),),
    "career-technical": (("Career Explorations", _MID),),
}
HIGH: dict[str, Courses] = {
    "english": (("English 9", ("09",)), ("English 10", ("10",)), ("English 11", ("11",)),
                ("Expository Reading and Writing", ("12",)), ("AP English Language", ("11",))),
    "mathematics": (("Algebra 1", ("09",)), ("Geometry", ("10",)), ("Algebra 2", ("11",)),
                    ("Precalculus", ("11", "12")), ("Statistics", ("12",))),
    "biology": (("Biology: The Living Earth", ("09", "10")), ("AP Biology", ("11", "12"))),
    "chemistry": (("Chemistry", ("10", "11")), ("Honors Chemistry", ("10", "11"))),
    "physics": (("Physics of the Universe", ("11", "12")), ("AP Physics 1", ("11", "12"))),
    "history": (("World History", ("10",)), ("U.S. History", ("11",)), ("Government and Economics", ("12",)),
                ("Ethnic Studies", ("09",))),
    "spanish": (("Spanish 1", ("09", "10")), ("Spanish 2", ("10", "11")),
                ("Spanish for Heritage Speakers", _HIGH)),
    "physical-education": (("PE Course 1", ("09",)), ("PE Course 2", ("10",)), ("Weight Training", _HIGH)),
    "special-education": (("Academic Success", _HIGH), ("Co-taught Algebra 1", ("09",))),
    "english-development": (("ELD 1", _HIGH), ("ELD 2", _HIGH), ("Long-term ELD", _HIGH)),
    "arts": (("Art 1", _HIGH), ("Drawing and Painting", _HIGH)),
    "ceramics": (("Ceramics 1", _HIGH), ("Ceramics 2", _HIGH)),
    "theater": (("Theater 1", _HIGH), ("Play Production", _HIGH)),
    "band": (("Concert Band", _HIGH), ("Marching Band", _HIGH), ("Guitar", _HIGH)),
    "choir": (("Chorus", _HIGH), ("Chamber Choir", _HIGH)),
    "french": (("French 1", _HIGH), ("French 2", _HIGH), ("French 3", _HIGH)),
    "mandarin": (("Mandarin 1", _HIGH), ("Mandarin 2", _HIGH)),
    "computer-science": (("Computer Science Principles", _HIGH), ("Web Development", _HIGH)),
    "culinary": (("Culinary Arts 1", _HIGH), ("Culinary Arts 2", _HIGH)),
    "automotive": (("Automotive Technology 1", _HIGH), ("Automotive Technology 2", _HIGH)),
    "health-careers": (("Introduction to Health Careers", _HIGH), ("Medical Science", ("11", "12"))),
    "business": (("Business Foundations", _HIGH), ("Accounting", ("11", "12"))),
    "construction": (("Woodworking", _HIGH), ("Construction Trades", ("11", "12"))),
    "media": (("Video Production", _HIGH), ("Digital Photography", _HIGH)),
}

# fmt: on
#: Subjects taught by one person first, in this order, as far as the school has singletons.
HIGH_SINGLES = (
    "french",
    "band",
    "choir",
    "theater",
    "construction",
    "automotive",
    "culinary",
    "media",
    "ceramics",
    "computer-science",
    "business",
    "health-careers",
    "english-development",
    "mandarin",
    "physics",
    "chemistry",
)  # fmt: skip
SMALL_HIGH_SINGLES = (
    "biology",
    "chemistry",
    "history",
    "spanish",
    "physical-education",
    "arts",
    "band",
    "english-development",
    "computer-science",
    "business",
    "health-careers",
)
MIDDLE_SINGLES = (
    "band",
    "theater",
    "computer-science",
    "english-development",
    "arts",
    "spanish",
    "media",
    "career-technical",
)
HIGH_CORE = {"english": 22, "mathematics": 20, "history": 15, "biology": 9, "physical-education": 10,
             "spanish": 9, "chemistry": 6, "arts": 4, "physics": 3, "english-development": 3,
             "health-careers": 2, "business": 2, "computer-science": 2}  # fmt: skip
MIDDLE_CORE = {"english": 26, "mathematics": 24, "science": 18, "history": 17, "physical-education": 15}

#: Students in a class, by subject; 31 where nothing is said.
CLASS_SIZE = {
    "physical-education": 46,
    "band": 38,
    "choir": 42,
    "special-education": 14,
    "english-development": 23,
    "automotive": 26,
    "culinary": 26,
    "mandarin": 24,
    "french": 27,
}
SINGLE_TEACHERS = ((150, 8), (300, 15), (600, 30), (1000, 39), (1400, 53), (1800, 65))
SINGLETONS_HIGH = ((150, 6), (300, 11), (600, 15), (1000, 13), (1400, 11), (1800, 9))
TEACHERS_MIDDLE = ((150, 9), (300, 16), (500, 22), (700, 29), (900, 37))
SINGLETONS_MIDDLE = ((150, 6), (300, 8), (500, 7), (700, 6), (900, 6))


def between(table: tuple[tuple[int, int], ...], at: float) -> int:
    """Straight line between the points of a table, flat outside it."""
    if at <= table[0][0]:
        return table[0][1]
    for (x0, y0), (x1, y1) in zip(table, table[1:], strict=False):
        if at <= x1:
            return round(y0 + (y1 - y0) * (at - x0) / (x1 - x0))
    return table[-1][1]
