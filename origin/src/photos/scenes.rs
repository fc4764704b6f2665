//! Pictures that are drawn rather than taken, for places that do not exist: a scene, in colours of a palette.

use std::collections::BTreeMap;

use anyhow::Context;
use image::{DynamicImage, RgbImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use serde::{Deserialize, Serialize};

/// Colours by name, for each palette.
const PALETTES: &str = include_str!("../../demonstration/palettes.json");

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// Which of the drawings.
    pub scene: String,
    /// In which colours.
    pub palette: String,
    #[serde(default)]
    pub mirrored: bool,
}

/// Draws it. Takes up to a second.
///
/// # Errors
/// For a scene or a palette that there is not.
pub fn draw(scene: &Scene) -> anyhow::Result<DynamicImage> {
    let tree = Tree::from_str(&coloured(scene)?, &Options::default()).with_context(|| format!("the scene {}", scene.scene))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).context("a scene without size")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    // Scenes fill their frame, so that nothing is see-through.
    let opaque = pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let picture = DynamicImage::ImageRgb8(RgbImage::from_raw(size.width(), size.height(), opaque).context("pixels are missing")?);
    Ok(if scene.mirrored { picture.fliph() } else { picture })
}

/// The drawing in its colours, as SVG.
fn coloured(scene: &Scene) -> anyhow::Result<String> {
    let palettes: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(PALETTES).context("the palettes")?;
    let palette = palettes.get(&scene.palette).with_context(|| format!("no palette is called {}", scene.palette))?;
    let template = template(&scene.scene).with_context(|| format!("no scene is called {}", scene.scene))?;
    Ok(palette.iter().fold(template.to_owned(), |drawing, (name, colour)| drawing.replace(&format!("{{{name}}}"), colour)))
}

/// Names of colours that a palette leaves open in a drawing.
#[cfg(test)]
pub(super) fn open_colours(scene: &Scene) -> anyhow::Result<Vec<String>> {
    let drawing = coloured(scene)?;
    let named = drawing.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned());
    Ok(named.filter(|name| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')).collect())
}

/// A drawing with the names of colours where colours are meant.
fn template(name: &str) -> Option<&'static str> {
    Some(match name {
        "bar" => include_str!("../../demonstration/scenes/bar.svg"),
        "cezve" => include_str!("../../demonstration/scenes/cezve.svg"),
        "cupping" => include_str!("../../demonstration/scenes/cupping.svg"),
        "espresso" => include_str!("../../demonstration/scenes/espresso.svg"),
        "flat-white" => include_str!("../../demonstration/scenes/flat-white.svg"),
        "pour-over" => include_str!("../../demonstration/scenes/pour-over.svg"),
        "roaster" => include_str!("../../demonstration/scenes/roaster.svg"),
        "shelf" => include_str!("../../demonstration/scenes/shelf.svg"),
        "street-front" => include_str!("../../demonstration/scenes/street-front.svg"),
        "window-seat" => include_str!("../../demonstration/scenes/window-seat.svg"),
        _ => return None,
    })
}
