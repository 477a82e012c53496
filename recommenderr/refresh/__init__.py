"""One refresh, the process that it runs in, and the sidecar that starts it on an interval."""
