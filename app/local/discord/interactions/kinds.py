"""Types of interactions and of answers, and which answer fits which (IN-6)."""

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5

PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE = 1, 4, 5, 6, 7
CHOICES, MODAL, LAUNCH_ACTIVITY = 8, 9, 12

_SAYING = frozenset({MESSAGE, DEFERRED_MESSAGE, LAUNCH_ACTIVITY})
_UPDATING = frozenset({DEFERRED_UPDATE, UPDATE})


def legal_answers(kind: int, *, from_component: bool) -> frozenset[int]:
    """`from_component` tells whether a form was opened by a click on a message."""
    match kind:
        case 1:
            return frozenset({PONG})
        case 2:
            return _SAYING | {MODAL}
        case 3:
            return _SAYING | _UPDATING | {MODAL}
        case 4:
            return frozenset({CHOICES})
        case _:
            return _SAYING | _UPDATING if from_component else _SAYING
