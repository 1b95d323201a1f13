"""What the tests stand on: a throw-away PostgreSQL, a real browser, a real server process."""
