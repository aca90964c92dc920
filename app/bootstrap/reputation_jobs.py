"""The sweep's jobs on members' reputation: cases charged or refunded, conduct credited."""

from datetime import timedelta

from pynamodb.connection import Connection

from app.adapters.dynamodb import counters, slips, tables
from app.adapters.dynamodb.case_files import DynamoCaseFiles
from app.adapters.dynamodb.counters import DynamoCounters
from app.adapters.dynamodb.deadlines import DynamoDeadlines
from app.adapters.dynamodb.pasts import DynamoPasts, PastTables
from app.adapters.dynamodb.reputations import DynamoReputations
from app.ports.guilds import Guilds
from app.services.charge_violation import ChargeViolation
from app.services.credit_conduct import CreditConduct
from app.services.sweep import DueJob, Job


def reputation_jobs(
    *,
    pasts: PastTables,
    members: type[tables.MemberItem],
    orders: type[tables.OrderItem],
    connection: Connection,
    guilds: Guilds,
    count_every: timedelta | None = None,
) -> tuple[Job, ...]:
    """Both jobs on their tables; `count_every` as `CreditConduct` takes it."""
    reputations = DynamoReputations(members=members, orders=orders, connection=connection)
    charge = ChargeViolation(
        cases=DynamoCaseFiles(cases=pasts.cases, orders=orders, guilds=pasts.guilds),
        reputations=reputations,
        guilds=guilds,
        case_of=slips.case_of,
    )
    credit = CreditConduct(
        counters=DynamoCounters(pasts.guilds),
        pages=DynamoPasts(pasts),
        reputations=reputations,
        guilds=guilds,
        every=count_every,
    )
    return (
        DueJob("violations", deadlines=DynamoDeadlines(members, kind=slips.KIND), act=charge),
        DueJob("conduct", deadlines=DynamoDeadlines(pasts.guilds, kind=counters.KIND), act=credit),
    )
