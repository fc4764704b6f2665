//! The choice of a region, judged on real edge locations and measured latencies between real regions.
use edge::upstream::regions::Regions;
use serde_json::{Value, json};
use tests::latencies::{Latencies, position, rows};

#[test]
fn nearly_every_edge_location_is_sent_to_its_best_region() {
    let (Some(colos), Some(measured)) = (rows("geo_reference/cloudflare_colos.csv"), Latencies::load()) else { return };
    let origins = ["us-east-1", "eu-central-1", "ap-southeast-1"];
    let list: Vec<Value> = origins
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let at = measured.regions.iter().find(|(known, _)| known == id).unwrap().1;
            json!({ "id": id, "url": "http://127.0.0.1:1", "lat": at.lat, "lon": at.lon, "role": if index == 0 { "primary" } else { "replica" } })
        })
        .collect();
    let regions = Regions::parse(&Value::from(list).to_string()).unwrap();

    let (mut good, mut worst, mut all) = (0, 0.0_f64, 0);
    for colo in &colos {
        let at = position(colo).unwrap();
        let nearest = measured.nearest(at).unwrap();
        let to = |origin: &str| measured.between_ms(nearest, origin).unwrap();
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
