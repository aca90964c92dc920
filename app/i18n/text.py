"""What a catalogue holds: a text with places for parameters, in as many forms as counting needs.

Places are written `{name}`. `{name:duration}` takes seconds and says them in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True, slots=True)
class Plural:
    """A text that depends on the number in the parameter `by`, in the forms a language has."""

    by: str
    forms: Mapping[str, str]


Text = str | Plural
Catalogue = Mapping[str, Text]


def plural(by: str, **forms: str) -> Plural:
    """`plural("count", one="{count} day", other="{count} days")`."""
    return Plural(by, forms)


def places(text: Text) -> frozenset[str]:
    """The parameters that a text asks for, as written: `name` or `name:duration`."""
    variants = [text] if isinstance(text, str) else text.forms.values()
    found = {
        f"{name}:{spec}" if spec else name
        for variant in variants
        for _, name, spec, _ in Formatter().parse(variant)
        if name is not None
    }
    return frozenset(found if isinstance(text, str) else found | {text.by})
