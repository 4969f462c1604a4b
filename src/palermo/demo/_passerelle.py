"""Passerelle: a French-speaking association that exports a CSV from its own database.

Semicolons, Windows-1252, dates as day/month/year, countries by their French names, a yes-or-no column for each means of
control.
"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from palermo.codes import code_list
from palermo.demo._cases import Case
from palermo.demo._dice import Dice
from palermo.demo._profiles import words
from palermo.demo._sending import Fault, Row, Sent, replaced, written

KEY = "passerelle"
UNKNOWN, REFUSED, NOT_APPLICABLE = "inconnu", "refus de répondre", "sans objet"
CODE_PAGE = "cp1252"

COLUMNS = (
    *("N° dossier", "Date d'ouverture", "Nom", "Prénom", "Date de naissance", "Sexe", "Nationalité"),
    *("Pays d'exploitation", "Formes d'exploitation", "Secteur", "Recruteur", "Mode de recrutement", "Durée (mois)"),
    *("Statut", *words(KEY)["means"].values(), "Téléphone", "Observations"),
)

KNOWN_SLIPS = {"CIV": "Cote d'Ivoir", "NGA": "Nigéria (Bénin City)"}
"""Spellings that Passerelle's own mapping knows and corrects: it has met them before."""

NOTES = (
    "Rappeler lundi ; ne pas laisser de message.",
    "A demandé une interprète.",
    "Suivi médical : oui.",
    "Souhaite travailler.",
)


def row(case: Case, dice: Dice) -> Row:
    """A case as the association records it."""
    person, known = case.person, words(KEY)
    found: Row = {
        "N° dossier": f"P-{case.opened.year}-{case.number:05}",
        "Date d'ouverture": _day(case.opened),
        "Sexe": known["gender"][person.gender] if case.has("gender") else UNKNOWN,
        "Date de naissance": _birth(case, dice),
        "Nationalité": _country(person.origin, dice) if case.has("citizenship") else UNKNOWN,
        "Pays d'exploitation": _country(person.exploited_in, dice) if case.has("exploited_in") else UNKNOWN,
        "Téléphone": "+33 1 99 00 00 00" if dice.percent(10) else None,
        "Observations": dice.one_of(NOTES) if dice.percent(20) else None,
        "Durée (mois)": str(person.months) if case.has("duration") else None,
    }
    if case.has("name"):
        found["Nom"], found["Prénom"] = _name(person.family, dice), _name(person.given, dice)
    if case.has("forms"):
        found["Formes d'exploitation"] = written(person.forms, known["forms"], ", ")
    if not person.sectors:
        found["Secteur"] = NOT_APPLICABLE if case.has("sectors") else None
    elif case.has("sectors"):
        found["Secteur"] = written(person.sectors, known["sectors"], ", ")
    if case.has("recruiter"):
        found["Recruteur"] = known["recruiter"][person.recruiter]
    else:
        found["Recruteur"] = REFUSED if dice.percent(30) else None
    if case.has("recruitment"):
        found["Mode de recrutement"] = known["recruitment"][person.recruitment]
    if case.has("status"):
        found["Statut"] = known["status"][person.status]
    if case.has("means"):
        found |= {column: "oui" if code in person.means else "non" for code, column in known["means"].items()}
    return found


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _birth(case: Case, dice: Dice) -> str | None:
    """The birth date; the year alone where nobody knows more, and never of a person who has another case."""
    if not case.has("birth_date"):
        return UNKNOWN if dice.percent(50) else None
    vague = case.only and dice.percent(4)
    return str(case.person.birth.year) if vague else _day(case.person.birth)


def _country(code: str, dice: Dice) -> str:
    if code in KNOWN_SLIPS and dice.percent(4):
        return KNOWN_SLIPS[code]
    return code_list("country").label(code, "fr")


def _name(name: str, dice: Dice) -> str:
    """A name, now and then in capitals without its accents: a person key does not mind."""
    return name.upper().translate(str.maketrans("ÀÂÇÉÈÊÍÔÛ", "AACEEEIOU")) if dice.percent(15) else name


def write(rows: Sequence[Row], path: Path) -> None:
    """The CSV file, its lines ended as Windows does."""
    with path.open("w", encoding=CODE_PAGE, newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows([cells.get(column) or "" for column in COLUMNS] for cells in rows)


PASSERELLE = Sent(
    contributor=KEY,
    file="passerelle.csv",
    mapping="passerelle.yaml",
    row=row,
    faults=(
        Fault("value_unknown", "Nationalité", 30, replaced("Nationalité", "Roumannie", "Marocc", "Binin", "Nigéira")),
        Fault(
            "value_unknown",
            "Pays d'exploitation",
            20,
            replaced("Pays d'exploitation", "Frnace", "Tunisi", "Côte Ivoire Sud"),
        ),
        Fault(
            "value_unknown",
            "Formes d'exploitation",
            12,
            replaced("Formes d'exploitation", "voir dossier", "Travail forc"),
        ),
        Fault("date_unreadable", "Date d'ouverture", 15, replaced("Date d'ouverture", "31/02/2021", "12-2019", "?")),
        Fault("date_unreadable", "Date de naissance", 12, replaced("Date de naissance", "30/02/1999", "01/13/1998")),
        Fault("date_in_future", "Date d'ouverture", 10, replaced("Date d'ouverture", "14/03/2042", "02/09/2109")),
        Fault("age_impossible", "Date de naissance", 12, replaced("Date de naissance", "12/04/1819", "05/11/2026")),
        Fault("flag_unreadable", "Menaces", 10, replaced("Menaces", "oui ?", "peut-être")),
    ),
    repeats=6,
    write=write,
)
"""How Passerelle sends its cases."""
