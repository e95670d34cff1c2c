"""What can go wrong between passages and hits."""


class SearchError(Exception):
    """Base of everything that the index room raises."""


class ModelError(SearchError):
    """The embedding model is missing, damaged or not what the snapshot was built with."""


class SnapshotError(SearchError):
    """A snapshot is missing, torn, edited or foreign; it is never served."""
