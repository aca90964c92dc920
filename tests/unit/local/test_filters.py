import pytest

from app.local.filters import FilterError, passes, pattern_of

INSERT = {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": "1"}}}}


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ('{"eventName": ["INSERT"]}', True),
        ('{"eventName": ["MODIFY", "INSERT"]}', True),
        ('{"eventName": ["MODIFY"]}', False),
        ('{"dynamodb": {"Keys": {"pk": {"S": ["1", "2"]}}}}', True),
        ('{"dynamodb": {"Keys": {"pk": {"S": ["3"]}}}}', False),
        ('{"dynamodb": {"NewImage": {"pk": {"S": ["1"]}}}}', False),
        ('{"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": ["3"]}}}}', False),
    ],
)
def test_a_pattern_lists_what_is_allowed(pattern: str, *, matches: bool) -> None:
    assert passes((pattern_of(pattern),), INSERT) is matches


def test_one_pattern_of_several_is_enough_and_none_lets_all_pass() -> None:
    patterns = (pattern_of('{"eventName": ["REMOVE"]}'), pattern_of('{"eventName": ["INSERT"]}'))

    assert passes(patterns, INSERT)
    assert passes((), INSERT)


@pytest.mark.parametrize("pattern", ['{"eventName": [{"prefix": "INS"}]}', '["INSERT"]', "1"])
def test_what_is_not_known_here_is_refused_and_not_ignored(pattern: str) -> None:
    with pytest.raises(FilterError):
        pattern_of(pattern)
