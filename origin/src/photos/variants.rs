//! Pixels: what is sent becomes files of several widths in two formats, upright, and without a word of what a camera wrote into it.

use std::io::Cursor;

use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use shared::limits::{PHOTO_SIDE_PX_MAX, PHOTO_SIDE_PX_MIN, PHOTO_WIDTHS_PX};
use shared::urls::{PhotoFile, PhotoFormat};

/// Beyond, nobody sees the difference, and everybody waits for it.
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 80;
/// Pixels of a picture at most, whatever its sides.
const PIXELS_MAX: u64 = 50_000_000;
/// Memory that a decoder may ask for, in bytes: the pixels, and as much again.
const DECODER_BYTES_MAX: u64 = 2 * 4 * PIXELS_MAX;

/// A photo's files, the smallest first.
#[derive(Debug)]
pub struct Variants {
    /// Of the largest, in pixels.
    pub width: u16,
    pub height: u16,
    pub widths: Vec<u16>,
    pub files: Vec<(PhotoFile, Vec<u8>)>,
}

/// Reads a picture, turned as its camera was held.
///
/// In: JPEG, PNG or WebP. Takes up to some hundred milliseconds.
///
/// # Errors
/// A sentence for whoever sent it.
pub fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err("The picture is neither JPEG nor PNG nor WebP.".to_owned());
    }
    if reader.format() == Some(ImageFormat::Jpeg) && is_cut_short(bytes) {
        return Err("The picture cannot be read: its end is missing.".to_owned());
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(PHOTO_SIDE_PX_MAX), Some(PHOTO_SIDE_PX_MAX), Some(DECODER_BYTES_MAX));
    reader.limits(limits);
    let broken = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => format!("The picture is larger than {PHOTO_SIDE_PX_MAX} pixels on a side."),
        other => format!("The picture cannot be read: {other}."),
    };
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width.min(height) < PHOTO_SIDE_PX_MIN {
        return Err(format!("The picture is {width} by {height} pixels; its shorter side has {PHOTO_SIDE_PX_MIN} at least."));
    }
    if u64::from(width).saturating_mul(u64::from(height)) > PIXELS_MAX {
        return Err(format!("The picture has more than {} million pixels.", PIXELS_MAX / 1_000_000));
    }
    // One that cannot be read is as good as upright.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether a JPEG lacks the mark of its end after its last lines: decoders would fill them up with grey.
fn is_cut_short(jpeg: &[u8]) -> bool {
    let last = |mark: [u8; 2]| jpeg.windows(2).rposition(|bytes| bytes == mark);
    last([0xFF, 0xD9]).is_none_or(|end| last([0xFF, 0xDA]).is_some_and(|lines| lines > end))
}

/// Makes all files of a picture. Takes up to a second for each million pixels.
///
/// # Errors
/// When an encoder fails: our fault.
pub fn make(picture: &DynamicImage) -> anyhow::Result<Variants> {
    let own_width = u16::try_from(picture.width()).context("wider than any picture that is taken")?;
    let largest = PHOTO_WIDTHS_PX.into_iter().max().unwrap_or(own_width).min(own_width);
    let mut widths: Vec<u16> = PHOTO_WIDTHS_PX.into_iter().filter(|width| *width < largest).collect();
    widths.push(largest);
    // What is see-through is laid on white, as on paper.
    let opaque = on_white(picture);
    let mut files = Vec::new();
    let mut height = 0;
    for width in &widths {
        let sized = resized(&opaque, u32::from(*width));
        height = u16::try_from(sized.height()).context("higher than any picture that is taken")?;
        for format in PhotoFormat::ALL {
            files.push((PhotoFile::Variant { width: *width, format }, encode(&sized, format)?));
        }
    }
    Ok(Variants { width: largest, height, widths, files })
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let mut white = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4])));
    image::imageops::overlay(&mut white, &picture.to_rgba8(), 0, 0);
    DynamicImage::ImageRgb8(white.to_rgb8())
}

fn resized(picture: &DynamicImage, width: u32) -> DynamicImage {
    if picture.width() == width {
        return picture.clone();
    }
    let height = u64::from(picture.height()).saturating_mul(u64::from(width)).div_ceil(u64::from(picture.width().max(1)));
    picture.resize_exact(width, u32::try_from(height).unwrap_or(u32::MAX).max(1), FilterType::Lanczos3)
}

fn encode(picture: &DynamicImage, format: PhotoFormat) -> anyhow::Result<Vec<u8>> {
    match format {
        PhotoFormat::Webp => {
            let encoder = webp::Encoder::from_image(picture).map_err(|cause| anyhow::anyhow!("{cause}"))?;
            let encoded = encoder.encode_simple(false, WEBP_QUALITY).map_err(|cause| anyhow::anyhow!("WebP: {cause:?}"))?;
            Ok(encoded.to_vec())
        }
        PhotoFormat::Jpeg => {
            let mut bytes = Vec::new();
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)).context("JPEG")?;
            Ok(bytes)
        }
    }
}
