"""A flood of broken messages over a real socket: each is refused and counted, and nothing grows by it."""

import random
from collections.abc import Iterator

import httpx
import msgpack

from processes import Dealer, Learner, batch_message, sequences

MESSAGES, WINDOW = 100_000, 250
GROWTH_BYTES = 8 << 20


class Garbage:
    """Broken messages of one seed: random bytes, real messages cut short, real messages with flipped bits."""

    def __init__(self, epoch: str):
        self._random = random.Random(5)
        header, self._buffers = batch_message(sequences(2))
        fields = {"id": "1", "runId": "flood", "step": 1, "phase": "joint", "last": True, "label": "best"} | header
        kinds = ("BATCH", "SAVE", "PING", "SHUTDOWN")
        # Nothing but its epoch speaks against a message of an earlier life, and flipped bits do not bring that back.
        self._stale = [msgpack.packb(fields | {"type": kind, "epoch": "stale"}) for kind in kinds]
        self._batch = msgpack.packb(fields | {"type": "BATCH", "epoch": epoch})
        hello = {"type": "HELLO", "settings": {"preset": "cure"}, "epoch": "", "id": "1", "runId": "another"}
        self._hello = msgpack.packb(hello)

    def messages(self, count: int) -> Iterator[list[bytes]]:
        makers = (self._noise, self._cut, self._flipped_preamble, self._flipped_header, self._flipped_buffer)
        for _ in range(count):
            yield self._random.choice(makers)()

    def _noise(self) -> list[bytes]:
        head = [b"CURE\x01"] if self._random.random() < 0.5 else []
        return head + [self._random.randbytes(self._random.randrange(80)) for _ in range(self._random.randrange(1, 5))]

    def _cut(self) -> list[bytes]:
        header, *buffers = self._random.choice(([self._hello], [self._batch, *self._buffers]))
        frames = [b"CURE\x01", header, *buffers]
        place = self._random.randrange(len(frames))
        return [*frames[:place], frames[place][: self._random.randrange(len(frames[place]))]]

    def _flipped_preamble(self) -> list[bytes]:
        return [self._flip(b"CURE\x01"), self._random.choice((self._hello, self._batch))]

    def _flipped_header(self) -> list[bytes]:
        return [b"CURE\x01", self._flip(self._random.choice(self._stale)), *self._buffers]

    def _flipped_buffer(self) -> list[bytes]:
        place = self._random.randrange(len(self._buffers))
        buffers = [self._flip(buffer) if index == place else buffer for index, buffer in enumerate(self._buffers)]
        return [b"CURE\x01", self._batch, *buffers]

    def _flip(self, frame: bytes) -> bytes:
        flipped = bytearray(frame)
        for bit in self._random.sample(range(8 * len(frame)), self._random.randrange(1, 4)):
            flipped[bit // 8] ^= 1 << bit % 8
        return bytes(flipped)


def refused(learner: Learner) -> int:
    return sum(httpx.get(learner.ready["http"] + "/health").json()["bridge_refused"].values())


def send(dealer: Dealer, messages: Iterator[list[bytes]], count: int) -> None:
    """Send `count` messages, a window at a time; each is answered by an ERROR."""
    for _ in range(count // WINDOW):
        for _ in range(WINDOW):
            dealer.send_frames(next(messages))
        for _ in range(WINDOW):
            reply = dealer.receive()
            assert reply["type"] == "ERROR", reply


def test_a_flood_of_broken_messages(real_learner: Learner) -> None:
    dealer = real_learner.dealer("flood")
    dealer.hello()
    messages = Garbage(dealer.epoch).messages(MESSAGES)
    before = refused(real_learner)
    send(dealer, messages, MESSAGES // 5)
    resident = real_learner.resident_bytes()
    send(dealer, messages, MESSAGES - MESSAGES // 5)
    assert refused(real_learner) == before + MESSAGES
    assert real_learner.resident_bytes() < resident + GROWTH_BYTES
    assert dealer.ask("PING")["policyVersion"] == 0
    assert dealer.train(1)["policyVersion"] == 1
