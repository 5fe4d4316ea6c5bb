"""All pages: modules with a `router`."""

from __future__ import annotations

from gateway.pages.analysis import routes as analysis
from gateway.pages.candidate import routes as candidate
from gateway.pages.decision import routes as decision
from gateway.pages.decision import writing
from gateway.pages.entry import routes as entry
from gateway.pages.job import comparing, export
from gateway.pages.job import routes as job
from gateway.pages.jobs import routes as jobs
from gateway.pages.search import routes as search
from gateway.pages.status import routes as status
from gateway.pages.tour import routes as tour

PAGES = (jobs, job, comparing, export, decision, writing, tour, analysis, search, candidate, status, entry)
