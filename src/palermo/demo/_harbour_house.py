"""Harbour House: a network of shelters that keeps its cases in the case data standard's Excel workbook.

The workbook has the form of the HTCDS 2.0 multi-select template, with its own contradictions: a hidden row of names
over the row of labels, address labels that disagree with their names, one name misspelt, one label without a name.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from palermo.codes import code_list
from palermo.demo._cases import Case
from palermo.demo._dice import Dice
from palermo.demo._profiles import words
from palermo.demo._sending import Fault, Row, Sent, replaced, written

KEY = "harbour_house"
BETWEEN = "; "
"""What the template's multi-select puts between two answers."""

COLUMNS = (
    ("", ""),
    ("cas_CaseOwner", "Case Owner"),
    ("prs_Salutation", "Salutation"),
    ("prs_FirstName", "First Name"),
    ("prs_SecondName", "Second Name"),
    ("con_Consent", "Consent"),
    ("prs_Birthdate", "Birthdate"),
    ("prs_Gender", "Gender"),
    ("prs_Citizenship", "Citizenship"),
    ("prs_Title", "Title"),
    ("prs_Email", "Email"),
    ("prs_HomePhone", "Home Phone"),
    ("prs_MobilePhone", "Mobile Phone"),
    ("prs_MailingCity", "Mailing Street"),
    ("prs_MailingCountry", "Mailing City"),
    ("prs_MailingState", "Mailing State/Province"),
    ("prs_MailingStreet", "Mailing Zip/Postal Code"),
    ("prs_MailingPostalCode", "Mailing Country"),
    ("vic_TraffickingStatus", "Trafficking Status"),
    ("vic_TraffickinStatusDecisionMakingOrg", "Trafficking Status Decision Making Organization"),
    ("vic_MethodOfRecruitment", "Method of Recruitment"),
    ("vic_LocationOfRecruitment", "Location of Recruitment"),
    ("vic_MethodsOfControl", "Methods of Control"),
    ("vic_TypeOfExploitation", "Type of Exploitation"),
    ("vic_ForcedLabourIndustry", "Forced Labour Industry"),
    ("vic_TypeOfSexExploitation", "Type of Sex Exploitation"),
    ("vic_LocationOfExploitation", "Location of Exploitation"),
    ("cas_Status", "Status"),
    ("cas_ReferringOrganisation", "Referring Organisation"),
    ("cas_IncomingReferralDate", "Incoming Referral Date"),
    ("cas_ReferringPrimaryCaseWorker", "Referring Primary Case Worker"),
    ("cas_ReasonForIncomingReferral", "Reason for Incoming Referral"),
    ("cas_IncomingReferralDetails", "Incoming Referral Details"),
    ("cas_ReferredOrganisation", "Referred Organisation"),
    ("cas_ReferredPrimaryCaseWorker", "Referred Primary Case Worker"),
    ("", "Reason for Outgoing Referral"),
    ("cas_OutgoingReferralDate", "Outgoing Referral Date"),
    ("cas_OutgoingReferralDetails", "Outgoing Referral Details"),
    ("cas_ReasonForCaseClosure", "Reason for Case Closure"),
)
"""The template's columns, from the left: the name in the hidden row, the label below it."""

CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The workbook says when it was made; a fixed day, so that the same seed gives the same bytes."""

OWNERS = ("Shelter A", "Shelter B", "Shelter C", "Outreach team")
REASONS = ("Additional Services Required", "Out of Area")
DETAILS = ("Arrived with one bag.", "Has a telephone; call after six.", "Interpreter needed.", "Would like to study.")


def row(case: Case, dice: Dice) -> Row:
    """A case as the shelters record it, by label."""
    person, known, countries = case.person, words(KEY), code_list("country")
    found: Row = {
        "": str(case.number),
        "Case Owner": dice.one_of(OWNERS),
        "Consent": "Yes",
        "Trafficking Status Decision Making Organization": "NGO",
        "Status": "Closed" if dice.percent(70) else "Active",
        "Incoming Referral Date": case.opened,
        "Incoming Referral Details": dice.one_of(DETAILS) if dice.percent(30) else None,
        "Gender": known["gender"][person.gender] if case.has("gender") else "Not Specified/Unknown",
    }
    if case.has("name"):
        found["First Name"], found["Second Name"] = person.given, _family(person.family, dice)
        if dice.percent(10):
            found["Email"] = f"case{case.number}@example.org"
    if case.has("birth_date"):
        found["Birthdate"] = person.birth
    if case.has("citizenship"):
        found["Citizenship"] = countries.label(person.origin)
    if case.has("exploited_in"):
        found["Location of Exploitation"] = countries.label(person.exploited_in)
    if case.has("status"):
        found["Trafficking Status"] = known["status"][person.status]
    if case.has("recruitment"):
        found["Method of Recruitment"] = known["recruitment"][person.recruitment]
    for field, label in (
        ("forms", "Type of Exploitation"),
        ("sectors", "Forced Labour Industry"),
        ("sexual_types", "Type of Sex Exploitation"),
        ("means", "Methods of Control"),
    ):
        codes = getattr(person, field)
        if codes and case.has(field):
            found[label] = written(codes, known[field], BETWEEN)
    return found


def _family(name: str, dice: Dice) -> str:
    """A family name in capitals, as some workers write it: a person key does not mind."""
    return name.upper() if dice.percent(15) else name


def write(rows: Sequence[Row], path: Path) -> None:
    """The workbook."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": "Invented cases", "comments": "Nobody in it exists.", "created": CREATED})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Case Sheet")
        sheet.set_row(0, None, None, {"hidden": True})
        for place, (name, _) in enumerate(COLUMNS):
            if name:
                sheet.write_string(0, place, name)
        for place, (_, label) in enumerate(COLUMNS):
            if label:
                sheet.write_string(1, place, label)
        labels = [label for _, label in COLUMNS]
        for number, cells in enumerate(rows, start=2):
            for place, label in enumerate(labels):
                cell = cells.get(label)
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif place == 0 and cell is not None:
                    sheet.write_number(number, place, int(cell))
                elif cell is not None:
                    sheet.write_string(number, place, cell)
        about = book.add_worksheet("about")
        about.write_string(0, 0, "Microsoft Excel HTCDS 2.0")
        about.write_string(1, 0, "https://github.com/UNMigration/HTCDS")


def _born_later(cells: Row, dice: Dice) -> Row:
    """A birth date in the case's own future."""
    opened = cells["Incoming Referral Date"]
    if not isinstance(opened, date):
        raise TypeError("a case without the day on which it was opened")
    return {**cells, "Birthdate": opened.replace(year=opened.year + 1, day=1 + dice.below(28))}


HARBOUR_HOUSE = Sent(
    contributor=KEY,
    file="harbour-house.xlsx",
    mapping="htcds-2.0-xlsx",
    row=row,
    faults=(
        Fault("value_unknown", "Gender", 18, replaced("Gender", "Femal", "Masculin e", "Feminne")),
        Fault(
            "value_unknown",
            "Citizenship",
            22,
            replaced("Citizenship", "Phillipinnes", "Nepall", "Indonezia", "Nigeira"),
        ),
        Fault("value_unknown", "Type of Exploitation", 12, replaced("Type of Exploitation", "Forced labr", "See file")),
        Fault("age_impossible", "Birthdate", 12, _born_later),
        Fault(
            "date_unreadable", "Incoming Referral Date", 12, replaced("Incoming Referral Date", "spring 2019", "soon")
        ),
        Fault(
            "date_in_future",
            "Incoming Referral Date",
            8,
            lambda cells, dice: {**cells, "Incoming Referral Date": date(2062, 1 + dice.below(12), 3)},
        ),
    ),
    repeats=0,
    write=write,
)
"""How Harbour House sends its cases."""
