//! The work queue of the fake server.

use std::time::Duration;

use managed_agents::{
    Client, Error,
    testing::FakeServer,
    types::{
        CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, SelfHostedConfig, StopWorkRequest, Work,
        WorkHeartbeat, WorkState,
    },
};

struct Fixture {
    fake: FakeServer,
    /// With the key of the environment.
    worker: Client,
    client: Client,
    environment_id: String,
    session_id: String,
}

impl Fixture {
    async fn new() -> Self {
        let fake = FakeServer::start().await.expect("a free port");
        let client = fake.client_builder().max_retries(0).build().expect("the settings are right");
        let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await;
        let environment = CreateEnvironmentRequest::new("own", SelfHostedConfig::new());
        let environment = client.environments().create(&environment).send().await.expect("an environment");
        let session = CreateSessionRequest::new(agent.expect("an agent").id, environment.id.as_str());
        let session = client.sessions().create(&session).send().await.expect("a session");
        let key = fake.environment_key(&environment.id);
        let worker = Client::builder().base_url(fake.url()).bearer_token(key).max_retries(0).build();
        let worker = worker.expect("the settings are right");
        Self { fake, worker, client, environment_id: environment.id, session_id: session.id }
    }

    async fn poll(&self) -> Option<Work> {
        self.worker.environment_work().poll(&self.environment_id).send().await.expect("a response")
    }

    async fn heartbeat(&self, work: &Work, expected: &str) -> Result<WorkHeartbeat, Error> {
        let request = self.worker.environment_work().heartbeat(&self.environment_id, &work.id);
        request.expected_last_heartbeat(expected).send().await
    }

    async fn stop(&self, work: &Work, force: bool) -> Result<WorkState, Error> {
        let body = StopWorkRequest::new().force(force);
        let stopped = self.worker.environment_work().stop(&self.environment_id, &work.id, &body).send().await?;
        Ok(stopped.state.clone())
    }
}

fn status<T>(result: Result<T, Error>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(error) => error.status().map_or(0, |status| status.as_u16()),
    }
}

#[tokio::test]
async fn work_is_handed_out_once_until_its_claim_expires() {
    let fixture = Fixture::new().await;
    let work = fixture.poll().await.expect("the session");
    assert_eq!((work.state.clone(), work.data.id.clone()), (WorkState::Queued, fixture.session_id.clone()));
    assert!(work.secret.is_some());
    assert!(fixture.poll().await.is_none());
    fixture.fake.advance(Duration::from_secs(5));
    let again = fixture.poll().await.expect("the session again");
    assert_eq!(again.id, work.id);
    let queue = fixture.worker.environment_work();
    let acknowledged = queue.ack(&fixture.environment_id, &work.id).send().await.expect("it is acknowledged");
    assert_eq!((acknowledged.state.clone(), acknowledged.secret.is_none()), (WorkState::Starting, true));
    assert_eq!(status(queue.ack(&fixture.environment_id, &work.id).send().await), 409);
    fixture.fake.advance(Duration::from_secs(5));
    assert!(fixture.poll().await.is_none());
}

#[tokio::test]
async fn a_lease_is_extended_by_its_holder_alone() {
    let fixture = Fixture::new().await;
    let work = fixture.poll().await.expect("the session");
    fixture.worker.environment_work().ack(&fixture.environment_id, &work.id).send().await.expect("it is acknowledged");
    let first = fixture.heartbeat(&work, "NO_HEARTBEAT").await.expect("the lease");
    assert_eq!((first.state, first.lease_extended, first.ttl_seconds), (WorkState::Active, true, 60));
    let last = first.last_heartbeat;
    assert_eq!(status(fixture.heartbeat(&work, "NO_HEARTBEAT").await), 412);
    fixture.fake.take_lease(&work.id);
    assert_eq!(status(fixture.heartbeat(&work, &last).await), 412);
    fixture.fake.advance(Duration::from_secs(60));
    assert_eq!(fixture.poll().await.map(|again| again.id), Some(work.id));
}

#[tokio::test]
async fn work_is_asked_to_stop_and_stopped() {
    let fixture = Fixture::new().await;
    let work = fixture.poll().await.expect("the session");
    fixture.worker.environment_work().ack(&fixture.environment_id, &work.id).send().await.expect("it is acknowledged");
    let last = fixture.heartbeat(&work, "NO_HEARTBEAT").await.expect("the lease").last_heartbeat;
    assert_eq!(fixture.stop(&work, false).await.expect("it is asked"), WorkState::Stopping);
    let answer = fixture.heartbeat(&work, &last).await.expect("it is told");
    assert_eq!((answer.state, answer.lease_extended), (WorkState::Stopping, true));
    assert_eq!(fixture.stop(&work, true).await.expect("it is stopped"), WorkState::Stopped);
    assert_eq!(status(fixture.stop(&work, true).await), 409);
    assert_eq!(fixture.fake.work(&work.id).map(|work| work.state), Some(WorkState::Stopped));
}

#[tokio::test]
async fn each_credential_allows_only_its_own_routes() {
    let fixture = Fixture::new().await;
    assert_eq!(status(fixture.client.environment_work().poll(&fixture.environment_id).send().await), 403);
    assert_eq!(status(fixture.worker.agents().list().send().await), 403);
    assert_eq!(status(fixture.worker.memory_stores().list().send().await), 403);
    assert_eq!(status(fixture.worker.sessions().get(&fixture.session_id).send().await), 200);
    let unknown = Client::builder().base_url(fixture.fake.url()).bearer_token("sk-ant-env-x").build();
    let unknown = unknown.expect("the settings are right").sessions().get(&fixture.session_id).send().await;
    assert_eq!(status(unknown), 401);
}
