"""What a release promises, and what changed since the one before it, in words."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import DIFFERENTIAL_PRIVACY, K_ANONYMITY, K_SYNTHETIC, Change, Manifest, Release
from palermo.report import show
from palermo.web.hub.figures import number
from palermo.web.hub.language import in_a_row


def method_name(manifest: Manifest) -> str:
    """What the method is called by which the cases were protected; as the manifest has it where it is not known."""
    names = {
        DIFFERENTIAL_PRIVACY: _("Differential privacy"),
        K_ANONYMITY: _("k-anonymity"),
        K_SYNTHETIC: _("k-synthetic records"),
    }
    return names.get(manifest.about.method, manifest.about.method)


def promise(manifest: Manifest, language: str) -> str:
    """The promise of the protection in one sentence; empty where none is made.

    The same as `palermo.release.promise_in_words`, in the language that is spoken now.
    """
    method, parameters, k = manifest.about.method, manifest.about.parameters, manifest.k or 0
    if method == DIFFERENTIAL_PRIVACY and {"epsilon", "delta"} <= parameters.keys():
        return _(
            "No row is a person's: they were made from noisy counts, with differential privacy, ε {epsilon} and "
            "δ {delta}."
        ).format(epsilon=f"{float(str(parameters['epsilon'])):g}", delta=show(float(str(parameters["delta"]))))
    if k <= 1:
        return ""
    shown = number(k, language)
    if method == K_SYNTHETIC:
        return _("However much is known of a record, {k} cases or more have all of it.").format(k=shown)
    if method != K_ANONYMITY:
        return ""
    if manifest.length == 1:
        return _("Whatever attribute is known of a person, {k} cases or more have it, or none has.").format(k=shown)
    said = _(
        "Whatever combination of up to {length} attributes is known of a person, {k} cases or more have it, or none "
        "has."
    )
    return said.format(length=manifest.length, k=shown)


def changes(release: Release, before: Release | None, language: str) -> Iterator[tuple[str, str]]:
    """What is different from the release before, as name and value; nothing for the first.

    before: the release that it follows, where the hub has it: it knows what a column was called that is gone.
    """
    change = release.manifest.changes
    if change is None:
        return
    now = _label_of(release, language)
    earlier = now if before is None else _label_of(before, language)
    rows = (number(each, language) for each in (change.rows_before, change.rows_now))
    yield _("Cases"), _("{before} before, {now} now").format(**dict(zip(("before", "now"), rows, strict=True)))
    for name, columns, label in (
        (_("Columns added"), change.columns_added, now),
        (_("Columns removed"), change.columns_removed, earlier),
        (_("Columns with another meaning"), change.columns_changed, now),
    ):
        if columns:
            yield name, in_a_row(map(label, columns))
    if change.lists:
        yield _("Code lists in another version"), _lists(change)


def _lists(change: Change) -> str:
    return in_a_row(f"{name} ({before} → {now})" for name, (before, now) in sorted(change.lists.items()))


def _label_of(release: Release, language: str) -> Callable[[str], str]:
    """A function that says what a column of a release is called; its plain name where the release has no such one."""
    labels = {column.name: in_language(column.label, language) for column in release.columns}
    return lambda name: labels.get(name, name)
