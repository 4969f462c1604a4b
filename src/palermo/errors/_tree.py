"""The exception tree."""

from palermo.errors._catalogue import catalogue


class PalermoError(Exception):
    """Anything Palermo raises on purpose."""


class UserError(PalermoError):
    """Something the user can mend: place, fault and remedy, no traceback.

    key: the message's key in the catalogue.
    place: where it happened: a file, row, column, setting or address. It never holds a person's data.
    details: what fills the message's `{names}`.

    >>> error = InputError("file.not_found", place="cases.csv")
    >>> error.exit_code, error.http_status
    (10, 404)
    >>> error.place
    'cases.csv'
    """

    def __init__(self, key: str, *, place: str = "", **details: object) -> None:
        message = catalogue()[key]
        self.key = key
        self.place = place
        self.details = details
        self.exit_code = message.exit
        self.http_status = message.http
        self.fault = message.fault.format(**details)
        self.remedy = message.remedy.format(**details)
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.fault} {self.remedy}"

    def to_dict(self) -> dict[str, object]:
        """The error as machines read it: the one shape of `--json` and of the API."""
        return {
            "error": {"code": self.key, "place": self.place, "fault": self.fault, "remedy": self.remedy},
        }


class InputError(UserError):
    """A contributor's file that cannot be read or written as asked."""


class CodesError(UserError):
    """A code list, schema or crosswalk that is wrong or not there."""


class MappingError(UserError):
    """A mapping that does not fit the file or the standard."""


class ProtectionError(UserError):
    """A protection that cannot be given."""


class ReleaseError(UserError):
    """A release that cannot be made, read or trusted."""


class QuestionError(UserError):
    """A question that a release cannot answer."""


class SettingsError(UserError):
    """A setting with a value that cannot be used."""
