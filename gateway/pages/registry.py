"""All pages: modules with a `router`."""

from __future__ import annotations

from gateway.pages.analysis import routes as analysis
from gateway.pages.entry import routes as entry
from gateway.pages.jobs import routes as jobs
from gateway.pages.status import routes as status

PAGES = (jobs, analysis, status, entry)
