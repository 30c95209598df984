//! The schema of the input of a tool, from its type.

use std::future::Future;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Tool, ToolOutput};
use crate::{Error, Result, types::CustomToolInputSchema};

impl Tool {
    /// Makes a tool as [`Tool::new`] does, and describes it by the type of its input: the JSON Schema of the tool is that
    /// type's schema, and the description is the type's documentation. Setters can replace both. It needs the feature
    /// `schemars`, and the type must implement `JsonSchema` of schemars 1.
    ///
    /// ```
    /// # use managed_agents::tools::Tool;
    /// /// Tells the weather of a city.
    /// #[derive(serde_derive::Deserialize, schemars::JsonSchema)]
    /// struct WeatherInput {
    ///     /// Name of the city.
    ///     city: String,
    /// }
    ///
    /// # fn main() -> managed_agents::Result<()> {
    /// let weather = Tool::typed("weather", |input: WeatherInput| async move { format!("It rains in {}.", input.city) })?;
    /// assert_eq!(weather.definition().description, "Tells the weather of a city.");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The type is not an object, but for example a number. The API accepts only objects.
    pub fn typed<I, F>(name: impl Into<String>, function: impl Fn(I) -> F + Send + Sync + 'static) -> Result<Self>
    where
        I: DeserializeOwned + JsonSchema,
        F: Future<Output: Into<ToolOutput>> + Send + 'static,
    {
        let name = name.into();
        let mut schema = schema_of::<I>();
        let description = take(&mut schema, "description");
        take(&mut schema, "title");
        let schema = as_object(schema).map_err(|found| {
            Error::build(format!(
                "the input of the tool `{name}` is not an object: expected a struct or a map, found {found}"
            ))
        })?;
        let description = description.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self::new(name, function).description(description).input_schema(schema))
    }
}

/// A schema without references, except for types that contain themselves.
fn schema_of<I: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
    });
    settings.into_generator().into_root_schema_for::<I>().to_value()
}

fn take(schema: &mut Value, member: &str) -> Option<Value> {
    schema.as_object_mut()?.remove(member)
}

/// The schema of an object, or a description of the other kind of schema. The schema of a union of objects does not
/// have the type `object`.
fn as_object(mut schema: Value) -> Result<CustomToolInputSchema, String> {
    let is_union = ["oneOf", "anyOf", "$ref"].iter().any(|keyword| schema.get(keyword).is_some());
    match schema.get("type") {
        Some(kind) if kind != "object" => return Err(kind.to_string()),
        None if !is_union => return Err(schema.to_string()),
        _ => {}
    }
    schema["type"] = "object".into();
    serde_json::from_value(schema).map_err(|error| error.to_string())
}
