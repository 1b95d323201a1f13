"""The pages: follow-up, trail, and what is said about them. Without script, in Swedish and English."""
