"""What is wrong with the description of a machine."""

from __future__ import annotations


class MachineError(ValueError):
    """An invalid description. `route` is the place inside the described value, for a caller that knows its lines; with
    `key` the key itself is wrong.
    """

    def __init__(self, message: str, remedy: str = "", route: tuple[str | int, ...] = (), *, key: bool = False) -> None:
        self.message, self.remedy, self.route, self.key = message, remedy, route, key
        super().__init__(message)

    def below(self, *route: str | int) -> MachineError:
        """The same error, seen from further outside."""
        return MachineError(self.message, self.remedy, (*route, *self.route), key=self.key)
