//! Resources as files, on the fake API.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use managed_agents::{
    Client,
    apply::{Action, ApplyError, OnConflict, Plan, Project, Prune},
    testing::{FakeServer, Recorded},
    types::*,
};

/// One of each kind.
pub(crate) const ALL: &str = r#"
kind: deployment
name: nightly
spec:
  name: Nightly report
  agent: { type: agent, id: "${agent.helper}", version: "${agent.helper.version}" }
  environment_id: ${environment.ci}
  vault_ids: ["${vault.ada}"]
  resources:
    - { type: memory_store, memory_store_id: "${memory_store.notes}" }
    - { type: github_repository, url: https://github.com/o/r, authorization_token: "${env:GITHUB_TOKEN}" }
  initial_events:
    - { type: user.message, content: [{ type: text, text: Write the report. }] }
  schedule: { type: cron, expression: 0 6 * * *, timezone: UTC }
---
kind: agent
name: helper
spec:
  name: Helper
  model: claude-opus-5
  system: Set ${HOME} first.
  description: $${not.a.reference}
  skills: [{ type: custom, skill_id: "${skill.weather}" }]
  tools: [{ type: agent_toolset_20260401 }]
  metadata: { team: blue }
---
kind: environment
name: ci
spec: { name: ci, config: { type: cloud } }
---
kind: skill
name: weather
spec: { display_name: Weather, folder: skills/weather }
---
kind: memory_store
name: notes
spec: { name: Notes, description: All that we know. }
---
kind: vault
name: ada
spec: { display_name: Ada }
---
kind: vault_credential
name: calendar
spec:
  vault: ${vault.ada}
  display_name: Calendar
  auth: { type: static_bearer, mcp_server_url: "https://mcp.example.com", token: "${env:CALENDAR_TOKEN}" }
"#;

const SKILL: &str = "---\nname: weather\ndescription: Weather of cities.\n---\nLook out of the window.\n";

/// A folder with files, and a server.
pub(crate) struct Fixture {
    folder: PathBuf,
    pub(crate) fake: FakeServer,
    pub(crate) client: Client,
}

impl Fixture {
    pub(crate) async fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("apply-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("skills/weather")).expect("a folder");
        let fake = FakeServer::start().await.expect("a free port");
        let client = fake.client_builder().max_retries(0).build().expect("the settings are right");
        let fixture = Self { folder, fake, client };
        fixture.write("skills/weather/SKILL.md", SKILL);
        fixture
    }

    pub(crate) async fn applied(name: &str, text: &str) -> Self {
        let fixture = Self::new(name).await;
        fixture.write("all.yaml", text);
        fixture.apply(|project| project).await;
        fixture
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).expect("a file");
    }

    pub(crate) fn project(&self) -> Project {
        let project = Project::open(&self.folder).unwrap_or_else(|error| panic!("{error}"));
        project.with_variables(|name| Some(format!("secret value of {name}")))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a creation has begun whose outcome is not known.
    pub(crate) fn has_pending(&self) -> bool {
        let text = fs::read_to_string(self.folder.join("managed-agents.lock")).unwrap_or_default();
        text.contains("\"marker\"")
    }

    async fn plan(&self) -> Plan {
        self.project().plan(&self.client).await.expect("a plan")
    }

    async fn apply(&self, change: impl FnOnce(Project) -> Project) -> Plan {
        let project = change(self.project());
        let plan = project.plan(&self.client).await.expect("a plan");
        project.apply(&self.client, &plan).await.expect("it is applied");
        plan
    }

    fn id(&self, resource: &str) -> String {
        self.project().applied().expect("a lock file").id(resource).expect("it is there").to_owned()
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.folder.join("managed-agents.lock")).expect("a lock file")
    }

    /// The number of resources of each kind, with archived ones counted separately.
    pub(crate) async fn counts(&self) -> BTreeMap<&'static str, (usize, usize)> {
        let mut counts = BTreeMap::new();
        let client = &self.client;
        macro_rules! count {
            ($kind:literal, $list:expr) => {{
                let mut items = $list.include_archived(true).items();
                while let Some(item) = items.try_next().await.expect("a list") {
                    let (there, archived) = counts.entry($kind).or_insert((0, 0));
                    *(if item.archived_at.is_some() { archived } else { there }) += 1;
                }
            }};
        }
        count!("agent", client.agents().list());
        count!("environment", client.environments().list());
        count!("memory store", client.memory_stores().list());
        count!("vault", client.vaults().list());
        count!("deployment", client.deployments().list());
        let vaults = client.vaults().list().send().await.expect("a list").data;
        for vault in vaults {
            count!("credential", client.vault_credentials().list(&vault.id));
        }
        let skills = client.skills().list().send().await.expect("a list").data;
        for skill in &skills {
            let versions = client.skill_versions().list(&skill.id).send().await.expect("a list");
            counts.entry("skill").or_default().0 += 1;
            counts.entry("skill version").or_default().0 += versions.data.len();
        }
        counts
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn actions(plan: &Plan) -> Vec<(String, Action)> {
    let changes = plan.steps().iter().filter(|step| step.action != Action::NoChange);
    changes.map(|step| (step.resource.to_string(), step.action)).collect()
}

fn action(resource: &str, action: Action) -> (String, Action) {
    (resource.to_owned(), action)
}

#[tokio::test]
async fn everything_is_created_once_in_the_order_of_mentions() {
    let fixture = Fixture::new("create").await;
    fixture.write("all.yaml", ALL);
    let plan = fixture.apply(|project| project).await;
    let created: Vec<_> = plan.steps().iter().map(|step| (step.resource.to_string(), step.action)).collect();
    assert!(created.iter().all(|(_, action)| *action == Action::Create), "{created:?}");
    let index = |name: &str| created.iter().position(|(resource, _)| resource == name).expect("a step");
    assert!(index("skill.weather") < index("agent.helper") && index("agent.helper") < index("deployment.nightly"));
    assert!(index("vault.ada") < index("vault_credential.calendar"));

    let second = fixture.plan().await;
    assert!(second.is_empty(), "{second}");
    assert_eq!(second.to_string(), "0 to create, 0 to change, 0 to remove, 7 without a change\n");
    let agent = fixture.client.agents().get(&fixture.id("agent.helper")).send().await.expect("an agent");
    assert_eq!(agent.system.as_deref(), Some("Set ${HOME} first."));
    assert_eq!(agent.description.as_deref(), Some("${not.a.reference}"));
    assert_eq!(agent.skills.len(), 1);
    let applied = fixture.project().applied().expect("a lock file");
    assert_eq!((applied.agent_version("helper"), applied.iter().count()), (Some(1), 7));
    assert!(fixture.counts().await.values().all(|counts| *counts == (1, 0)));
}

#[tokio::test]
async fn secrets_are_sent_and_shown_nowhere() {
    let fixture = Fixture::new("secrets").await;
    fixture.write("all.yaml", ALL);
    let project = fixture.project();
    let plan = project.plan(&fixture.client).await.expect("a plan");
    project.apply(&fixture.client, &plan).await.expect("it is applied");
    let shown = format!("{plan}{plan:?}{project:?}{}", fixture.lock());
    assert!(!shown.contains("secret value"), "{shown}");
    assert!(shown.contains("${env:CALENDAR_TOKEN}"), "{shown}");
    let secret = fixture.fake.requests().into_iter().find_map(|request| match request {
        Recorded::CreateVaultCredential { body, .. } => match body.auth {
            CreateCredentialAuth::StaticBearer(auth) => Some(auth.token),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(secret.expect("a request").expose(), "secret value of CALENDAR_TOKEN");

    let missing = Project::open(&fixture.folder).expect("the files are right").with_variables(|_| None);
    let again = missing.clone().send_secrets_again();
    let plan = again.plan(&fixture.client).await.expect("a plan");
    let updates = [action("vault_credential.calendar", Action::Update), action("deployment.nightly", Action::Update)];
    assert!(updates.iter().all(|update| actions(&plan).contains(update)), "{plan}");
    let requests = fixture.fake.requests().len();
    let error = again.apply(&fixture.client, &plan).await.expect_err("no variable is set").to_string();
    assert!(error.contains("all.yaml:11:") && error.contains("variable `GITHUB_TOKEN` is not set"), "{error}");
    assert_eq!(fixture.fake.requests().len(), requests);
    fixture.apply(Project::send_secrets_again).await;
    assert!(missing.plan(&fixture.client).await.expect("a plan").is_empty());
}

#[tokio::test]
async fn a_change_of_an_agent_reaches_the_deployment_that_names_its_version() {
    let fixture = Fixture::applied("update", ALL).await;
    let text = ALL
        .replace("claude-opus-5", "claude-haiku-4-5")
        .replace("  metadata: { team: blue }\n", "  metadata: { owner: ada }\n");
    fixture.write("all.yaml", &text.replace("  description: $${not.a.reference}\n", ""));
    let plan = fixture.apply(|project| project).await;
    let expected = "\
~ agent.helper: update
    description: \"$${not.a.reference}\" -> (removed)
    metadata.team: \"blue\" -> (removed)
    metadata.owner: \"ada\"
    model: \"claude-opus-5\" -> \"claude-haiku-4-5\"
~ deployment.nightly: update
    agent.version: 1 -> \"${agent.helper.version}\"
0 to create, 2 to change, 0 to remove, 5 without a change
";
    assert_eq!(plan.to_string(), expected);
    let agent = fixture.client.agents().get(&fixture.id("agent.helper")).send().await.expect("an agent");
    assert_eq!((agent.version, agent.description), (2, None));
    let metadata = agent.metadata;
    assert_eq!(
        metadata.iter().filter(|(key, _)| *key != "managed-agents-apply").collect::<Vec<_>>(),
        [(&"owner".to_owned(), &"ada".to_owned())]
    );
    let deployment = fixture.client.deployments().get(&fixture.id("deployment.nightly")).send().await;
    assert_eq!(deployment.expect("a deployment").agent.version, Some(2));
    assert!(fixture.plan().await.is_empty());
}

#[tokio::test]
async fn changes_of_others_are_shown_and_set_back() {
    let fixture = Fixture::applied("drift", ALL).await;
    let (agent, store) = (fixture.id("agent.helper"), fixture.id("memory_store.notes"));
    let update = UpdateAgentRequest::new().system("Be rude.").metadata([("x", Some("y".to_owned()))]);
    fixture.client.agents().update(&agent, &update).send().await.expect("it is changed");
    fixture.client.environments().archive(&fixture.id("environment.ci")).send().await.expect("it is archived");
    fixture.client.memory_stores().delete(&store).send().await.expect("it is deleted");
    let plan = fixture.apply(|project| project).await;
    let text = plan.to_string();
    for line in [
        "system: \"Be rude.\" -> \"Set ${HOME} first.\"  (changed outside of the files)",
        "metadata.x: \"y\" -> (removed)  (changed outside of the files)",
        "+ environment.ci: create (it was archived)",
        "+ memory_store.notes: create (it was deleted)",
        "~ deployment.nightly: update",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let agent = fixture.client.agents().get(&agent).send().await.expect("an agent");
    assert_eq!(agent.system.as_deref(), Some("Set ${HOME} first."));
    assert_eq!(agent.metadata.len(), 2);
    assert!(fixture.plan().await.is_empty());
}

#[tokio::test]
async fn a_change_after_the_plan_is_a_conflict() {
    let fixture = Fixture::applied("conflict", ALL).await;
    fixture.write("all.yaml", &ALL.replace("name: Helper", "name: Assistant"));
    let (project, client) = (fixture.project(), &fixture.client);
    let plan = project.plan(client).await.expect("a plan");
    let agent = fixture.id("agent.helper");
    client.agents().update(&agent, UpdateAgentRequest::new().system("Mine.")).send().await.expect("it is changed");
    match project.apply(client, &plan).await {
        Err(ApplyError::Conflict(resource)) => assert_eq!(resource.to_string(), "agent.helper"),
        other => panic!("{other:?}"),
    }
    let now = client.agents().get(&agent).send().await.expect("an agent");
    assert_eq!((now.name.as_str(), now.system.as_deref()), ("Helper", Some("Mine.")));
    project.on_conflict(OnConflict::PlanAgain).apply(client, &plan).await.expect("it plans again");
    let now = client.agents().get(&agent).send().await.expect("an agent");
    assert_eq!((now.name.as_str(), now.system.as_deref()), ("Assistant", Some("Set ${HOME} first.")));
    assert!(fixture.plan().await.is_empty());
}

#[tokio::test]
async fn resources_without_versions_are_compared_before_they_are_changed() {
    let fixture = Fixture::applied("compared", ALL).await;
    fixture.write("all.yaml", &ALL.replace("display_name: Ada", "display_name: Bob"));
    let (project, client, vault) = (fixture.project(), &fixture.client, fixture.id("vault.ada"));
    let plan = project.plan(client).await.expect("a plan");
    client.vaults().update(&vault, UpdateVaultRequest::new().display_name("Eve")).send().await.expect("it is changed");
    let error = project.apply(client, &plan).await.expect_err("a conflict");
    assert!(error.to_string().starts_with("vault.ada was changed since the plan was made"), "{error}");
    let now = client.vaults().get(&vault).send().await.expect("a vault");
    assert_eq!(now.display_name, "Eve");

    // A plan that was executed is not executed again.
    let plan = project.plan(client).await.expect("a plan");
    project.apply(client, &plan).await.expect("it is applied");
    assert!(matches!(project.apply(client, &plan).await, Err(ApplyError::Conflict(_))));
}

#[tokio::test]
async fn resources_that_are_not_in_the_files_are_removed_only_if_asked_for() {
    let fixture = Fixture::applied("prune", ALL).await;
    fixture.write("all.yaml", "");
    let kept = fixture.apply(|project| project).await;
    assert!(kept.is_empty() && actions(&kept).iter().all(|(_, action)| *action == Action::Keep), "{kept}");

    let archived = fixture.apply(|project| project.prune(Prune::Archive)).await;
    let expected = [
        action("deployment.nightly", Action::Archive),
        action("agent.helper", Action::Archive),
        action("vault_credential.calendar", Action::Archive),
        action("vault.ada", Action::Archive),
        action("memory_store.notes", Action::Archive),
        action("skill.weather", Action::Keep),
        action("environment.ci", Action::Archive),
    ];
    assert_eq!(actions(&archived), expected);
    let deleted = fixture.apply(|project| project.prune(Prune::Delete)).await;
    assert_eq!(actions(&deleted), [action("skill.weather", Action::Delete)]);
    let counts = fixture.counts().await;
    assert!(counts.values().all(|counts| *counts == (0, 1)), "{counts:?}");
    assert_eq!(fixture.plan().await.steps().len(), 0);

    fixture.write("all.yaml", ALL);
    fixture.apply(|project| project).await;
    fixture.write("all.yaml", "");
    fixture.apply(|project| project.prune(Prune::Delete)).await;
    let there: usize = fixture.counts().await.values().map(|(there, _)| there).sum();
    assert_eq!(there, 0);
}

#[tokio::test]
async fn a_skill_gets_a_new_version_if_its_files_change() {
    let fixture = Fixture::applied("skill", ALL).await;
    fixture.write("skills/weather/cities.csv", "Oslo\n");
    let plan = fixture.apply(|project| project).await;
    assert_eq!(actions(&plan), [action("skill.weather", Action::Update)]);
    assert_eq!(fixture.counts().await["skill version"], (2, 0));
    assert!(fixture.plan().await.is_empty());

    fixture.write("all.yaml", &ALL.replace("display_name: Weather", "display_name: Climate"));
    let error = fixture.project().plan(&fixture.client).await.expect_err("the API cannot do that").to_string();
    assert!(error.starts_with("skill.weather: the API cannot change the `display_name`"), "{error}");
}

#[tokio::test]
async fn a_credential_for_another_server_replaces_the_old_one() {
    let fixture = Fixture::applied("replace", ALL).await;
    fixture.write("all.yaml", &ALL.replace("display_name: Calendar", "display_name: Dates"));
    let plan = fixture.apply(|project| project).await;
    assert_eq!(actions(&plan), [action("vault_credential.calendar", Action::Update)]);
    let before = fixture.id("vault_credential.calendar");
    fixture.write("all.yaml", &ALL.replace("mcp.example.com", "other.example.com"));
    let plan = fixture.apply(|project| project).await;
    assert_eq!(actions(&plan), [action("vault_credential.calendar", Action::Replace)]);
    assert_ne!(fixture.id("vault_credential.calendar"), before);
    assert_eq!(fixture.counts().await["credential"], (1, 0));
    assert!(fixture.plan().await.is_empty());
}

#[tokio::test]
async fn mistakes_have_their_place_and_are_all_told_at_once() {
    let fixture = Fixture::new("mistakes").await;
    fixture.write("a.yaml", "kind: agent\nname: a\nspec:\n  nmae: A\n  model: claude-opus-5\n  tools:\n    - type: custom\n      name: t\n      inputs: {}\n      input_schema: { type: object }\n");
    fixture.write("b.yml", "kind: agent\nname: b\nspec: { name: B, model: m, system: \"${agent.c}\" }\n---\nkind: cat\nname: x\nspec: {}\n---\nkind: vault\nname: v v\nspec: { display_name: V }\n");
    fixture.write("c.yaml", "kind: vault_credential\nname: c\nspec:\n  vault: ${vault.v}\n  auth: { type: static_bearer, mcp_server_url: u, token: abcd }\n---\nkind: memory_store\nname: m\nspec: { name: \"${env:X}\" }\n---\nkind: memory_store\nname: m\nspec: { name: m }\nother: 1\n");
    fixture.write("d.yaml", "kind: skill\nname: s\nspec: { display_name: S, folder: skills }\n---\n- 1\n");
    fixture.write("e.yaml", "kind: agent\nname: e\nspec: { name: E, model: \"${agent.f}\" }\n---\nkind: agent\nname: f\nspec: { name: F, model: \"${agent.e}\" }\n---\nname: [\n");
    fixture.write("f.yaml", "kind: agent\nname: f\nspec: { name: F, model: \"${agent.g}\" }\n---\nkind: agent\nname: g\nspec: { name: E, model: \"${agent.f}\" }\n");
    let Err(ApplyError::Files(problems)) = Project::open(&fixture.folder) else { panic!("it has mistakes") };
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| problem.to_string().replace(&format!("{}/", fixture.folder.display()), ""))
        .collect();
    let expected = [
        "a.yaml:4:3: nmae: unknown property",
        "a.yaml:9:7: tools[0].inputs: unknown property",
        "a.yaml:7:7: tools[0]: missing property `description`",
        "a.yaml:3:1: missing property `name`",
        "b.yml:5:1: expected a `kind`, one of `environment`, `skill`, `memory_store`, `vault`, `vault_credential`, `agent`, `deployment`",
        "b.yml:10:1: expected a `name` of up to 64 letters, digits, `-` and `_`",
        "c.yaml:5:51: `token` is a secret: write `${env:NAME}`, and set that environment variable",
        "c.yaml:9:9: `name` is not a secret: only secrets are read from environment variables",
        "c.yaml:14:1: unknown property `other`: expected `kind`, `name` and `spec`",
        "d.yaml:3:26: skills has no SKILL.md",
        "d.yaml:5:1: expected a mapping with `kind`, `name` and `spec`",
    ];
    for line in expected {
        assert!(shown.iter().any(|shown| shown == line), "{line}\n{shown:#?}");
    }
    assert!(shown.iter().any(|shown| shown.starts_with("e.yaml:9:")), "{shown:#?}");
    assert!(shown.iter().any(|shown| shown.contains("in a circle: agent.f -> agent.g -> agent.f")), "{shown:#?}");
    assert!(
        shown.iter().any(|shown| shown.starts_with("b.yml:3:") && shown.contains("there is no `agent.c`")),
        "{shown:#?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_without_a_target_is_a_mistake_and_not_a_missing_resource() {
    let fixture = Fixture::new("dangling").await;
    std::os::unix::fs::symlink("nowhere.yaml", fixture.folder.join("a.yaml")).expect("a link");
    let Err(ApplyError::Files(problems)) = Project::open(&fixture.folder) else { panic!("it cannot be read") };
    let problem = problems[0].to_string();
    assert!(problem.contains("a.yaml:1:1: cannot be read: No such file"), "{problem}");
}

#[tokio::test]
async fn a_lock_file_of_another_format_is_refused() {
    let fixture = Fixture::applied("lock", ALL).await;
    fixture.write("managed-agents.lock", "{\"format\": 2}");
    let error = fixture.project().plan(&fixture.client).await.expect_err("it is refused").to_string();
    assert!(error.contains("managed-agents.lock: expected `format` 1"), "{error}");
    fixture.write("managed-agents.lock", "{");
    assert!(matches!(fixture.project().applied(), Err(ApplyError::Lock { .. })));
}
