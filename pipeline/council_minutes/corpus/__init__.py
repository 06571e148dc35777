"""Annotated documents: on disk, as spaCy Docs, as doccano JSONL; splits, checks and scores."""
