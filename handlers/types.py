"""The application and its builder as this bot uses them: without data of their own."""

from typing import Any

from telegram.ext import Application, ApplicationBuilder

App = Application[Any, Any, Any, Any, Any, Any]
Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]
