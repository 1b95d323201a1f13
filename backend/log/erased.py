"""Which rows of the log destroy keys, for the question that finds them and the index that answers it."""

from typing import get_args

from backend.domain.erasure import Erasure
from backend.domain.events import topic

TOPICS = ", ".join(f"'{topic(event)}'" for event in get_args(Erasure))
DESTROYS_KEYS = f"topic IN ({TOPICS})"
"""A condition in SQL, the same to the letter wherever it stands: else the index is not used."""
