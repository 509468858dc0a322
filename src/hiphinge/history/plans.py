"""The plans of a history: those that were given, each with the digest of what it was made from."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select

from hiphinge.history.tables import ATHLETES, PLANS
from hiphinge.result.plan import Plan


def kept_plan(connection: Connection, athlete_id: int, basis: str) -> Plan | None:
    """Return the plan that was made from the same analyses by the same version; None if there is none."""
    same = (PLANS.c.athlete_id == athlete_id) & (PLANS.c.basis == basis)
    document = connection.execute(select(PLANS.c.document).where(same)).scalar()
    try:
        return None if document is None else Plan.model_validate_json(document, extra="ignore")
    except ValidationError:
        return None


def keep_plan(connection: Connection, athlete: str, plan: tuple[datetime, str, str]) -> None:
    """Keep a plan, given by when it was made, its basis and its document, if the athlete has none of the same basis.

    An athlete who was deleted in the meantime does not come back by it.
    """
    made_utc, basis, document = plan
    athlete_id = connection.execute(select(ATHLETES.c.id).where(ATHLETES.c.name == athlete)).scalar()
    if athlete_id is None:
        return
    same = (PLANS.c.athlete_id == athlete_id) & (PLANS.c.basis == basis)
    if connection.execute(select(PLANS.c.id).where(same)).first() is None:
        values = {"athlete_id": athlete_id, "made_utc": made_utc, "basis": basis, "document": document}
        connection.execute(insert(PLANS).values(**values))


def plans_of(connection: Connection, athlete_id: int | None = None) -> list[tuple[str, datetime, str, str]]:
    """Return the athlete, the time, the basis and the document of each plan, in an order that is always the same."""
    columns = (ATHLETES.c.name, PLANS.c.made_utc, PLANS.c.basis, PLANS.c.document)
    query = select(*columns).select_from(ATHLETES.join(PLANS)).order_by(*columns[:3])
    if athlete_id is not None:
        query = query.where(ATHLETES.c.id == athlete_id)
    return [(row.name, row.made_utc, row.basis, row.document) for row in connection.execute(query)]
