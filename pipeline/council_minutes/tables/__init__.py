"""From annotations to tables: schemas, rows, aggregates, files."""
