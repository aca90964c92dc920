"""Average the weights of runs that began with the same checkpoint: one model, better than each.

    python -m model.soup model/work/final.pt:0.4 model/work/more.pt:0.6 --out model/work/last.pt

After Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models improves
accuracy without increasing inference time" (ICML 2022).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from model.encoder import Judge, restore, save


def mixed(parts: Sequence[tuple[Judge, float]]) -> Judge:
    """The first judge with everybody's weights, each by its share of the whole.

    Raises:
        ValueError: the shares do not add up to more than 0.
    """
    whole = sum(share for _, share in parts)
    if whole <= 0:
        raise ValueError("the shares must add up to more than 0")
    judge = parts[0][0]
    weights = [(other.state_dict(), share / whole) for other, share in parts]
    judge.load_state_dict(
        {
            name: sum(one[name] * share for one, share in weights)
            if value.is_floating_point()
            else value
            for name, value in judge.state_dict().items()
        }
    )
    return judge


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", metavar="CHECKPOINT:SHARE")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    named = (part.rpartition(":") for part in options.parts)
    judges = [(restore(Path(path))[0], float(share)) for path, _, share in named]
    save(mixed(judges), options.out, done=1.0)


if __name__ == "__main__":
    main()
