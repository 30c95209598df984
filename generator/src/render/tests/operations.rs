use super::{
    build::{api, array, docs, json, json_body, named, operation, parameter, string_enum, structure},
    items, text,
};
use crate::model::{
    Api, Body, BodyContent, Docs, ErrorResponse, Fields, IntegerWidth, Method, Operation, ParameterLocation,
    ParameterStyle, StatusRange, Success, SuccessResponse, TypeRef,
};

fn api_of(operation: Operation) -> Api {
    api(vec![structure("Agent", vec![]), string_enum("Status", &[("Idle", "idle")])], vec![operation])
}

fn emitted(operation: Operation, beginnings: &[&str]) -> String {
    items(&api_of(operation), "agents.rs", beginnings)
}

#[test]
fn a_resource_borrows_the_client() {
    let list = operation(Method::Get, "/agents", "list", "ListAgents");
    insta::assert_snapshot!(emitted(list, &["#[derive", "pub struct", "impl runtime::Client"]), @"
    #[derive(Clone, Debug)]
    pub struct Agents { client: runtime::Client }
    impl runtime::Client {
        /// Reusable configurations.
        pub fn agents(&self) -> Agents {
            Agents { client: self.clone() }
        }
    }
    ");
}

#[test]
fn required_parameters_and_the_body_are_positional() {
    let mut update = operation(Method::Post, "/agents/{id}/{version}/{status}", "update", "UpdateAgent");
    update.parameters = vec![
        parameter(ParameterLocation::Path, "id", TypeRef::String),
        parameter(ParameterLocation::Path, "version", TypeRef::Integer(IntegerWidth::I64)),
        parameter(ParameterLocation::Path, "status", named(1)),
        parameter(ParameterLocation::Query, "tags", array(TypeRef::String)),
    ];
    update.parameters[3].required = true;
    update.body = Some(json_body(named(0)));
    update.success = json(named(0));
    insta::assert_snapshot!(emitted(update, &["    pub fn update", "runtime::operation! {"]), @r#"
    pub fn update(
        &self,
        id: &str,
        version: i64,
        status: &types::Status,
        tags: &[String],
        body: impl runtime::AsBody<types::Agent>,
    ) -> runtime::Request<UpdateAgent> {
        runtime::Request::new(&self.client)
            .path("id", id)
            .path("version", version)
            .path("status", status)
            .query_parameter("tags", &tags)
            .json(runtime::AsBody::as_body(&body))
    }
    runtime::operation! {
        UpdateAgent: "updateAgent", POST "/agents/{id}/{version}/{status}" => runtime::Json<types::Agent>
    }
    "#);
}

#[test]
fn optional_parameters_are_chained() {
    let mut list = operation(Method::Get, "/agents", "list", "ListAgents");
    list.parameters = vec![
        parameter(ParameterLocation::Query, "limit", TypeRef::Integer(IntegerWidth::I64)),
        parameter(ParameterLocation::Header, "trace", TypeRef::String),
        parameter(ParameterLocation::Query, "statuses", array(named(1))),
    ];
    list.parameters[2].style = ParameterStyle::PipeDelimited { allow_reserved: false };
    insta::assert_snapshot!(emitted(list, &["impl runtime::Request"]), @r#"
    impl runtime::Request<ListAgents> {
        /// Sets the query parameter `limit`.
        pub fn limit(self, limit: i64) -> Self {
            self.query_parameter("limit", &limit)
        }

        /// Sets the header `trace`.
        pub fn trace(self, trace: impl Into<String>) -> Self {
            let trace: String = trace.into();
            self.header_parameter("trace", &trace)
        }

        /// Replaces the query parameter `statuses`.
        pub fn statuses(
            self,
            statuses: impl IntoIterator<Item = impl Into<types::Status>>,
        ) -> Self {
            let statuses: Vec<types::Status> = runtime::list(statuses);
            self.query_parameter_with(
                "statuses",
                runtime::Style::PipeDelimited {
                    allow_reserved: false,
                },
                &statuses,
            )
        }
    }
    "#);
}

#[test]
fn a_required_parameter_with_a_default_is_sent_and_can_be_set() {
    let mut list = operation(Method::Get, "/agents", "list", "ListAgents");
    let mut version = parameter(ParameterLocation::Header, "version", TypeRef::String);
    version.required = true;
    version.default = Some("1".to_owned());
    list.parameters = vec![version];
    insta::assert_snapshot!(emitted(list, &["    pub fn list", "    /// Sets the header"]), @r#"
    pub fn list(&self) -> runtime::Request<ListAgents> {
        runtime::Request::new(&self.client).header_parameter("version", &"1")
    }
    /// Sets the header `version`, `1` by default.
    pub fn version(self, version: impl Into<String>) -> Self {
        let version: String = version.into();
        self.header_parameter("version", &version)
    }
    "#);
}

#[test]
fn an_optional_body_is_chained() {
    let mut put = operation(Method::Put, "/agents", "put", "PutAgent");
    put.body = Some(Body {
        docs: Docs::default(),
        required: false,
        media_type: "application/octet-stream".to_owned(),
        content: BodyContent::Bytes,
        others: vec![],
    });
    insta::assert_snapshot!(emitted(put, &["    pub fn put", "    pub fn body"]), @r#"
    pub fn put(&self) -> runtime::Request<PutAgent> {
        runtime::Request::new(&self.client)
    }
    pub fn body(self, body: impl Into<runtime::Body>) -> Self {
        self.bytes("application/octet-stream", body)
    }
    "#);
}

#[test]
fn a_body_is_written_by_its_media_type() {
    let bodies = [
        ("application/merge-patch+json", BodyContent::Json(named(0))),
        ("application/json", BodyContent::Json(array(TypeRef::String))),
        ("application/json", BodyContent::Json(TypeRef::String)),
        ("application/x-www-form-urlencoded", BodyContent::Form(Fields { ty: named(0), encodings: Vec::new() })),
        ("multipart/form-data", BodyContent::Multipart(Fields { ty: named(0), encodings: Vec::new() })),
        ("text/plain", BodyContent::Text),
    ];
    let mut all = String::new();
    for (media_type, content) in bodies {
        let mut send = operation(Method::Post, "/agents", "send", "SendAgent");
        let media_type = media_type.to_owned();
        send.body = Some(Body { docs: Docs::default(), required: true, media_type, content, others: vec![] });
        all += &emitted(send, &["    pub fn send"]);
    }
    insta::assert_snapshot!(all, @r#"
    pub fn send(
        &self,
        body: impl runtime::AsBody<types::Agent>,
    ) -> runtime::Request<SendAgent> {
        runtime::Request::new(&self.client)
            .json_as("application/merge-patch+json", runtime::AsBody::as_body(&body))
    }
    pub fn send(&self, body: &[String]) -> runtime::Request<SendAgent> {
        runtime::Request::new(&self.client).json(&body)
    }
    pub fn send(&self, body: &str) -> runtime::Request<SendAgent> {
        runtime::Request::new(&self.client).json(&body)
    }
    pub fn send(
        &self,
        body: impl runtime::AsBody<types::Agent>,
    ) -> runtime::Request<SendAgent> {
        runtime::Request::new(&self.client).form(runtime::AsBody::as_body(&body))
    }
    pub fn send(
        &self,
        body: impl runtime::AsBody<types::Agent>,
    ) -> runtime::Request<SendAgent> {
        runtime::Request::new(&self.client).multipart(runtime::AsBody::as_body(&body))
    }
    pub fn send(&self, body: impl Into<String>) -> runtime::Request<SendAgent> {
        runtime::Request::new(&self.client).text("text/plain", body)
    }
    "#);
}

#[test]
fn differences_from_the_api_are_in_the_table() {
    let mut get = operation(Method::Get, "/agents", "get", "GetAgent");
    get.server = Some("https://files.example".to_owned());
    get.security = Some(vec![vec!["OAuth".to_owned()], vec![]]);
    get.success = SuccessResponse {
        docs: Docs::default(),
        status: 200,
        media_type: "application/vnd.x+json".to_owned(),
        content: Success::Json(named(0)),
    };
    insta::assert_snapshot!(emitted(get, &["runtime::operation! {"]), @r#"
    runtime::operation! {
        GetAgent: "getAgent", GET "/agents" => runtime::Json<types::Agent>, accept: "application/vnd.x+json", server: "https://files.example", security: &[
            &["OAuth"],
            &[]
        ]
    }
    "#);
}

#[test]
fn the_method_has_the_documentation_of_the_document() {
    let mut create = operation(Method::Post, "/agents/{id}", "create", "CreateAgent");
    create.docs.summary = Some("Create an agent".to_owned());
    create.docs.description = Some("With [care].\n\n    code\n".into());
    create.docs.deprecated = true;
    let mut id = parameter(ParameterLocation::Path, "id", TypeRef::String);
    id.docs = docs("The id.\n\nOf the agent.");
    create.parameters = vec![id];
    create.errors = vec![
        ErrorResponse {
            status: StatusRange::Code(404),
            rust_name: "NotFound".to_owned(),
            docs: docs("Not there."),
            media_type: "application/json".to_owned(),
            ty: Some(named(0)),
        },
        ErrorResponse {
            status: StatusRange::Hundreds(5),
            rust_name: "ServerError".to_owned(),
            docs: Docs::default(),
            media_type: String::new(),
            ty: None,
        },
    ];
    let text = text(&api_of(create), "agents.rs");
    let start = text.find("    /// Create an agent").unwrap();
    let end = text.find("    pub fn create").unwrap();
    insta::assert_snapshot!(&text[start..end], @r#"
    /// Create an agent
    ///
    /// With \[care].
    ///
    /// ```text
    /// code
    /// ```
    ///
    /// - `id`: The id.
    ///
    ///   Of the agent.
    ///
    /// `POST /agents/{id}`
    ///
    /// # Errors
    ///
    /// The API documents these errors:
    ///
    /// - `404` ([`Agent`](crate::types::Agent)): Not there.
    /// - `5XX`
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: &crate-name::Client) -> crate-name::Result<()> {
    /// client.agents().create("id").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[deprecated]
    "#);
}
