-- Timetables of boats and buses: wharves and stops, lines, days of service, trips.
-- Rows name one another by their codes, which are unique within a revision.

-- Wharves and bus stops, a feature table.
create table stop (
    fid integer not null constraint stop_pk primary key autoincrement,
    revision_id integer not null constraint stop_revision_fk references revision (revision_id) on delete cascade,
    stop_id text not null,
    name text not null,
    geom point not null,
    constraint stop_code_once unique (revision_id, stop_id)
);

create index stop_revision_idx on stop (revision_id);

create table transit_line (
    fid integer not null constraint transit_line_pk primary key autoincrement,
    revision_id integer not null
        constraint transit_line_revision_fk references revision (revision_id) on delete cascade,
    line_id text not null,
    name text not null,
    operator text,
    mode text not null constraint transit_line_mode_known check (mode in ('boat', 'bus', 'other')),
    pupils_only boolean not null,
    constraint transit_line_code_once unique (revision_id, line_id)
);

create index transit_line_revision_idx on transit_line (revision_id);

create table service (
    fid integer not null constraint service_pk primary key autoincrement,
    revision_id integer not null constraint service_revision_fk references revision (revision_id) on delete cascade,
    service_id text not null,
    -- Seven signs from Monday to Sunday, 1 where it runs.
    weekdays text not null constraint service_weekdays_seven check (length(weekdays) = 7),
    -- Both or none; a service without them runs on the added days only.
    first_day text,
    last_day text,
    -- JSON arrays of days.
    added text not null constraint service_added_json check (json_valid(added)),
    removed text not null constraint service_removed_json check (json_valid(removed)),
    constraint service_code_once unique (revision_id, service_id),
    constraint service_period_whole check ((first_day is null) = (last_day is null))
);

create index service_revision_idx on service (revision_id);

-- A trip and its way on the map, a feature table; the way is null where the data have none.
create table trip (
    fid integer not null constraint trip_pk primary key autoincrement,
    revision_id integer not null constraint trip_revision_fk references revision (revision_id) on delete cascade,
    trip_id text not null,
    line_id text not null,
    service_id text not null,
    headsign text,
    -- JSON array of calls in order. Calls are only ever read together with their trip, and a table of them would be
    -- ten times as long as this one.
    calls text not null constraint trip_calls_json check (json_valid(calls)),
    -- JSON array of the times in which it is repeated.
    windows text not null constraint trip_windows_json check (json_valid(windows)),
    bicycles text not null constraint trip_bicycles_known check (bicycles in ('unsaid', 'allowed', 'refused')),
    cars text not null constraint trip_cars_known check (cars in ('unsaid', 'allowed', 'refused')),
    geom linestring,
    constraint trip_code_once unique (revision_id, trip_id)
);

create index trip_revision_idx on trip (revision_id);
