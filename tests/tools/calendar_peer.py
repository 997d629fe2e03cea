"""Python's icalendar (and recurring-ical-events, which expands for it) over a calendar file: how long it takes to be read,
and a span of it to be expanded. Beside crates/schedule/examples/measure.rs, with the same answer:
calendar_peer.py FILE.ics FROM TO (days, such as 20260101), in seconds, as JSON; FROM "-" only reads."""

import json
import sys
import time
from datetime import datetime, timezone

import icalendar
import recurring_ical_events


def main(path, begin, end):
    with open(path, "rb") as file:
        data = file.read()
    at = time.perf_counter()
    calendar = icalendar.Calendar.from_ical(data)
    read = time.perf_counter() - at
    answer = {"bytes": len(data), "read": round(read, 4)}
    if begin != "-":
        day = lambda text: datetime.strptime(text, "%Y%m%d").replace(tzinfo=timezone.utc)
        at = time.perf_counter()
        events = recurring_ical_events.of(calendar).between(day(begin), day(end))
        answer["expanded"] = round(time.perf_counter() - at, 4)
        answer["occurrences"] = len(events)
        answer["sum"] = sum(int(event["DTSTART"].dt.timestamp()) for event in events)
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:4])
