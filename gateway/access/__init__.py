"""Who asks, and what they may: keys, sessions, users of a proxy, and the scope that each route declares."""
