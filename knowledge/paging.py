"""One page of a longer list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The items of page `number` (from 1) of `total` items in all, `size` a page."""

    items: tuple[T, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return page_count(self.total, self.size)


def page_count(total: int, size: int) -> int:
    """How many pages `total` items fill."""
    return max(1, -(-total // size))


def page_within(number: int, size: int, total: int) -> int:
    """The page nearest to `number` that exists, so that a list that shrank never shows an empty page."""
    return min(max(1, number), page_count(total, size))
