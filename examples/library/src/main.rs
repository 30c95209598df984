//! Writes a client crate for a document: `example-library openapi.yaml petstore-client`.

use std::env;

use openapi_crate::{Builder, Error};

fn main() -> Result<(), Error> {
    let mut arguments = env::args().skip(1);
    let (Some(document), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err(Error::Use("expected a document and a folder".to_owned()));
    };
    let summary = Builder::new(document).name("petstore-client").license("MIT").write_crate(folder)?;
    eprint!("{}", summary.findings);
    println!("{summary}");
    Ok(())
}
