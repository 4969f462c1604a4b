"""What may tell who somebody is, by its look. It errs on the side of showing nothing."""

import re

from palermo.codes import fold

LONGEST = 60
"""Characters. Longer texts are sentences, and sentences speak of people."""

_NUMBER = re.compile(r"(?:\d[ ./-]?){6,}")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a name such as `dateOfBirth` has its seams."""

_NUMERO = re.compile(r"\b[nN]\.?[º°]\.?|№")
"""The sign for *number*, however it is typed: `Nº`, `N.º`, `N°`, `№`."""

IDENTIFYING = frozenset(
    """name names nom noms prenom prenoms surname firstname lastname givenname familyname fullname alias nickname
    nombre nombres apellido apellidos имя фамилия отчество اسم 姓名 名字
    phone telephone tel mobile telefono email mail courriel correo address adresse direccion adresses street rue
    passport passeport pasaporte identity identite id identifier identifiant ref reference dossier number numero
    no nr ssn expediente contact whatsapp facebook
    birth born dob naissance nacimiento
    note notes comment comments commentaire commentaires comentario comentarios remark remarks remarque remarques
    narrative description story recit texte text details observations observaciones примечание ملاحظات 备注""".split()
)
"""Words in a header, accents aside, below which stand identifiers, names, contacts, exact dates or free text."""

COUNTS = frozenset({"number", "numero", "no", "nombre"})
"""Words that count something when `of` comes after them: `Number of months`, `Nombre de mois`."""


def spaced(header: str) -> str:
    """A header with its words apart, for comparison only.

    >>> spaced("dateOfBirth"), spaced("N.º de caso")
    ('date Of Birth', ' no  de caso')
    """
    return _HUMPS.sub(" ", _NUMERO.sub(" no ", header))


def is_private(text: str) -> bool:
    """Whether a text may be a contact, a document's number, or a sentence.

    >>> is_private("Filipina"), is_private("+63 917 555 01 02"), is_private("somebody@example.org")
    (False, True, True)
    """
    return len(text) > LONGEST or "@" in text or _NUMBER.search(text) is not None


def is_identifying(header: str) -> bool:
    """Whether a header says that below it stands what may tell who somebody is.

    >>> is_identifying("Prénom"), is_identifying("vic_CountryOfBirth"), is_identifying("Means of control")
    (True, True, False)
    """
    words = fold(spaced(header)).split()
    following = [*words, ""][1:]
    return any(
        word in IDENTIFYING and not (word in COUNTS and after in ("of", "de", "d"))
        for word, after in zip(words, following, strict=True)
    )
