//! Styles: the encoding of values in paths, queries, headers, cookies and forms.

use openapiv3::{CookieStyle, HeaderStyle, Parameter, PathStyle, QueryStyle};

use crate::model::{ParameterLocation, ParameterStyle};

/// The style that writes text unchanged.
pub(super) fn text_style(location: ParameterLocation) -> ParameterStyle {
    match location {
        ParameterLocation::Path | ParameterLocation::Header => ParameterStyle::Simple { explode: false },
        ParameterLocation::Query => ParameterStyle::Form { explode: true, allow_reserved: false },
        ParameterLocation::Cookie => ParameterStyle::Cookie { explode: true, spaces: false },
    }
}

/// The style. Absent keywords have the default of the location (OpenAPI 3.0.3, Parameter Object).
pub(super) fn style(parameter: &Parameter, explode: Option<bool>) -> ParameterStyle {
    match parameter {
        Parameter::Query { style, allow_reserved, .. } => query_style(style, explode, *allow_reserved),
        Parameter::Path { style, .. } => {
            let explode = explode.unwrap_or(false);
            match style {
                PathStyle::Matrix => ParameterStyle::Matrix { explode },
                PathStyle::Label => ParameterStyle::Label { explode },
                PathStyle::Simple => ParameterStyle::Simple { explode },
            }
        }
        Parameter::Header { style: HeaderStyle::Simple, .. } => {
            ParameterStyle::Simple { explode: explode.unwrap_or(false) }
        }
        Parameter::Cookie { style: CookieStyle::Form, .. } => {
            ParameterStyle::Form { explode: explode.unwrap_or(true), allow_reserved: false }
        }
    }
}

/// The style of a query parameter, or of a field of a form.
pub(super) fn query_style(style: &QueryStyle, explode: Option<bool>, allow_reserved: bool) -> ParameterStyle {
    match style {
        // Exploded lists are written in the same way with any separator.
        QueryStyle::SpaceDelimited if explode != Some(true) => ParameterStyle::SpaceDelimited { allow_reserved },
        QueryStyle::PipeDelimited if explode != Some(true) => ParameterStyle::PipeDelimited { allow_reserved },
        QueryStyle::DeepObject => ParameterStyle::DeepObject { allow_reserved },
        QueryStyle::Form | QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited => {
            ParameterStyle::Form { explode: explode.unwrap_or(true), allow_reserved }
        }
    }
}
