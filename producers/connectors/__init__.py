"""Applicant tracking systems' webhooks: what each sends, as tables, and how it is read into events. Opens nothing."""
