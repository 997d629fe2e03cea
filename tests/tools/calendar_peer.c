/* libical over a calendar file: how long it takes to be read, and a span of it to be expanded. Beside
 * crates/schedule/examples/measure.rs, with the same arguments and the same answer:
 * calendar_peer FILE.ics FROM TO (instants, such as 20260101T000000Z), in seconds of this program's own running, as JSON. */
#define _POSIX_C_SOURCE 200809L
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

struct found {
    unsigned long count;
    long long sum;
};

static void add(icalcomponent *event, struct icaltime_span *span, void *data)
{
    struct found *found = data;
    (void)event;
    found->count++;
    found->sum += (long long)span->start;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("calendar_peer FILE.ics FROM TO\n", stderr);
        return 2;
    }
    FILE *file = fopen(argv[1], "rb");
    if (!file) {
        perror(argv[1]);
        return 1;
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    if (!text || fread(text, 1, (size_t)size, file) != (size_t)size) {
        perror(argv[1]);
        return 1;
    }
    text[size] = 0;
    fclose(file);

    double begin = seconds();
    icalcomponent *calendar = icalparser_parse_string(text);
    double read = seconds() - begin;
    if (!calendar) {
        fputs("libical reads no calendar in it\n", stderr);
        return 1;
    }
    struct icaltimetype from = icaltime_from_string(argv[2]), to = icaltime_from_string(argv[3]);
    struct found found = {0, 0};
    begin = seconds();
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        icalcomponent_foreach_recurrence(event, from, to, add, &found);
    double expanded = seconds() - begin;
    printf("{\"bytes\":%ld,\"read\":%.4f,\"expanded\":%.4f,\"occurrences\":%lu,\"sum\":%lld}\n", size, read, expanded,
           found.count, found.sum);
    return 0;
}
