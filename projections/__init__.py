"""The read side: rows pulled from the log, and the questions asked of them. One file per question."""
