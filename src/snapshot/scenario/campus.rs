//! Modifications of campuses and seats.

use super::draft::{Applied, Draft, Refused};
use super::modification::{MergedSeats, NewCampus};
use super::resemblance::{did_you_mean, near_matches};
use crate::base::diagnostic::Severity;
use crate::base::geom::LonLat;
use crate::base::text::clean_name;
use crate::domain::schools::Seats;
use crate::snapshot::dataset::StagedCampus;

/// What the record of a campus says of its origin where a scenario made it.
const SOURCE: &str = "scenario";

impl Draft<'_> {
    pub(super) fn add_campus(&mut self, new: &NewCampus) -> Applied {
        let row = self.resolve_new_campus(new);
        match row {
            Ok(row) => {
                self.touch(&row.campus_id);
                self.closed.remove(&row.campus_id);
                self.campuses.insert(row.campus_id.clone(), row);
                Ok(())
            }
            Err(refused) => {
                self.never_made.insert(new.id.clone());
                Err(refused)
            }
        }
    }

    /// The row of a new campus, all that is wrong with it being told at once.
    fn resolve_new_campus(&mut self, new: &NewCampus) -> Result<StagedCampus, Refused> {
        let mut faulty = false;
        if new.id.trim().is_empty() {
            faulty |= self
                .refuse::<()>(
                    "scenario/code_empty",
                    "The campus has no code; give it an `id` of its own.",
                )
                .is_err();
        }
        if self.campuses.contains_key(&new.id) {
            let sentence = format!(
                "There is a campus `{}` already; give the new one another `id`.",
                new.id
            );
            faulty |= self.refuse::<()>("scenario/campus_exists", sentence).is_err();
        }
        if new.levels.is_empty() {
            let sentence = "The campus teaches no level and would be nobody's nearest; name its `levels`.";
            faulty |= self.refuse::<()>("scenario/levels_missing", sentence).is_err();
        }
        faulty |= self.check_place(new.at).is_err();
        let seats = self.check_seats(new.seats);
        faulty |= seats.is_err();
        let school_id = new.school.clone().unwrap_or_else(|| new.id.clone());
        let school = self.campuses.values().find(|row| row.school_id == school_id);
        let (known_name, operator) =
            school.map_or((None, None), |row| (Some(row.name.clone()), row.operator.clone()));
        let given_name = new
            .name
            .as_deref()
            .map(clean_name)
            .filter(|name| !name.is_empty());
        if given_name.is_none() && known_name.is_none() {
            let sentence = format!("There is no school `{school_id}` yet; give it a `name`.");
            faulty |= self.refuse::<()>("scenario/name_missing", sentence).is_err();
        }
        if let (Some(given), Some(known)) = (&given_name, &known_name)
            && given != known
        {
            let sentence =
                format!("The school goes by the name `{known}` already; the new name is not used.");
            self.tell(Severity::Warning, "scenario/name_unused", sentence);
        }
        if faulty {
            return Err(Refused);
        }
        Ok(StagedCampus {
            school_id,
            campus_id: new.id.clone(),
            name: known_name.or(given_name).ok_or(Refused)?,
            campus_name: new.campus_name.as_deref().map(clean_name),
            at: new.at,
            gates: Vec::new(),
            levels: new.levels.clone(),
            levels_guessed: false,
            commune: None,
            seats: seats?,
            operator,
            source: SOURCE.to_owned(),
        })
    }

    pub(super) fn close_campus(&mut self, campus: &str) -> Applied {
        self.find_campus(campus)?;
        self.campuses.remove(campus);
        self.closed.insert(campus.to_owned(), self.number());
        Ok(())
    }

    pub(super) fn move_campus(&mut self, campus: &str, to: LonLat) -> Applied {
        let found = self.find_campus(campus);
        self.check_place(to)?;
        found?;
        self.touch(campus);
        if let Some(row) = self.campuses.get_mut(campus) {
            row.at = to;
            row.gates.clear();
            row.commune = None;
        }
        Ok(())
    }

    pub(super) fn merge_campuses(&mut self, from: &str, into: &str, seats: MergedSeats) -> Applied {
        if from == into {
            let sentence =
                format!("`{from}` cannot merge into itself; name the campus that stays under `into`.");
            return self.refuse("scenario/merged_into_itself", sentence);
        }
        let (closing, staying) = (self.find_campus(from), self.find_campus(into));
        let (closing, staying) = (closing?, staying?);
        let orphaned: Vec<&str> = closing
            .levels
            .iter()
            .filter(|level| !staying.levels.contains(level))
            .map(|level| level.as_str())
            .collect();
        if !orphaned.is_empty() {
            let sentence = format!(
                "`{from}` teaches {} and `{into}` does not; children of that level go to the next campus that does.",
                orphaned.join(", ")
            );
            self.tell(Severity::Warning, "scenario/merged_level_lost", sentence);
        }
        let united = match seats {
            MergedSeats::Drop => staying.seats,
            MergedSeats::Move => self.united_seats([from, into], closing.seats, staying.seats)?,
        };
        self.campuses.remove(from);
        self.closed.insert(from.to_owned(), self.number());
        if let Some(row) = self.campuses.get_mut(into) {
            row.seats = united;
        }
        Ok(())
    }

    /// The seats of both; a number that nobody knows makes no number.
    fn united_seats(
        &mut self,
        [from, into]: [&str; 2],
        closing: Option<Seats>,
        staying: Option<Seats>,
    ) -> Result<Option<Seats>, Refused> {
        let (Some(a), Some(b)) = (closing, staying) else {
            let unknown = if closing.is_none() { from } else { into };
            let sentence = format!(
                "The seats of `{unknown}` are not known, so those of `{into}` stay as they are; set them with change_seats."
            );
            self.tell(Severity::Warning, "scenario/seats_unknown", sentence);
            return Ok(staying);
        };
        let Some(count) = a.count.checked_add(b.count).filter(|count| *count <= MAX_SEATS) else {
            let sentence =
                format!("`{from}` and `{into}` together have more than {MAX_SEATS} seats; mend them first.");
            return self.refuse("scenario/seats", sentence);
        };
        Ok(Some(Seats {
            count,
            synthetic: a.synthetic || b.synthetic,
        }))
    }

    pub(super) fn change_seats(&mut self, campus: &str, seats: i64) -> Applied {
        let found = self.find_campus(campus);
        let seats = self.check_seats(Some(seats))?;
        found?;
        if let Some(row) = self.campuses.get_mut(campus) {
            row.seats = seats;
        }
        Ok(())
    }

    /// A campus as the modifications before leave it.
    fn find_campus(&mut self, id: &str) -> Result<StagedCampus, Refused> {
        if let Some(row) = self.campuses.get(id) {
            return Ok(row.clone());
        }
        if self.never_made.contains(id) {
            return Err(Refused);
        }
        if let Some(number) = self.closed.get(id) {
            let sentence = format!("Modification {number} closes `{id}` already; take one of the two out.");
            return self.refuse("scenario/campus_closed", sentence);
        }
        let of_school = self.campuses.values().filter(|row| row.school_id == id);
        let of_school: Vec<String> = of_school.map(|row| format!("`{}`", row.campus_id)).collect();
        let sentence = if of_school.is_empty() {
            let near = near_matches(id, self.campuses.keys().map(String::as_str));
            format!(
                "There is no campus `{id}`; write the code of a campus.{}",
                did_you_mean(&near)
            )
        } else {
            format!(
                "`{id}` is a school; write the code of its campus: {}.",
                of_school.join(" or ")
            )
        };
        self.refuse("scenario/unknown_campus", sentence)
    }

    pub(super) fn check_place(&mut self, at: LonLat) -> Applied {
        if at.is_on_earth() {
            return Ok(());
        }
        let exchanged = LonLat::new(at.lat, at.lon);
        let remedy = if exchanged.is_on_earth() {
            "write longitude first, then latitude"
        } else {
            "write longitude and latitude in degrees"
        };
        let sentence = format!("[{}, {}] is not a place; {remedy}.", at.lon, at.lat);
        self.refuse("scenario/place", sentence)
    }

    fn check_seats(&mut self, seats: Option<i64>) -> Result<Option<Seats>, Refused> {
        let Some(number) = seats else { return Ok(None) };
        match u32::try_from(number) {
            Ok(count) if count <= MAX_SEATS => Ok(Some(Seats {
                count,
                synthetic: false,
            })),
            _ => {
                let sentence =
                    format!("{number} is not a number of seats; write a whole number from 0 to {MAX_SEATS}.");
                self.refuse("scenario/seats", sentence)
            }
        }
    }
}

/// More seats than this are a slip of the pen.
const MAX_SEATS: u32 = 100_000;
