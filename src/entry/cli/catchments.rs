//! `catchments`: service areas of a level as GeoJSON.

use super::matrix::find_profile;
use super::{CatchmentsArguments, Failure, output};
use crate::adapters::import::read_boundary;
use crate::base::geom::MultiPolygon;
use crate::base::progress::Progress;
use crate::domain::catchment::Fineness;
use crate::entry::replies::{CatchmentsReply, DatasetRef, Describer, Directory, explain_unreached};
use crate::snapshot::query::{self, CatchmentRequest, SERVICE_AREA_FINENESS, Snapshot, whole_boundary};

/// Asks a world and writes the answer.
pub fn catchments(
    world: &Snapshot,
    arguments: &CatchmentsArguments,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let request = CatchmentRequest {
        profile: find_profile(world, &arguments.profile)?,
        level: arguments.level,
        rank: arguments.rank,
    };
    let directory = Directory::of(&world.dataset);
    let dataset = DatasetRef::of(world.dataset.manifest());
    let describer = Describer {
        snapshot: world,
        directory: &directory,
        dataset: &dataset,
    };
    let reply = if arguments.pieces {
        describer.service_pieces(&request, &query::service_area_pieces(world, &request))
    } else {
        areas(&describer, request, arguments, progress)?
    };
    output::write_json(arguments.out.as_deref(), &reply)
}

fn areas(
    describer: &Describer<'_>,
    request: CatchmentRequest,
    arguments: &CatchmentsArguments,
    progress: &dyn Progress,
) -> Result<CatchmentsReply, Failure> {
    let world = describer.snapshot;
    let boundary = boundary(world, arguments)?;
    let fineness = Fineness {
        cell_metres: arguments.cell,
        ..SERVICE_AREA_FINENESS
    };
    let areas = query::service_areas(world, &request, &boundary, &fineness, progress)
        .map_err(|why| Failure::Refused(explain_unreached(why).en))?;
    if areas.areas.is_empty() {
        return Err(Failure::Refused(
            "the boundary has no land; check its places, or give another with --boundary FILE".to_owned(),
        ));
    }
    Ok(describer.service_areas(&request, &areas))
}

/// What is divided: a file's areas, one unit, or everything.
fn boundary(world: &Snapshot, arguments: &CatchmentsArguments) -> Result<MultiPolygon<f64>, Failure> {
    if let Some(path) = &arguments.boundary {
        let (boundary, diagnostics) = read_boundary(path)?;
        if diagnostics.has_errors() {
            return Err(Failure::Input(diagnostics));
        }
        output::list(&diagnostics);
        return Ok(boundary);
    }
    let Some(code) = &arguments.commune else {
        return Ok(whole_boundary(world));
    };
    let units = world.dataset.units();
    let unit = units.iter().find(|unit| unit.code.as_str() == code);
    unit.map(|unit| unit.area.clone()).ok_or_else(|| {
        let known: Vec<String> = units
            .iter()
            .filter(|unit| unit.kind == "commune")
            .take(20)
            .map(|unit| format!("{} ({})", unit.code, unit.name))
            .collect();
        Failure::Refused(format!(
            "there is no unit `{code}`; the dataset has {}",
            if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            }
        ))
    })
}
