"""What it runs on: programs, machines, containers, Kafka, Redis, PostgreSQL and nginx, by their usual exporters."""

from __future__ import annotations

from deploy.grafana.panels import Panel, stat

_DISKS = '{fstype!~"tmpfs|ramfs|overlay|squashfs"}'

ROWS = {
    "Programs": [
        Panel("Answering", {"{{job}} {{instance}}": "up"}),
        Panel("Processors used", {"{{job}} {{instance}}": "rate(process_cpu_seconds_total[5m])"}),
        Panel("Memory", {"{{job}} {{instance}}": "process_resident_memory_bytes"}, "bytes"),
        Panel(
            "Open files, of what is allowed",
            {"{{job}} {{instance}}": "process_open_fds / process_max_fds"},
            "percentunit",
        ),
        Panel(
            "Python's collections of the oldest objects",
            {"{{job}} {{instance}}": 'rate(python_gc_collections_total{generation="2"}[5m])'},
        ),
        Panel("Running for", {"{{job}} {{instance}}": "time() - process_start_time_seconds"}, "s"),
    ],
    "Machines": [
        Panel(
            "Processors",
            {"{{instance}}": '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))'},
            "percentunit",
        ),
        Panel(
            "Memory used",
            {"{{instance}}": "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"},
            "percentunit",
        ),
        Panel(
            "Disks used",
            {
                "{{instance}} {{mountpoint}}": f"1 - node_filesystem_avail_bytes{_DISKS}"
                f" / node_filesystem_size_bytes{_DISKS}"
            },
            "percentunit",
        ),
        Panel("Disks busy", {"{{instance}} {{device}}": "rate(node_disk_io_time_seconds_total[5m])"}, "percentunit"),
        Panel(
            "Network",
            {
                "in {{instance}} {{device}}": 'rate(node_network_receive_bytes_total{device!="lo"}[5m])',
                "out {{instance}} {{device}}": 'rate(node_network_transmit_bytes_total{device!="lo"}[5m])',
            },
            "Bps",
            about="Of the network that the exporter has: in a container its own; the machine's it sees on the host.",
        ),
    ],
    "Containers": [
        Panel("Processors", {"{{name}}": 'sum by (name) (rate(container_cpu_usage_seconds_total{name!=""}[5m]))'}),
        Panel("Memory", {"{{name}}": 'sum by (name) (container_memory_working_set_bytes{name!=""})'}, "bytes"),
        Panel(
            "Network in",
            {"{{name}}": 'sum by (name) (rate(container_network_receive_bytes_total{name!=""}[5m]))'},
            "Bps",
        ),
    ],
    "Kafka": [
        stat("Brokers", "max(kafka_brokers)"),
        stat("Partitions with too few copies", "sum(kafka_topic_partition_under_replicated_partition)"),
        Panel("Records written", {"{{topic}}": "sum by (topic) (rate(kafka_topic_partition_current_offset[5m]))"}),
        Panel("Behind, by consumer group", {"{{consumergroup}}": "sum by (consumergroup) (kafka_consumergroup_lag)"}),
    ],
    "Redis": [
        stat("Answering", "min(redis_up)"),
        Panel("Memory", {"used": "redis_memory_used_bytes", "allowed": "redis_memory_max_bytes"}, "bytes"),
        Panel("Commands", {"all": "rate(redis_commands_processed_total[5m])"}),
        Panel("Clients", {"all": "redis_connected_clients"}),
        Panel(
            "Keys that were evicted",
            {"all": "rate(redis_evicted_keys_total[5m])"},
            about="None must be: maxmemory-policy noeviction.",
        ),
    ],
    "PostgreSQL": [
        stat("Answering", "min(pg_up)"),
        Panel(
            "Connections",
            {"used": "sum(pg_stat_activity_count)", "allowed": "max(pg_settings_max_connections)"},
        ),
        Panel(
            "Transactions",
            {
                "kept {{datname}}": 'sum by (datname) (rate(pg_stat_database_xact_commit{datname!=""}[5m]))',
                "given up {{datname}}": 'sum by (datname) (rate(pg_stat_database_xact_rollback{datname!=""}[5m]))',
            },
        ),
        Panel("Size", {"{{datname}}": "max by (datname) (pg_database_size_bytes)"}, "bytes"),
        Panel(
            "Blocks that were read from disk",
            {"{{datname}}": 'sum by (datname) (rate(pg_stat_database_blks_read{datname!=""}[5m]))'},
        ),
    ],
    "nginx and certificates": [
        Panel(
            "Connections",
            {"{{state}}": "sum by (state) (nginx_connections)"},
            about="waiting: kept open by clients who ask nothing at the moment.",
        ),
        Panel("Until certificates end", {"{{instance}}": "probe_ssl_earliest_cert_expiry - time()"}, "s"),
    ],
}
