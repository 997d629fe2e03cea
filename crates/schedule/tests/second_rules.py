"""A second implementation of recurrence, of others' making (PyPI `python-dateutil`, zones by Python's own `zoneinfo`).

Reads a JSON line a series from standard input, {"start","zone","rule","to"}, and prints its instants before `to` (seconds since
1970), a JSON line each. A local time that does not exist is read with the offset before the gap, one that comes twice is the
first (RFC 5545 section 3.3.5).
"""

import datetime
import json
import sys
import zoneinfo

from dateutil.rrule import rrulestr

for line in sys.stdin:
    case = json.loads(line)
    start = datetime.datetime.strptime(case["start"], "%Y%m%dT%H%M%S")
    zone = zoneinfo.ZoneInfo(case["zone"])
    found = {int(start.replace(tzinfo=zone).timestamp())}
    last = datetime.datetime.fromtimestamp(case["to"], zone).replace(tzinfo=None) + datetime.timedelta(days=2)
    # A rule that never comes about would be followed to the year 9999: dateutil asks for the last year here. One whose hours can
    # never be met it refuses.
    datetime.MAXYEAR = last.year
    try:
        rule = rrulestr(case["rule"] + last.strftime(";UNTIL=%Y%m%dT%H%M%S"), dtstart=start)
    except ValueError as error:
        if "empty set" not in str(error):
            raise
        rule = []
    for local in rule:
        found.add(int(local.replace(tzinfo=zone).timestamp()))
    print(json.dumps(sorted(at for at in found if at < case["to"])))
