//! Calls the API of a client that the build script has generated. The server is a part of this program, so that it runs anywhere.

use std::{
    io::{Read as _, Result as IoResult, Write as _},
    net::TcpListener,
    thread,
};

include!(concat!(env!("OUT_DIR"), "/petstore.rs"));

use petstore::{Client, types::PetSpecies};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", server.local_addr()?);
    let serving = thread::spawn(move || serve(&server));

    let client = Client::builder().base_url(url).build()?;
    let pets = client.pets().list().species(PetSpecies::Dog).send().await?;
    for pet in pets {
        println!("{} is a {}", pet.name, pet.species.map_or("pet".to_owned(), |species| species.to_string()));
    }
    print!("{}", serving.join().expect("the server does not panic")?);
    Ok(())
}

/// Answers one request, and gives its first line.
fn serve(server: &TcpListener) -> IoResult<String> {
    let (mut connection, _) = server.accept()?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && connection.read(&mut byte)? == 1 {
        head.extend(byte);
    }
    let body = r#"[{"name": "Rex", "species": "dog"}]"#;
    let length = body.len();
    write!(connection, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")?;
    Ok(String::from_utf8_lossy(&head).lines().next().unwrap_or_default().to_owned() + "\n")
}
