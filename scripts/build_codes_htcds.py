"""Make the code lists and the table of fields of HTCDS 2.0 from the standard, read as data.

    python scripts/build_codes_htcds.py FOLDER

FOLDER holds fields.csv, values.csv and definitions.csv: the Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY
4.0, as read from its own files. What is changed on the way is written in the `note` of each file that is made.
"""

import csv
import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).parents[1] / "src/palermo/codes/data"

LISTS = {
    "org_Type": ("htcds-organisation-type", "Kind of organisation"),
    "prs_Gender": ("htcds-gender", "Gender"),
    "prs_MaritalStatus": ("htcds-marital-status", "Marital status"),
    "prs_HighestLevelOfEducation": ("htcds-education", "Highest level of education"),
    "vic_TraffickingStatus": ("htcds-trafficking-status", "Trafficking status"),
    "vic_TraffickingStatusDecisionMakingOrg": ("htcds-decision-making-organisation", "Organisation that decided"),
    "vic_RelationshipToTrafficker": ("htcds-relationship-to-trafficker", "Relationship to the trafficker"),
    "vic_RecruitmentWebsitesAndApps": ("htcds-recruitment-websites", "Websites and apps used for recruitment"),
    "vic_MethodOfRecruitment": ("htcds-method-of-recruitment", "Method of recruitment"),
    "vic_MethodsOfControl": ("htcds-methods-of-control", "Methods of control"),
    "vic_TypeOfExploitation": ("htcds-type-of-exploitation", "Type of exploitation"),
    "vic_ForcedLabourIndustry": ("htcds-forced-labour-industry", "Industry of forced labour"),
    "vic_TypeOfSexExploitation": ("htcds-type-of-sex-exploitation", "Type of sexual exploitation"),
    "vic_ExploitationWebsitesAndApps": ("htcds-exploitation-websites", "Websites and apps used for exploitation"),
    "vic_Vulnerabilities": ("htcds-vulnerabilities", "Vulnerabilities (deprecated)"),
    "per_RoleInProcess": ("htcds-role-in-process", "Role in the process"),
    "cas_Status": ("htcds-case-status", "Status of the case"),
    "cas_ReasonForIncomingReferral": ("htcds-reason-for-incoming-referral", "Reason for the incoming referral"),
    "cas_ReasonForOutgoingReferral": ("htcds-reason-for-outgoing-referral", "Reason for the outgoing referral"),
    "hte_Type": ("htcds-event-type", "Kind of historic event"),
    "spl_Type": ("htcds-support-plan-type", "Kind of support plan"),
    "xlsform:consent": ("htcds-consent", "Consent"),
}
"""The standard's lists, and what they are called here."""

CORRECTED_LABELS = {("vic_RelationshipToTrafficker", "Unaquainted"): "Unacquainted"}
"""A misspelt code stays as it is, for exchange; its label is put right."""

EXCEL_ALIASES = {"vic_TraffickingStatusDecisionMakingOrg": "vic_TraffickinStatusDecisionMakingOrg"}
"""How the Excel templates misspell a field."""

SOURCE = """\
source:
  title: Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0
  url: https://github.com/UNMigration/HTCDS
  version: "2.0 (24 December 2021, commit 3c2f6537)"
  licence: CC BY 4.0
  note: "{note} IOM endorses neither Palermo nor any change."
"""


def quoted(text: str) -> str:
    """A text as YAML takes it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def head(name: str, title: str, note: str) -> str:
    """What a data file begins with."""
    return (
        f"# Made by scripts/build_codes_htcds.py.\nname: {name}\ntitle: {{en: {quoted(title)}}}\n"
        f'version: "2.0"\nverified: true\n{SOURCE.format(note=note)}'
    )


def write_lists(values: list[dict[str, str]], definitions: dict[str, str]) -> None:
    """One list a picklist of the standard."""
    for source, (name, title) in LISTS.items():
        rows = [row for row in values if row["list"] == source]
        note = "The codes are the standard's. "
        note += "Its definitions were joined to them by name." if any(r["definition_key"] for r in rows) else ""
        if any(list_name == source for list_name, _ in CORRECTED_LABELS):
            note += "A misspelt label was corrected, the code left as it is."
        text = head(name, f"HTCDS 2.0: {title}", note.strip())
        text += f"definition: {quoted(f'The list {source} of the standard.')}\ncodes:\n"
        for row in rows:
            code = row["value_name"]
            label = CORRECTED_LABELS.get((source, code), row["value_label"]).replace("- producing", "-producing")
            text += f"  - code: {quoted(code)}\n    label: {{en: {quoted(label)}}}\n"
            if row["definition_key"]:
                text += f"    definition: {quoted(definitions[row['definition_key']])}\n"
        (DATA / "lists" / f"{name}.yaml").write_text(text, encoding="utf-8")


def slug(text: str) -> str:
    """A code made of a text, for what the standard gives no code."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def write_definitions(rows: list[dict[str, str]]) -> None:
    """Everything the standard defines, as one list of terms."""
    name = "htcds-definition"
    text = head(
        name,
        "HTCDS 2.0: Definitions",
        "The standard gives most of these terms no code: where it gives none, the code was made of its heading and the"
        " term.",
    )
    text += (
        "definition: The terms that the standard and its guidance define, with the heading they stand under.\n"
        f"attributes: [section, term]\ntable: {name}.csv\n"
    )
    (DATA / "lists" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with (DATA / "lists" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "label.en", "section", "term", "definition"])
        for row in rows:
            section, term = row["list"].split(":", 1)[1], row["value"]
            has_code = re.fullmatch(r"[A-Z]\w*", term) and (term.startswith("MethodsOfControl") or term[1] == "_")
            heading = section.split(" > ")[-1]
            tier = re.search(r"TIER (\d)", section)
            prefix = f"tier{tier[1]}_" if tier else ""
            code = term if has_code else f"{prefix}{slug(heading)}.{slug(term)}"
            label = term if has_code else f"{heading}: {term}"
            writer.writerow([code, label, section, term, row["definition"]])


def write_fields(rows: list[dict[str, str]]) -> None:
    """The table of fields."""
    name = "htcds-2.0"
    text = head(
        name,
        "Human Trafficking Case Data Standard 2.0",
        "Code lists are named as they are here; the label and the type of per_Organisation, which the standard leaves"
        " blank, were added; spellings of the tool kits that contradict the standard are aliases.",
    )
    text += (
        "definition: >-\n"
        "  The fields of nine of the standard's ten objects; the tenth, on assessment, has example questions and no"
        " field.\n  Core means expected at the least; the standard requires no field outright. Every field that is not"
        " deprecated has\n  the status DRAFT, which means current.\n"
        f"table: {name}.csv\n"
    )
    (DATA / "schemas" / f"{name}.yaml").write_text(text, encoding="utf-8")
    columns = (
        "name object section label.en type multiplicity core status list external_list references pattern description"
        " notes since aliases"
    ).split()
    with (DATA / "schemas" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            full_name = row["full_name"]
            aliases = [row["xlsform_name"], EXCEL_ALIASES.get(full_name, "")]
            missing = full_name == "per_Organisation"
            writer.writerow(
                {
                    "name": full_name,
                    "object": row["table"],
                    "section": row["section"],
                    "label.en": "Organisation" if missing else row["label"],
                    "type": "reference" if missing else row["type"],
                    "multiplicity": row["multiplicity"],
                    "core": row["core"],
                    "status": row["status"],
                    "list": LISTS[row["code_list"]][0] if row["code_list"] else "",
                    "external_list": row["external_code_list"],
                    "references": "organisation" if missing else row["references"],
                    "pattern": row["format_pattern"],
                    "description": row["description"],
                    "notes": "Label and type are ours: the standard leaves them blank." if missing else row["notes"],
                    "since": row["first_seen"],
                    "aliases": "|".join(alias for alias in aliases if alias and alias != full_name),
                }
            )


def main() -> int:
    """Write the lists, the definitions and the fields."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    definitions = read(folder / "definitions.csv")
    write_lists(read(folder / "values.csv"), {row["value"]: row["definition"] for row in definitions})
    write_definitions(definitions)
    write_fields(read(folder / "fields.csv"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
