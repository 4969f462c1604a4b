"""What a reader must know before she uses a figure: printed wherever the data is shown."""

from collections.abc import Mapping

LIMITS: tuple[Mapping[str, str], ...] = (
    {
        "en": "The cases are those of people whom the contributing organisations assisted. They are not a random "
        "sample of all victims, and no figure here says how common trafficking is.",
        "fr": "Les cas sont ceux de personnes que les organisations contributrices ont assistées. Ils ne forment pas "
        "un échantillon aléatoire de toutes les victimes, et aucun chiffre ne dit ici combien la traite est répandue.",
    },
    {
        "en": "What is counted are cases: a person whom two organisations recorded differently, under another name or "
        "birth date, say, counts twice.",
        "fr": "Ce qui est compté, ce sont des cas\u00a0: une personne que deux organisations ont enregistrée "
        "différemment, sous un autre nom ou une autre date de naissance par exemple, compte deux fois.",
    },
    {
        "en": "Contributors collect their data differently, for their own work; what one records another may not ask.",
        "fr": "Les contributeurs recueillent leurs données différemment, pour leur propre travail\u202f; ce que l'un "
        "consigne, un autre ne le demande peut-être pas.",
    },
    {
        "en": "Who comes to be assisted, and by whom, biases every figure to a degree that is not known.",
        "fr": "Le fait d'être assisté, et par qui, biaise chaque chiffre dans une mesure qui n'est pas connue.",
    },
    {
        "en": "The country of exploitation is a proxy: often it is where the person was first assisted or identified.",
        "fr": "Le pays d'exploitation est une approximation\u00a0: souvent celui où la personne a d'abord été assistée "
        "ou identifiée.",
    },
)
"""After the codebook of the Counter-Trafficking Data Collaborative's Global Synthetic Dataset (2024)."""
