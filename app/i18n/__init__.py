"""The words: what is said, in the reader's language. Text is rendered at the last moment."""

from app.i18n.catalogue import CATALOGUES, catalogue_of
from app.i18n.text import Plural
from app.i18n.words import Words, render, words

__all__ = ["CATALOGUES", "Plural", "Words", "catalogue_of", "render", "words"]
