"""One self-contained HTML file of a run: its numbers, its tables, and every row's words in their document."""
