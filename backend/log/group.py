"""Callers who come while a commit is under way share the next one.

The first to come leads: it commits what waits, its own among it, and hands the lead on. Nobody waits for company that
has not come, so a lone caller pays nothing for this.
"""

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, TypeVar

Work = TypeVar("Work")
Answer = TypeVar("Answer")


class _Waiting(Generic[Work, Answer]):
    def __init__(self, work: Work, size: int) -> None:
        self.work = work
        self.size = size
        self.woken = Event()
        self.leads = False
        self.answer: Answer | Exception | None = None


class Group(Generic[Work, Answer]):
    """`commit` takes several callers' work and answers each in order, with an exception for those whose work failed."""

    def __init__(self, commit: Callable[[Sequence[Work]], Sequence[Answer | Exception]], *, largest: int) -> None:
        self._commit = commit
        self._largest = largest
        self._lock = Lock()
        self._queue: list[_Waiting[Work, Answer]] = []
        self._led = False

    def submit(self, work: Work, size: int) -> Answer:
        """Have it committed and return its answer, or raise its exception. `size` counts against a group's largest."""
        mine = _Waiting[Work, Answer](work, size)
        with self._lock:
            self._queue.append(mine)
            mine.leads, self._led = not self._led, True
        if not mine.leads:
            mine.woken.wait()
        if mine.leads:
            self._lead(mine)
        if isinstance(mine.answer, Exception):
            raise mine.answer
        return mine.answer  # type: ignore[return-value]

    def _lead(self, mine: _Waiting[Work, Answer]) -> None:
        followers = [w for w in self._take() if w is not mine]
        try:
            answers = self._commit([mine.work, *(f.work for f in followers)])
        except BaseException as error:
            answers = [error if isinstance(error, Exception) else RuntimeError("interrupted")] * (len(followers) + 1)
            raise
        finally:
            self._hand_on()
            for waiting, answer in zip([mine, *followers], answers, strict=True):
                waiting.answer = answer
                waiting.woken.set()

    def _take(self) -> list[_Waiting[Work, Answer]]:
        """The front of the queue, up to the largest size; whoever leads stands at the front."""
        with self._lock:
            size, taken = 0, 0
            for waiting in self._queue:
                size += waiting.size
                if taken and size > self._largest:
                    break
                taken += 1
            front, self._queue = self._queue[:taken], self._queue[taken:]
            return front

    def _hand_on(self) -> None:
        with self._lock:
            if self._queue:
                self._queue[0].leads = True
                self._queue[0].woken.set()
            else:
                self._led = False
