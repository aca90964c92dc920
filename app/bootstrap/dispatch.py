"""Wires `dispatch`: stream records of the orders table become messages for the executor."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.adapters.aws.signed import AwsPlace, SignedAws, find_credentials
from app.adapters.sqs.batch_sender import SqsBatchSender
from app.adapters.telemetry import logs
from app.config import DispatchSettings, read
from app.services.dispatch_orders import DispatchOrders, NewOrder

log = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]


def build(environment: Mapping[str, str] = os.environ) -> Handler:
    """The Lambda handler, everything it needs made and checked.

    Raises:
        ConfigError: settings are missing or wrong.
    """
    settings = read(DispatchSettings, environment)
    logs.configure("dispatch", settings.log_format, settings.log_level)
    aws = SignedAws(
        AwsPlace(region=settings.region, endpoint=settings.endpoint), find_credentials()
    )
    dispatch = DispatchOrders(queue=SqsBatchSender(aws, settings.orders_queue))

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        again = dispatch(list(_new_orders(event)))
        return {"batchItemFailures": [{"itemIdentifier": sequence} for sequence in again]}

    return handler


def _new_orders(event: Mapping[str, Any]) -> Iterator[NewOrder]:
    """The inserted orders. What cannot be read is told and left: it would block the others."""
    for record in event["Records"]:
        try:
            change = record["dynamodb"]
            if record["eventName"] == "INSERT":
                image = change["NewImage"]
                yield NewOrder(
                    sequence=change["SequenceNumber"],
                    order=image["pk"]["S"],
                    group=image["group"]["S"],
                )
        except (KeyError, TypeError):
            log.exception("unreadable order")
