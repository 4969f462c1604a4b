"""The use policy in one sentence, so that it can stand in every file that leaves: what the figures are not for."""

from collections.abc import Mapping

from palermo.codes import in_language
from palermo.release._manifest import About, citation

USE: Mapping[str, str] = {
    "en": "Not for identifying or scoring a person, nor as a measure of how common trafficking is. Never join records "
    "to find out about somebody; cite each figure with its release and its denominator.",
    "fr": "Ne pas utiliser pour identifier ou évaluer une personne, ni comme mesure de l'ampleur de la traite. Ne "
    "jamais rapprocher des enregistrements pour apprendre quelque chose sur quelqu'un\u202f; citer chaque chiffre avec "
    "sa publication et son dénominateur.",
    "es": "No debe usarse para identificar ni puntuar a una persona, ni como medida de lo extendida que está la trata. "
    "No cruzar nunca registros para averiguar algo sobre alguien; citar cada cifra con su publicación y su "
    "denominador.",
    "ar": "لا تُستخدم للتعرّف على شخص أو تقييمه، ولا مقياسًا لمدى انتشار الاتجار بالأشخاص. "
    "لا تُربط السجلات أبدًا لمعرفة شيء عن شخص ما؛ ويُذكر مع كل رقم إصداره ومقامه.",
    "ru": "Не для установления или оценки личности и не как мера распространённости торговли людьми. Никогда не "
    "сопоставляйте записи, чтобы узнать что-либо о человеке; указывайте для каждого числа выпуск и знаменатель.",
    "zh": "不得用于识别个人或对个人评分，也不得用来衡量人口贩运的普遍程度。"
    "切勿为了解某个人而关联记录；引用每个数字时须注明其发布版本和分母。",
}
"""It goes before a licence's freedoms, for it is owed to the people in the cases. The hub's page on terms says more."""


def with_use(terms: Mapping[str, str]) -> Mapping[str, str]:
    """A publisher's own terms, by language, and after them the use policy in the same language.

    >>> with_use({"en": "Say that the cases are invented."})["en"][:45]
    'Say that the cases are invented. Not for iden'
    """
    if not terms:
        return dict(USE)
    return {language: _joined(text, in_language(USE, language)) for language, text in terms.items()}


def terms_of(about: About, language: str = "en") -> str:
    """What a release says of its use, and the use policy: also of a release that was made before it said so itself."""
    return _joined(in_language(about.terms, language), in_language(USE, language))


def source_of(about: About, language: str = "en") -> str:
    """Where figures come from and how they may be used, in one text: what a table carries beside each of its rows."""
    return f"{citation(about, language)} {about.licence.name}. {terms_of(about, language)}"


def _joined(own: str, use: str) -> str:
    """Both texts; the first alone where it says the second already, in whichever language."""
    return own if any(text in own for text in USE.values()) else f"{own} {use}".strip()
