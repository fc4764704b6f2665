//! The choice of a region, judged on real edge locations and measured latencies between real regions.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;

use edge::upstream::regions::Regions;
use serde_json::{Value, json};
use shared::geo::Position;
use tests::real_data;

/// Rows of a CSV file without quotes in the columns that are read, by column name.
fn rows(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let text = fs::read_to_string(real_data(path)?).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    // A quoted comma shifts columns: such rows name countries, not positions, and are cut from the right.
    Some(lines.map(|line| split(line).into_iter().zip(&names).map(|(value, name)| ((*name).to_owned(), value)).collect()).collect())
}

fn split(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

fn position(row: &BTreeMap<String, String>) -> Option<Position> {
    Position::new(row.get("lat")?.parse().ok()?, row.get("lon")?.parse().ok()?)
}

#[test]
fn nearly_every_edge_location_is_sent_to_its_best_region() {
    let (Some(colos), Some(clouds), Some(latencies)) =
        (rows("geo_reference/cloudflare_colos.csv"), rows("geo_reference/cloud_regions.csv"), rows("geo_reference/latency_aws_cloudping_ms.csv"))
    else {
        return;
    };
    let measured: BTreeMap<(String, String), f64> =
        latencies.iter().map(|row| ((row.get("from").unwrap().clone(), row.get("to").unwrap().clone()), row.get("p50_ms").unwrap().parse().unwrap())).collect();
    let known = |id: &str| measured.contains_key(&(id.to_owned(), id.to_owned()));
    let aws: Vec<(String, Position)> = clouds
        .iter()
        .filter(|row| row.get("provider").unwrap() == "aws")
        .filter_map(|row| Some((row.get("region")?.clone(), position(row)?)))
        .filter(|(id, _)| known(id))
        .collect();
    let origins = ["us-east-1", "eu-central-1", "ap-southeast-1"];
    let list: Vec<Value> = origins
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let at = aws.iter().find(|(known, _)| known == id).unwrap().1;
            json!({ "id": id, "url": "http://127.0.0.1:1", "lat": at.lat, "lon": at.lon, "role": if index == 0 { "primary" } else { "replica" } })
        })
        .collect();
    let regions = Regions::parse(&Value::from(list).to_string()).unwrap();

    let (mut good, mut worst, mut all) = (0, 0.0_f64, 0);
    for colo in &colos {
        let at = position(colo).unwrap();
        let nearest_aws = &aws.iter().min_by(|(_, a), (_, b)| a.distance_m(at).total_cmp(&b.distance_m(at))).unwrap().0;
        let to = |origin: &str| measured.get(&(nearest_aws.clone(), origin.to_owned())).copied().unwrap();
        let best = origins.iter().map(|origin| to(origin)).fold(f64::INFINITY, f64::min);
        let chosen = regions.nearest_first(Some(at), |_| None).first().unwrap().id.clone();
        let loss = to(&chosen) - best;
        good += usize::from(loss <= 20.0);
        worst = worst.max(loss);
        all += 1;
    }
    assert_eq!(all, 339);
    assert!(good * 100 >= all * 97, "{good} of {all}");
    assert!(worst <= 60.0, "{worst} ms");
    println!("within 20 ms of the best: {good} of {all}; worst {worst:.0} ms");
}
