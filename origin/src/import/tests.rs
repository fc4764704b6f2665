//! Imports against a real PostgreSQL: whole or not at all, and at rest when run again.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tempfile::NamedTempFile;

use super::chains::Chains;
use super::csv_mapping::Mapping;
use super::report::Report;
use super::tidy::{british_postcode, tidy_website};
use super::{ImportError, Input, import};
use crate::database;

fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

async fn run(db: &PgPool, input: Input) -> Result<Report, ImportError> {
    database::migrate(db).await.unwrap();
    import(db, input, Chains::default(), now()).await
}

async fn count(db: &PgPool) -> i64 {
    sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM places").fetch_one(db).await.unwrap()
}

/// The sentence of a refused file, after making sure that nothing of it was written.
async fn refusal(db: &PgPool, input: Input) -> String {
    let error = run(db, input).await.unwrap_err().to_string();
    assert_eq!(count(db).await, 0, "{error}");
    error
}

const JAVA: &str =
    r#"{"osm_id":"node/1","lat":60.17,"lon":24.94,"country":"FI","city":"Helsinki","tags":{"amenity":"cafe","name":"Cafe  Java","opening_hours":"Mo-Su 08:00-18:00"}}"#;
const OTHER: &str = r#"{"osm_id":"node/2","lat":60.18,"lon":24.95,"country":"FI","city":"Helsinki","tags":{"amenity":"cafe","name":"Cafe Java","website":"www.java.example"}}"#;

#[sqlx::test]
async fn a_second_run_changes_nothing_and_a_changed_row_keeps_its_slug(db: PgPool) {
    let first = file(format!("{JAVA}\n{OTHER}\n").as_bytes());
    let report = run(&db, Input::OsmNdjson(first.path().into())).await.unwrap();
    assert_eq!((report.read, report.new, report.refused), (2, 2, 0));
    assert_eq!((report.repairs["whitespace"], report.repairs["website_scheme"]), (1, 1));
    let again = run(&db, Input::OsmNdjson(first.path().into())).await.unwrap();
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2));
    assert!(again.to_string().contains("nothing changed"));

    let renamed = file(JAVA.replace("Cafe  Java", "Java Reborn").as_bytes());
    let changed = run(&db, Input::OsmNdjson(renamed.path().into())).await.unwrap();
    assert_eq!((changed.changed, changed.unchanged), (1, 0));
    let rows = sqlx::query!("SELECT slug, name FROM places ORDER BY source_ref").fetch_all(&db).await.unwrap();
    let rows: Vec<_> = rows.into_iter().map(|row| (row.slug, row.name)).collect();
    assert_eq!(rows, [("cafe-java-helsinki".to_owned(), "Java Reborn".to_owned()), ("cafe-java-helsinki-2".to_owned(), "Cafe Java".to_owned())]);
}

#[sqlx::test]
async fn impossible_rows_are_refused_with_line_and_reason_and_the_rest_goes_in(db: PgPool) {
    let rows = [
        JAVA.to_owned(),
        JAVA.replace("node/1", "node/3").replace("60.17", "190"),
        JAVA.replace("node/1", "node/4").replace("Cafe  Java", " "),
        JAVA.replace("node/1", "nowhere"),
        JAVA.replace("node/1", "node/5").replace("60.17", "\"north\""),
        JAVA.to_owned(),
    ];
    let report = run(&db, Input::OsmNdjson(file(rows.join("\n").as_bytes()).path().into())).await.unwrap();
    assert_eq!((report.read, report.new, report.refused), (6, 1, 5));
    let reasons: Vec<(u64, &str)> = report.refusals.iter().map(|refusal| (refusal.line, refusal.reason.as_str())).collect();
    for (line, part) in [(2, "not on Earth"), (3, "no name"), (4, "not like node/123"), (5, "expected shape"), (6, "came earlier")] {
        assert!(reasons.iter().any(|(at, reason)| *at == line && reason.contains(part)), "{line} {part}: {reasons:?}");
    }
    assert_eq!(count(&db).await, 1);
}

#[sqlx::test]
async fn doubtful_rows_are_flagged_and_kept_away_from_nearby(db: PgPool) {
    let swapped = JAVA.replace("60.17", "0").replace("24.94", "0").replace("\"lat\":0", "\"lat\":24.94").replace("\"lon\":0", "\"lon\":60.17");
    let report = run(&db, Input::OsmNdjson(file(swapped.as_bytes()).path().into())).await.unwrap();
    assert_eq!(report.flags["coordinates_may_be_swapped"], 1);
    let row = sqlx::query!("SELECT precision, flags FROM places").fetch_one(&db).await.unwrap();
    // Without a sure position there is no zone, and without a zone no hours.
    assert_eq!((row.precision.as_str(), row.flags.join(" ")), ("doubtful", "coordinates_may_be_swapped hours_not_understood".to_owned()));
}

#[sqlx::test]
async fn damaged_files_are_refused_whole(db: PgPool) {
    let ndjson = |content: &[u8]| {
        let file = file(content);
        (Input::OsmNdjson(file.path().into()), file)
    };
    let (empty, _file) = ndjson(b"");
    assert!(refusal(&db, empty).await.contains("empty"));
    let (blank, _file) = ndjson(b"\n\n");
    assert!(refusal(&db, blank).await.contains("not a single row"));
    let (cut, _file) = ndjson(format!("{JAVA}\n{}", OTHER.get(..60).unwrap()).as_bytes());
    assert!(refusal(&db, cut).await.contains("line 2: the file ends in the middle of this line"));
    let (latin1, _file) = ndjson(&[JAVA.as_bytes(), b"\n{\"osm_id\":\"caf\xe9\"}\n"].concat());
    assert!(refusal(&db, latin1).await.contains("line 2: not UTF-8"));
    let (utf16, _file) = ndjson(&[0xff, 0xfe, b'{', 0]);
    assert!(refusal(&db, utf16).await.contains("UTF-16"));
    let (missing, _file) = (Input::OsmNdjson(PathBuf::from("/nowhere.ndjson")), ());
    assert!(refusal(&db, missing).await.contains("cannot be read"));
}

/// A sparse gigabyte: one line without an end.
#[sqlx::test]
async fn a_line_of_a_gigabyte_is_refused_in_little_memory(db: PgPool) {
    let huge = file(format!("{JAVA}\n").as_bytes());
    huge.as_file().set_len(1 << 30).unwrap();
    assert!(refusal(&db, Input::OsmNdjson(huge.path().into())).await.contains("longer than 32768 bytes"));
    let table = file(b"wof_id,name,lat,lon,address,city,region,country,website,category,cafe_like,geo_flag\n1,\"");
    table.as_file().set_len(1 << 30).unwrap();
    let mapping = Box::new(Mapping::load("poi_bulk_wof").unwrap());
    assert!(refusal(&db, Input::Csv { path: table.path().into(), mapping, allow_unterminated: false }).await.contains("longer than 32768 bytes"));
}

#[sqlx::test]
async fn csv_needs_its_columns_whole_rows_and_a_last_line_break(db: PgPool) {
    let csv = |content: &str| {
        let file = file(content.as_bytes());
        (Input::Csv { path: file.path().into(), mapping: Box::new(Mapping::load("eateries_uk_eotho").unwrap()), allow_unterminated: false }, file)
    };
    let header = "id,name,address,town,county,postcode,country,lat,lon,geocode,coffee_like,chain\n";
    let row = "eotho-1,Found Cafe,\"91a, Preston Drove\",Brighton,East Sussex,bn16ld,GB,50.84428,-0.14422,postcode,0,\n";
    let (no_column, _file) = csv("id,name\n1,x\n");
    assert!(refusal(&db, no_column).await.contains("no column \"lat\""));
    let (short, _file) = csv(&format!("{header}eotho-1,Found"));
    assert!(refusal(&db, short).await.contains("2 fields where the header has 12"));
    let (cut, _file) = csv(&format!("{header}{}", row.trim_end()));
    assert!(refusal(&db, cut).await.contains("--allow-unterminated"));
    let (whole, _file) = csv(&format!("{header}{row}"));
    let report = run(&db, whole).await.unwrap();
    assert_eq!((report.new, report.repairs["postcode"]), (1, 1));
    let stored = sqlx::query!("SELECT postcode, address, precision, time_zone FROM places").fetch_one(&db).await.unwrap();
    assert_eq!(stored.postcode.as_deref(), Some("BN1 6LD"));
    assert_eq!((stored.address.as_deref(), stored.precision.as_str()), (Some("91a, Preston Drove"), "postcode"));
    assert_eq!(stored.time_zone.as_deref(), Some("Europe/London"));
}

#[sqlx::test]
async fn an_openstreetmap_extract_gives_points_and_outlines_with_their_town(db: PgPool) {
    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/village.osm.pbf");
    let report = run(&db, Input::OsmPbf(extract.clone())).await.unwrap();
    assert_eq!((report.new, report.refused), (3, 0));
    let rows = sqlx::query!("SELECT p.source_ref, p.slug, p.kind, p.lat, p.country, p.time_zone FROM places p ORDER BY p.source_ref").fetch_all(&db).await.unwrap();
    let shown: Vec<String> =
        rows.iter().map(|row| format!("{} {} {} {:.4} {} {}", row.source_ref, row.slug, row.kind, row.lat.unwrap(), row.country, row.time_zone.as_deref().unwrap())).collect();
    assert_eq!(
        shown,
        [
            "node/11 corner-cup-testby cafe 60.2000 FI Europe/Helsinki",
            "node/12 drum-works-testby roaster 60.2010 FI Europe/Helsinki",
            "way/21 long-house-testby cafe 60.2025 FI Europe/Helsinki",
        ]
    );
    let mut bytes = std::fs::read(&extract).unwrap();
    bytes.truncate(bytes.len() - 20);
    let cut = file(&bytes);
    let error = run(&db, Input::OsmPbf(cut.path().into())).await.unwrap_err().to_string();
    assert!(error.contains("not a whole OpenStreetMap PBF file"), "{error}");
    assert!(run(&db, Input::OsmPbf(file(b"garbage").path().into())).await.is_err());
    assert_eq!(count(&db).await, 3);
}

#[sqlx::test]
async fn chains_are_told_from_independents_by_brand_and_by_list(db: PgPool) {
    let list = file("name,brand\nCosta,Costa Coffee\n% Arabica,% Arabica\n".as_bytes());
    let chains = Chains::load(list.path()).unwrap();
    assert_eq!(chains.find("COSTA - Leeds"), Some("Costa Coffee"));
    assert_eq!(chains.find("Costa Rica Roasters"), None);
    assert_eq!(chains.find("Arabica"), Some("% Arabica"));
    let branded = JAVA.replace("\"amenity\"", "\"brand\":\"Java Inc\",\"amenity\"");
    database::migrate(&db).await.unwrap();
    let report = import(&db, Input::OsmNdjson(file(branded.as_bytes()).path().into()), chains, now()).await.unwrap();
    assert_eq!(report.chains, 1);
}

#[sqlx::test]
async fn two_towns_of_one_name_stay_two_and_countries_are_mended(db: PgPool) {
    let portland = |id: u8, lat: f64, lon: f64, country: &str| {
        format!(r#"{{"osm_id":"node/{id}","lat":{lat},"lon":{lon},"city":"Portland","tags":{{"amenity":"cafe","name":"Cup {id}","addr:country":"{country}"}}}}"#)
    };
    let london = r#"{"osm_id":"node/9","lat":51.51,"lon":-0.12,"city":"London","tags":{"amenity":"cafe","name":"Cup 9","addr:country":"UK"}}"#.to_owned();
    let rows = [portland(1, 45.52, -122.67, "US"), portland(2, 43.66, -70.26, "USA"), portland(3, 45.50, -122.60, "US"), london];
    let report = run(&db, Input::OsmNdjson(file(rows.join("\n").as_bytes()).path().into())).await.unwrap();
    assert_eq!((report.new, report.repairs["country"]), (4, 2));
    let rows =
        sqlx::query!("SELECT p.slug, c.country, c.slug AS city, c.cafe_count FROM places p JOIN cities c ON c.id = p.city_id ORDER BY p.source_ref").fetch_all(&db).await.unwrap();
    let shown: Vec<String> = rows.iter().map(|row| format!("{} {}/{} {}", row.slug, row.country, row.city, row.cafe_count)).collect();
    assert_eq!(shown, ["cup-1-portland US/portland 2", "cup-2-portland-2 US/portland-2 1", "cup-3-portland US/portland 2", "cup-9-london GB/london 1"]);
}

#[sqlx::test]
async fn odd_facts_and_long_links_never_stop_a_file(db: PgPool) {
    let wifi = r#"{"fact":"wifi","offered":"yes"}"#;
    let row = format!(
        r#"{{"reference":"a","name":"A","lat":60.18,"lon":24.95,"country":"FI","practical":[{wifi},{wifi},{{"fact":"moon","offered":"no"}}],"website":"https://a.example/{}"}}"#,
        "x".repeat(600)
    );
    let report = run(&db, Input::Own(file(row.as_bytes()).path().into())).await.unwrap();
    assert_eq!((report.new, report.flags["website_not_a_url"]), (1, 1));
    let facts = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM place_practical").fetch_one(&db).await.unwrap();
    assert_eq!(facts, 1);
}

#[sqlx::test]
async fn the_demonstration_set_goes_in_whole(db: PgPool) {
    let report = run(&db, Input::Demonstration).await.unwrap();
    assert_eq!((report.read, report.new, report.flagged, report.refused), (46, 46, 0, 0));
    let raised: Vec<String> = sqlx::query_scalar("SELECT tags FROM purges").fetch_one(&db).await.unwrap();
    for tag in ["list:artisans", "list:stories"] {
        assert!(raised.iter().any(|known| known == tag), "{tag}");
    }
    let told: i64 = sqlx::query_scalar("SELECT (SELECT count(*) FROM artisans) + (SELECT count(*) FROM stories)").fetch_one(&db).await.unwrap();
    assert_eq!(i64::try_from(raised.len()).unwrap(), told + 2, "everybody whose page may be another now");
}

#[sqlx::test]
async fn real_files_go_in_and_rest(db: PgPool) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if !data.exists() {
        eprintln!("SKIPPED: {} is not on this machine", data.display());
        return;
    }
    let uk = Input::Csv { path: data.join("eateries_uk_eotho/cafes_uk.csv"), mapping: Box::new(Mapping::load("eateries_uk_eotho").unwrap()), allow_unterminated: false };
    let inputs = [
        (Input::OsmNdjson(data.join("cafes_osm_cities/cafes.ndjson")), 950, 40),
        (Input::Curated(data.join("cafes_curated/cafes.ndjson")), 665, 0),
        (Input::Curated(data.join("cafes_curated/roasters.ndjson")), 781, 0),
        (uk, 6_357, 0),
    ];
    for (input, read, refused) in inputs {
        let first = run(&db, input.clone()).await.unwrap();
        assert_eq!((first.read, first.refused), (read, refused), "{input:?}");
        let second = run(&db, input).await.unwrap();
        assert_eq!((second.new, second.changed, second.unchanged), (0, 0, read - refused));
    }
}

#[test]
fn postcodes_and_websites_have_one_form() {
    assert_eq!(british_postcode("bn16ld").as_deref(), Some("BN1 6LD"));
    assert_eq!(british_postcode(" EC1V  9HX ").as_deref(), Some("EC1V 9HX"));
    for bad in ["", "BN1", "12345", "é1 6LD", "BN1 6L"] {
        assert_eq!(british_postcode(bad), None, "{bad}");
    }
    assert_eq!(tidy_website("www.example.org").as_deref(), Some("https://www.example.org"));
    for bad in ["javascript:alert(1)", "http://", "https://x", "data:text/html,x", "https://a.b/\"><script>", "ftp://a.b", "//a.b"] {
        assert_eq!(tidy_website(bad), None, "{bad}");
    }
}

#[sqlx::test]
async fn an_import_writes_the_facets_that_the_database_would_find(db: PgPool) {
    run(&db, Input::Demonstration).await.unwrap();
    let other = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM places WHERE facets <> facets_of(id)").fetch_one(&db).await.unwrap();
    assert_eq!(other, 0);
    sqlx::raw_sql("UPDATE places SET content_hash = '', facets = '{}'").execute(&db).await.unwrap();
    run(&db, Input::Demonstration).await.unwrap();
    let other = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM places WHERE facets <> facets_of(id)").fetch_one(&db).await.unwrap();
    assert_eq!(other, 0);
}
