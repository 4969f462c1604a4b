"""How the web apps are set up and started: declared settings, addresses, static files."""
