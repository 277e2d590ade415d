"""Opinions made up for these tests, several specialties; nobody in them exists."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.comparison import compare
from binder.model.citation import Span
from binder.model.comparison import Comparison, Difference, OpinionText, Tier


def opinion(text: str, title: str = "") -> OpinionText:
    """An opinion of one page; blank lines between paragraphs."""
    return OpinionText(title, ((1, tuple(text.strip("\n").split("\n"))),))


def words(text: OpinionText, spans: tuple[Span, ...]) -> str:
    """The characters that spans point at, joined."""
    lines = dict(text.pages)
    return " ".join(lines[s.page][s.line - 1][s.start : s.end] for s in spans)


class Result:
    """A comparison asked in a test's own words."""

    def __init__(self, c: Comparison) -> None:
        self.comparison = c

    def quotes(self, d: Difference) -> tuple[str, str]:
        return words(self.comparison.a, d.a), words(self.comparison.b, d.b)

    def said(self, kind: str = "", tier: Tier | None = None) -> list[tuple[str, str]]:
        """The words of all differences of a kind, A's and B's."""
        found = self.comparison.differences
        return [self.quotes(d) for d in found if kind in ("", d.kind) and tier in (None, d.tier)]

    def marks(self, a: str, b: str, tier: Tier | None = None) -> bool:
        """Whether one difference points at these words on either side (an empty string: that side is silent)."""
        return any((a in x if a else not x) and (b in y if b else not y) for x, y in self.said(tier=tier))

    def verdicts(self) -> dict[str, str]:
        return {r.axis.value: r.verdict.value for r in self.comparison.axes}

    def linked(self) -> set[tuple[str, str]]:
        """The texts of linked sentences."""
        c = self.comparison
        return {(c.a_sentences[i].text, c.b_sentences[j].text) for k in c.links for i in k.a for j in k.b}


@pytest.fixture
def lay() -> Callable[[str, str], Result]:
    """Lay two texts side by side."""
    return lambda a, b: Result(compare(opinion(a, "A"), opinion(b, "B")))


KIDNEY_A = """
IMPRESSION

Left renal mass of 4.2 cm in the lower pole, suspicious for renal cell carcinoma. No enlarged lymph nodes were
seen. Creatinine is 1.3 mg/dL. The adrenal gland is normal.

STAGE

Clinical stage I (cT1b N0 M0).

PLAN

I recommend partial nephrectomy within 6 weeks. A renal biopsy is not necessary before the operation. CT of the
chest every 12 months for 5 years. Continue lisinopril 10 mg daily.
"""

KIDNEY_B = """
Dear Mrs. Vale,

Thank you for coming with your daughter. I looked at the CT again. The mass in the lower pole of the left kidney
measures 42 mm and looks like a renal cell carcinoma. The lymph nodes are not enlarged. Your creatinine was
1.3.

WHAT I ADVISE

I would advise a biopsy of the kidney mass first. A radical nephrectomy is my recommendation if it confirms
cancer. The operation should be done within 3 months. Zestril should be increased to 20 mg daily. A chest CT
every 6 months for five years.

EXTENT

This is stage I, T1b N0 M0.
"""

MIGRAINE_A = """
ASSESSMENT

Chronic migraine without aura, about 18 headache days a month. Neurological examination is normal. MRI of the
brain showed no lesion. Medication overuse headache is probable.

PLAN

Stop sumatriptan for two months. Start topiramate 50 mg twice daily. Botulinum toxin is an option if this fails.
Return in 3 months.
"""

MIGRAINE_B = """
OPINION

I agree that she has chronic migraine without aura with 18 headache days each month. Her neurological examination
was unremarkable. The MRI of the brain shows a small white matter lesion. Medication overuse headache is unlikely.

RECOMMENDATIONS

Topiramate is not recommended because she hopes to become pregnant. I suggest propranolol 40 mg twice daily.
Sumatriptan may continue. I would see her again in 6 weeks.
"""

KNEE_A = """
HISTORY

A 44-year-old runner with six months of medial pain in the right knee. No locking, no giving way.

FINDINGS

MRI of 3 March 2025 shows a complex tear of the posterior horn of the medial meniscus. Cartilage wear is mild.
The anterior cruciate ligament is intact. Range of motion 0 to 130 degrees.

OPINION

1. Degenerative medial meniscus tear, right knee.
2. I do not advise arthroscopy.
3. Physiotherapy for 12 weeks, twice a week.
4. Ibuprofen 400 mg up to three times a day with food for two weeks.
5. If pain persists at three months, one corticosteroid injection can be considered.
6. He may go on running on soft ground. Review in 3 months.
"""

KNEE_B = """
Dear colleague,

Thank you for referring this 44-year-old gentleman, who has had pain on the inner side of the right knee since
the autumn. The knee neither locks nor gives way. He bends it to 130 degrees.

I have gone through the MRI myself: there is a complex tear in the posterior horn of the medial meniscus, and
slight cartilage loss. Both cruciate ligaments are intact.

I agree that the tear is degenerative. Keyhole surgery would not help him, and I would not offer it. A three-
month course of physical therapy, two sessions weekly, is the right treatment. He can take Advil 400 mg TID
for a fortnight. Should the pain still be there after 12 weeks, a single cortisone shot is an option. Running
on soft ground is allowed. I would be glad to see him again in three months.
"""

RHYTHM_A = """
ASSESSMENT

Paroxysmal atrial fibrillation, symptomatic, EHRA class IIb. CHA2DS2-VASc score is 2. Left atrium 38 mm. TSH
normal. No structural heart disease on echocardiogram.

RECOMMENDATIONS

Rhythm control with flecainide 100 mg twice daily. Apixaban 5 mg bid. Catheter ablation only if flecainide
fails. Sleep study. Holter in 3 months. Alcohol should be avoided.
"""

RHYTHM_B = """
SUMMARY

He has attacks of atrial fibrillation that bother him a great deal (EHRA class III). I count a CHA2DS2-VASc of
1. The left atrium measures 4.4 cm. Echo: mild left ventricular hypertrophy. Thyroid function is normal.

WHAT I WOULD DO

I favour pulmonary vein isolation as first-line treatment, within two months. Flecainide is not safe with
hypertrophy. Continue Eliquis 5 mg twice a day for at least two months after the procedure; then it may be
stopped. I see no need for a sleep study. Holter at 6 and 12 months. He should drink no alcohol.
"""
