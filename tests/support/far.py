"""Days and moments that no calendar of ours reaches, and those just outside and just inside what may be handed in."""

FAR_DAYS = ("0001-01-01", "0001-01-02", "1969-12-31", "1999-12-31", "2100-01-01", "9998-12-31", "9999-12-31")
"""Days that exist, and that nobody can mean."""

FAR_MOMENTS = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00+23:59",
    "1969-12-31T23:59:59Z",
    "1999-12-31T22:59:59Z",
    "1999-12-31T23:59:59+01:00",
    "2100-01-01T00:00:00+01:00",
    "2099-12-31T23:59:59-14:00",
    "2100-01-01T00:00:00-14:00",
    "9999-12-31T23:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59-23:59",
)
"""Moments that exist, each outside the years 2000–2099 as Sweden counts them."""

NO_MOMENTS = ("2026-06-30T23:59:60Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-05-04T20:30:00+24:00")
"""What is written like a moment and is none: a leap second, a year too few or too many, an offset of a day."""

NEAR_MOMENTS = ("2000-01-01T00:00:00+01:00", "2099-12-31T23:59:59+01:00", "2100-01-01T00:00:00+02:00")
"""The ends of what may be handed in."""

NO_DAYS = ("2026-02-30", "10000-01-01", "9999-99-99", "-0001-01-01", "0000-00-00")

FAR_WEEKS = ("0001-W01", "1969-W40", "1999-W52", "2100-W01", "9998-W52", "9999-W51", "9999-W52", "0000-W01")
