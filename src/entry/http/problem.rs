//! The one envelope of errors, `application/problem+json` (RFC 9457), and the one place that decides their status.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::entry::replies::Bilingual;

/// What kind of problem it is; the words are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProblemCode {
    InvalidParameter,
    CoordinatesOutOfRange,
    CoordinatesSwapped,
    OutsideMap,
    PinFarFromRoad,
    Unreachable,
    UnknownCampus,
    UnknownSchool,
    NotFound,
    MethodNotAllowed,
    BodyTooLarge,
    UnsupportedMediaType,
    NoDataset,
    Timeout,
    Internal,
}

impl ProblemCode {
    const ALL: [Self; 15] = [
        Self::InvalidParameter,
        Self::CoordinatesOutOfRange,
        Self::CoordinatesSwapped,
        Self::OutsideMap,
        Self::PinFarFromRoad,
        Self::Unreachable,
        Self::UnknownCampus,
        Self::UnknownSchool,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::NoDataset,
        Self::Timeout,
        Self::Internal,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidParameter => "invalid_parameter",
            Self::CoordinatesOutOfRange => "coordinates_out_of_range",
            Self::CoordinatesSwapped => "coordinates_swapped",
            Self::OutsideMap => "outside_map",
            Self::PinFarFromRoad => "pin_far_from_road",
            Self::Unreachable => "unreachable",
            Self::UnknownCampus => "unknown_campus",
            Self::UnknownSchool => "unknown_school",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::BodyTooLarge => "body_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::NoDataset => "no_dataset",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
        }
    }

    /// 400: write the request differently; 404: it is not there; 422: well written, but no such answer on this map.
    const fn status(self) -> StatusCode {
        match self {
            Self::InvalidParameter | Self::CoordinatesOutOfRange | Self::CoordinatesSwapped => {
                StatusCode::BAD_REQUEST
            }
            Self::OutsideMap | Self::PinFarFromRoad | Self::Unreachable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UnknownCampus | Self::UnknownSchool | Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoDataset => StatusCode::SERVICE_UNAVAILABLE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::InvalidParameter => "A parameter is missing or wrong",
            Self::CoordinatesOutOfRange => "The coordinates are not on the earth",
            Self::CoordinatesSwapped => "Longitude and latitude are exchanged",
            Self::OutsideMap => "The pin is outside the map",
            Self::PinFarFromRoad => "The pin is far from any road",
            Self::Unreachable => "The campus cannot be reached",
            Self::UnknownCampus => "There is no such campus",
            Self::UnknownSchool => "There is no such school",
            Self::NotFound => "There is nothing at this address",
            Self::MethodNotAllowed => "This address does not take this method",
            Self::BodyTooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body is not JSON",
            Self::NoDataset => "No dataset is published yet",
            Self::Timeout => "The answer took too long",
            Self::Internal => "The server failed",
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Name of the field, or `body`.
    pub field: String,
    /// What is wrong and what to do, in English.
    pub problem: String,
    /// The same in Vietnamese.
    pub problem_vi: String,
}

impl FieldProblem {
    pub(super) fn new(field: &str, problem: Bilingual) -> Self {
        Self {
            field: field.to_owned(),
            problem: problem.en,
            problem_vi: problem.vi,
        }
    }
}

/// An error on its way out; `exchange` gives it the request's id and turns it into a body.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    code: ProblemCode,
    detail: Bilingual,
    fields: Vec<FieldProblem>,
}

impl Problem {
    pub(super) fn new(code: ProblemCode, detail: Bilingual) -> Self {
        Self {
            code,
            detail,
            fields: Vec::new(),
        }
    }

    /// All bad fields of a request at once.
    pub(super) fn of_fields(fields: Vec<FieldProblem>) -> Self {
        let (en, vi): (Vec<String>, Vec<String>) = fields
            .iter()
            .map(|field| {
                (
                    format!("`{}` {}.", field.field, field.problem),
                    format!("`{}` {}.", field.field, field.problem_vi),
                )
            })
            .unzip();
        Self {
            code: ProblemCode::InvalidParameter,
            detail: Bilingual::new(vi.join(" "), en.join(" ")),
            fields,
        }
    }

    /// The text of a failure stays inside: the log has it, with the request's id.
    pub(super) fn internal() -> Self {
        Self::new(
            ProblemCode::Internal,
            Bilingual::new(
                "Máy chủ gặp lỗi; hãy thử lại, và nếu vẫn lỗi thì báo mã request_id.",
                "The server failed; try again, and if it fails again report the request_id.",
            ),
        )
    }

    pub(super) fn no_dataset() -> Self {
        Self::new(
            ProblemCode::NoDataset,
            Bilingual::new(
                "Kho dữ liệu chưa có bộ dữ liệu nào được công bố; hãy nhập mạng đường và trường học, rồi thử lại.",
                "The store holds no published dataset; import a network and schools, then try again.",
            ),
        )
    }

    pub(super) fn not_found() -> Self {
        Self::new(
            ProblemCode::NotFound,
            Bilingual::new(
                "Không có gì ở địa chỉ này; danh sách địa chỉ ở /api/v1/openapi.json.",
                "There is nothing at this address; /api/v1/openapi.json lists the addresses.",
            ),
        )
    }

    /// What an answer without a body, made by the framework, wants to say.
    fn from_status(status: StatusCode, allow: Option<&HeaderValue>) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => {
                let methods = allow.and_then(|allow| allow.to_str().ok()).unwrap_or("GET, HEAD");
                Self::new(
                    ProblemCode::MethodNotAllowed,
                    Bilingual::new(
                        format!("Địa chỉ này chỉ nhận: {methods}."),
                        format!("This address takes only: {methods}."),
                    ),
                )
            }
            StatusCode::GATEWAY_TIMEOUT => Self::new(
                ProblemCode::Timeout,
                Bilingual::new(
                    "Câu trả lời mất quá nhiều thời gian; hãy thử lại.",
                    "The answer took too long; try again.",
                ),
            ),
            status if status.is_client_error() => Self::new(
                ProblemCode::InvalidParameter,
                Bilingual::new(
                    "Không đọc được yêu cầu; hãy kiểm tra địa chỉ và tham số.",
                    "The request cannot be read; check the address and the parameters.",
                ),
            ),
            _ => Self::internal(),
        }
    }

    fn into_body(self, request_id: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("/problems/{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: self.code.status().as_u16(),
            code: self.code.as_str().to_owned(),
            detail: self.detail.en,
            detail_vi: self.detail.vi,
            request_id: request_id.to_owned(),
            fields: self.fields,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// An error as it is sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemBody {
    /// An address that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of problem it is, in English.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A stable code.
    pub code: String,
    /// What is wrong and what to do, in English.
    pub detail: String,
    /// The same in Vietnamese.
    pub detail_vi: String,
    /// The request's id, as in the `x-request-id` header.
    pub request_id: String,
    /// Each bad field, where fields are bad.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

/// Gives every error the one form of body.
pub(super) fn render(mut response: Response, request_id: &str) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let allow = response.headers().get(header::ALLOW);
    let problem = response
        .extensions()
        .get::<Problem>()
        .cloned()
        .unwrap_or_else(|| Problem::from_status(status, allow));
    let kept: Vec<(HeaderName, HeaderValue)> = [header::ALLOW, header::CACHE_CONTROL, header::RETRY_AFTER]
        .into_iter()
        .filter_map(|name| response.headers_mut().remove(&name).map(|value| (name, value)))
        .collect();
    let code = problem.code;
    let mut rendered = (code.status(), Json(problem.into_body(request_id))).into_response();
    let headers = rendered.headers_mut();
    headers.extend(kept);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if code == ProblemCode::NoDataset {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    }
    rendered
}

/// The page behind the `type` of a problem: what the code means.
pub(super) async fn explain(Path(code): Path<String>) -> Result<String, Problem> {
    ProblemCode::ALL
        .into_iter()
        .find(|known| known.as_str() == code)
        .map(|known| format!("{} ({})\n", known.title(), known.status()))
        .ok_or_else(Problem::not_found)
}
