"""Numbers as people type them and as people read them."""

import math
import re

_MINUS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "\N{NO-BREAK SPACE}": " "})
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUFFIX = {"k": 1e3, "m": 1e6, "g": 1e9, "b": 1e9, "t": 1e12}
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_DECIMAL = re.compile(rf"([+-]?)({_PLAIN})(?:e([+-]?\d{{1,4}}))?\s*([kmgbt]?)\s*(%?)", re.IGNORECASE)
_POWER = re.compile(rf"(?:([+-]?)({_PLAIN})\s*\*\s*)?([+-]?)10\^\(?([+-]?\d{{1,4}})\)?")
_LONGEST = 64


def read_number(text: str) -> float | None:
    """The number that `text` says, or None where it says none.

    Reads `4e-12`, `1/4`, `25%`, `2.5k`, `10^-8`, `3·10⁻⁸`, `7,920`, `.25`, `−3`.  The result is finite.
    """
    if len(text) > _LONGEST:
        return None
    raised = re.sub("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "10^" + found[1].translate(_SUPERSCRIPT), text)
    plain = raised.translate(_MINUS).strip()
    value = _read_ratio(plain)
    return value if value is not None and math.isfinite(value) else None


def _read_ratio(text: str) -> float | None:
    top, slash, bottom = text.partition("/")
    if not slash:
        return _read_term(text)
    numerator, denominator = _read_term(top.strip()), _read_term(bottom.strip())
    if numerator is None or denominator is None or denominator == 0:
        return None
    return numerator / denominator


def _read_term(text: str) -> float | None:
    if power := _POWER.fullmatch(text):
        sign, factor, power_sign, exponent = power.groups()
        value = float((factor or "1").replace(",", "")) * _scale(int(exponent))
        return -value if (sign == "-") != (power_sign == "-") else value
    if decimal := _DECIMAL.fullmatch(text):
        sign, digits, exponent, suffix, percent = decimal.groups()
        value = float(f"{sign}{digits.replace(',', '')}e{exponent or 0}")
        return value * _SUFFIX.get(suffix.lower(), 1.0) / (100 if percent else 1)
    return None


def _scale(exponent: int) -> float:
    return float(f"1e{exponent}")  # a power of ten too large for a float is inf here, not an exception


def show_number(value: float) -> str:
    """`value` in about three significant figures: `0.25`, `7,920`, `4.3e-12`, `0`, `inf`."""
    if math.isnan(value) or math.isinf(value):
        return str(value)
    if value == 0:
        return "0"
    if float(value).is_integer() and abs(value) < 1e9:
        return f"{value:,.0f}"
    size = abs(value)
    if size < 1e-3 or size >= 1e6:
        mantissa, _, exponent = f"{value:.2g}".partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
