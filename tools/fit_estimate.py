"""Fits the estimate's weights to the training part of Short Answer Feedback and writes them where
they ship from: `python tools/fit_estimate.py DATA_DIR` (the folder with `training/`)."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parent.parent))
from bot.estimating.features import NAMES
from bot.estimating.fitting import fit

WEIGHTS = Path(__file__).parent.parent / "bot" / "estimating" / "weights.json"


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored answer of the set."""

    group: str
    question: str
    reference: str
    answer: str
    score: float


def main(folder: Path) -> None:
    """Reads the training files, fits, writes the weights."""
    items = [
        Scored(file.stem, question, reference, one.findtext("response", ""), float(score))
        for file in sorted((folder / "training").glob("*.xml"))
        for tree in [ElementTree.parse(file)]
        for question in [tree.findtext("questionText", "")]
        for reference in ["\n".join(one.text or "" for one in tree.iter("referenceAnswer"))]
        for one in tree.iter("studentAnswer")
        if (score := one.findtext("score"))
    ]
    made = fit(items, parts=len(items))
    kept = {
        "fitted": f"{len(items)} answers to {len({one.group for one in items})} questions of Short "
        "Answer Feedback (Filighera et al., 2022; MIT), its training part; tools/fit_estimate.py",
        "weights": {
            name: round(weight, 4) for name, weight in zip(NAMES, made.weights, strict=True)
        },
        "errors": made.errors,
    }
    WEIGHTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"{WEIGHTS.name}: {len(items)} answers")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
