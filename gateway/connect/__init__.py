"""Webhooks in: applicant tracking systems send to an address of their own each."""
