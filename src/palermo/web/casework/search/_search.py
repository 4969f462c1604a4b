"""Searching: the nearest first, and whoever is beyond one's reach told of without being shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework.models import Case, Token
from palermo.web.casework.permissions import within_reach
from palermo.web.casework.search._words import WEIGHT, Like, by_word, words_of
from palermo.web.vault.blind import sought

MOST_HITS = 50
WHOLE = 1_000
"""The score of a case whose very number was asked for."""

MOST_LOOKED_AT = 5_000
"""Cases that share a word with what is looked for and are put in order: with more, the word says too little."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found.

    likes: how each word that was looked for is like one of it. in_reach: whether it may be
    opened; of a case beyond one's reach only whose it is may be told.
    """

    case: Case
    score: int
    likes: tuple[Like, ...]
    in_reach: bool


def search(reader: User, text: str, *, most: int = MOST_HITS) -> list[Hit]:
    """The cases of somebody's organisation that a text may be about, the nearest first.

    text: a case's number, a telephone number, a document's number, or names in any script. All words count, and a case
    that has all of them stands before one that has some.
    """
    number = text.strip().upper()
    found: dict[UUID, tuple[int, tuple[Like, ...]]] = {}
    found |= {case.pk: (WHOLE, (Like.NUMBER,)) for case in _of_organisation(reader).filter(number=number)[:1]}
    for words in () if found else _asked(text):  # who knows the number looks for nobody else
        for key, (score, likes) in _near(reader.organisation_id, words, most).items():
            if score > found.get(key, (0, ()))[0]:
                found[key] = (score, likes)
    best = sorted(found, key=lambda key: (-found[key][0], str(key)))[:most]
    cases = _of_organisation(reader).select_related("owner", "team").in_bulk(best)
    reach = set(
        Case.objects.filter(within_reach(reader, Permission.CASE_READ), pk__in=best).values_list("pk", flat=True)
    )
    return [Hit(cases[key], *found[key], in_reach=key in reach) for key in best if key in cases]


def _of_organisation(reader: User) -> QuerySet[Case]:
    return Case.objects.filter(organisation=reader.organisation_id)


def _asked(text: str) -> list[list[list[tuple[Like, str]]]]:
    """What is looked for, as names word by word, and as a telephone number or another one."""
    kinds = [by_word(text)]
    kinds += [[list(words_of(find, text))] for find in ("phone", "number") if any(each.isdigit() for each in text)]
    return [[word for word in kind if word] for kind in kinds if any(kind)]


def _near(
    organisation: UUID, words: list[list[tuple[Like, str]]], most: int
) -> Mapping[UUID, tuple[int, tuple[Like, ...]]]:
    """How near each case is that has any of these words: the best likeness of each word, added up.

    What is written alike is looked for first, then what sounds alike, then slips: as soon as enough cases have every
    word, nobody looks further.
    """
    told = [(place, like, text) for place, word in enumerate(words) for like, text in word]
    tokens_of_each = sought(organisation, ((like, text) for _place, like, text in told))
    meaning: dict[Like, dict[bytes, set[int]]] = {}
    for (place, like, _text), tokens in zip(told, tokens_of_each, strict=True):
        for token in tokens:
            meaning.setdefault(like, {}).setdefault(token, set()).add(place)
    best: dict[UUID, dict[int, Like]] = {}
    for like in sorted(meaning, key=lambda each: -WEIGHT[each]):
        rows = Token.objects.filter(digest__in=list(meaning[like])).values_list("case", "digest")
        for key, digest in rows[: MOST_LOOKED_AT * len(words)]:
            for place in meaning[like][bytes(digest)]:
                best.setdefault(key, {}).setdefault(place, like)
        if sum(len(likes) == len(words) for likes in best.values()) >= most:
            break
    return {
        key: (sum(WEIGHT[like] for like in likes.values()), tuple(likes[place] for place in sorted(likes)))
        for key, likes in best.items()
    }
