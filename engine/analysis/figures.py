"""Figures as they stand in sentences: short, with a unit, in a form that reads aloud."""


def rate(hz: float) -> str:
    """Return a rate without its unit: "12", "7.5", "1,200"."""
    if hz >= 100:
        return f"{hz:,.0f}"
    return _trimmed(f"{hz:.1f}" if hz >= 1 else f"{hz:.2g}")


def seconds(duration_s: float) -> str:
    """Return a duration with its unit: "0.4 s", "2.5 s", "30 s", "12 min", "3 h"."""
    if duration_s < 9.95:
        return _trimmed(f"{duration_s:.1f}") + " s"
    if duration_s < 600:
        return f"{duration_s:.0f} s"
    if duration_s < 36_000:
        return f"{duration_s / 60:.0f} min"
    return f"{duration_s / 3600:.0f} h"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as "93 %"."""
    return f"{100 * share:.0f} %"


def part(number: int, whole: int) -> str:
    """Return `number` of `whole` as "93 %"; what is not all, or not nothing, never looks so."""
    share = number / whole
    if 0.005 <= share < 0.995 or number in (0, whole):
        return percent(share)
    return f"{100 * min(max(share, 0.001), 0.999):.1f} %"


def count(number: int) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{number:,}"


def milliseconds(duration_ms: float) -> str:
    """Return a number of milliseconds without its unit."""
    return f"{duration_ms:.0f}" if duration_ms >= 10 else _trimmed(f"{duration_ms:.1f}")


def size(number: int) -> str:
    """Return a number of bytes as "100 bytes", "38 kB", "2 GB" (powers of 1000)."""
    if number < 1000:
        return f"{number} bytes"
    amount = float(number)
    units = iter(("kB", "MB", "GB", "TB"))
    unit = ""
    while amount >= 999.5 and (larger := next(units, "")):
        amount, unit = amount / 1000, larger
    return (_trimmed(f"{amount:.1f}") if amount < 9.95 else f"{amount:.0f}") + f" {unit}"


def kibibytes(number: int) -> str:
    """Return bytes of a pipe in KiB without the unit: "0", "1.2", "64".

    Powers of 1024, because the capacity of a pipe is one: 65,536 bytes are 64 KiB.
    """
    amount = number / 1024
    return f"{amount:,.0f}" if amount >= 9.95 else _trimmed(f"{amount:.1f}")


def _trimmed(text: str) -> str:
    return text.removesuffix(".0")
