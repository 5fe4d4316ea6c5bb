"""What recruiters and their model get: predictions, requests, pushes, outcomes."""

from __future__ import annotations

from deploy.grafana.panels import Panel, quantiles, rate, stat

_FAILED = 'matchstream_http_requests_total{status=~"5.."}'
_RIGHT = " + ".join(
    f'sum(increase(matchstream_outcomes_total{{outcome="{outcome}", quality_level="{level}"}}[7d]))'
    for outcome, level in (("hired", "high"), ("rejected", "low"))
)

ROWS = {
    "Now": [
        stat("Predictions per minute", "60 * sum(rate(hired_model_predictions_total[5m]))"),
        stat(
            "Requests that succeed",
            f"1 - sum(rate({_FAILED}[5m])) / sum(rate(matchstream_http_requests_total[5m]))",
            "percentunit",
        ),
        stat(
            "Seconds of a prediction, 95 %",
            "histogram_quantile(0.95, sum by (le) (rate(prediction_latency_seconds_bucket[5m])))",
            "s",
        ),
        stat(
            "Accuracy, 7 days",
            f"({_RIGHT}) / sum(increase(matchstream_outcomes_total[7d]))",
            "percentunit",
            "Share of the applications decided in 7 days whose outcome was as their score said: 50 or more and hired, "
            "or less and rejected. It depends on how many are hired.",
        ),
        stat("Model", "max by (version) (matchstream_model_info)", legend="{{version}}"),
        stat("Trained on comparisons", "max(hired_model_training_samples)"),
    ],
    "Predictions": [
        Panel(
            "Predictions per minute, by band",
            {"{{band}}": "60 * sum by (band) (rate(matchstream_predictions_total[5m]))"},
        ),
        Panel(
            "Predictions per minute, by level",
            {"{{quality_level}}": "60 * sum by (quality_level) (rate(hired_model_predictions_total[5m]))"},
        ),
        Panel(
            "Scores",
            {"{{le}}": "sum by (le) (increase(quality_score_histogram_bucket[5m]))"},
            kind="heatmap",
            about="Shares of 100.",
        ),
        Panel("Scores: quantiles", quantiles("hired_model_quality_scores"), "percentunit"),
        Panel("Seconds of a prediction", quantiles("prediction_latency_seconds"), "s"),
    ],
    "Requests": [
        Panel("Requests by status", rate("matchstream_http_requests_total", "status"), "reqps"),
        Panel(
            "Seconds to an answer, 95 %",
            {
                "{{route}}": "histogram_quantile(0.95, sum by (le, route) "
                '(rate(matchstream_http_request_seconds_bucket{route!="/api/pushes"}[5m])))'
            },
            "s",
        ),
        Panel("Failures by route", {"{{route}} {{status}}": f"sum by (route, status) (rate({_FAILED}[5m]))"}, "reqps"),
        Panel("Connections refused or closed", rate("matchstream_connections_ended_total", "why")),
        Panel("Keys and sessions refused", rate("matchstream_access_refused_total", "reason")),
    ],
    "Events, results and pushes": [
        Panel("Events accepted", rate("matchstream_events_accepted_total", "type")),
        Panel("Events refused", rate("matchstream_events_refused_total", "reason")),
        Panel("Webhooks of tracking systems", rate("matchstream_webhooks_total", "connection", "result")),
        Panel("CVs read, and why not", rate("matchstream_documents_total", "result")),
        Panel("Seconds by which results are old", {"{{instance}}": "matchstream_results_age_seconds"}, "s"),
        Panel(
            "Redis, as lookups and pushes see it",
            {"{{use}} {{state}}": "max by (use, state) (matchstream_redis_state) == 1"},
        ),
        Panel(
            "Pushes",
            {
                "written": "sum(rate(matchstream_pushes_total[5m]))",
                "sent": "sum(rate(matchstream_pushes_sent_total[5m]))",
                "slow clients sent back": "sum(rate(matchstream_push_overruns_total[5m]))",
            },
        ),
        Panel("Clients of the pushes", {"open": "sum(matchstream_push_clients)"}),
        Panel(
            "Decisions that Kafka does not have yet, and a store that is not up",
            {
                "waiting": "max(matchstream_decisions_waiting)",
                "{{instance}} {{state}}": 'matchstream_store_state{state!="up"} == 1',
            },
        ),
    ],
    "Model": [
        Panel(
            "Accuracy of the last 1,000 outcomes",
            {"{{instance}}": "hired_model_accuracy"},
            "percentunit",
            about="By worker: each counts what its shards decide.",
        ),
        Panel(
            "Outcomes per day",
            {
                "{{outcome}}, scored {{quality_level}}": "sum by (outcome, quality_level) "
                "(increase(matchstream_outcomes_total[1d]))"
            },
        ),
        Panel(
            "Outcomes: accuracy and calibration error",
            {
                "accuracy": "max(matchstream_drift_accuracy)",
                "calibration error": "max(matchstream_drift_calibration_error)",
            },
            "percentunit",
            about="Of the last 1,000 outcomes of all workers.",
        ),
        Panel(
            "Hires, and those foretold",
            {
                "hired": "max(matchstream_drift_hired)",
                "foretold": "max(matchstream_drift_hired_foretold)",
                "outcomes": "max(matchstream_drift_outcomes)",
                "off": "max(matchstream_drift_outcomes_off)",
            },
        ),
        Panel("Another model than the announced one", {"{{job}} {{instance}}": "matchstream_model_differs"}),
        Panel(
            "Models taken and refused, per hour",
            {
                "taken by gateways": "sum(increase(matchstream_model_swaps_total[1h]))",
                "refused by gateways": "sum(increase(matchstream_model_refusals_total[1h]))",
                "refused by workers": "sum(increase(matchstream_refused_champions_total[1h]))",
            },
        ),
    ],
    "Drift: what comes beside what the model was trained on": [
        stat("Traits that have moved", "sum(max by (trait) (matchstream_drift_moved))"),
        stat("Watched", "max(matchstream_drift_watched)"),
        Panel(
            "Index of each trait, as a share of its line",
            {
                "{{trait}}": "max by (trait) (matchstream_drift_index) / max by (trait) (matchstream_drift_line)",
            },
            about="Population stability index; from 1 on a trait has moved.",
        ),
        Panel(
            "Index that chance gives, the largest",
            {"chance": "max(matchstream_drift_chance)", "line": "min(matchstream_drift_line)"},
        ),
        Panel("Rows that are compared", {"{{trait}}": "max by (trait) (matchstream_drift_rows)"}),
        Panel("Absent", {"{{trait}}": "max by (trait) (matchstream_drift_absent_share)"}, "percentunit"),
        Panel("Not understood", {"{{trait}}": "max by (trait) (matchstream_drift_unread_share)"}, "percentunit"),
        Panel("Bands of applications", {"{{band}}": "max by (band) (matchstream_drift_band_share)"}, "percentunit"),
        Panel(
            "People whose best job is the commonest one",
            {
                "share": "max(matchstream_drift_commonest_best_job_share)",
                "concentrated": "max(matchstream_drift_lists_concentrated)",
            },
            "percentunit",
        ),
        Panel("Different best jobs", {"all": "max(matchstream_drift_different_best_jobs)"}),
    ],
}
