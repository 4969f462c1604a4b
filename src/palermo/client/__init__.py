"""Ask a hub from Python: `palermo.connect("https://hub.example.org").ask(by="gender")`."""

from palermo.client._answered import Answered, Said
from palermo.client._errors import HubError
from palermo.client._hub import Hub, Published, Understood, connect

__all__ = ["Answered", "Hub", "HubError", "Published", "Said", "Understood", "connect"]
