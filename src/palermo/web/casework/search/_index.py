"""Keeping the index of a case as its parts say."""

from typing import Any
from uuid import UUID

from palermo.web.casework.forms import form
from palermo.web.casework.models import Case, Part, Token
from palermo.web.casework.search._words import MOST_WORDS, Like, words_of
from palermo.web.vault.blind import blind
from palermo.web.vault.models import DataKey
from palermo.web.vault.walks import Step


def index_part(part: Part) -> None:
    """Renew the index of a part's case, where that part has fields that are found."""
    if any(each.find for each in form(part.form).fields):
        index_case(part.case)


def index_case(case: Case) -> None:
    """Make the tokens of a case anew from all of its parts. The case is held, so that two do not do it at once."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    wanted = set(tokens_of(case))
    there = {bytes(token.digest): token.pk for token in Token.objects.filter(case=case)}
    Token.objects.filter(pk__in=[key for digest, key in there.items() if digest not in wanted]).delete()
    Token.objects.bulk_create([Token(case=case, digest=digest) for digest in wanted - set(there)])


def index_anew(old: DataKey, last: str, most: int) -> Step | None:
    """Make the tokens of the next cases of an organisation anew, behind the last one: its index has another key."""
    cases = Case.objects.filter(organisation=old.owner).order_by("pk")
    batch = list((cases.filter(pk__gt=UUID(last)) if last else cases)[:most])
    for case in batch:
        index_case(case)
    return Step(str(batch[-1].pk), len(batch)) if batch else None


def tokens_of(case: Case) -> list[bytes]:
    """The tokens that a case should have."""
    words: dict[tuple[Like, str], None] = {}
    for part in Part.objects.filter(case=case, gone=False).order_by("made_at"):
        for each in form(part.form).fields:
            value: Any = part.values.get(each.code) if each.find else None
            if isinstance(value, str):
                words.update(dict.fromkeys(words_of(each.find, value)))
    return digests(case.organisation_id, list(words)[: MOST_WORDS * 8])


def digests(organisation: UUID, words: list[tuple[Like, str]]) -> list[bytes]:
    """The tokens of words, in their order."""
    found: dict[tuple[Like, str], bytes] = {}
    for like in Like:
        of_kind = [word for word in words if word[0] is like]
        found.update(zip(of_kind, blind(organisation, like, [text for _like, text in of_kind]), strict=True))
    return [found[word] for word in words]
