"""Existing records come along: years of spreadsheets, read row by row into what the field app would have sent.

`sheets.py` opens a file, `cells.py` reads a cell, `activities.py` and `situations.py` turn rows into reports and
weeks (pure: they know no store), `recording.py` puts the good ones into the log. What is wrong is a `Fault` with row,
column and reason.
"""
