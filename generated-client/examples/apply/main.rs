//! Makes the API match a folder of YAML files: shows the plan, asks, and executes it.
//!
//! `cargo run -p managed-agents --features apply,testing --example apply -- plan FOLDER` shows the plan, and `apply FOLDER` executes it. With `--yes`, it
//! does not ask. `--prune archive` or `--prune delete` removes resources that are not in the files. Without `FOLDER`, it uses the folder of this example.
//! Without a key, it uses a fake API, and needs no network.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
};

use managed_agents::{
    Client,
    apply::{Project, Prune},
    testing,
};

use support::Result;

/// The arguments of the command.
pub(crate) struct Arguments {
    pub(crate) folder: PathBuf,
    pub(crate) prune: Prune,
    /// Whether the plan is executed.
    pub(crate) executes: bool,
    /// Whether it is executed without a question.
    pub(crate) yes: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let (client, _fake) = support::client(|_| testing::Script::new()).await?;
    run(&client, &arguments, &mut std::io::stdin().lock(), &mut std::io::stdout()).await
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/apply/agents");
        let mut arguments = Self { folder, prune: Prune::Keep, executes: false, yes: false };
        match words.next().as_deref() {
            Some("plan") | None => {}
            Some("apply") => arguments.executes = true,
            Some(other) => return Err(format!("expected `plan` or `apply`, found `{other}`").into()),
        }
        while let Some(word) = words.next() {
            match word.as_str() {
                "--yes" => arguments.yes = true,
                "--prune" => {
                    arguments.prune = match words.next().as_deref() {
                        Some("archive") => Prune::Archive,
                        Some("delete") => Prune::Delete,
                        _ => return Err("expected `archive` or `delete` after `--prune`".into()),
                    }
                }
                folder => arguments.folder = folder.into(),
            }
        }
        Ok(arguments)
    }
}

pub(crate) async fn run(
    client: &Client,
    arguments: &Arguments,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<()> {
    let project = Project::open(&arguments.folder)?.prune(arguments.prune);
    let plan = project.plan(client).await?;
    write!(output, "{plan}")?;
    if plan.is_empty() || !arguments.executes {
        return Ok(());
    }
    if !arguments.yes {
        write!(output, "Execute this plan? Type `yes`: ")?;
        output.flush()?;
        let mut answer = String::new();
        input.read_line(&mut answer)?;
        if answer.trim() != "yes" {
            return Ok(());
        }
    }
    let applied = project.apply(client, &plan).await?;
    for (resource, id) in applied.iter() {
        writeln!(output, "{resource}: {id}")?;
    }
    Ok(())
}
