"""The code of conduct: what everybody accepts before she sees a record."""

from django.utils.translation import gettext_lazy as _

CONDUCT = (
    _("I open a record only where my work for that person needs it. Every opening is written down and can be seen."),
    _("I tell nobody outside of those who help this person what I read here, at home or online, now or later."),
    _("I record what the person agreed to, and in her words where I can. I never press her to tell more."),
    _("I use my own sign-in only, lock the screen when I turn away, and report a lost device or a mistake at once."),
    _("I have no sexual relationship with people we assist, take nothing from them, and report who does."),
    _("Where I know a person, or have an interest in her case, I say so and hand it over."),
)
"""The sentences, each of which stands by itself."""
