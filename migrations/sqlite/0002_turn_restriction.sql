-- Turns of a network that are forbidden, or the only ones that are allowed.
-- Identifiers of ways are packed as those of points are in `way`: 8 bytes each, little-endian.
create table turn_restriction (
    fid integer not null constraint turn_restriction_pk primary key autoincrement,
    revision_id integer not null
        constraint turn_restriction_revision_fk references revision (revision_id) on delete cascade,
    restriction_id integer not null,
    -- JSON object of OpenStreetMap keys, such as restriction and except.
    tags text not null,
    from_ways blob not null,
    via_point integer,
    via_ways blob,
    to_ways blob not null,
    constraint turn_restriction_one_via check ((via_point is null) <> (via_ways is null))
);

create index turn_restriction_revision_idx on turn_restriction (revision_id);
