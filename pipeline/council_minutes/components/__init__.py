"""spaCy components: tokenizer, encoder, span tagger, relation extractor."""
