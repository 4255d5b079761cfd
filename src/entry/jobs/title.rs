//! What a dataset is called when nobody says, or says it in one language only.

use super::import::ImportOptions;
use crate::adapters::store::Publication;
use crate::snapshot::dataset::Layer;

/// The titles of the next publication, Vietnamese and English.
///
/// Without a word from the user a dataset keeps its title, unless its network comes from other files: then it is another
/// place, and the first file names it.
pub(super) fn next_titles(
    options: &ImportOptions,
    current: Option<&Publication>,
    layer: Layer,
    files: &[String],
) -> (String, String) {
    let same_place = |publication: &&Publication| {
        layer != Layer::Network
            || publication
                .layer(Layer::Network)
                .is_some_and(|network| network.source.files == files)
    };
    let kept = current.filter(same_place);
    let given_vi = options.title_vi.as_deref();
    let given_en = options.title_en.as_deref();
    let vi = given_vi
        .or(kept.map(|publication| publication.title_vi.as_str()))
        .or(given_en)
        .unwrap_or_else(|| stem(files));
    let en = given_en
        .or(given_vi)
        .or(kept.map(|publication| publication.title_en.as_str()))
        .unwrap_or(vi);
    (vi.to_owned(), en.to_owned())
}

/// The first file's name up to its first dot.
fn stem(files: &[String]) -> &str {
    files
        .first()
        .and_then(|name| name.split('.').find(|part| !part.is_empty()))
        .unwrap_or("Trường Gần")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::store::{PublicationId, PublishedLayer, RevisionId};
    use crate::snapshot::dataset::LayerSource;

    fn demo() -> Publication {
        Publication {
            id: PublicationId(1),
            title_vi: "Cần Giờ (minh họa)".to_owned(),
            title_en: "Cần Giờ (demo)".to_owned(),
            published_at: String::new(),
            hash: String::new(),
            layers: vec![PublishedLayer {
                layer: Layer::Network,
                revision: RevisionId(1),
                hash: String::new(),
                rows: 1,
                source: LayerSource {
                    files: vec!["roads.geojson".to_owned()],
                    ..LayerSource::default()
                },
            }],
        }
    }

    fn check(
        given: (Option<&str>, Option<&str>),
        current: Option<&Publication>,
        (layer, file): (Layer, &str),
        expect: (&str, &str),
    ) {
        let options = ImportOptions {
            title_vi: given.0.map(str::to_owned),
            title_en: given.1.map(str::to_owned),
            ..ImportOptions::default()
        };
        let (vi, en) = next_titles(&options, current, layer, &[file.to_owned()]);
        assert_eq!((vi.as_str(), en.as_str()), expect);
    }

    #[test]
    fn a_dataset_keeps_its_title_until_it_is_another_place() {
        let demo = demo();
        let kept = ("Cần Giờ (minh họa)", "Cần Giờ (demo)");
        check((None, None), Some(&demo), (Layer::Schools, "schools.csv"), kept);
        check((None, None), Some(&demo), (Layer::Network, "roads.geojson"), kept);
        let other = (Layer::Network, "hcm_2018.osm.pbf");
        check((None, None), Some(&demo), other, ("hcm_2018", "hcm_2018"));
        check((None, None), None, other, ("hcm_2018", "hcm_2018"));
        check((None, None), None, (Layer::Network, ".osm.pbf"), ("osm", "osm"));
    }

    #[test]
    fn a_title_in_one_language_serves_for_both_where_there_is_no_other() {
        let demo = demo();
        let schools = (Layer::Schools, "schools.csv");
        check(
            (Some("Thạnh An"), None),
            Some(&demo),
            schools,
            ("Thạnh An", "Thạnh An"),
        );
        check(
            (None, Some("Demo")),
            Some(&demo),
            schools,
            ("Cần Giờ (minh họa)", "Demo"),
        );
        check((None, Some("Demo")), None, schools, ("Demo", "Demo"));
        check((Some("a"), Some("b")), Some(&demo), schools, ("a", "b"));
    }
}
