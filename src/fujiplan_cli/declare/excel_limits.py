"""What Excel takes. openpyxl writes longer texts without a word, and Excel then offers to repair the book."""

from __future__ import annotations

LIST, TITLE, PROMPT = 255, 32, 255
"""Longest dropdown list (joined by commas), title of a prompt, and prompt, in UTF-16 units."""
