"""What people write in digits: numbers, amounts, dates, times, sums."""

from __future__ import annotations

import numpy as np

CURRENCIES = "$€£"


def number(rng: np.random.Generator, most: int = 8) -> str:
    """One to `most` digits, the short numbers more often; 1s a little more often, as they are the easiest to miss."""
    length = 1 + int(rng.integers(0, most) * rng.uniform(0.3, 1))
    shares = np.array([1, 1.5, 1, 1, 1.1, 1, 1, 1.2, 1, 1])
    return "".join(rng.choice(list("0123456789"), min(length, most), p=shares / shares.sum()))


def amount(rng: np.random.Generator) -> str:
    """A sum of money or a measure: 85.5, 1,250.00, 3-, 12,50."""
    point, thousands = (".", ",") if rng.random() < 0.6 else (",", ".")
    whole = number(rng, 4)
    lot = rng.random()
    if lot < 0.25:
        whole = number(rng, 2) + thousands + f"{rng.integers(1000):03d}"
    places = int(rng.choice([0, 1, 2, 3], p=[0.2, 0.25, 0.45, 0.1]))
    text = whole + (point + "".join(str(rng.integers(10)) for _ in range(places)) if places else "")
    lot = rng.random()
    if lot < 0.1:
        return "-" + text
    if lot < 0.15:
        return text + "-"
    return text


def date(rng: np.random.Generator) -> str:
    """A day or a time of it, as 12/05/2024, 3.7.24, 2026-11-28 or 12:45."""
    lot = rng.random()
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1990, 2032))
    if lot < 0.35:
        return f"{rng.integers(24)}:{rng.integers(60):02d}"
    if lot < 0.5:
        return f"{year}-{month:02d}-{day:02d}"
    mark = str(rng.choice(["/", ".", "-"]))
    shown = str(year) if rng.random() < 0.5 else f"{year % 100:02d}"
    wide = rng.random() < 0.5
    return mark.join([f"{day:02d}" if wide else str(day), f"{month:02d}" if wide else str(month), shown])


def reckoning(rng: np.random.Generator) -> str:
    """Arithmetic in one line."""
    sign = str(rng.choice(["+", "-", "×", "/", ":"]))
    left, right = number(rng, 3), number(rng, 2)
    if rng.random() < 0.15:
        left = f"({left}+{number(rng, 2)})"
    end = "=" + (number(rng, 4) if rng.random() < 0.7 else "") if rng.random() < 0.7 else ""
    return left + sign + right + end


def telephone(rng: np.random.Generator) -> str:
    """Groups of digits."""
    joint = str(rng.choice([" ", "-", "/"]))
    groups = [f"{rng.integers(10**n):0{n}d}" for n in rng.choice([2, 3, 4], int(rng.integers(2, 5)))]
    return joint.join(groups)


def algebra(rng: np.random.Generator) -> str:
    """Digits beside letters that stand for numbers: 3x+5y=10, F=ma, 4.5m/s, y=2(x-1)."""
    letters = "xyzabcnmtF"
    text = "".join(
        number(rng, 2)
        + (letters[int(rng.integers(len(letters)))] if rng.random() < 0.6 else "")
        + str(rng.choice(list("+-=")))
        for _ in range(int(rng.integers(1, 4)))
    )
    return text + number(rng, 3)


def anything(rng: np.random.Generator) -> str:
    """Any of these, plain numbers mostly."""
    makers = (number, amount, date, reckoning, telephone)
    return makers[int(rng.choice(5, p=[0.6, 0.15, 0.1, 0.1, 0.05]))](rng)
