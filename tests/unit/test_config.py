from typing import Literal

import pytest
from pydantic import Field, ValidationError

from app.config import ConfigError, Secret, Settings, read


class Sample(Settings):
    token: Secret = Field(alias="TOKEN")
    shards: int = Field(default=1, alias="SHARDS", ge=1)
    mode: Literal["enforce", "shadow"] = Field(alias="MODE")


def test_variables_become_frozen_values() -> None:
    settings = read(Sample, {"TOKEN": "t", "MODE": "shadow", "SHARDS": "4", "HOME": "/"})

    assert (settings.shards, settings.mode, settings.log_format) == (4, "shadow", "json")
    with pytest.raises(ValidationError):
        settings.shards = 5


def test_all_faults_are_named_at_once_and_no_value_is_shown() -> None:
    with pytest.raises(ConfigError) as fault:
        read(Sample, {"SHARDS": "s3cret", "MODE": "wild"})

    text = str(fault.value)
    assert all(name in text for name in ("TOKEN", "SHARDS", "MODE"))
    assert text.startswith("3 settings")
    assert "s3cret" not in text


def test_a_variable_set_to_nothing_counts_as_not_set() -> None:
    assert read(Sample, {"TOKEN": "t", "MODE": "shadow", "SHARDS": " "}).shards == 1


def test_secrets_do_not_show_in_a_representation() -> None:
    assert "s3cret" not in repr(read(Sample, {"TOKEN": "s3cret", "MODE": "shadow"}))


def test_one_fault_is_counted_as_one() -> None:
    with pytest.raises(ConfigError, match=r"^1 setting is missing or wrong:"):
        read(Sample, {"TOKEN": "t"})
