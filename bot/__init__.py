"""The application: settings, wiring, conversation core and command line, free of any messenger."""
