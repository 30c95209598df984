//! Makes documents of any size, always the same for the same size. They have the parts of large APIs, in similar proportions.
//! A fifth of the text is examples and a third descriptions.

use serde_json::{Map, Value, json};

/// The operations of one resource.
pub(crate) const PER_RESOURCE: usize = 6;

const FIRST: &[&str] = &[
    "Billing", "Account", "Audit", "Backup", "Build", "Campaign", "Cluster", "Contact", "Deploy", "Device", "Domain",
    "Export", "Feature", "Gateway", "Group", "Health", "Import", "Ledger", "Market", "Media", "Network", "Order",
    "Partner", "Payment", "Product", "Project", "Region", "Report", "Retail", "Risk", "Route", "Sales", "Search",
    "Service", "Stock", "Storage", "Support", "Tax", "Team", "Tenant", "Trade", "Vendor",
];
const SECOND: &[&str] = &[
    "Invoice", "Alert", "Asset", "Batch", "Budget", "Card", "Case", "Channel", "Check", "Credit", "Draft", "Entry",
    "Event", "Filter", "Hook", "Image", "Item", "Job", "Key", "Label", "Limit", "Link", "List", "Member", "Note",
    "Offer", "Order", "Plan", "Policy", "Pool", "Quote", "Record", "Rule", "Schedule", "Session", "Snapshot", "Task",
    "Template", "Token", "Volume",
];
const WORDS: &[&str] = &[
    "the",
    "a",
    "of",
    "is",
    "that",
    "value",
    "when",
    "this",
    "object",
    "was",
    "created",
    "by",
    "request",
    "and",
    "only",
    "returned",
    "if",
    "field",
    "for",
    "unique",
    "identifier",
    "in",
    "`UTC`",
    "time",
    "customer",
    "must",
    "be",
    "set",
    "before",
    "it",
    "can",
    "used",
    "with",
    "at",
    "most",
    "characters",
    "**deprecated**",
    "default",
    "limit",
    "state",
];
const PROPERTIES: &[&str] = &[
    "name",
    "title",
    "summary",
    "owner",
    "region",
    "currency",
    "amount",
    "count",
    "priority",
    "started_at",
    "ended_at",
    "enabled",
    "labels",
    "metadata",
    "state",
    "mode",
    "address",
    "parent",
    "threshold",
    "callback_url",
    "notes",
    "settings",
    "score",
    "source",
];

/// A document with about this number of operations, and five schemas for every six operations.
pub(crate) fn document(operations: usize) -> Value {
    let resources = operations.div_ceil(PER_RESOURCE);
    let mut made = Made { dice: Dice(1), paths: Map::new(), schemas: Map::new() };
    made.schemas.insert("Error".to_owned(), error());
    for index in 0..resources {
        made.resource(index);
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Made", "version": "1.0.0", "description": "A document of a size on request."},
        "servers": [{"url": "https://api.example.com/v1"}],
        "security": [{"key": []}],
        "paths": made.paths,
        "components": {
            "schemas": made.schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "parameters": {"Limit": {
                "name": "limit", "in": "query", "description": "How many.", "schema": {"type": "integer", "maximum": 100},
            }},
        },
    })
}

/// Pseudo-random numbers that are always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }

    fn sentences(&mut self, count: usize) -> String {
        let sentence = |dice: &mut Self| {
            let words: Vec<&str> = (0..6 + dice.below(12)).map(|_| dice.pick(WORDS)).collect();
            format!("The {}.", words.join(" "))
        };
        (0..count).map(|_| sentence(self)).collect::<Vec<_>>().join(" ")
    }
}

struct Made {
    dice: Dice,
    paths: Map<String, Value>,
    schemas: Map<String, Value>,
}

/// `BillingInvoice`. After all words have been used, with a number.
fn name(index: usize) -> String {
    let word = |words: &[&'static str], at: usize| words.get(at % words.len()).copied().unwrap_or_default();
    let round = index / (FIRST.len() * SECOND.len());
    let number = if round == 0 { String::new() } else { round.to_string() };
    format!("{}{}{number}", word(FIRST, index), word(SECOND, index / FIRST.len()))
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn error() -> Value {
    json!({
        "type": "object",
        "required": ["type", "message"],
        "properties": {"type": {"type": "string"}, "message": {"type": "string", "description": "For people."}},
    })
}

impl Made {
    fn resource(&mut self, index: usize) {
        let name = name(index);
        let (object, example) = self.object(&name, index, PROPERTIES.len());
        let (create, create_example) = self.object(&name, index, 14);
        let (mut update, update_example) = self.object(&name, index, 10);
        if let Value::Object(update) = &mut update {
            update.remove("required");
        }
        let base = json!({
            "type": "object",
            "required": ["id", "created_at"],
            "properties": {
                "id": {"type": "string", "description": self.dice.sentences(1)},
                "created_at": {"type": "string", "format": "date-time", "description": self.dice.sentences(1)},
            },
        });
        let words = self.dice.sentences(2);
        let all = json!({"description": words, "allOf": [base, object]});
        self.schemas.insert(name.clone(), all);
        self.schemas.insert(format!("Create{name}Request"), create);
        self.schemas.insert(format!("Update{name}Request"), update);
        let state = json!({"type": "string", "description": self.dice.sentences(1), "enum": ["active", "paused", "done", "failed"]});
        self.schemas.insert(format!("{name}State"), state);
        let arms: Vec<Value> = ["created", "changed", "removed"].iter().map(|arm| self.arm(&name, arm)).collect();
        self.schemas.insert(format!("{name}Change"), json!({"oneOf": arms, "description": self.dice.sentences(1)}));

        let path = format!("/{}s", name.to_lowercase());
        let list = json!({"data": [example, example], "has_more": true, "next_page": "page_2"});
        let listed = json!({
            "type": "object",
            "required": ["data", "has_more"],
            "properties": {
                "data": {"type": "array", "items": reference(&name)},
                "has_more": {"type": "boolean"},
                "next_page": {"type": ["string", "null"]},
            },
        });
        let request = |kind: &str| reference(&format!("{kind}{name}Request"));
        let get_all = self.operation(&name, "list", None, &listed, &list);
        let post =
            self.operation(&name, "create", Some((request("Create"), create_example)), &reference(&name), &example);
        let get = self.operation(&name, "get", None, &reference(&name), &example);
        let patch =
            self.operation(&name, "update", Some((request("Update"), update_example)), &reference(&name), &example);
        let delete = self.operation(&name, "delete", None, &json!({"type": "object"}), &json!({}));
        let changes = self.operation(
            &name,
            "watch",
            None,
            &reference(&format!("{name}Change")),
            &json!({"type": "removed", "id": "x"}),
        );
        let id = json!([{"name": "id", "in": "path", "required": true, "description": self.dice.sentences(1), "schema": {"type": "string"}}]);
        self.paths.insert(path.clone(), json!({"get": get_all, "post": post}));
        self.paths
            .insert(format!("{path}/{{id}}"), json!({"parameters": id, "get": get, "patch": patch, "delete": delete}));
        self.paths.insert(format!("{path}/{{id}}/watch"), json!({"parameters": id, "post": changes}));
    }

    fn operation(
        &mut self,
        name: &str,
        verb: &str,
        body: Option<(Value, Value)>,
        answer: &Value,
        example: &Value,
    ) -> Value {
        let mut operation = json!({
            "operationId": format!("{verb}{name}"),
            "tags": [name],
            "summary": self.dice.sentences(1),
            "description": self.dice.sentences(4),
            "parameters": [
                {"$ref": "#/components/parameters/Limit"},
                {"name": "expand", "in": "query", "description": self.dice.sentences(1),
                    "schema": {"type": "array", "items": {"type": "string", "enum": ["owner", "parent"]}}},
                {"name": "Idempotency-Key", "in": "header", "description": self.dice.sentences(1), "schema": {"type": "string"}},
                {"name": "order", "in": "query", "description": self.dice.sentences(1),
                    "schema": {"type": "string", "enum": ["asc", "desc"], "default": "asc"}},
            ],
            "responses": {
                "200": {"description": self.dice.sentences(1), "content": {"application/json": {"schema": answer, "example": example}}},
                "4XX": {"description": "An error.", "content": {"application/json": {"schema": reference("Error")}}},
            },
        });
        if let (Value::Object(operation), Some((schema, example))) = (&mut operation, body) {
            let content = json!({"application/json": {"schema": schema, "example": example}});
            operation.insert("requestBody".to_owned(), json!({"required": true, "content": content}));
        }
        operation
    }

    /// One arm of a union that is distinguished by `type`.
    fn arm(&mut self, name: &str, arm: &str) -> Value {
        json!({
            "type": "object",
            "title": format!("{name} {arm}"),
            "required": ["type", "id"],
            "properties": {
                "type": {"type": "string", "const": arm},
                "id": {"type": "string", "description": self.dice.sentences(1)},
                "object": reference(name),
            },
        })
    }

    /// An object with this number of properties, and an example.
    fn object(&mut self, name: &str, index: usize, size: usize) -> (Value, Value) {
        let (mut properties, mut example) = (Map::new(), Map::new());
        for (at, property) in PROPERTIES.iter().take(size).enumerate() {
            let (mut schema, value) = self.property(name, index, at);
            if let Value::Object(schema) = &mut schema
                && !schema.contains_key("$ref")
            {
                let count = 1 + self.dice.below(3);
                schema.insert("description".to_owned(), json!(self.dice.sentences(count)));
            }
            properties.insert((*property).to_owned(), schema);
            example.insert((*property).to_owned(), value);
        }
        let schema = json!({"type": "object", "required": ["name", "state"], "properties": properties});
        (schema, Value::Object(example))
    }

    fn property(&mut self, resource: &str, index: usize, at: usize) -> (Value, Value) {
        match PROPERTIES.get(at).copied().unwrap_or_default() {
            "amount" | "score" => (json!({"type": "number"}), json!(12.5)),
            "count" => (json!({"type": "integer", "format": "int64", "minimum": 0}), json!(12)),
            "started_at" | "ended_at" => {
                (json!({"type": ["string", "null"], "format": "date-time"}), json!("2026-01-01T00:00:00Z"))
            }
            "enabled" => (json!({"type": "boolean", "default": false}), json!(true)),
            "labels" => (json!({"type": "array", "items": {"type": "string"}}), json!(["one", "two"])),
            "metadata" => {
                (json!({"type": "object", "additionalProperties": {"type": "string"}}), json!({"key": "value"}))
            }
            "state" => (reference(&format!("{resource}State")), json!("active")),
            "mode" => (json!({"type": "string", "enum": ["automatic", "manual", "off"]}), json!("manual")),
            "parent" => (
                reference(&name(index / 2)),
                json!({"id": "x", "name": "x", "state": "done", "created_at": "2026-01-01T00:00:00Z"}),
            ),
            "threshold" => (json!({"anyOf": [{"type": "string"}, {"type": "number"}]}), json!("10%")),
            "callback_url" => {
                (json!({"type": "string", "format": "uri", "maxLength": 2048}), json!("https://example.com/hook"))
            }
            "settings" => (json!({"type": "object"}), json!({"anything": [1, 2, 3]})),
            "address" => (
                json!({
                    "type": "object",
                    "required": ["city"],
                    "properties": {
                        "city": {"type": "string", "description": self.dice.sentences(1)},
                        "street": {"type": "string", "description": self.dice.sentences(1)},
                        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
                    },
                }),
                json!({"city": "Bern", "street": "Spitalgasse 1", "country": "CH"}),
            ),
            _ => (json!({"type": ["string", "null"]}), json!(self.dice.sentences(1))),
        }
    }
}
