"""A second client of a CalDAV server, of others' making (PyPI `caldav`): changes what ours has published.

Arguments: address of the server, action, and what it is about:
  make NAME                 makes a calendar; prints its address
  find                      prints the address of the one that is there
  set CALENDAR UID NAME VALUE  sets a property of an event
  move CALENDAR UID HOURS   moves an event
  delete CALENDAR UID       deletes an event
  add CALENDAR UID SUMMARY  adds an event
  show CALENDAR UID         prints an event
"""

import datetime
import sys

import caldav

address, action, *rest = sys.argv[1:]
client = caldav.DAVClient(url=address, username="officer", password="x")
if action == "make":
    print(client.principal().make_calendar(name=rest[0]).url)
    sys.exit()
if action == "find":
    (calendar,) = client.principal().calendars()
    print(calendar.url)
    sys.exit()
calendar = client.calendar(url=rest[0])
if action == "add":
    start = "20261210T090000Z"
    calendar.save_event(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//second//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{rest[1]}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nSUMMARY:{rest[2]}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    sys.exit()
event = calendar.event_by_uid(rest[1])
if action == "set":
    component = event.icalendar_component
    component.pop(rest[2].lower(), None)
    component.add(rest[2].lower(), rest[3])
    event.save()
elif action == "move":
    component = event.icalendar_component
    for name in ("dtstart", "dtend"):
        component[name].dt += datetime.timedelta(hours=int(rest[2]))
    event.save()
elif action == "delete":
    event.delete()
elif action == "show":
    print(event.data)
else:
    sys.exit(f"what is {action}?")
