"""Open data: CSV and JSON with their column tables, after 行政データにおける機械可読性に関するルール."""
