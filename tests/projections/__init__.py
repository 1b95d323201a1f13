"""The read side: what was recorded, and what is answered about it."""
