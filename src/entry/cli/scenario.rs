//! `scenario`: modifications are checked and applied to a copy, and every home asks both.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::matrix::find_profile;
use super::scenario_table::table;
use super::{Failure, ScenarioArguments, output};
use crate::adapters::import::{ListedPoint, ScenarioFile, read_points, read_scenario};
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::LonLat;
use crate::base::progress::Progress;
use crate::entry::replies::{ComparisonReply, ScenarioReply, SchoolTimes, WayReply};
use crate::snapshot::dataset::DatasetMeta;
use crate::snapshot::index::LABELS_PER_STATE;
use crate::snapshot::query::{Ranking, Snapshot};
use crate::snapshot::scenario::{
    Question, Worlds, apply_modifications, compare_homes, compare_pairs, tally_campuses, tally_homes,
};

/// Holds a scenario against its baseline and writes the difference.
pub fn scenario(
    baseline: &Snapshot,
    arguments: &ScenarioArguments,
    times: &SchoolTimes,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let question = Question {
        profile: find_profile(baseline, &arguments.profile)?,
        level: arguments.level,
        rank: arguments.rank,
        day: arguments.day.unwrap_or_else(|| times.next_school_day()),
        bell: arguments.bell.unwrap_or(times.bells.of(arguments.level)),
    };
    refuse_many_pairs(baseline, arguments)?;
    let (file, homes, read) = read_inputs(arguments)?;
    let started = Instant::now();
    let meta = meta_of(&file, baseline);
    let applied = apply_modifications(baseline, &file.steps, meta);
    let name = output::file_name(&arguments.modifications);
    let (datasets, findings) = match applied {
        Ok((datasets, findings)) => (datasets, findings.in_file(&name)),
        Err(findings) => return Err(all_errors(read, findings.in_file(&name))),
    };
    if read.has_errors() {
        return Err(Failure::Input(read));
    }
    output::list(&read);
    output::list(&findings);
    let worlds = Worlds::build(baseline, datasets, progress);
    let comparison = homes.map(|homes| compare(&worlds, &question, &homes, arguments.pairs));
    let took = started.elapsed();
    let reply = ScenarioReply::of(&worlds, file.steps.len(), comparison);
    for line in table(&reply) {
        output::remark(line);
    }
    write_reply(arguments.out.as_deref(), &reply)?;
    output::remark(format_args!("engine time {:.3} s", took.as_secs_f64()));
    Ok(())
}

/// By minutes each home asks for every campus, which takes long for more campuses than states are labelled with.
fn refuse_many_pairs(baseline: &Snapshot, arguments: &ScenarioArguments) -> Result<(), Failure> {
    let n_campuses = baseline.schools().campuses_of(arguments.level).len();
    if arguments.pairs && arguments.rank == Ranking::Minutes && n_campuses > LABELS_PER_STATE {
        return Err(Failure::Usage(format!(
            "--pairs by minutes is for at most {LABELS_PER_STATE} campuses, and there are {n_campuses}; leave it out, or rank by metres"
        )));
    }
    Ok(())
}

/// The modifications and the homes, where there are any, and what is wrong with either.
fn read_inputs(
    arguments: &ScenarioArguments,
) -> Result<(ScenarioFile, Option<Vec<ListedPoint>>, Diagnostics), Failure> {
    let (file, mut read) = read_scenario(&arguments.modifications)?;
    let homes = match &arguments.homes {
        Some(path) => {
            let (homes, findings) = read_points(path)?;
            read.extend(findings);
            Some(homes)
        }
        None => None,
    };
    Ok((file, homes, read))
}

fn all_errors(mut read: Diagnostics, applied: Diagnostics) -> Failure {
    read.extend(applied);
    Failure::Input(read)
}

/// A scenario is called as its file says, else after its baseline; it is never published.
fn meta_of(file: &ScenarioFile, baseline: &Snapshot) -> DatasetMeta {
    let manifest = baseline.dataset.manifest();
    let titles = [&file.title_vi, &file.title_en];
    let [vi, en] = titles.map(|title| {
        title
            .clone()
            .or_else(|| titles.iter().find_map(|other| (*other).clone()))
    });
    DatasetMeta {
        title_vi: vi.unwrap_or_else(|| format!("Kịch bản của {}", manifest.title_vi)),
        title_en: en.unwrap_or_else(|| format!("Scenario of {}", manifest.title_en)),
        published_at: String::new(),
    }
}

fn compare(worlds: &Worlds<'_>, question: &Question, homes: &[ListedPoint], pairs: bool) -> ComparisonReply {
    let places: Vec<LonLat> = homes.iter().map(|home| home.at).collect();
    let ids: Vec<&str> = homes.iter().map(|home| home.id.as_str()).collect();
    let changes = compare_homes(worlds, question, &places);
    let totals = tally_homes(question, &changes);
    let campuses = tally_campuses(worlds, question.level, &changes);
    let reply = ComparisonReply::of(worlds, question, &ids, &changes, &totals, &campuses);
    if pairs {
        let pairs = compare_pairs(worlds, question, &places);
        reply.with_pairs(&ids, &pairs)
    } else {
        reply
    }
}

/// To standard output, a file of one form, or a folder of all tables.
fn write_reply(out: Option<&Path>, reply: &ScenarioReply) -> Result<(), Failure> {
    let Some(path) = out else {
        return output::write_result(None, |out| write_json(out, reply));
    };
    let extension = path.extension().map(OsStr::to_ascii_lowercase);
    match extension.as_deref().and_then(|extension| extension.to_str()) {
        Some("json") if !path.is_dir() => output::write_result(Some(path), |out| write_json(out, reply)),
        Some("csv") if !path.is_dir() => match &reply.comparison {
            Some(comparison) => output::write_result(Some(path), |out| write_homes(out, comparison)),
            None => Err(Failure::Usage(
                "a table of homes needs homes; name them with --homes, or write a .json file".to_owned(),
            )),
        },
        _ => write_folder(path, reply),
    }
}

fn write_folder(folder: &Path, reply: &ScenarioReply) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|source| Failure::Write {
        target: folder.display().to_string(),
        source,
    })?;
    let file = |name: &str| -> PathBuf { folder.join(name) };
    output::write_result(Some(&file("scenario.json")), |out| write_json(out, reply))?;
    let Some(comparison) = &reply.comparison else {
        return Ok(());
    };
    output::write_result(Some(&file("homes.csv")), |out| write_homes(out, comparison))?;
    output::write_result(Some(&file("campuses.csv")), |out| write_campuses(out, comparison))?;
    if comparison.pairs.is_some() {
        output::write_result(Some(&file("pairs.csv")), |out| write_pairs(out, comparison))?;
    }
    Ok(())
}

fn write_json(out: &mut dyn Write, reply: &ScenarioReply) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, reply)?;
    writeln!(out)
}

const WAY_COLUMNS: [&str; 6] = [
    "campus",
    "metres",
    "seconds",
    "crossings",
    "meets_bell",
    "leave_by",
];

fn way_columns(side: &str) -> impl Iterator<Item = String> {
    WAY_COLUMNS.iter().map(move |column| format!("{column}_{side}"))
}

/// The cells of a way; empty where there is none.
fn way_cells(way: Option<&WayReply>) -> [String; 6] {
    way.map_or_else(Default::default, |way| {
        [
            way.campus_id.clone(),
            format!("{:.2}", way.metres),
            way.seconds.to_string(),
            way.crossings.to_string(),
            way.meets_bell.map_or_else(String::new, |meets| meets.to_string()),
            way.leave_by.clone().unwrap_or_default(),
        ]
    })
}

fn write_homes(out: &mut dyn Write, comparison: &ComparisonReply) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let mut header = vec!["home".to_owned(), "change".to_owned()];
    header.extend(way_columns("before").chain(way_columns("after")));
    let more = [
        "metres_difference",
        "seconds_difference",
        "reason_before",
        "reason_after",
    ];
    header.extend(more.map(str::to_owned));
    csv.write_record(&header)?;
    for home in &comparison.homes {
        let mut cells = vec![home.id.clone(), home.change.to_owned()];
        cells.extend(way_cells(home.before.as_ref()));
        cells.extend(way_cells(home.after.as_ref()));
        cells.push(
            home.metres_difference
                .map_or_else(String::new, |metres| format!("{metres:.2}")),
        );
        cells.push(
            home.seconds_difference
                .map_or_else(String::new, |seconds| seconds.to_string()),
        );
        cells.extend(
            [home.reason_before, home.reason_after].map(|reason| reason.unwrap_or_default().to_owned()),
        );
        csv.write_record(&cells)?;
    }
    csv.flush()
}

fn write_campuses(out: &mut dyn Write, comparison: &ComparisonReply) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "campus",
        "name",
        "exists_before",
        "exists_after",
        "seats_before",
        "seats_after",
        "homes_before",
        "homes_after",
        "gained",
        "lost",
    ])?;
    let seats = |seats: Option<u32>| seats.map_or_else(String::new, |seats| seats.to_string());
    for campus in &comparison.campuses {
        csv.write_record([
            campus.campus_id.clone(),
            campus.name.clone(),
            campus.exists_before.to_string(),
            campus.exists_after.to_string(),
            seats(campus.seats_before),
            seats(campus.seats_after),
            campus.homes_before.to_string(),
            campus.homes_after.to_string(),
            campus.gained.to_string(),
            campus.lost.to_string(),
        ])?;
    }
    csv.flush()
}

fn write_pairs(out: &mut dyn Write, comparison: &ComparisonReply) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let mut header = vec!["home".to_owned(), "campus".to_owned(), "change".to_owned()];
    for side in ["before", "after"] {
        header.extend(way_columns(side).skip(1));
    }
    csv.write_record(&header)?;
    for pair in comparison.pairs.iter().flatten() {
        let mut cells = vec![pair.home.clone(), pair.campus_id.clone(), pair.change.to_owned()];
        for way in [&pair.before, &pair.after] {
            cells.extend(way_cells(way.as_ref()).into_iter().skip(1));
        }
        csv.write_record(&cells)?;
    }
    csv.flush()
}
