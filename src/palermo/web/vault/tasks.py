"""What the vault does in the background, when `palermo casework work` runs."""

from uuid import UUID

from django_tasks import task

from palermo.web.vault.models import Purpose


@task(queue_name="keys")
def change_keys(owner: str, purposes: list[str]) -> list[str]:
    """Change an organisation's keys, or go on with it; what came of it, in words."""
    from palermo.web.vault.rotation import change

    outcomes = change(UUID(owner), [Purpose(purpose) for purpose in purposes])
    return [f"{each.purpose}: {each.rows} sealed anew, {each.unopened} do not open" for each in outcomes]
