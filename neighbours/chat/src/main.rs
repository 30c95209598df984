//! Serves the chat at an address.

use chat::App;
use managed_agents::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(address) = std::env::args().nth(1) else {
        println!("usage: chat ADDRESS");
        return Ok(());
    };
    let orders = vec![(1, "tea".to_owned()), (2, "rice".to_owned())];
    let app = App::new(Client::from_env()?, orders).await?;
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, app.router()).with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) }).await?;
    Ok(())
}
