"""Train, evaluate, export and benchmark the models."""
