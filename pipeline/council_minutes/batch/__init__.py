"""Runs over archives: plan, workers, engines, resume."""
