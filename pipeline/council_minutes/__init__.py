"""Read the minutes of UK councils and turn them into tables."""
