"""What stands on printed matter: words, sentences, and numbers as people write them."""

from __future__ import annotations

import numpy as np

from train.synth.words import WORDS

NAMES_OF_FIELDS = """
Name Date Total Room Page Invoice Address Phone Number Street Grade Score Class Amount Due Tel Fax Email Signature
Student First Last City ZIP Account Balance Note Question Answer Points Table Figure Chapter Item Price Qty Sum Tax
Order Code Hours Start End Rate Day Week Month Year Team Player Place Lap Time Weight Height Age Sex Form Section
Serial Model Type Batch Size Units Paid Cash Card Change Subtotal Discount VAT Ref Dept Manager Approved Received kWh
Meter Reading Previous Present Ward Patient Dose Temp Pulse Mark Remarks Seat Gate Flight Train Line
"""
LABELS = tuple(NAMES_OF_FIELDS.split())
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UNITS = ("kg", "g", "cm", "mm", "m", "km", "l", "ml", "%", "h", "min", "pcs", "V", "W", "°C")
MARKS = (".", ",", ";", ":", "!", "?")


def one_of(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    """One of `choices` by lot."""
    return choices[int(rng.integers(len(choices)))]


def word(rng: np.random.Generator, words: tuple[str, ...]) -> str:
    """One of `words`, or of those that come with this package."""
    return one_of(rng, words or WORDS)


def digits(rng: np.random.Generator, least: int = 1, most: int = 6) -> str:
    """`least` to `most` digits."""
    return "".join(map(str, rng.integers(0, 10, int(rng.integers(least, most + 1)))))


def count(rng: np.random.Generator, most: int = 4) -> str:
    """A whole number of up to `most` digits, without zeros in front."""
    return str(int(rng.integers(10 ** int(rng.integers(1, most + 1)))))


def amount(rng: np.random.Generator) -> str:
    """Money: two decimals, at times grouped."""
    point, group = (".", ",") if rng.random() < 0.7 else (",", ".")
    whole = int(np.exp(rng.uniform(0, 10)))
    text = f"{whole:,}".replace(",", group) if rng.random() < 0.6 else str(whole)
    return text + point + f"{int(rng.integers(100)):02d}" if rng.random() < 0.85 else text + point + "-"


def decimal(rng: np.random.Generator) -> str:
    """A measured value, at times negative."""
    sign = one_of(rng, ("", "", "", "-", "+"))
    return sign + f"{float(np.exp(rng.uniform(-2, 7))):.{int(rng.integers(0, 4))}f}"


def date(rng: np.random.Generator) -> str:
    """A date in one of the usual forms."""
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1900, 2040))
    forms = (
        f"{day}/{month}/{year}",
        f"{day:02d}.{month:02d}.{year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{month}/{day}/{year % 100:02d}",
        f"{day} {MONTHS[month - 1]} {year}",
        f"{day}.{month}.",
    )
    return one_of(rng, forms)


def clock(rng: np.random.Generator) -> str:
    """A time of day."""
    hour, minute = int(rng.integers(24)), int(rng.integers(60))
    late = f"{hour % 12 + 1}:{minute:02d} " + ("am" if hour < 12 else "pm")
    forms = (f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}", f"{hour}.{minute:02d}", f"{hour:02d}{minute}", late)
    return one_of(rng, forms)


def phone(rng: np.random.Generator) -> str:
    """A telephone number."""
    groups = [digits(rng, 2, 4) for _ in range(int(rng.integers(2, 5)))]
    joined = one_of(rng, (" ", "-", ".", "")).join(groups)
    return one_of(rng, ("", "", "+", "0")) + joined


def serial(rng: np.random.Generator) -> str:
    """Letters and digits mixed: a code, a plate, an item number."""
    alphabet = "0123456789" * 3 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = "".join(alphabet[i] for i in rng.integers(len(alphabet), size=int(rng.integers(4, 13))))
    if rng.random() < 0.4:
        cut = int(rng.integers(1, len(text)))
        text = text[:cut] + "-" + text[cut:]
    return text


def number(rng: np.random.Generator) -> str:
    """A number of any form."""
    makers = (count, count, amount, decimal, date, clock, phone, serial, digits)
    return makers[int(rng.integers(len(makers)))](rng)


def sentence(rng: np.random.Generator, words: tuple[str, ...], length: int, numbers: float = 0.08) -> str:
    """`length` words with capitals and marks; a share of `numbers` of them are numbers."""
    spoken = []
    for place in range(length):
        text = number(rng) if rng.random() < numbers else word(rng, words)
        if place == 0 or rng.random() < 0.05:
            text = text[:1].upper() + text[1:]
        if rng.random() < 0.1:
            text += one_of(rng, MARKS)
        spoken.append(f"({text})" if rng.random() < 0.02 else text)
    return " ".join(spoken) + (one_of(rng, (".", ".", "?", "!")) if rng.random() < 0.7 else "")


def heading(rng: np.random.Generator, words: tuple[str, ...], most: int = 4) -> str:
    """A few words, at times in capitals or with a number."""
    text = " ".join(word(rng, words) for _ in range(int(rng.integers(1, most + 1))))
    text = text.upper() if rng.random() < 0.4 else text.title()
    if rng.random() < 0.75:
        return text
    return one_of(rng, ("", "Chapter ", "§ ", "Part ")) + count(rng, 2) + one_of(rng, ("", ".", ":")) + " " + text


def label(rng: np.random.Generator) -> str:
    """What stands before a field of a form."""
    text = one_of(rng, LABELS)
    if rng.random() < 0.2:
        text += " " + one_of(rng, LABELS).lower()
    text = text.upper() if rng.random() < 0.2 else text
    return one_of(rng, (text, text, text + ":", count(rng, 2) + ". " + text, text + " No."))
