"""The steps that bring an older database to the form that this program needs."""
