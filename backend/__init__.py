"""Fältlogg: the field log for Swedish citizen pledges. Start reading in `backend/domain`, then `backend/app.py`."""
