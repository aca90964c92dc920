"""Normalization: one reading for rules, training and serving, whatever people type."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import text as text_module
from app.domain.text import fold, normalize, reading

TRICKY = st.text(
    alphabet=st.sampled_from(
        "abcA4@3$!+1 0 ._-*~`|/<>:#&,;()[]\n\t\0\u200b\u0301\u0344\u202e\uff9e\u3099\ud800\udc00"
        "\u0430\u0435\u1160\ufdfa\uff0a\u00e9\u00df\u0130\ufe0f\u200d"
        "\U0001f600\U0001f1e9\U0001f44d\U0001f3fd\U000e0041htpsw"
    ),
    max_size=60,
)
MARKUP = "<@1> <@!22> <#3> <:a_b:4> <a:x:5> <t:6:R> </x: :7> https:// www. ** * _ || f.u.c.k"
PIECES = st.lists(
    st.sampled_from([*MARKUP.split(), *"abc4<>#", " ", "\n", "> ", "# ", "\u0301"]), max_size=16
).map("".join)
ANY_TEXT = st.one_of(st.text(max_size=80), TRICKY, PIECES)


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_reading_twice_changes_nothing(text: str) -> None:
    once = reading(text)
    assert reading(once) == once


TRAPS = "aaa ZZZ f.u.c.k 1.2.3 h4ck www.x HTTP://y discord.gg/z plain words it's !!! ... e.g."
PLAIN_WITH_TRAPS = st.lists(
    st.sampled_from([*TRAPS.split(), *"aAbz40@$.-/# >", "a b c", "e.g. i", "  ", "- ", "> "]),
    max_size=12,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(st.one_of(ANY_TEXT, PLAIN_WITH_TRAPS))
def test_a_text_is_spared_the_steps_of_reading_only_if_none_would_change_it(text: str) -> None:
    step_by_step = text
    for _ in range(text_module._PASSES):
        step_by_step = text_module._read_once(step_by_step)
    assert reading(text) == step_by_step


@settings(max_examples=600, deadline=None)
@given(st.one_of(ANY_TEXT, PLAIN_WITH_TRAPS))
def test_folding_and_normalizing_spare_a_text_only_steps_that_change_nothing(text: str) -> None:
    for whole, step in (
        (normalize, text_module._normalize_once),
        (fold, text_module._fold_once),
    ):
        step_by_step = text
        for _ in range(text_module._PASSES):
            step_by_step = step(step_by_step)
        assert whole(text) == step_by_step


def test_fold_joins_letters_only_across_like_gaps() -> None:
    assert fold("plan a s.s. minnow") == "plan a s.s. minnow"
    assert fold("a b.o.a.t here") == "a boat here"
    assert fold("b - o - a - t") == "boat"


def test_fold_leaves_words_of_another_alphabet_alone_amid_text_of_that_alphabet() -> None:
    assert fold("вынеси сор") == "вынеси сор"  # noqa: RUF001 — Russian letters are meant
    assert fold("you \u0430\u0455\u0455") == "you ass"
    assert fold("вот") == "вот"
    assert fold("это c\u0443ка") == "это cyka"  # noqa: RUF001


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_folding_reads_what_normalizing_left(text: str) -> None:
    assert fold(normalize(text)) == fold(text)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_the_result_can_always_be_encoded_and_is_one_line(text: str) -> None:
    for result in (normalize(text), fold(text), reading(text)):
        assert result.encode().decode() == result
        assert result == " ".join(result.split())


def test_every_single_character_settles_between_letters() -> None:
    codes = [
        *range(0x3400),
        *range(0xA000, 0xAC00),
        *range(0xD700, 0x12000),
        *range(0x1D000, 0x1FB00),
    ]
    for start in range(0, len(codes), 64):
        text = " ".join(f"a{chr(code)}b {chr(code)}" for code in codes[start : start + 64])
        once, folded = normalize(text), fold(text)
        assert normalize(once) == once
        assert fold(folded) == folded


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("hello  there\n friend", "hello there friend"),
        ("he\u200bl\u2060lo\u00ad", "hello"),
        ("\U000e0048\U000e0069hi", "hi"),
        ("**bold** _soft_ ~~gone~~ ||spoiler|| `code`", "bold soft gone spoiler code"),
        ("f**k this", "f**k this"),
        ("> quoted\n# title", "quoted title"),
        ("snake_case stays", "snake_case stays"),
        ("hi <@123> and <@&45> in <#6>", "hi @user and @user in #channel"),
        ("<:angry_cat:123> <a:party:9>", "angry cat party"),
        ("see https://a.example/x?y=1 now", "see [link] now"),
        ("at <t:1700000000:R>", "at [time]"),
        ("use </ban user:12>", "use ban user"),
        ("\U0001f600\U0001f600\U0001f600\U0001f600 ok", "grinning face grinning face ok"),
        ("\U0001f44d\U0001f3fd", "thumbs up"),
        ("\U0001f1eb\U0001f1f7", "french flag"),
        ("\U0001f468\U0001f3ff hi", "black skinned man hi"),
        ("\U0001f3f3\ufe0f\u200d\U0001f308 \U0001f595", "rainbow flag middle finger"),
        ("\U0001f468\u200d\u2764\ufe0f\u200d\U0001f468", "gay couple"),
        ("\uff48\uff45\uff4c\uff4c\uff4f", "hello"),
        ("z" + "\u0300" * 500, "z" + "\u0300" * 4),
        ("a\ud800b", "ab"),
        ("n\0ul", "nul"),
        ("", ""),
    ],
)
def test_normalize_keeps_what_a_reader_sees(raw: str, seen: str) -> None:
    assert normalize(raw) == seen


@pytest.mark.parametrize(
    "disguised",
    [
        "idiot", "IDIOT", "1d10t", "i d i o t", "i.d.i.o.t", "i-d-i-o-t", "i_d_i_o_t", "i*d*i*o*t",
        "iiiidiooooot", "\u0456d\u0456\u043et", "\u00ed\u0111\u00ed\u00f6t", "i\u200bd\u200biot",
        "\uff49\uff44\uff49\uff4f\uff54", "\U0001d422\U0001d41d\U0001d422\U0001d428\U0001d42d",
        "\u026a\u1d05\u026a\u1d0f\u1d1b", "id!ot", "**i**diot",
        "i\u0336d\u0336i\u0336o\u0336t\u0336",
        "\U0001f1ee\U0001f1e9\U0001f1ee\U0001f1f4\U0001f1f9", "\u24d8\u24d3\u24d8\u24de\u24e3",
    ],
)  # fmt: skip
def test_fold_undoes_disguises(disguised: str) -> None:
    assert fold(disguised) == "idiot"


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Good morning!", "good morning!"),
        ("it costs 100 in 2024", "it costs 100 in 2024"),
        ("call 5 5 5 1", "call 5 5 5 1"),
        ("<@1> hi", "@user hi"),
        ("\u043f\u0440\u0438\u0432\u0435\u0442", fold("\u041f\u0420\u0418\u0412\u0415\u0422")),
        ("\ud55c\uad6d\uc5b4 \u4f60\u597d", "\ud55c\uad6d\uc5b4 \u4f60\u597d"),
    ],
)
def test_fold_leaves_ordinary_text_readable(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("you 1diot, sh1t", "you 1diot, shit"),
        ("an MP3 of 1080p on an i5 in 2024", "an MP3 of 1080p on an i5 in 2024"),
        ("what an id\u0456ot", "what an idiot"),
        ("soooo f.u.n.n.y", "so funny"),
        ("f_u_n_n_y and f*u*n*n*y", "funny and funny"),
        ("w00t, pa55w0rd of my_own_file", "woot, password of my_own_file"),
        ("\u043f\u0440\u0438\u0432\u0435\u0442", "\u043f\u0440\u0438\u0432\u0435\u0442"),
    ],
)
def test_reading_unmasks_only_words_that_look_disguised(raw: str, plain: str) -> None:
    assert reading(raw) == plain


def nested(layers: int) -> str:
    """A command in the name of a command, and so on: each layer hides the one around it."""
    return "</so " * layers + "far" + ":1>" * layers


@pytest.mark.parametrize("read", [normalize, fold, reading])
def test_what_is_hidden_in_layers_is_read_as_far_as_the_bound_allows(
    read: Callable[[str], str],
) -> None:
    """T-10: a text that reveals something new with every pass cannot make it go on for ever."""
    assert read(nested(7)) == "so so so so so so so far"
    assert "</so" in read(nested(9))


MEGABYTES = 10_000_000
HOSTILE = {
    "marks of falling classes": "\u0301\u0323" * (MEGABYTES // 4),
    "voice marks": "\uff9e\u0301" * (MEGABYTES // 5),
    "surrogates": "\ud800" * (MEGABYTES // 3),
    "emoji": "\U0001f600\U0001f44d" * (MEGABYTES // 8),
    "stars": "*a" * (MEGABYTES // 2),
    "unclosed mentions": "<@" * (MEGABYTES // 2),
    "unclosed commands": "</a " * (MEGABYTES // 4),
    "spaced letters": "a " * (MEGABYTES // 2),
    "one letter": "a" * MEGABYTES,
    "one style run": "a" + "*" * MEGABYTES + "b",
    "underscores": "a" + "_" * MEGABYTES + "b",
    "quotes": "> " * (MEGABYTES // 2),
    "ligatures": "\ufdfa" * (MEGABYTES // 3),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_ten_hostile_megabytes_take_linear_time(name: str) -> None:
    text = HOSTILE[name]
    part = text[: len(text) // 10] + text[-1]
    small = _cpu_seconds(part)
    assert _cpu_seconds(text) < 25 * max(small, 0.02)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hundred_hostile_kilobytes_take_no_time(name: str) -> None:
    """A quarter of a second; in quadratic time it would be hours."""
    assert _cpu_seconds(HOSTILE[name][: len(HOSTILE[name]) // 100]) < 30


def _cpu_seconds(text: str) -> float:
    start = time.thread_time()
    normalize(text)
    fold(text)
    return time.thread_time() - start
