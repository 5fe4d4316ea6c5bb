"""The dashboards: tables of panels, and the JSON files that Grafana reads, written from them."""
