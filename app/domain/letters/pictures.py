"""Pictures in plain words where Unicode's own name misleads: flags, persons' skin, a few faces.

A model that reads words sees what a picture says about somebody only if it is named as people
read it: a flag stands for a nation, a pair of men with a heart for a couple. Skin tones are named
on persons alone; a toned thumb or a toned wave says nothing about anybody.
"""

import re

_PERSONS = (
    "\U0001f466-\U0001f469\U0001f46e\U0001f470-\U0001f478\U0001f47c\U0001f481\U0001f482\U0001f486"
    "\U0001f487\U0001f645-\U0001f647\U0001f64b\U0001f64d\U0001f64e\U0001f926\U0001f935\U0001f937"
    "\U0001f9cd-\U0001f9cf\U0001f9d1-\U0001f9dd"
)
_TONES = "\U0001f3fb-\U0001f3ff"
_FIRST_INDICATOR, _LAST_INDICATOR = "\U0001f1e6", "\U0001f1ff"
_SEQUENCE = re.compile(
    "(?P<rainbow>\U0001f3f3\U0001f308)|(?P<trans>\U0001f3f3\u26a7)"
    "|(?P<men>\U0001f468\u2764\U0001f468)|(?P<women>\U0001f469\u2764\U0001f469)"
    f"|(?P<person>[{_PERSONS}])(?P<tone>[{_TONES}])"
    f"|(?<![{_FIRST_INDICATOR}-{_LAST_INDICATOR}])"
    f"(?P<flag>[{_FIRST_INDICATOR}-{_LAST_INDICATOR}]{{2}})"
    f"(?![{_FIRST_INDICATOR}-{_LAST_INDICATOR}])"
)
_NAMES = {
    "rainbow": "rainbow flag",
    "trans": "transgender flag",
    "men": "gay couple",
    "women": "lesbian couple",
}
_SKIN = ("light skinned", "light skinned", "brown skinned", "dark skinned", "black skinned")
_LIGHTEST = 0x1F3FB

NATIONS = {
    "ae": "emirati", "af": "afghan", "ar": "argentine", "at": "austrian", "au": "australian",
    "bd": "bangladeshi", "be": "belgian", "bg": "bulgarian", "br": "brazilian", "ca": "canadian",
    "ch": "swiss", "cl": "chilean", "cn": "chinese", "co": "colombian", "cu": "cuban",
    "cz": "czech", "de": "german", "dk": "danish", "dz": "algerian", "eg": "egyptian",
    "es": "spanish", "et": "ethiopian", "fi": "finnish", "fr": "french", "gb": "british",
    "ge": "georgian", "gh": "ghanaian", "gr": "greek", "hk": "hong kong", "hr": "croatian",
    "hu": "hungarian", "id": "indonesian", "ie": "irish", "il": "israeli", "in": "indian",
    "iq": "iraqi", "ir": "iranian", "it": "italian", "jm": "jamaican", "jo": "jordanian",
    "jp": "japanese", "ke": "kenyan", "kp": "north korean", "kr": "korean", "kz": "kazakh",
    "lb": "lebanese", "ly": "libyan", "ma": "moroccan", "mx": "mexican", "my": "malaysian",
    "ng": "nigerian", "nl": "dutch", "no": "norwegian", "np": "nepali", "nz": "new zealand",
    "pe": "peruvian", "ph": "filipino", "pk": "pakistani", "pl": "polish", "ps": "palestinian",
    "pt": "portuguese", "qa": "qatari", "ro": "romanian", "rs": "serbian", "ru": "russian",
    "sa": "saudi", "sd": "sudanese", "se": "swedish", "so": "somali", "sy": "syrian",
    "th": "thai", "tn": "tunisian", "tr": "turkish", "tw": "taiwanese", "ua": "ukrainian",
    "us": "american", "ve": "venezuelan", "vn": "vietnamese", "ye": "yemeni",
    "za": "south african",
}  # fmt: skip

PLAIN_NAMES = {
    "\U0001f595": "middle finger",
    "\U0001f346": "eggplant",
    "\U0001f52a": "knife",
    "\U0001f9d5": "woman with hijab",
    "\U0001f473": "man with turban",
    "\U0001f4a9": "poop",
    "\U0001f92e": "vomiting",
    "\U0001f92c": "swearing",
    "\U0001f921": "clown",
    "\U0001f602": "laughing",
    "\U0001f923": "laughing hard",
    "\U0001f62d": "crying",
    "\U0001f644": "rolling eyes",
    "\U0001f92b": "be quiet",
    "\u267f": "wheelchair",
    "\u26a7": "transgender",
    "\u262a": "muslim",
    "\u2721": "jewish",
    "\u271d": "christian",
    "\U0001f549": "hindu",
    "\U0001f54e": "jewish menorah",
    "\U0001f5d1": "trash can",
    "\U0001f480": "skull",
    "\U0001f64f": "folded hands",
    "\U0001f44d": "thumbs up",
    "\U0001f44e": "thumbs down",
    "\U0001f44a": "fist",
    "\U0001f44f": "clapping",
    "\U0001f6ab": "no",
    "\u274c": "no",
    "\u2764": "heart",
    "\U0001f47d": "alien",
    "\U0001f62c": "grimace",
    "\U0001f974": "dizzy",
    "\U0001f92a": "crazy",
    "\U0001f351": "peach",
    "\U0001f4a6": "sweat drops",
    "\U0001f51e": "adults only",
    "\U0001f46c": "gay men holding hands",
    "\U0001f46d": "lesbian women holding hands",
}


def name_sequences(text: str) -> str:
    """Flags, couples and toned persons in words; every other picture stays for its own name."""
    return _SEQUENCE.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    if found["flag"]:
        code = "".join(chr(ord(letter) - ord(_FIRST_INDICATOR) + ord("a")) for letter in found[0])
        nation = NATIONS.get(code)
        return f" {nation} flag " if nation else found[0]
    if found["tone"]:
        return f" {_SKIN[ord(found['tone']) - _LIGHTEST]} {found['person']}"
    return f" {_NAMES[found.lastgroup or '']} "
