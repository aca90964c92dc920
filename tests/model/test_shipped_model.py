"""The shipped artefact: harmless texts pass, plain insults do not, nobody depends on neighbours."""

import random
import shutil
from pathlib import Path

import pytest

from app.adapters.onnx import OnnxClassifier
from app.domain.scores import Scores
from app.ports.classifier import Classifier, ModelAlteredError, ModelMissingError
from model.written.pairs import contrast_pairs

ARTIFACT = Path(__file__).resolve().parents[2] / "model" / "artifact"
CERTAIN = 0.92  # from here toxicity alone can cost somebody their voice
FLAGGED = 0.5
BUDGET_BYTES = 26_000_000

pytestmark = pytest.mark.ml


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return OnnxClassifier(ARTIFACT)


def scores_of(classifier: Classifier, text: str) -> Scores:
    (scores,) = classifier.score([text])
    return scores


# What users of other bots reported as false positives, word for word (product.md, section 2).
REPORTED = [
    "hello",
    "objects/exercises",
    "Sorry I was stupid",
    "Shital",
    "Nishit",
    "who selling lup pots",
]
HARMLESS = [
    *REPORTED,
    "hi Shital, welcome to the server",
    "thanks Nishit, that worked",
    "my name is Dikshit",
    "who's selling health potions",
    "kill the process",
    "how do I kill a zombie process?",
    "is your drive master or slave?",
    "just abort the install and reboot",
    "it's only a dumb terminal",
    "uninstall it and try again",
    "kernal update broke my sound",
    "!upstart | karl",
    "kill the boss before he heals",
    "i got killed by the dragon again lol",
    "my mom is going to kill me",
    "this heat is killing me",
    "you are not stupid",
    "you're not an idiot, everybody forgets that",
    "nobody said you are dumb",
    "I don't hate you",
    "I never said women are stupid",
    "he called me an idiot yesterday",
    'she wrote "you are a stupid bitch" and got banned',
    "a user called my friend a faggot, please ban him",
    "the word retard is a slur, please don't use it",
    "it is wrong to say that immigrants are criminals",
    "nobody should ever say that gay people are disgusting",
    "I am gay and proud of it",
    "i am a paralyzed person",
    "my neighbours are Muslims, lovely people",
    "black people and white people live here",
    "trans people deserve respect",
    "please don't hurt yourself, talk to us",
    "don't kill yourself, we would miss you",
    "gg wp everyone",
    "gg ez",
    "my aim is trash today",
    "this patch is garbage",
    "i'm such an idiot, it was unplugged",
    "try sudo apt-get update, then reboot",
    "karl: what does /etc/fstab say?",
    "thanks, that fixed it",
    "lol",
    "ok",
    "?",
    "hallo",
    "helo all",
    "moin",
    "\U0001f602\U0001f602",
    "happy birthday \U0001f382",
    "\U0001f44d\U0001f3ff",
]
INSULTING = [
    "you are a worthless piece of shit",
    "shut up you stupid idiot",
    "you're a pathetic loser and everyone hates you",
    "fuck you, dumb bitch",
    "kill yourself you retard",
    "kys",
    "i will find you and kill you",
    "i hate muslims, they are vermin",
    "all gay people are disgusting and should die",
    "women are too stupid to vote",
    "black people are monkeys",
    "go die in a fire you moron",
    "noob team, uninstall you idiots",
    "trash jungler report",
    "send nudes or i leak your address",
    "\U0001f595 you",
    "muslims are \U0001f400\U0001f400",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_texts_stay_unflagged(classifier: Classifier, text: str) -> None:
    assert scores_of(classifier, text).labels["toxic"] < FLAGGED


@pytest.mark.parametrize("text", INSULTING)
def test_plain_insults_and_hate_are_flagged(classifier: Classifier, text: str) -> None:
    assert scores_of(classifier, text).labels["toxic"] >= FLAGGED


def test_minimal_pairs_fall_on_their_own_side(classifier: Classifier) -> None:
    """Nine in ten at least, on a sample of the contrast set that never trains."""
    pairs = random.Random(2).sample(contrast_pairs(23), 400)
    toxic, harmless = (
        [scores.labels["toxic"] for scores in classifier.score([row.text for row in side])]
        for side in ([pair.toxic for pair in pairs], [pair.harmless for pair in pairs])
    )
    right = [score >= FLAGGED for score in toxic] + [score < FLAGGED for score in harmless]
    assert sum(right) >= 0.9 * len(right)


def test_swearing_at_a_machine_is_obscene_and_hurts_nobody(classifier: Classifier) -> None:
    labels = scores_of(classifier, "fuck this compiler").labels
    assert labels["obscene"] >= FLAGGED
    assert labels["toxic"] < CERTAIN


@pytest.mark.parametrize(
    "disguised", ["you stup1d idi0t", "you s.t.u.p.i.d idiot", "you stu\u200bpid \u0456d\u0456ot"]
)
def test_a_disguised_insult_is_read_as_the_plain_one(
    classifier: Classifier, disguised: str
) -> None:
    plain = scores_of(classifier, "you stupid idiot").labels["toxic"]
    assert scores_of(classifier, disguised).labels["toxic"] == pytest.approx(plain, abs=0.05)


def test_praise_and_complaint_differ_in_sentiment(classifier: Classifier) -> None:
    for text, expected in {
        "i love this, thank you so much!": "positive",
        "this is terrible, i am so sad and angry": "negative",
    }.items():
        sentiment = scores_of(classifier, text).sentiment
        assert max(sentiment, key=sentiment.__getitem__) == expected


def test_a_score_never_depends_on_batch_mates(classifier: Classifier) -> None:
    """Equal to 1e-5 alone and in any batch: an audit must find what was decided."""
    chance = random.Random(1)
    texts = [*HARMLESS, *INSULTING, *(" ".join(chance.choices(HARMLESS, k=30)) for _ in range(9))]
    alone = {text: scores_of(classifier, text) for text in texts}
    for _ in range(3):
        chance.shuffle(texts)
        for text, together in zip(texts, classifier.score(texts), strict=True):
            assert together.labels == pytest.approx(alone[text].labels, abs=1e-5)
            assert together.sentiment == pytest.approx(alone[text].sentiment, abs=1e-5)


def test_one_insult_is_found_anywhere_in_a_long_message(classifier: Classifier) -> None:
    filler = "the meeting is on monday and we talk about the new map . " * 40
    insult = "you are a worthless piece of shit and i hope you die . "
    for text in (filler + insult, insult + filler, filler + insult + filler):
        assert scores_of(classifier, text).labels["toxic"] >= FLAGGED
    assert scores_of(classifier, filler).labels["toxic"] < FLAGGED


def test_the_explanation_names_the_word_that_carried_the_score(classifier: Classifier) -> None:
    first, *_ = classifier.explain("thanks for the fix you idiot")
    assert first.word == "idiot"
    assert first.share > 0


@pytest.mark.parametrize(
    "text",
    [
        "warum bist du so ein dummer mensch?",
        "bunu neden yapt\u0131n, \u00e7ok ay\u0131p de\u011fil mi?",
        "voc\u00ea n\u00e3o sabe nada",
    ],
)
def test_clear_sentences_of_other_languages_are_not_judged(
    classifier: Classifier, text: str
) -> None:
    assert not scores_of(classifier, text).language_supported


def test_other_scripts_are_reported_as_unsupported(classifier: Classifier) -> None:
    text = "\u043f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?"
    assert not scores_of(classifier, text).language_supported
    assert scores_of(classifier, "hello").language_supported


@pytest.mark.parametrize(
    "text",
    ["", " \n", "\0" * 5000, "\ud800\udfff\ud800", "a" * 10_000_000, "\U0001f600" * 2_000_000],
    ids=["empty", "blank", "nuls", "surrogates", "one letter", "emoji"],
)
def test_hostile_texts_are_scored_like_any_other(classifier: Classifier, text: str) -> None:
    scores = scores_of(classifier, text)
    assert all(0 <= value <= 1 for value in scores.labels.values())
    assert sum(scores.sentiment.values()) == pytest.approx(1)


def test_no_texts_give_no_scores(classifier: Classifier) -> None:
    assert classifier.score([]) == []


def test_an_altered_or_missing_model_is_refused(tmp_path: Path) -> None:
    """T-20: a tampered model refuses to start."""
    folder = tmp_path / "artifact"
    shutil.copytree(ARTIFACT, folder)
    model = folder / "model.onnx"
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 1
    model.write_bytes(content)
    with pytest.raises(ModelAlteredError):
        OnnxClassifier(folder)
    model.unlink()
    with pytest.raises(ModelMissingError):
        OnnxClassifier(folder)


def test_the_artefact_stays_small() -> None:
    assert sum(path.stat().st_size for path in ARTIFACT.iterdir()) <= BUDGET_BYTES
