"""Envelopes: 48 KB or 50 ms, one guild each, in order."""

from app.gateway.journal import Journal
from app.gateway.packer import FRAME_BYTES, Packer, Parcel


def packer(max_bytes: int = 1000, linger: float = 0.05) -> Packer:
    journal = Journal()
    journal.begin(0)
    return Packer(journal.open, max_bytes=max_bytes, linger=linger)


def test_events_of_one_guild_travel_together_in_order() -> None:
    pack = packer()
    for number in range(3):
        assert pack.add("1", number, b"e%d" % number, now=0.0) is None

    (parcel,) = pack.due(0.05)
    assert parcel.events == [b"e0", b"e1", b"e2"]
    assert parcel.entry.sequence == 0


def test_guilds_do_not_share_a_parcel() -> None:
    pack = packer()
    pack.add("1", 1, b"a", now=0.0)
    pack.add("2", 2, b"b", now=0.0)

    assert [parcel.guild for parcel in pack.flush()] == ["1", "2"]


def test_a_parcel_lingers_as_long_as_it_may_and_no_longer() -> None:
    pack = packer()
    pack.add("1", 1, b"a", now=1.0)
    pack.add("1", 2, b"b", now=1.04)

    assert pack.next_due() == 1.05
    assert pack.due(1.0499) == []
    assert len(pack.due(1.05)) == 1
    assert pack.next_due() is None


def test_a_full_parcel_goes_at_once_and_none_is_too_large() -> None:
    pack = packer(max_bytes=FRAME_BYTES + 100)
    parcels: list[Parcel | None] = [
        pack.add("1", number, b"x" * 40, now=0.0) for number in range(9)
    ]
    sent = [parcel for parcel in [*parcels, *pack.flush()] if parcel is not None]

    assert sum(len(parcel.events) for parcel in sent) == 9
    assert max(len(parcel.events) for parcel in sent) == 2
    assert all(parcel.size <= FRAME_BYTES + 100 for parcel in sent)


def test_an_event_larger_than_a_parcel_gets_one_of_its_own() -> None:
    pack = packer(max_bytes=FRAME_BYTES + 100)
    pack.add("1", 1, b"a", now=0.0)

    assert pack.add("1", 2, b"x" * 5000, now=0.0) is not None
    huge = pack.add("1", 3, b"b", now=0.0)

    assert huge is not None
    assert huge.events == [b"x" * 5000]


def test_parcels_that_one_event_fills_have_different_names() -> None:
    """Envelope ids are unique though a large guild is split under one sequence."""
    pack = packer(max_bytes=FRAME_BYTES + 100)
    parcels: list[Parcel | None] = [pack.add("1", 7, b"x" * 90, now=0.0) for _ in range(4)]
    names = [parcel.origin for parcel in [*parcels, *pack.flush()] if parcel is not None]

    assert names == ["7", "7.1", "7.2", "7.3"]


def test_parcels_half_through_their_linger_fill_up_a_request() -> None:
    """A request is paid for anyway; it takes ten envelopes."""
    pack = packer()
    for number in range(12):
        pack.add(str(number), number, b"x", now=number * 0.01)

    assert len(pack.due(0.05, together=10)) == 3
    assert len(pack.due(0.12, together=10)) == 7
    assert len(pack.due(0.12, together=10)) == 0
