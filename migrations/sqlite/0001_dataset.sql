-- Layers as they were imported, and which of them make up a published dataset.
-- Rows are written once and never updated: a change is a new revision of a layer, and a publication names one revision
-- a layer. So a reader of one publication sees one world, and an older publication can be published again.

-- What one import staged for one layer.
-- autoincrement: a number is never given twice, so "older than" can be asked of numbers instead of clocks.
create table revision (
    revision_id integer not null constraint revision_pk primary key autoincrement,
    layer text not null,
    -- JSON array of file names without their folders: a path can name a person.
    files text not null constraint revision_files_json check (json_valid(files)),
    attribution text,
    synthetic integer not null constraint revision_synthetic_boolean check (synthetic in (0, 1)),
    -- Content hash of the rows, to see that a file brings nothing new.
    hash text not null,
    row_count integer not null constraint revision_row_count_positive check (row_count >= 0)
) strict;

-- What the reader found wrong or doubtful, by code: the count is exact, the examples are the first ones.
create table finding (
    revision_id integer not null constraint finding_revision_fk references revision (revision_id) on delete cascade,
    code text not null,
    severity text not null constraint finding_severity_known check (severity in ('note', 'warning', 'error')),
    count integer not null,
    examples text not null constraint finding_examples_json check (json_valid(examples)),
    constraint finding_pk primary key (revision_id, code)
) strict, without rowid;

-- A dataset that people saw; the newest one is the current one.
create table publication (
    publication_id integer not null constraint publication_pk primary key autoincrement,
    title_vi text not null,
    title_en text not null,
    published_at text not null,
    -- Content hash of the dataset that was checked before it was published.
    hash text not null,
    -- The newest revision there was: unpublished revisions up to it were left behind by an import that was killed.
    last_revision_id integer not null
) strict;

-- The revisions of a publication, one a layer. No cascade: a published revision cannot be deleted.
create table publication_layer (
    publication_id integer not null
        constraint publication_layer_publication_fk references publication (publication_id) on delete cascade,
    layer text not null,
    revision_id integer not null constraint publication_layer_revision_fk references revision (revision_id),
    constraint publication_layer_pk primary key (publication_id, layer)
) strict, without rowid;

create index publication_layer_revision_idx on publication_layer (revision_id);

-- Feature tables follow GeoPackage: an integer key, one geometry column named geom that holds a GeoPackage blob
-- (a header of 8 bytes, then WKB) in WGS 84, one table a kind of feature. They are not strict, because GeoPackage names
-- geometry types in the column.
-- The index on revision_id also orders the rows of a revision as they were written, because SQLite ends every index
-- entry with the key.

create table way (
    fid integer not null constraint way_pk primary key autoincrement,
    revision_id integer not null constraint way_revision_fk references revision (revision_id) on delete cascade,
    way_id integer not null,
    -- The point ids along the line, 8 bytes each, little-endian; ways that name the same point meet there.
    points blob not null,
    -- JSON object of OpenStreetMap keys.
    tags text not null,
    geom linestring not null
);

create index way_revision_idx on way (revision_id);

-- Points of ways that carry tags of their own, such as barriers.
create table way_point (
    fid integer not null constraint way_point_pk primary key autoincrement,
    revision_id integer not null constraint way_point_revision_fk references revision (revision_id) on delete cascade,
    point_id integer not null,
    tags text not null
);

create index way_point_revision_idx on way_point (revision_id);

create table campus (
    fid integer not null constraint campus_pk primary key autoincrement,
    revision_id integer not null constraint campus_revision_fk references revision (revision_id) on delete cascade,
    school_id text not null,
    campus_id text not null,
    name text not null,
    campus_name text,
    -- Levels joined by semicolons, youngest first, as in the CSV form.
    levels text not null,
    levels_guessed boolean not null,
    commune text,
    seats integer,
    seats_synthetic boolean,
    operator text,
    source text not null,
    geom point not null,
    constraint campus_seats_whole check ((seats is null) = (seats_synthetic is null))
);

create index campus_revision_idx on campus (revision_id);

create table admin_unit (
    fid integer not null constraint admin_unit_pk primary key autoincrement,
    revision_id integer not null constraint admin_unit_revision_fk references revision (revision_id) on delete cascade,
    code text not null,
    name text not null,
    kind text not null,
    geom multipolygon not null
);

create index admin_unit_revision_idx on admin_unit (revision_id);

create table water_area (
    fid integer not null constraint water_area_pk primary key autoincrement,
    revision_id integer not null constraint water_area_revision_fk references revision (revision_id) on delete cascade,
    code text not null,
    name text,
    kind text not null,
    geom multipolygon not null
);

create index water_area_revision_idx on water_area (revision_id);

create table waterway (
    fid integer not null constraint waterway_pk primary key autoincrement,
    revision_id integer not null constraint waterway_revision_fk references revision (revision_id) on delete cascade,
    code text not null,
    name text,
    kind text not null,
    underground boolean not null,
    geom linestring not null
);

create index waterway_revision_idx on waterway (revision_id);

create table place (
    fid integer not null constraint place_pk primary key autoincrement,
    revision_id integer not null constraint place_revision_fk references revision (revision_id) on delete cascade,
    name text not null,
    kind text not null,
    rank integer not null,
    geom point not null
);

create index place_revision_idx on place (revision_id);
