//! Callers that prove who they are: operators by a signature over the call, edges by sealing the address a visitor comes from.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use shared::signed_call::{self, CLIENT_HEADER, SIGNATURE_HEADER, Seal, unseal};

use crate::app::App;
use crate::error::ApiError;

/// The body of a call whose signature is right. The edge has checked already; but whoever can reach this port need not have come through it.
#[derive(Clone, Debug)]
pub struct Signed(pub Bytes);

impl FromRequest<App> for Signed {
    type Rejection = Response;

    /// # Errors
    /// `forbidden` (403) without a right signature; what axum says of a body that is too large.
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let refuse = |detail: String| ApiError::Forbidden(detail).into_response();
        let key = app.internal_key.as_ref().ok_or_else(|| refuse("This origin has no key for signed calls.".to_owned()))?;
        let target = request.uri().path_and_query().map_or_else(|| request.uri().path(), |target| target.as_str());
        let now_s = u64::try_from(app.clock.now().timestamp()).unwrap_or(0);
        let header = text(request.headers(), SIGNATURE_HEADER);
        let signed = signed_call::verify(key.as_bytes(), header, request.method().as_str(), target, now_s).map_err(|error| refuse(error.to_string()))?;
        let body = Bytes::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        signed.check(&body).map_err(|error| refuse(error.to_string()))?;
        Ok(Self(body))
    }
}

/// Which address a visitor comes from, as a keyed digest. Calls that came through no edge share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client(pub Vec<u8>);

impl FromRequestParts<App> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Some(sealed) = text(&parts.headers, CLIENT_HEADER) else { return Ok(Self(Vec::new())) };
        let digest = app.internal_key.as_ref().and_then(|key| unseal(key.as_bytes(), Seal::Client, sealed));
        digest.map(|digest| Self(digest.as_bytes().to_vec())).ok_or_else(|| ApiError::Forbidden("This address was not sealed by one of our edges.".to_owned()))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
