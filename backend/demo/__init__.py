"""The demonstration: one partnership with the real pledges, and two made-up years recorded under a clock that is
handed in.

`people.py` are the members, `habits.toml` what they do and how often, `told.toml` what is told by hand; `year.py` and
`told.py` lay both out in time, and `record.py` lets it happen. It is the same every time; what lies after the clock's
now has not happened yet.
"""
