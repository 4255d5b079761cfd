-- Gates of a campus, where it has other ones than the place at which it is drawn: longitude, a space and latitude of each,
-- joined by semicolons, as in the CSV form.
alter table campus add column gates text;
