"""Words that stand in tables where nobody has answered."""

NO_ANSWER = frozenset(
    (
        "", "-", "--", "–", "—", ".", "..", "?", "n/a", "n.a.", "na", "#n/a", "<na>", "nan", "null", "missing",
        "unknown", "not known", "no answer", "not stated", "inconnu", "inconnue", "sans réponse", "desconocido",
        "sin respuesta", "неизвестно", "нет ответа", "غير معروف", "لا جواب", "未知", "无回答",
    )
)  # fmt: skip
"""In small letters. `none` is not among them, for it is an answer (no campaign, no passport); and no number is: 99 is
an age, a village and a price before it is a code, so that whoever means it as one says so."""
