"""Ways in for machines: the catalogue of all releases, descriptions of tables, the map of the site, the feed."""

from django.utils.translation import gettext_lazy as _

from palermo.web.hub.machines._csvw import metadata
from palermo.web.hub.machines._dcat import catalog
from palermo.web.hub.machines._feed import feed
from palermo.web.hub.machines._schema_org import dataset
from palermo.web.hub.machines._signed import years
from palermo.web.hub.machines._sitemap import pages, robots, sitemap

MACHINES = {
    "dcat.jsonld": _("DCAT-AP, for open data portals"),
    "datapackage.json": _("Data Package, for tools for tables"),
    "croissant.json": _("Croissant, for machine learning and dataset search"),
    "csv-metadata.json": _("CSV on the Web, for tools that read CSV with its meaning"),
}
"""The descriptions that each release has beside its files, and what reads them."""

__all__ = ["MACHINES", "catalog", "dataset", "feed", "metadata", "pages", "robots", "sitemap", "years"]
