//! The fields of a request, from a query string or a JSON body alike, read one by one so that all bad ones are told at
//! once.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use axum::body::to_bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::problem::{FieldProblem, Problem, ProblemCode};
use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::LonLat;
use crate::domain::schools::Level;
use crate::entry::replies::Bilingual;
use crate::snapshot::query::{Distinct, Ranking};

/// The largest body that is read.
pub(super) const BODY_LIMIT_BYTES: usize = 64 * 1024;

/// The fields of one request, taken out as they are read.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: BTreeMap<String, Value>,
    problems: Vec<FieldProblem>,
    place: Option<LonLat>,
}

/// The fields of a query string; keys that are not known are left alone, as links collect them.
#[derive(Debug)]
pub(super) struct QueryFields(pub(super) Fields);

/// The fields of a JSON object in the body; fields that are not known are refused.
#[derive(Debug)]
pub(super) struct BodyFields(pub(super) Fields);

impl<S: Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|rejection| unreadable_query(&rejection))?;
        Ok(Self(Fields::from_pairs(
            pairs.into_iter().map(|(key, text)| (key, Value::String(text))),
        )))
    }
}

fn unreadable_query(rejection: &QueryRejection) -> Problem {
    tracing::debug!(%rejection, "query string refused");
    Problem::of_fields(vec![FieldProblem::new(
        "query",
        Bilingual::new(
            "không đọc được; hãy viết dạng lon=106.7875&lat=10.6422",
            "cannot be read; write it as lon=106.7875&lat=10.6422",
        ),
    )])
}

impl<S: Sync> FromRequest<S> for BodyFields {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(|value| {
                value
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_ascii_lowercase()
            });
        if content_type.as_deref() != Some("application/json") {
            return Err(Problem::new(
                ProblemCode::UnsupportedMediaType,
                Bilingual::new(
                    "Hãy gửi một đối tượng JSON với tiêu đề Content-Type: application/json.",
                    "Send a JSON object with the header Content-Type: application/json.",
                ),
            ));
        }
        let bytes = to_bytes(request.into_body(), BODY_LIMIT_BYTES)
            .await
            .map_err(|error| unreadable_body(&error))?;
        let pairs: Pairs = serde_json::from_slice(&bytes).map_err(|error| malformed_json(&error))?;
        Ok(Self(Fields::from_pairs(pairs.0)))
    }
}

fn unreadable_body(error: &axum::Error) -> Problem {
    let too_large = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .any(|error| error.to_string().contains("length limit"));
    if too_large {
        let limit = BODY_LIMIT_BYTES / 1024;
        return Problem::new(
            ProblemCode::BodyTooLarge,
            Bilingual::new(
                format!("Nội dung gửi lên dài hơn {limit} KB; một câu hỏi ngắn hơn nhiều."),
                format!("The body is longer than {limit} KB; a question is much shorter."),
            ),
        );
    }
    Problem::of_fields(vec![FieldProblem::new(
        "body",
        Bilingual::new("bị ngắt giữa chừng; hãy gửi lại", "broke off; send it again"),
    )])
}

/// The place of the fault is told, but not the text around it: it may hold a home.
fn malformed_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::of_fields(vec![FieldProblem::new(
        "body",
        Bilingual::new(
            format!("không phải một đối tượng JSON đúng (lỗi ở dòng {line}, cột {column})"),
            format!("is not a well-formed JSON object (the fault is at line {line}, column {column})"),
        ),
    )])
}

/// A JSON object as pairs, so that a repeated key is seen.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;
        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor)
    }
}

impl QueryFields {
    /// The fields, where those that nobody reads do no harm.
    pub(super) fn into_fields(self) -> Fields {
        self.0
    }
}

impl BodyFields {
    /// The fields, where those that are not `known` are a problem.
    pub(super) fn into_fields(self, known: &[&str]) -> Fields {
        let mut fields = self.0;
        let unknown: Vec<String> = fields
            .values
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
            .cloned()
            .collect();
        let list = known.join(", ");
        for key in unknown {
            fields.refuse(
                &key,
                Bilingual::new(
                    format!("không phải trường được biết; các trường là {list}"),
                    format!("is not a known field; the fields are {list}"),
                ),
            );
        }
        fields
    }
}

impl Fields {
    fn from_pairs(pairs: impl IntoIterator<Item = (String, Value)>) -> Self {
        let mut fields = Self::default();
        for (key, value) in pairs {
            if fields.values.insert(key.clone(), value).is_some() {
                fields.refuse(
                    &key,
                    Bilingual::new(
                        "được ghi hơn một lần; chỉ ghi một lần",
                        "is given more than once; give it once",
                    ),
                );
            }
        }
        fields
    }

    /// Notes that a field is bad.
    pub(super) fn refuse(&mut self, field: &str, problem: Bilingual) {
        self.problems.push(FieldProblem::new(field, problem));
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.values.remove(field).filter(is_given)
    }

    fn refuse_missing(&mut self, field: &str, example: &str) {
        self.refuse(
            field,
            Bilingual::new(
                format!("còn thiếu; ví dụ: {example}"),
                format!("is missing; for example: {example}"),
            ),
        );
    }

    /// The pin: `lon` and `lat` as finite numbers; whether they are on the map is for the query to say.
    pub(super) fn place(&mut self) -> Option<LonLat> {
        let lon = self.degrees("lon", "106.7875");
        let lat = self.degrees("lat", "10.6422");
        self.place = Some(LonLat::new(lon?, lat?));
        self.place
    }

    fn degrees(&mut self, field: &str, example: &str) -> Option<f64> {
        let Some(value) = self.take(field) else {
            self.refuse_missing(field, example);
            return None;
        };
        let problem = match &value {
            Value::Number(number) => match number.as_f64().filter(|degrees| degrees.is_finite()) {
                Some(degrees) => return Some(degrees),
                None => not_a_number(example),
            },
            Value::String(text) => match text.trim().parse::<f64>() {
                Ok(degrees) if degrees.is_finite() => return Some(degrees),
                _ if text.contains(',') => Bilingual::new(
                    format!("có dấu phẩy; hãy dùng dấu chấm thập phân, ví dụ {example}"),
                    format!("has a comma; write the decimals after a point, for example {example}"),
                ),
                _ => not_a_number(example),
            },
            _ => not_a_number(example),
        };
        self.refuse(field, problem);
        None
    }

    /// A whole number in a range, or a default where it is not given.
    pub(super) fn count(&mut self, field: &str, range: RangeInclusive<u32>, default: u32) -> Option<u32> {
        let Some(value) = self.take(field) else {
            return Some(default);
        };
        let count = match &value {
            Value::Number(number) => number.as_u64().and_then(|count| u32::try_from(count).ok()),
            Value::String(text) => text.trim().parse::<u32>().ok(),
            _ => None,
        };
        let fitting = count.filter(|count| range.contains(count));
        if fitting.is_none() {
            let (first, last) = (range.start(), range.end());
            self.refuse(
                field,
                Bilingual::new(
                    format!("phải là số nguyên từ {first} đến {last}"),
                    format!("must be a whole number from {first} to {last}"),
                ),
            );
        }
        fitting
    }

    /// A text, or none where it is not given; too long a text is a problem.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        const LONGEST: usize = 200;
        let text = match self.take(field)? {
            Value::String(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        if text.is_empty() || text.chars().count() > LONGEST {
            self.refuse(
                field,
                Bilingual::new(
                    format!("phải là một đoạn chữ không quá {LONGEST} ký tự"),
                    format!("must be a text of at most {LONGEST} characters"),
                ),
            );
            return None;
        }
        Some(text)
    }

    /// A text that must be given.
    pub(super) fn required_text(&mut self, field: &str, example: &str) -> Option<String> {
        if !self.has(field) {
            self.refuse_missing(field, example);
            return None;
        }
        self.text(field)
    }

    fn has(&self, field: &str) -> bool {
        self.values.get(field).is_some_and(is_given)
    }

    /// One of a set of words, which must be given.
    pub(super) fn required_word<T>(
        &mut self,
        field: &str,
        allowed: &[&str],
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if !self.has(field) {
            self.refuse_missing(field, allowed.first().unwrap_or(&""));
            return None;
        }
        self.word(field, allowed, parse)
    }

    /// One of a set of words, or none where it is not given.
    pub(super) fn word<T>(
        &mut self,
        field: &str,
        allowed: &[&str],
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(field)?;
        let parsed = value.as_str().and_then(|word| parse(word.trim()));
        if parsed.is_none() {
            let list = allowed.join(", ");
            self.refuse(
                field,
                Bilingual::new(
                    format!("phải là một trong: {list}"),
                    format!("must be one of: {list}"),
                ),
            );
        }
        parsed
    }

    /// One of a set of words, or the usual one where none is given.
    pub(super) fn word_or<T>(
        &mut self,
        field: &str,
        allowed: &[&str],
        usual: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if self.has(field) {
            self.word(field, allowed, parse)
        } else {
            parse(usual)
        }
    }

    /// Numbers above zero, in a JSON array or in a text with commas; none where the field is not given.
    pub(super) fn numbers(&mut self, field: &str, greatest: f64, most: usize) -> Vec<f64> {
        let Some(value) = self.take(field) else {
            return Vec::new();
        };
        let numbers: Option<Vec<f64>> = match &value {
            Value::Array(values) => values.iter().map(Value::as_f64).collect(),
            Value::Number(number) => number.as_f64().map(|number| vec![number]),
            Value::String(text) => text.split(',').map(|part| part.trim().parse().ok()).collect(),
            _ => None,
        };
        let fits = |number: &f64| *number > 0.0 && *number <= greatest;
        let good = numbers.filter(|numbers| numbers.len() <= most && numbers.iter().all(fits));
        if good.is_none() {
            self.refuse(
                field,
                Bilingual::new(
                    format!("phải là nhiều nhất {most} số, mỗi số lớn hơn 0 và không quá {greatest}"),
                    format!("must be at most {most} numbers, each above 0 and at most {greatest}"),
                ),
            );
        }
        good.unwrap_or_default()
    }

    /// An education level, or none where it is not given.
    pub(super) fn level(&mut self) -> Option<Level> {
        let words = Level::ALL.map(Level::as_str);
        self.word("level", &words, |word| word.parse::<Level>().ok())
    }

    /// An education level, which must be given.
    pub(super) fn required_level(&mut self) -> Option<Level> {
        let words = [
            Level::Primary,
            Level::Preschool,
            Level::LowerSecondary,
            Level::UpperSecondary,
        ]
        .map(Level::as_str);
        self.required_word("level", &words, |word| word.parse::<Level>().ok())
    }

    /// A ranking; by metres where none is given.
    pub(super) fn rank(&mut self) -> Ranking {
        let words = [Ranking::Metres.as_str(), Ranking::Minutes.as_str()];
        self.word("rank", &words, |word| word.parse::<Ranking>().ok())
            .unwrap_or_default()
    }

    /// A day of the calendar, or none where it is not given.
    pub(super) fn day(&mut self) -> Option<Day> {
        self.parsed("day", |text| text.parse().ok(), "2026-09-07")
    }

    /// A time of day, or none where it is not given.
    pub(super) fn bell(&mut self) -> Option<ClockTime> {
        let time = |text: &str| text.parse().ok().filter(|time| *time < ClockTime::at(24, 0));
        self.parsed("bell", time, "07:00")
    }

    fn parsed<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>, example: &str) -> Option<T> {
        let value = self.take(field)?;
        let parsed = value.as_str().and_then(|text| parse(text.trim()));
        if parsed.is_none() {
            self.refuse(
                field,
                Bilingual::new(
                    format!("không đọc được; hãy viết như {example}"),
                    format!("cannot be read; write it as {example}"),
                ),
            );
        }
        parsed
    }

    /// What counts as one result; a campus where nothing is given.
    pub(super) fn distinct(&mut self) -> Distinct {
        self.word("distinct", &["campus", "school"], |word| match word {
            "campus" => Some(Distinct::Campus),
            "school" => Some(Distinct::School),
            _ => None,
        })
        .unwrap_or_default()
    }

    /// What was read, where every field was good, else all problems as one.
    pub(super) fn finish<T>(mut self, read: Option<T>) -> Result<T, Problem> {
        if self.problems.is_empty() {
            return read.ok_or_else(Problem::internal);
        }
        if let Some(place) = self.place.filter(|place| !place.is_on_earth()) {
            self.refuse_off_the_earth(place);
        }
        Err(Problem::of_fields(self.problems))
    }

    fn refuse_off_the_earth(&mut self, place: LonLat) {
        if place.lon.abs() > 180.0 {
            self.refuse(
                "lon",
                Bilingual::new("phải từ -180 đến 180", "must be from -180 to 180"),
            );
        }
        if place.lat.abs() > 90.0 {
            self.refuse(
                "lat",
                Bilingual::new(
                    "phải từ -90 đến 90; kinh độ và vĩ độ có bị đổi chỗ không",
                    "must be from -90 to 90; check whether longitude and latitude are exchanged",
                ),
            );
        }
    }
}

/// Whether a value is there: not null and not an empty text, as forms send for fields left blank.
fn is_given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    }
}

fn not_a_number(example: &str) -> Bilingual {
    Bilingual::new(
        format!("phải là một số độ thập phân, ví dụ {example}"),
        format!("must be a number of decimal degrees, for example {example}"),
    )
}
