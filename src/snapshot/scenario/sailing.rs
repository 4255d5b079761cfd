//! Modifications of the timetable: lines of boats and single sailings.

use std::collections::BTreeSet;

use super::draft::{Applied, Draft, Refused};
use super::modification::{NewBoat, NewCall, NewSailing, SailingReference, WayKind};
use super::resemblance::{did_you_mean, near_matches};
use super::way::{kind_of, names_of};
use crate::base::calendar::{ClockTime, Day};
use crate::base::diagnostic::Severity;
use crate::base::ids::{LineIdx, ServiceIdx, StopIdx};
use crate::base::text::{clean_name, fold};
use crate::base::units::Deciseconds;
use crate::domain::network::{Call, Carriage, Line, LineMode, Service, Stop, Timetable, Trip};

/// Code of the service that runs every day, where a new line names none.
const EVERY_DAY: &str = "scenario-every-day";

/// A line that takes longer between two calls is a slip of the pen.
const MOST_MINUTES: f64 = 24.0 * 60.0;

impl Draft<'_> {
    /// Removes the lines that go by a code or name with all their trips, and the ferries of the network that have
    /// their names.
    pub(super) fn remove_boat(&mut self, word: &str) -> Applied {
        let lines = lines_of(&self.timetable, word);
        let mut names: BTreeSet<String> = lines
            .iter()
            .map(|line| fold(&self.timetable.line(*line).name))
            .collect();
        names.insert(fold(word));
        let ferries = self
            .network
            .ways
            .iter()
            .filter(|way| kind_of(way) == WayKind::Ferry);
        let ways: Vec<i64> = ferries
            .filter(|way| names_of(way).any(|name| names.contains(&fold(name))))
            .map(|way| way.id)
            .collect();
        if lines.is_empty() && ways.is_empty() {
            return self.refuse_line(word);
        }
        let n_trips = take_lines(&mut self.timetable, &lines);
        self.take_ways(&ways);
        let sentence = format!(
            "`{word}` had {} in the timetable and {} on the map; all are removed.",
            counted(n_trips, "trip"),
            counted(ways.len(), "ferry way")
        );
        self.tell(Severity::Note, "scenario/boat_removed", sentence);
        Ok(())
    }

    pub(super) fn add_boat(&mut self, new: &NewBoat) -> Applied {
        let line = self.resolve_line_record(new);
        let stops: Vec<Result<Stop, Refused>> =
            new.calls.iter().map(|call| self.resolve_call(call)).collect();
        let service = self.resolve_service(new.service.as_deref());
        if new.calls.len() < 2 {
            let sentence =
                "The boat calls at fewer than two wharves; name where it departs and where it arrives.";
            self.refuse("scenario/calls_missing", sentence)?;
        }
        if new.sailings.is_empty() && new.return_sailings.is_empty() {
            let sentence = "The boat never sails; list its departures under `sailings`, such as 06:30.";
            self.refuse("scenario/sailings_missing", sentence)?;
        }
        let stops: Result<Vec<Stop>, Refused> = stops.into_iter().collect();
        let (Ok(line), Ok(stops), Ok(service)) = (line, stops, service) else {
            self.never_made.insert(new.id.clone());
            return Err(Refused);
        };
        let stops: Vec<StopIdx> = stops.into_iter().map(|stop| self.stop_at(stop)).collect();
        let line_idx = LineIdx::from_usize(self.timetable.lines.len());
        self.timetable.lines.push(line);
        let service = self.service_at(service);
        let minutes: Vec<f64> = new.calls.iter().map(|call| call.minutes).collect();
        let there = legs(&stops, &minutes[1..]);
        let back: Vec<f64> = minutes[1..].iter().rev().copied().collect();
        let home = legs(&stops.iter().rev().copied().collect::<Vec<_>>(), &back);
        for (pattern, departures, mark) in [(there, &new.sailings, ""), (home, &new.return_sailings, "R")] {
            for departs in departures.iter().copied().collect::<BTreeSet<ClockTime>>() {
                let trip = Trip {
                    id: self.free_trip_id(&format!("{}-{mark}{departs}", new.id)),
                    headsign: None,
                    line: line_idx,
                    service,
                    calls: calls_at(&pattern, departs),
                    windows: Vec::new(),
                    bicycles: Carriage::Unsaid,
                    cars: Carriage::Unsaid,
                    shape: Vec::new(),
                };
                self.timetable.trips.push(trip);
            }
        }
        Ok(())
    }

    fn resolve_line_record(&mut self, new: &NewBoat) -> Result<Line, Refused> {
        let name = clean_name(&new.name);
        if new.id.trim().is_empty() || name.is_empty() {
            let sentence = "The boat has no code or no name; give it an `id` and a `name`.";
            return self.refuse("scenario/code_empty", sentence);
        }
        if self.timetable.lines.iter().any(|line| line.id == new.id) {
            let sentence = format!(
                "There is a line `{}` already; give the new one another `id`.",
                new.id
            );
            return self.refuse("scenario/line_exists", sentence);
        }
        Ok(Line {
            id: new.id.clone(),
            name,
            operator: None,
            mode: LineMode::Boat,
            pupils_only: false,
        })
    }

    fn resolve_call(&mut self, call: &NewCall) -> Result<Stop, Refused> {
        if !(call.minutes.is_finite() && (0.0..=MOST_MINUTES).contains(&call.minutes)) {
            let sentence = format!(
                "{} is not a time between two calls; write minutes from 0 to {MOST_MINUTES}.",
                call.minutes
            );
            return self.refuse("scenario/minutes", sentence);
        }
        let known = self
            .timetable
            .stops
            .iter()
            .find(|stop| stop.id == call.stop)
            .cloned();
        match (known, &call.new_stop) {
            (Some(_), Some(_)) => {
                let sentence = format!(
                    "There is a wharf `{}` already; leave out its name and place, or give the new one another code.",
                    call.stop
                );
                self.refuse("scenario/stop_exists", sentence)
            }
            (Some(stop), None) => Ok(stop),
            (None, Some((name, at))) => {
                self.check_place(*at)?;
                Ok(Stop {
                    id: call.stop.clone(),
                    name: clean_name(name),
                    at: *at,
                })
            }
            (None, None) => {
                let near = near_matches(
                    &call.stop,
                    self.timetable.stops.iter().map(|stop| stop.id.as_str()),
                );
                let sentence = format!(
                    "There is no wharf `{}`; write the code of a stop, or give the new one a `name` and a place (`at`).{}",
                    call.stop,
                    did_you_mean(&near)
                );
                self.refuse("scenario/unknown_stop", sentence)
            }
        }
    }

    fn resolve_service(&mut self, code: Option<&str>) -> Result<Service, Refused> {
        let Some(code) = code else {
            return Ok(every_day());
        };
        if let Some(service) = self.timetable.services.iter().find(|service| service.id == code) {
            return Ok(service.clone());
        }
        let near = near_matches(
            code,
            self.timetable.services.iter().map(|service| service.id.as_str()),
        );
        let sentence = format!(
            "There is no service `{code}`; write the code of a service, or leave it out for every day.{}",
            did_you_mean(&near)
        );
        self.refuse("scenario/unknown_service", sentence)
    }

    fn stop_at(&mut self, stop: Stop) -> StopIdx {
        let known = self.timetable.stops.iter().position(|other| other.id == stop.id);
        let position = known.unwrap_or(self.timetable.stops.len());
        if known.is_none() {
            self.timetable.stops.push(stop);
        }
        StopIdx::from_usize(position)
    }

    fn service_at(&mut self, service: Service) -> ServiceIdx {
        let known = self
            .timetable
            .services
            .iter()
            .position(|other| other.id == service.id);
        let position = known.unwrap_or(self.timetable.services.len());
        if known.is_none() {
            self.timetable.services.push(service);
        }
        ServiceIdx::from_usize(position)
    }

    pub(super) fn add_sailing(&mut self, new: &NewSailing) -> Applied {
        let trips = self.trips_from(&new.line, new.from.as_deref())?;
        let starts: BTreeSet<StopIdx> = trips.iter().map(|trip| trip.calls[0].stop).collect();
        if starts.len() > 1 {
            let names: Vec<String> = starts
                .iter()
                .map(|stop| quoted_stop(&self.timetable, *stop))
                .collect();
            let sentence = format!(
                "Boats of `{}` depart from {}; write which under `from`.",
                new.line,
                names.join(" and ")
            );
            return self.refuse("scenario/direction_missing", sentence);
        }
        let runs_then = |trip: &&Trip| trip.windows.is_empty() && trip.calls[0].departs == new.departs;
        if let Some(there) = trips.iter().find(runs_then) {
            let sentence = format!(
                "Trip `{}` departs at {} already; choose another time.",
                there.id, new.departs
            );
            return self.refuse("scenario/sailing_exists", sentence);
        }
        let nearest = trips.iter().min_by_key(|trip| {
            (
                trip.calls[0].departs.0.0.abs_diff(new.departs.0.0),
                trip.id.clone(),
            )
        });
        let Some(pattern) = nearest.cloned() else {
            return Err(Refused);
        };
        let service = &self.timetable.services[pattern.service.at()].id;
        let sentence = format!(
            "The new sailing has the calls of trip `{}` and runs on its days (service `{service}`).",
            pattern.id
        );
        self.tell(Severity::Note, "scenario/sailing_added", sentence);
        let trip = Trip {
            id: self.free_trip_id(&format!("{}+{}", pattern.id, new.departs)),
            calls: shifted(&pattern.calls, new.departs),
            windows: Vec::new(),
            ..pattern
        };
        self.timetable.trips.push(trip);
        Ok(())
    }

    pub(super) fn remove_sailing(&mut self, which: &SailingReference) -> Applied {
        let id = match which {
            SailingReference::Trip(id) => self.find_trip(id)?,
            SailingReference::Departure { line, departs, from } => {
                self.find_departure(line, *departs, from.as_deref())?
            }
        };
        self.timetable.trips.retain(|trip| trip.id != id);
        Ok(())
    }

    fn find_trip(&mut self, id: &str) -> Result<String, Refused> {
        let Some(trip) = self.timetable.trips.iter().find(|trip| trip.id == id) else {
            let near = near_matches(id, self.timetable.trips.iter().map(|trip| trip.id.as_str()));
            let sentence = format!(
                "There is no trip `{id}`; write the code of a trip.{}",
                did_you_mean(&near)
            );
            return self.refuse("scenario/unknown_trip", sentence);
        };
        if !trip.windows.is_empty() {
            let sentence = format!(
                "Trip `{id}` stands for boats that follow each other at an interval; all of them are removed."
            );
            self.tell(Severity::Warning, "scenario/sailing_repeated", sentence);
        }
        Ok(id.to_owned())
    }

    fn find_departure(
        &mut self,
        line: &str,
        departs: ClockTime,
        from: Option<&str>,
    ) -> Result<String, Refused> {
        let trips = self.trips_from(line, from)?;
        let runs_then = |trip: &&Trip| trip.windows.is_empty() && trip.calls[0].departs == departs;
        let found: Vec<&Trip> = trips.iter().filter(runs_then).collect();
        let sentence = match found[..] {
            [trip] => return Ok(trip.id.clone()),
            [] => {
                let times: BTreeSet<String> = trips
                    .iter()
                    .filter(|trip| trip.windows.is_empty())
                    .map(|trip| trip.calls[0].departs.to_string())
                    .collect();
                let known = if times.is_empty() {
                    "its boats follow each other at an interval; name one by `trip`".to_owned()
                } else {
                    format!(
                        "its departures are {}",
                        times.into_iter().collect::<Vec<_>>().join(", ")
                    )
                };
                format!("No boat of `{line}` departs at {departs}; {known}.")
            }
            _ => {
                let ids: Vec<String> = found.iter().map(|trip| format!("`{}`", trip.id)).collect();
                format!(
                    "{} boats of `{line}` depart at {departs}; write which under `trip`: {}, or under `from`.",
                    found.len(),
                    ids.join(", ")
                )
            }
        };
        self.refuse("scenario/unknown_sailing", sentence)
    }

    /// The trips of a line, from one wharf where it is named; a line without any is refused.
    fn trips_from(&mut self, line: &str, from: Option<&str>) -> Result<Vec<Trip>, Refused> {
        let lines = lines_of(&self.timetable, line);
        if lines.is_empty() {
            return self.refuse_line(line);
        }
        let all: Vec<Trip> = self
            .timetable
            .trips
            .iter()
            .filter(|trip| lines.contains(&trip.line) && !trip.calls.is_empty())
            .cloned()
            .collect();
        let Some(from) = from else {
            return if all.is_empty() {
                let sentence = format!(
                    "The line `{line}` has no sailing that could be followed; add one with add_boat."
                );
                self.refuse("scenario/no_sailing", sentence)
            } else {
                Ok(all)
            };
        };
        let starts: BTreeSet<StopIdx> = all.iter().map(|trip| trip.calls[0].stop).collect();
        let kept: Vec<Trip> = all
            .into_iter()
            .filter(|trip| {
                let stop = self.timetable.stop(trip.calls[0].stop);
                stop.id == from || fold(&stop.name) == fold(from)
            })
            .collect();
        if kept.is_empty() {
            let names: Vec<String> = starts
                .iter()
                .map(|stop| quoted_stop(&self.timetable, *stop))
                .collect();
            let sentence = format!(
                "No boat of `{line}` departs from `{from}`; they depart from {}.",
                names.join(" and ")
            );
            return self.refuse("scenario/unknown_stop", sentence);
        }
        Ok(kept)
    }

    fn refuse_line<T>(&mut self, word: &str) -> Result<T, Refused> {
        if self.never_made.contains(word) {
            return Err(Refused);
        }
        let lines = &self.timetable.lines;
        let ferries = self
            .network
            .ways
            .iter()
            .filter(|way| kind_of(way) == WayKind::Ferry);
        let known: BTreeSet<&str> = lines
            .iter()
            .flat_map(|line| [line.id.as_str(), line.name.as_str()])
            .chain(ferries.flat_map(names_of))
            .collect();
        let near = near_matches(word, known);
        let sentence = format!(
            "No boat goes by the code or name `{word}`; write those of a line or ferry.{}",
            did_you_mean(&near)
        );
        self.refuse("scenario/unknown_line", sentence)
    }

    fn free_trip_id(&self, wanted: &str) -> String {
        let is_taken = |id: &str| self.timetable.trips.iter().any(|trip| trip.id == id);
        let numbered = (2..).map(|number| format!("{wanted} ({number})"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|id| !is_taken(id))
            .unwrap_or_default()
    }
}

/// The lines that go by a code, or else by a name.
fn lines_of(timetable: &Timetable, word: &str) -> Vec<LineIdx> {
    let by = |is_it: &dyn Fn(&Line) -> bool| -> Vec<LineIdx> {
        let lines = timetable.lines.iter().enumerate();
        lines
            .filter(|(_, line)| is_it(line))
            .map(|(at, _)| LineIdx::from_usize(at))
            .collect()
    };
    let by_code = by(&|line| line.id == word);
    if by_code.is_empty() {
        by(&|line| fold(&line.name) == fold(word))
    } else {
        by_code
    }
}

/// Takes lines and their trips out and tells how many trips there were.
fn take_lines(timetable: &mut Timetable, lines: &[LineIdx]) -> usize {
    let before = timetable.trips.len();
    timetable.trips.retain(|trip| !lines.contains(&trip.line));
    for line in lines.iter().rev() {
        timetable.lines.remove(line.at());
        for trip in timetable.trips.iter_mut().filter(|trip| trip.line > *line) {
            trip.line = LineIdx(trip.line.0 - 1);
        }
    }
    before - timetable.trips.len()
}

fn every_day() -> Service {
    let ends = [Day::new(1, 1, 1), Day::new(9999, 12, 31)];
    Service {
        id: EVERY_DAY.to_owned(),
        weekdays: [true; 7],
        period: match ends {
            [Some(first), Some(last)] => Some([first, last]),
            _ => None,
        },
        added: BTreeSet::new(),
        removed: BTreeSet::new(),
    }
}

/// Stops with the time from the first of them.
fn legs(stops: &[StopIdx], minutes: &[f64]) -> Vec<(StopIdx, Deciseconds)> {
    let mut so_far = Deciseconds::ZERO;
    let mut legs = vec![(stops[0], so_far)];
    for (stop, minutes) in stops[1..].iter().zip(minutes) {
        so_far += Deciseconds::from_minutes(*minutes);
        legs.push((*stop, so_far));
    }
    legs
}

fn calls_at(legs: &[(StopIdx, Deciseconds)], departs: ClockTime) -> Vec<Call> {
    let last = legs.len() - 1;
    let call = |(at, (stop, after)): (usize, &(StopIdx, Deciseconds))| {
        let time = departs.after(*after);
        Call {
            stop: *stop,
            arrives: time,
            departs: time,
            boards: at < last,
            alights: at > 0,
        }
    };
    legs.iter().enumerate().map(call).collect()
}

/// The same calls, the first departing at another time.
fn shifted(calls: &[Call], departs: ClockTime) -> Vec<Call> {
    let first = calls[0].departs;
    let at = |time: ClockTime| departs.after(time.since(first));
    calls
        .iter()
        .enumerate()
        .map(|(number, call)| Call {
            arrives: if number == 0 { departs } else { at(call.arrives) },
            departs: at(call.departs),
            ..*call
        })
        .collect()
}

fn quoted_stop(timetable: &Timetable, stop: StopIdx) -> String {
    let stop = timetable.stop(stop);
    format!("`{}` ({})", stop.id, stop.name)
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
