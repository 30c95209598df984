//! Names for statuses and media types.

use super::value_name;
use crate::media_type;

/// The variant for statuses that no other variant names.
pub const OTHER_STATUS: &str = "Other";

/// The argument by which callers name the media type of a body, if the document names a range.
pub const BODY_TYPE: &str = "body_type";

/// The variant of the response `default`.
pub const DEFAULT_STATUS: &str = "Default";

/// The variant of one status, by its name in the registry: 404 → `NotFound`.
pub fn status_name(status: u16) -> String {
    let name = match status {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        226 => "ImUsed",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        421 => "MisdirectedRequest",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        506 => "VariantAlsoNegotiates",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        511 => "NetworkAuthenticationRequired",
        _ => return format!("Status{status}"),
    };
    name.to_owned()
}

/// The variant of a range of statuses, by its first digit: 4 → `ClientError`.
pub fn status_class_name(hundreds: u16) -> String {
    let name = match hundreds {
        1 => "Informational",
        2 => "Success",
        3 => "Redirection",
        4 => "ClientError",
        5 => "ServerError",
        _ => return format!("Status{hundreds}xx"),
    };
    name.to_owned()
}

/// The word for a media type in names: `text/csv` → `csv`, `application/x-www-form-urlencoded` → `form`.
pub fn media_word(media_type: &str) -> String {
    let essence = media_type::essence(media_type);
    let word = match essence.as_str() {
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "text/plain" => "text",
        "text/event-stream" => "events",
        "application/octet-stream" => "bytes",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        lines if media_type::JSON_LINES.contains(&lines) => "json_lines",
        other => {
            let subtype = match other.split_once('/') {
                Some(("*", "*")) => "any",
                // All of a kind.
                Some((kind, "*")) => kind,
                Some((_, subtype)) => subtype,
                None => other,
            };
            let subtype = ["x-", "vnd."].iter().find_map(|prefix| subtype.strip_prefix(prefix)).unwrap_or(subtype);
            return value_name(subtype).trim_matches('_').to_owned();
        }
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_is_called_by_what_is_new_in_it() {
        for (media_type, word) in [
            ("text/csv; charset=utf-8", "csv"),
            ("application/vnd.api+json", "api_json"),
            ("application/x-tar", "tar"),
            ("application/merge-patch+json", "merge_patch_json"),
            ("Application/PDF", "pdf"),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            ("image/*", "image"),
            ("*/*", "any"),
            ("nonsense", "nonsense"),
            ("application/", "empty"),
        ] {
            assert_eq!(media_word(media_type), word, "{media_type}");
        }
    }

    #[test]
    fn a_status_without_a_name_is_called_by_its_number() {
        assert_eq!((status_name(404).as_str(), status_name(299).as_str()), ("NotFound", "Status299"));
        assert_eq!((status_class_name(5).as_str(), status_class_name(9).as_str()), ("ServerError", "Status9xx"));
    }
}
