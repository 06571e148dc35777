"""Push annotated documents to a doccano server and pull them back: the only code of the package that uses a network."""
