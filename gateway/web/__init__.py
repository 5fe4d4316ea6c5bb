"""HTTP itself: limits of bodies and connections, hosts and origins, headers, errors, metrics."""
