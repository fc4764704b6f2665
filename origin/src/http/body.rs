//! Bodies of requests.

use serde::de::DeserializeOwned;
use shared::problem::ProblemCode;

use crate::error::ApiError;

/// A JSON object as its type. An array is none, though its items could be taken for fields in order.
///
/// # Errors
/// `bad_request` (400) with a sentence that says where it went wrong.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let refused = |why: &str| ApiError::Invalid(ProblemCode::BadRequest, format!("The body is not what this call takes: {why}."));
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(refused("it must be a JSON object"));
    }
    serde_json::from_slice(body).map_err(|error| refused(&error.to_string()))
}
