//! Generates the module `petstore` from a document.

fn main() -> Result<(), openapi_crate::Error> {
    openapi_crate::Builder::new("../petstore.yaml").build_script("petstore")?;
    Ok(())
}
