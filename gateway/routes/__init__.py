"""The routes, one module an area; each turns a request into a call and its answer into JSON."""
