"""Manners between the hub and the machines that ask it: who may read, how much, and what is counted of it."""

from palermo.web.hub.manners._address import Readers, address_of
from palermo.web.hub.manners._buckets import Buckets, Taken
from palermo.web.hub.manners._heavy import Places, room_for
from palermo.web.hub.manners._preflight import Preflight
from palermo.web.hub.manners._tally import Tally
from palermo.web.hub.manners._wsgi import Mannered, mannered, parts_of_pages

__all__ = [
    "Buckets",
    "Mannered",
    "Places",
    "Preflight",
    "Readers",
    "Taken",
    "Tally",
    "address_of",
    "mannered",
    "parts_of_pages",
    "room_for",
]
