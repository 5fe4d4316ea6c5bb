"""Figures of a model on pairs it never saw: report, tables, plots, card."""
