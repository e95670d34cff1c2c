"""The web chat: a page in the browser, calls of the core, replies out."""
