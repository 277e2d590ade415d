"""Speed and memory of comparing two opinions at 1, 10 and 100 pages, beside difflib on the whole text in the same run.

    python bench/comparison.py [--pages 1 10 100] [--runs 3]

The texts are made here: sentences from many templates, the second text shuffled, a tenth of its numbers changed and a
tenth of its sentences left out. Every size runs in a fresh process, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import textwrap
import time

from binder.comparison import compare, compare_in_stages
from binder.model.comparison import OpinionText

WORDS_A_PAGE = 500
ORGANS = (
    "kidney", "liver", "spleen", "pancreas", "thyroid", "prostate", "bladder", "lung", "heart", "knee", "hip",
    "shoulder", "retina", "colon", "stomach", "skin",
)  # fmt: skip
SIGNS = (
    "cyst", "nodule", "effusion", "calcification", "stenosis", "edema", "thickening", "lesion", "fracture",
    "polyp", "scar", "aneurysm", "fistula",
)  # fmt: skip
DRUGS = (
    "metformin", "lisinopril", "atorvastatin", "omeprazole", "gabapentin", "apixaban", "sertraline",
    "levothyroxine", "methotrexate",
)  # fmt: skip
TESTS = (
    "ultrasound", "MRI", "CT", "biopsy", "endoscopy", "spirometry", "audiogram", "echocardiogram",
    "colonoscopy", "mammogram",
)  # fmt: skip
TEMPLATES = (
    "There is no {sign} in the {side} {organ}.",
    "The {side} {organ} shows a {sign} of {n} mm, which was {n2} mm in {year}.",
    "{test} of the {organ} every {n} months for {n2} years is recommended.",
    "I would continue {drug} {dose} mg daily and add {drug2} if the {sign} grows.",
    "The value of {code} was {n}.{n2} at the last visit, and the {organ} was tender.",
    "Surgery of the {organ} should take place within {n} weeks because of the {sign}.",
    "She told me that the pain near the {organ} began {n} days after the {test} in room {n2}.",
)


def sentences(words: int, seed: int) -> list[str]:
    """Sentences of about so many words in all."""
    draw, made, count = random.Random(seed), [], 0
    while count < words:
        made.append(
            draw.choice(TEMPLATES).format(
                sign=draw.choice(SIGNS),
                side=draw.choice(("left", "right", "upper", "lower")),
                organ=draw.choice(ORGANS),
                test=draw.choice(TESTS),
                drug=draw.choice(DRUGS),
                drug2=draw.choice(DRUGS),
                n=draw.randint(2, 40),
                n2=draw.randint(1, 9),
                year=draw.randint(2001, 2025),
                dose=draw.choice((5, 10, 20, 50, 100)),
                code="".join(draw.choices("ABCDEFGHKLMNPRSTUV", k=3)),
            )
        )
        count += len(made[-1].split())
    return made


def pages(made: list[str]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Sentences as pages of lines."""
    lines = textwrap.wrap(" ".join(made), 90)
    return tuple((n // 45 + 1, tuple(lines[n : n + 45])) for n in range(0, len(lines), 45))


def measure(count: int, runs: int) -> dict[str, float]:
    """Seconds and megabytes for texts of so many pages."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times, painted = [], []
    for run in range(runs):  # other texts each time: what was read closely once is remembered
        first, draw = sentences(WORDS_A_PAGE * count, run), random.Random(2)
        second = [s if draw.random() > 0.1 else re.sub(r"\d", "7", s) for s in first if draw.random() > 0.1]
        draw.shuffle(second)
        a, b = OpinionText("A", pages(first)), OpinionText("B", pages(second))
        start = time.perf_counter()
        next(compare_in_stages(a, b))
        painted.append(time.perf_counter() - start)
        start = time.perf_counter()
        result = compare(a, b)
        times.append(time.perf_counter() - start)
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    start = time.perf_counter()
    difflib.SequenceMatcher(None, " ".join(first).split(), " ".join(second).split()).get_opcodes()
    whole = time.perf_counter() - start
    return {
        "pages": count,
        "first_s": round(times[0], 3),
        "median_s": round(statistics.median(times), 3),
        "first_rows_s": round(statistics.median(painted), 3),
        "difflib_s": round(whole, 3),
        "peak_mb": round(peak, 1),
        "links": len(result.links),
        "differences": len(result.differences),
    }


def main() -> None:
    """Print one line a size."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pages", type=int, nargs="+", default=[1, 10, 100])
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.runs)))
        return
    for count in given.pages:
        command = [sys.executable, __file__, "--one", str(count), "--runs", str(given.runs)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


if __name__ == "__main__":
    main()
