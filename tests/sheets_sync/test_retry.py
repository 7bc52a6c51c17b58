"""When a call is made again: never a write whose end is unknown, never without a bound, never before it was asked."""

from __future__ import annotations

import pytest

from sheets_sync.errors import WorkbookError
from sheets_sync.retry import Refused, Retry, Throttled, Unknown


class Service:
    """Answers each call with the next of what it is given: an error to raise, or an answer."""

    def __init__(self, *answers: WorkbookError | str) -> None:
        self.answers = list(answers)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, WorkbookError):
            raise answer
        return answer


@pytest.fixture
def waits() -> list[float]:
    """What was slept."""
    return []


@pytest.fixture
def retry(waits: list[float]) -> Retry:
    return Retry(sleep=waits.append, jitter=lambda: 1.0)


def test_answer_is_given_back_without_a_wait(retry: Retry, waits: list[float]) -> None:
    assert retry.run(Service("yes"), idempotent=False) == "yes"
    assert waits == []


def test_unknown_end_of_what_may_be_repeated_is_tried_again(retry: Retry, waits: list[float]) -> None:
    service = Service(Unknown("cut"), Unknown("cut"), "yes")
    assert retry.run(service, idempotent=True) == "yes"
    assert waits == [1, 2]


def test_unknown_end_of_what_may_not_be_repeated_is_not_tried_again(retry: Retry, waits: list[float]) -> None:
    service = Service(Unknown("cut"), "yes")
    with pytest.raises(Unknown, match=r"^cut$"):
        retry.run(service, idempotent=False)
    assert (service.calls, waits) == (1, [])


def test_unknown_end_after_a_throttled_write_is_not_tried_again(retry: Retry) -> None:
    service = Service(Throttled("slow down", 1), Unknown("cut"), "yes")
    with pytest.raises(Unknown):
        retry.run(service, idempotent=False)
    assert service.calls == 2


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("asked_s", [0.0, 7.0, 61.0])
def test_pause_that_was_asked_for_is_kept_to_the_second(
    retry: Retry, waits: list[float], asked_s: float, idempotent: bool
) -> None:
    assert retry.run(Service(Throttled("slow down", asked_s), "yes"), idempotent=idempotent) == "yes"
    assert waits == [asked_s]


def test_refusal_is_not_tried_again(retry: Retry) -> None:
    service = Service(Refused("no such sheet"), "yes")
    with pytest.raises(Refused):
        retry.run(service, idempotent=True)
    assert service.calls == 1


@pytest.mark.parametrize("error", [Throttled("429", None), Unknown("503")])
def test_tries_are_bounded_and_counted_in_the_message(retry: Retry, waits: list[float], error: WorkbookError) -> None:
    service = Service(error)
    with pytest.raises(type(error), match=r"Tried 5 times in 15 s"):
        retry.run(service, idempotent=True)
    assert (service.calls, waits) == (5, [1, 2, 4, 8])


def test_last_error_still_tells_the_pause_that_was_asked_for(retry: Retry) -> None:
    with pytest.raises(Throttled) as raised:
        retry.run(Service(Throttled("429", 9.0)), idempotent=True)
    assert raised.value.retry_after_s == 9.0


def test_wait_grows_to_its_bound(waits: list[float]) -> None:
    with pytest.raises(Unknown):
        Retry(8, 10.0, waits.append, lambda: 1.0).run(Service(Unknown("503")), idempotent=True)
    assert waits == [1, 2, 4, 8, 10, 10, 10]


def test_jitter_spreads_the_waits(waits: list[float]) -> None:
    Retry(sleep=waits.append).run(Service(Unknown("503"), "yes"), idempotent=True)
    assert 0.8 <= waits[0] <= 1.2
