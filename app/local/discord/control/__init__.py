"""The hidden hand: what tests, the demo and the page do to the fake from outside Discord."""
