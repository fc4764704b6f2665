//! What happens to photos behind the scenes: variants are made once and kept at the edges; what was taken away goes there too.

use anyhow::{Context, bail};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use shared::urls::{PhotoFile, PhotoFormat, PhotoPath};
use sqlx::PgConnection;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::variants::{self, Variants};
use super::{queries, scenes};
use crate::jobs::work::Workbench;
use crate::jobs::{Job, enqueue};
use crate::{places, purges};

/// Makes a photo's variants and brings them to the edges. Cut in between, it makes the same files again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakePhotoVariants {
    pub photo: Uuid,
}

impl Job for MakePhotoVariants {
    const PRIORITY: i16 = 15;
}

impl TaskHandler for MakePhotoVariants {
    const IDENTIFIER: &'static str = "make_photo_variants";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        make(Workbench::of(&context)?, self.photo).await
    }
}

/// Drops files of a photo that was taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropPhotoFiles {
    pub photo: Uuid,
    /// Of its variants, in pixels.
    pub widths: Vec<u16>,
    /// Whether the edges keep what was sent.
    pub original: bool,
}

impl Job for DropPhotoFiles {
    /// Before anything new is made: whoever took a photo away may have had to.
    const PRIORITY: i16 = 14;
}

impl TaskHandler for DropPhotoFiles {
    const IDENTIFIER: &'static str = "drop_photo_files";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let bench = Workbench::of(&context)?;
        for file in self.files() {
            bench.edges.drop_photo(PhotoPath { id: self.photo, file }, bench.clock.now()).await?;
        }
        anyhow::Ok(())
    }
}

impl DropPhotoFiles {
    fn files(&self) -> Vec<PhotoFile> {
        let variants = self.widths.iter().flat_map(|width| PhotoFormat::ALL.map(|format| PhotoFile::Variant { width: *width, format }));
        self.original.then_some(PhotoFile::Original).into_iter().chain(variants).collect()
    }
}

/// Tags of whatever shows a place's photos: its profile, and lists that it is in. None for a place that is gone.
///
/// # Errors
/// When the database fails.
pub(super) async fn tags_of(db: &mut PgConnection, place: Uuid) -> Result<Vec<String>, sqlx::Error> {
    Ok(places::queries::find_listed(db, place).await?.map(|place| place.tags()).unwrap_or_default())
}

/// One that has been made, or taken away, needs nothing.
async fn make(bench: &Workbench, photo: Uuid) -> anyhow::Result<()> {
    let Some(row) = queries::find_unmade(&bench.db, photo).await.context("the photo cannot be read")? else { return Ok(()) };
    let original = row.original.clone();
    let variants = spawn_blocking(move || made_from(row)).await.context("the pixels got lost")??;
    // Noted before the first file goes out, so that whoever takes the photo away meanwhile knows what there may be of it.
    if !queries::update_widths(&bench.db, photo, &variants.widths).await.context("its widths cannot be noted")? {
        return Ok(());
    }
    // What was sent goes first: once the variants are known, it is nowhere else.
    if let Some(original) = original {
        bench.edges.keep_photo(PhotoPath { id: photo, file: PhotoFile::Original }, original, bench.clock.now()).await?;
    }
    for (file, bytes) in &variants.files {
        bench.edges.keep_photo(PhotoPath { id: photo, file: *file }, bytes.clone(), bench.clock.now()).await?;
    }
    let mut transaction = bench.db.begin().await?;
    let made = queries::mark_made(&mut transaction, photo, &variants, bench.clock.now()).await.context("it was made, and that could not be noted")?;
    if let Some(place) = made {
        let tags = tags_of(&mut transaction, place).await?;
        purges::begin(&mut transaction, &tags).await?;
    } else {
        // Taken away meanwhile: what was brought to the edges since goes too.
        enqueue(&mut transaction, &DropPhotoFiles { photo, widths: variants.widths, original: true }).await?;
    }
    transaction.commit().await?;
    Ok(())
}

fn made_from(row: queries::UnmadeRow) -> anyhow::Result<Variants> {
    let picture = match (row.original, row.scene) {
        (Some(original), _) => variants::decode(&original).map_err(|sentence| anyhow::anyhow!(sentence))?,
        (None, Some(scene)) => scenes::draw(&scene)?,
        (None, None) => bail!("a photo of nothing"),
    };
    variants::make(&picture)
}
