"""What a language model is told of a server's rules, where an operator connects one (LK-063).

Templates to start from. Nothing reads them while no model is connected, which is the default: then
nothing leaves the operator's own account (ruling C5). They are instructions about judging; the
words that are judged are always given apart from them, as data.
"""

MAX_PROMPT = 4000
"""Characters; what a text field of a Discord modal takes."""

_CALM = (
    "Judge how people treat each other, not what they think. Disagreement, irony, strong opinions "
    "and swearing at things are no violation; insults, threats, harassment and hatred are. "
    "Quoting or reporting somebody else's words is no violation. When in doubt, there is none."
)

GENERAL = (
    "This is a community server for people with many interests. "
    f"{_CALM} Advertising that nobody asked for and repeated messages are spam. "
    "An answer that explains, helps or welcomes somebody is helpful."
)
CRYPTO_TRADING = (
    "This is a server about cryptocurrency and trading. "
    f"{_CALM} Violations are also: promises of certain profit, offers to double money, giveaways "
    "that ask for a payment or a wallet, requests for seed phrases or private keys, and people who "
    "pose as support and ask to be written to privately. Talking about losses, risk and prices is "
    "fine, also in rough words. An explanation of risk or a warning of a scam is helpful."
)
TECH = (
    "This is a server about programming and technology. "
    f"{_CALM} Technical words are not violent: processes are killed, children aborted, masters "
    "replaced. Code, logs and long error messages are welcome and no spam. Criticism of code is "
    "fine; contempt for the person who wrote it is not. An answer that solves a problem, asks for "
    "what is missing or points to the right document is helpful."
)
EDUCATION = (
    "This is a server of a school or a course; learners of different ages read it. "
    f"{_CALM} Mocking somebody for a question or a mistake is a violation, and so are obscene "
    "words and asking for another person's private data. Questions are never spam, however often "
    "they come. An explanation that leads to the answer is helpful; doing somebody's exam is not."
)
