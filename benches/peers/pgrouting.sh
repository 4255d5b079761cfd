#!/usr/bin/env bash
# pgRouting as a judge: shortest ways between some junctions of our own graph, asked of pgr_dijkstraCostMatrix.
# Starts a PostgreSQL cluster of its own in a temporary folder, and fails where one length differs by over a centimetre.
# Needs Debian's postgresql-15-pgrouting and postgresql-15-postgis-3; installs them where it may and they are missing.
#   TRUONGGAN_REAL_DATA   folder with osm/hcm_2018.osm.pbf, default ../shared/data
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/say.sh

data=${TRUONGGAN_REAL_DATA:-../shared/data}
pbf=$data/osm/hcm_2018.osm.pbf
if [ ! -f "$pbf" ]; then
  note "skipped: no real data at $data"
  exit 0
fi

readonly programs=/usr/lib/postgresql/15/bin
readonly control=/usr/share/postgresql/15/extension/pgrouting.control
if [ ! -f "$control" ]; then
  if [ "$(id -u)" != 0 ] || ! have apt-get; then
    note 'skipped: no pgRouting here; apt-get install postgresql-15-postgis-3 postgresql-15-pgrouting'
    exit 0
  fi
  say 'Installing PostgreSQL 15 with pgRouting'
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    postgresql-15 postgresql-15-postgis-3 postgresql-15-pgrouting >&2
fi

# PostgreSQL refuses to run as root; Debian's package brings a user for it.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

folder=$(mktemp -d)
stop() {
  as_postgres "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

say 'Writing our graph and what we say of some pairs'
cargo run --quiet --release --example graph_edges -- "$pbf" "$folder"
[ "$(id -u)" = 0 ] && chown -R postgres "$folder"

say 'Asking pgRouting'
as_postgres mkdir -m 700 "$folder/socket"
as_postgres "$programs/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
as_postgres "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-c listen_addresses='' -k $folder/socket -c fsync=off" start >/dev/null
ask() { as_postgres psql -h "$folder/socket" -U postgres -v ON_ERROR_STOP=1 -qAt "$@"; }

ask <<SQL
create extension postgis;
create extension pgrouting;
create table edge (id bigint primary key, source bigint not null, target bigint not null, cost float8 not null);
create table state (id bigint primary key);
create table pair (source bigint not null, target bigint not null, cost float8, primary key (source, target));
\\copy edge from '$folder/edge.csv' csv
\\copy state from '$folder/state.csv' csv
\\copy pair from '$folder/pair.csv' csv
create table asked as
select start_vid, end_vid, agg_cost
from pgr_dijkstraCostMatrix(
  'select id, source, target, cost, -1::float8 as reverse_cost from edge',
  (select array_agg(id) from state), directed => true
);
SQL
verdict=$(ask -F ' ' -c "
select count(*), count(agg_cost), coalesce(max(abs(cost - agg_cost)), 0),
  count(*) filter (where (cost is null) <> (agg_cost is null))
from pair left join asked on start_vid = source and end_vid = target where source <> target")
read -r n_pairs n_reached most n_unlike <<<"$verdict"
printf '%s pairs, %s reachable: largest difference %s cm, reachability different for %s\n' \
  "$n_pairs" "$n_reached" "$most" "$n_unlike"
awk -v most="$most" -v unlike="$n_unlike" -v reached="$n_reached" \
  'BEGIN { exit !(most <= 1 && unlike == 0 && reached > 100) }' ||
  fail 'pgRouting and this program disagree.'
