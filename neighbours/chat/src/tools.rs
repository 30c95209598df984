//! The tools that run in this process.

use std::sync::Arc;

use managed_agents::tools::{Tool, Tools};
use schemars::JsonSchema;
use serde::Deserialize;

/// Tells the weather of a city.
#[derive(Deserialize, JsonSchema)]
struct Weather {
    city: String,
}

/// Runs a query of the table orders(id, item).
#[derive(Deserialize, JsonSchema)]
struct Sql {
    query: String,
}

pub(crate) fn tools(orders: Vec<(u32, String)>) -> managed_agents::Result<Tools> {
    let orders = Arc::new(orders);
    Ok(Tools::new([
        Tool::typed("weather", |input: Weather| async move { format!("It rains in {}.", input.city) })?,
        Tool::typed("sql", move |input: Sql| {
            let orders = Arc::clone(&orders);
            async move { answer(&orders, &input.query) }
        })?,
    ]))
}

/// A real application would query a database here.
fn answer(orders: &[(u32, String)], query: &str) -> String {
    match query.to_lowercase().as_str() {
        "select count(*) from orders" => orders.len().to_string(),
        "select * from orders" => orders.iter().map(|(id, item)| format!("{id}|{item}\n")).collect(),
        _ => "only `select * from orders` and `select count(*) from orders`".to_owned(),
    }
}
