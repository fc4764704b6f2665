//! Pixels: what is sent becomes files of several widths in two formats, upright, and without a word of what a camera wrote into it.

use std::io::Cursor;

use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use shared::limits::{PHOTO_SIDE_PX_MAX, PHOTO_SIDE_PX_MIN, PHOTO_WIDTHS_PX};
use shared::urls::{PhotoFile, PhotoFormat};

/// Beyond, nobody sees the difference, and everybody waits for it.
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 80;
/// Pixels of a picture at most, whatever its sides.
const PIXELS_MAX: u64 = 50_000_000;
/// Bytes of a picture's pixels at most: four for each, so that one with sixteen bits a colour has fewer.
const DECODED_BYTES_MAX: u64 = 4 * PIXELS_MAX;
/// Memory that a decoder may ask for, in bytes: the pixels, and as much again.
const DECODER_BYTES_MAX: u64 = 2 * DECODED_BYTES_MAX;

/// Marks in a JPEG, after `FF`.
const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;

/// A photo's files, the smallest first.
#[derive(Debug)]
pub struct Variants {
    /// Of the largest, in pixels.
    pub width: u16,
    pub height: u16,
    pub widths: Vec<u16>,
    pub files: Vec<(PhotoFile, Vec<u8>)>,
}

/// Reads a picture, turned as its camera was held, in eight bits a colour of sRGB.
///
/// In: JPEG, PNG or WebP. Takes up to some hundred milliseconds and some hundred megabytes.
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
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(format!("The picture has more than {} megabytes of pixels; send it with eight bits a colour, or smaller.", DECODED_BYTES_MAX / 1_000_000));
    }
    // One that cannot be read is as good as upright.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = in_eight_bits(DynamicImage::from_decoder(decoder).map_err(broken)?);
    if let Some(profile) = profile {
        bring_into_srgb(&mut picture, &profile);
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether a JPEG breaks off before the mark of its end: decoders would fill the missing lines up with grey. Segments are passed over by their length,
/// lines by looking for the next mark. What lies behind the end is nobody's business: phones put films there.
///
/// Source: ITU-T T.81, annex B.
fn is_cut_short(jpeg: &[u8]) -> bool {
    let mut rest = jpeg;
    while let Some((mark, behind)) = next_mark(rest) {
        match mark {
            END_OF_IMAGE => return false,
            START_OF_IMAGE => rest = behind,
            _ => {
                let length = behind.first_chunk::<2>().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
                let Some(further) = behind.get(length..) else { return true };
                rest = further;
            }
        }
    }
    true
}

/// The next mark of a JPEG, and what is behind it. After `FF`, `00` belongs to the picture, `D0` to `D7` start its lines again, and `FF` fills up.
fn next_mark(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.windows(2).position(|pair| matches!(pair, [0xFF, 0xC0..=0xCF | 0xD8..=0xFE]))?;
    Some((*bytes.get(at.saturating_add(1))?, bytes.get(at.saturating_add(2)..)?))
}

/// Nobody sees more, and all that follows needs half as much memory.
fn in_eight_bits(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageLuma16(_) => DynamicImage::ImageLuma8(picture.into_luma8()),
        DynamicImage::ImageLumaA16(_) => DynamicImage::ImageLumaA8(picture.into_luma_alpha8()),
        DynamicImage::ImageRgb16(_) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        DynamicImage::ImageRgba16(_) => DynamicImage::ImageRgba8(picture.into_rgba8()),
        _ => picture,
    }
}

/// Brings colours into sRGB, which is what browsers take a file without a profile for; phones write others. A profile that cannot be read, or is not one
/// of red, green and blue, is as good as none.
fn bring_into_srgb(picture: &mut DynamicImage, profile: &[u8]) {
    let Some(profile) = ColorProfile::new_from_slice(profile).ok().filter(|profile| profile.color_space == DataColorSpace::Rgb) else { return };
    let width = usize::try_from(picture.width()).unwrap_or(0);
    let (layout, channels, samples) = match picture {
        DynamicImage::ImageRgb8(pixels) => (Layout::Rgb, 3, pixels.as_flat_samples_mut().samples),
        DynamicImage::ImageRgba8(pixels) => (Layout::Rgba, 4, pixels.as_flat_samples_mut().samples),
        _ => return,
    };
    let Ok(transform) = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, TransformOptions::default()) else { return };
    let mut converted = vec![0_u8; width.saturating_mul(channels).max(1)];
    for row in samples.chunks_exact_mut(converted.len()) {
        if transform.transform(row, &mut converted).is_ok() {
            row.copy_from_slice(&converted);
        }
    }
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
