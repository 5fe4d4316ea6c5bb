"""What the stream does: from events to matches, by shard, and what is odd."""

from __future__ import annotations

from deploy.grafana.panels import Panel, quantiles, rate, stat

ROWS = {
    "Now": [
        stat("Events waiting", "sum(matchstream_lag)"),
        stat("Pairs scored per second", "sum(rate(matchstream_pairs_scored_total[1m]))"),
        stat("Workers", 'sum(up{job="worker"})'),
        stat("Dead letters, last hour", "sum(increase(matchstream_dead_letters_total[1h]))"),
        stat("Matches published", "sum(matchstream_view_matches)"),
        stat("Redis complete", "max(matchstream_cache_ready)"),
    ],
    "From event to match": [
        Panel(
            "Event to match, 95 %",
            {
                "{{topic}}": "histogram_quantile(0.95, sum by (le, topic) "
                "(rate(matchstream_event_to_match_seconds_bucket[5m])))"
            },
            "s",
            about="By the event's own time: while history is replayed, as long as it is old.",
        ),
        Panel("Event to Redis", quantiles("matchstream_event_to_redis_seconds"), "s"),
        Panel("Events taken in", rate("matchstream_events_total", "topic")),
        Panel("Events in a batch", quantiles("matchstream_batch_events")),
        Panel("Seconds of a batch", quantiles("matchstream_batch_seconds"), "s"),
        Panel("Seconds of a publishing", quantiles("matchstream_publishing_seconds"), "s"),
        Panel("Matches published", rate("matchstream_matches_published_total")),
    ],
    "Shards": [
        Panel("Events behind", {"{{partition}}": "sum by (partition) (matchstream_lag)"}),
        Panel(
            "Seconds for which events wait",
            {"{{partition}}": "max by (partition) (matchstream_shard_age_seconds)"},
            "s",
        ),
        Panel(
            "Age of progress that is not written",
            {"{{partition}}": "max by (partition) (matchstream_progress_age_seconds)"},
            "s",
        ),
        Panel("Matches in the view", {"{{partition}}": "sum by (partition) (matchstream_view_matches)"}),
        Panel("Shards by worker", {"{{instance}}": "matchstream_shards"}),
        Panel("Seconds to rebuild a shard", quantiles("matchstream_rebuild_seconds", window="1h"), "s"),
    ],
    "What is odd": [
        Panel("Dead letters", rate("matchstream_dead_letters_total", "reason")),
        Panel(
            "Delivered again, passed over, put back, misplaced",
            {
                "again {{topic}}": "sum by (topic) (rate(matchstream_repeated_events_total[5m]))",
                "passed over {{topic}}": "sum by (topic) (rate(matchstream_gap_events_total[5m]))",
                "put back {{topic}}": "sum by (topic) (rate(matchstream_put_back_total[5m]))",
                "misplaced {{topic}}": "sum by (topic) (rate(matchstream_misplaced_events_total[5m]))",
            },
        ),
        Panel(
            "Written by others",
            {
                "over our matches": "sum(rate(matchstream_foreign_matches_total[5m]))",
                "no matches at all": "sum(rate(matchstream_no_matches_total[5m]))",
            },
        ),
        Panel("Applications of which nothing is known", {"all": "sum(matchstream_waiting_applications)"}),
        Panel("Applicants of whom nothing is known", {"all": "sum(matchstream_unknown_applicants)"}),
        Panel(
            "Jobs with a status of unknown words, per hour",
            {"all": "sum(increase(matchstream_unknown_job_statuses_total[1h]))"},
        ),
    ],
    "Webhooks to subscribers": [
        Panel("Messages", rate("matchstream_webhook_messages_total", "kind")),
        Panel("Attempts", rate("matchstream_webhook_attempts_total", "result", "answer")),
        Panel("Match to delivery", quantiles("matchstream_webhook_seconds", window="1h"), "s"),
        Panel("Messages in memory", {"all": "sum(matchstream_webhook_waiting)"}),
        Panel(
            "Subscriptions",
            {"{{state}}": "max by (state) (matchstream_webhook_subscriptions)"},
            about="failed: the receiver was given up; its messages wait until somebody switches it on again.",
        ),
    ],
    "Cache, Kafka and erasure": [
        Panel("Records written to Redis", rate("matchstream_cached_records_total", "topic")),
        Panel("Seconds for which records wait for Redis", {"all": "max(matchstream_cache_age_seconds)"}, "s"),
        Panel("Redis, as its writer sees it", {"{{state}}": "max by (state) (matchstream_cache_redis_state) == 1"}),
        Panel("Seconds since Kafka answered", {"{{job}} {{instance}}": "matchstream_kafka_silent_seconds"}, "s"),
        Panel(
            "Topics that are not those that were read",
            {"{{topic}} {{kind}}": "max by (topic, kind) (matchstream_topics_changed) or vector(0)"},
        ),
        Panel("Dead letters erased, per day", {"all": "sum(increase(matchstream_erased_dead_letters_total[1d]))"}),
    ],
}
