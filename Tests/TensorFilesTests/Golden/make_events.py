"""Write events.tfevents beside this script with tensorboard 2.21.0."""

from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter


def scalars(step: int, **values: float) -> Event:
    """An event of scalars; two underscores stand for a slash."""
    entries = [
        Summary.Value(tag=tag.replace("__", "/"), simple_value=value)
        for tag, value in values.items()
    ]
    return Event(wall_time=1.7e9 + step, step=step, summary=Summary(value=entries))


events = [
    Event(wall_time=1.7e9, file_version="brain.Event:2"),
    Event(wall_time=1.7e9, session_log=SessionLog(status=SessionLog.START)),
    scalars(1, loss__train=2.25, accuracy__train=0.125, learning_rate=0.001),
    scalars(2, loss__train=0.0, accuracy__train=0.1, learning_rate=1e-30),
    scalars(300, loss__train=float("inf"), accuracy__train=-1.0, learning_rate=4e-5),
    scalars(2**40, **{"Größe": 3.0}),
]
with open(Path(__file__).parent / "events.tfevents", "wb") as file:
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
