"""What a browser session and the process remember: the view in the address, widget state, caches."""
