"""Figures that the project promises, measured rather than tested. Start with README.md."""
