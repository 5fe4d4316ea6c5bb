"""The gateway: ad-hoc predictions, lookups, events in, pushes out, and the recruiter's pages."""
