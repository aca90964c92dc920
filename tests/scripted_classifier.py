"""A classifier whose answers a test writes, where the model's opinion is not the matter."""

from collections.abc import Mapping, Sequence

from app.domain.scores import Scores, WordShare


class ScriptedClassifier:
    """Says `toxic` as scripted for a text, 0.01 for any other. Counts its calls."""

    version = "scripted"

    def __init__(self, toxic: Mapping[str, float]) -> None:
        self._toxic = toxic
        self.calls: list[list[str]] = []

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.calls.append(list(texts))
        return [
            Scores(
                labels={"toxic": self._toxic.get(text, 0.01)},
                sentiment={"negative": 0.2, "neutral": 0.6, "positive": 0.2},
                language_supported=True,
            )
            for text in texts
        ]

    def explain(self, text: str) -> tuple[WordShare, ...]:
        return tuple(WordShare(word=word, share=0.0) for word in text.split())
