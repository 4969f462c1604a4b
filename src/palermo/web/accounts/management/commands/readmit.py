"""`palermo casework django readmit amina`: let somebody in again whom no administrator can help."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from palermo.web.accounts import actions
from palermo.web.accounts.models import User


class Command(BaseCommand):
    """Removes a second factor, ends all sessions, and prints a new link, once."""

    help = (
        "Let somebody in again who has lost her second factor, where no administrator is left who could: it is "
        "removed, her sessions end, and a new link is printed once. The audit says that the operator did it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and where the installation answers."""
        parser.add_argument("username", help="Her user name.")
        parser.add_argument("--address", default="http://127.0.0.1:8001", help="Where it answers, for the link.")

    def handle(self, *args: Any, username: str, address: str, **options: Any) -> None:
        """Do it. Raises CommandError for a user that there is not, and for one whose account has ended."""
        user = User.objects.filter(username=username.lower()).first()
        if user is None:
            raise CommandError(f"There is no user {username}.")
        try:
            token = actions.invite_again(user=user, by=None)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        actions.remove_factors(user=user, by=None)
        link = address.rstrip("/") + reverse("invitation", args=[token])
        self.stdout.write(f"{user.username} comes in here, once, within a week: {link}")
