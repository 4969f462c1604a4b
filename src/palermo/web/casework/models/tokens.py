"""The blind index of case work: what lets a case be found by a name without opening one."""

from typing import ClassVar

from django.db import models

from palermo.web.casework.models.cases import Case


class Token(models.Model):
    """A word of a case, as a digest that is keyed by its organisation and by what the word is."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tokens")
    digest = models.BinaryField(max_length=12)

    class Meta:
        """How it is kept: the digest holds organisation and kind already, so it alone is looked for."""

        indexes: ClassVar = [models.Index(fields=["digest"], name="casework_tokens")]

    def __str__(self) -> str:
        return str(self.pk)
