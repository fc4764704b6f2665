//! Which kinds of jobs share workers: a lane has so many at once, so that no kind keeps the others waiting.

use graphile_worker::{JobDefinition, TaskHandler};

use crate::housekeeping::KeepHouse;
use crate::integrity::CheckIntegrity;
use crate::mails::SendMail;
use crate::photos::jobs::{DropPhotoFiles, MakePhotoVariants};
use crate::places::completeness::RefreshPlace;
use crate::places::stored::StoreProfiles;
use crate::purges::TellEdges;
use crate::search::documents::RebuildSearch;

/// Kinds of jobs with workers of their own.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    pub name: &'static str,
    /// Jobs at once, in each process.
    pub concurrency: usize,
    pub kinds: fn() -> Vec<JobDefinition>,
    /// What comes round by itself, as lines of a crontab (UTC). Each ends with a payload: without one a job is given `null`, which is no job of ours.
    pub schedule: &'static str,
}

pub const LANES: [Lane; 6] = [
    Lane { name: "purges", concurrency: 4, kinds: || vec![TellEdges::definition()], schedule: "" },
    Lane { name: "mails", concurrency: 2, kinds: || vec![SendMail::definition()], schedule: "" },
    Lane { name: "places", concurrency: 2, kinds: || vec![RefreshPlace::definition()], schedule: "" },
    Lane { name: "profiles", concurrency: 1, kinds: || vec![StoreProfiles::definition()], schedule: "* * * * * store_profiles ?max=8 {}" },
    // One at a time: a large picture takes a few hundred megabytes.
    Lane { name: "photos", concurrency: 1, kinds: || vec![MakePhotoVariants::definition(), DropPhotoFiles::definition()], schedule: "" },
    Lane {
        name: "upkeep",
        concurrency: 1,
        kinds: || vec![KeepHouse::definition(), CheckIntegrity::definition(), RebuildSearch::definition()],
        schedule: "* * * * * keep_house ?max=8 {}\n17 3 * * * check_integrity ?max=8 {}\n37 3 * * * rebuild_search ?max=8 {}",
    },
];
