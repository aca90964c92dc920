import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detectors import detect
from app.domain.detectors.hosts import canonical, hosts_in, readable
from app.domain.detectors.links import contains_links, domains_in
from app.domain.detectors.lookalikes import is_lookalike
from app.domain.detectors.patterns import extract_patterns
from app.domain.detectors.reading import Reading
from app.domain.policies.rules import LinkRule, PhishingRule, Rules
from tests.factories import a_message

DENY = Rules(links=LinkRule(enabled=True, deny=("evil.example", "bücher.example")))
ONLY = Rules(links=LinkRule(enabled=True, allow=("good.example",), allow_only=True))
PHISHING = Rules(phishing=PhishingRule(enabled=True, allow=("discord-gifts.example",)))


def found(text: str, rules: Rules, **changes: object) -> list[str]:
    reading = Reading(message=a_message(text, **changes), phishing={"trap.example"})
    return [signal.source for signal in detect(reading, rules)]


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example",
        "HTTPS://EVIL.EXAMPLE/x",
        "https://a.b.evil.example:8443/x?y#z",
        "https://user:pw@evil.example/",
        "https://good.example@evil.example",
        "||https://evil.example||",
        "**https://evil.example**",
        "[look](https://evil.example)",
        "<https://evil.example>",
        "https://ev\u200bil.example",
        "https://\uff45vil.example",
        "https://evil\u3002example",
        "https://%65vil.example",
        "https://evil.example.",
        "https://b\u00fccher.example",
        "https://xn--bcher-kva.example",
    ],
)
def test_a_denied_domain_is_found_however_it_is_written(text: str) -> None:
    """LK-010, LK-060."""
    assert found(text, DENY) == ["links"]


@pytest.mark.parametrize(
    "text",
    [
        "https://notevil.example",
        "https://evil.example.org",
        "evil.example",
        "https://",
        "http:///x",
    ],
)
def test_other_domains_and_plain_words_are_no_denied_links(text: str) -> None:
    assert found(text, DENY) == []


def test_with_allow_only_every_other_domain_is_refused() -> None:
    assert found("https://docs.good.example/x and text", ONLY) == []
    assert found("https://good.example.evil.example", ONLY) == ["links"]
    assert found("https://g\u043e\u043ed.example", ONLY) == ["links"]
    assert found("no link at all", ONLY) == []


def test_links_in_embeds_and_forwarded_messages_count_too() -> None:
    assert found("", DENY, embeds=("https://evil.example",)) == ["links"]
    assert found("", DENY, quoted=("https://evil.example",)) == ["links"]


def test_contains_links_means_what_discord_turns_into_links() -> None:
    """LK-060."""
    assert contains_links("see https://a.example")
    assert not contains_links("see a.example or www.a.example")
    assert list(domains_in(["http://A.example.", "https://b.example"])) == [
        "a.example",
        "b.example",
    ]


def test_extract_patterns_gives_what_each_pattern_finds() -> None:
    """LK-061."""
    text = "call 555-1234 or 555-9999, \ud800 ok"
    assert extract_patterns(text, [r"\d{3}-\d{4}", "nothing"]) == {
        r"\d{3}-\d{4}": ["555-1234", "555-9999"]
    }


@pytest.mark.parametrize(
    "host",
    [
        "dlscord-gift.example",
        "dlscord.example",
        "discorcl.example",
        "disc0rd.example",
        "dicsord.gg",
        "discrod.com",
        "discorb-app.example",
        "d\u0456scord.com",
        "xn--dscord-pvf.com",
        "discord-nitro.example",
        "discordgift.example",
        "get-discord-giveaway.example",
        "discord.com.evil.example",
        "steamcommunity.com-trade.example",
        "steamcommunlty.example",
        "stearncommunity.com",
        "steamcomrnunity.com",
        "steamcomunnity.example",
        "steampowered.example",
        "store.steampovvered.com",
        "discordapp.example",
    ],
)
def test_names_made_to_look_like_a_brand_are_seen(host: str) -> None:
    assert is_lookalike(canonical(host))
    assert found(f"https://{host}/claim", PHISHING) == ["phishing"]


@pytest.mark.parametrize(
    "host",
    [
        "discord.com",
        "cdn.discordapp.com",
        "support.discord.com",
        "discord.gift",
        "store.steampowered.com",
        "steamcommunity.com",
        "discord.js.org",
        "discordjs.guide",
        "discordpy.readthedocs.io",
        "discord.me",
        "discords.com",
        "discordbotlist.com",
        "discadia.com",
        "discard.example",
        "concord.example",
        "record.example",
        "steam.example",
        "stream.example",
        "team.example",
        "community.example",
        "gift.example",
        "nitro.example",
        "localhost",
        "127.0.0.1",
        "m\u00fcnchen.example",
    ],
)
def test_honest_names_are_no_lookalikes(host: str) -> None:
    assert not is_lookalike(canonical(host))
    assert found(f"https://{host}/x", PHISHING) == []


def test_the_operators_list_stands_for_everything_below_its_domains() -> None:
    assert found("https://trap.example", PHISHING) == ["phishing"]
    assert found("https://www.trap.example/login", PHISHING) == ["phishing"]
    assert found("https://entrap.example", PHISHING) == []


def test_an_allowed_domain_is_fine_whatever_it_looks_like() -> None:
    assert found("https://discord-gifts.example", PHISHING) == []


def test_without_lookalikes_only_the_list_counts() -> None:
    rules = Rules(phishing=PhishingRule(enabled=True, lookalikes=False))
    assert found("https://dlscord.example", rules) == []
    assert found("https://trap.example", rules) == ["phishing"]


@pytest.mark.parametrize("host", ["xn--99999999.example", "xn--\u00e9.example"])
def test_what_is_no_punycode_is_read_as_it_is_written(host: str) -> None:
    assert readable(host) == host


@given(st.text(max_size=80))
def test_any_host_becomes_canonical_once_and_stays_so(host: str) -> None:
    once = canonical(host)
    assert canonical(once) == once or "%" in once or not once.isascii()
    readable(once)
    is_lookalike(once)


@given(st.text(max_size=200))
def test_hosts_are_found_in_any_text_without_a_crash(text: str) -> None:
    for host in hosts_in(f"https://{text}"):
        is_lookalike(host)
