//! The routes of files, skills, dreams, models and tunnels.

use managed_agents::{Client, runtime::File, types::*};

use crate::{
    routes::{check, routes},
    server::{Reply, Server},
};

routes! {
    files_are_asked_for_as_documented {
        ("GET" "/v1/files?scope_id=sesn_1&ids%5B%5D=file_1&ids%5B%5D=file_2&limit=2&page=p" "-" "") { files().list().scope_id("sesn_1").ids(["file_1"]).id("file_2").limit(2).page("p") }
        ("GET" "/v1/files/file_1" "file" "") { files().get("file_1") }
        ("DELETE" "/v1/files/file_1" "file_deleted" "") { files().delete("file_1") }
        ("GET" "/v1/files/file_1/content" "bytes" "") { files().download("file_1") }
        ("POST" "/v1/files" "file" "--B\ncontent-disposition: form-data; name=\"expires_in_seconds\"\n\n3600\n--B\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\ncontent-type: application/pdf\n\n%PDF\n--B--\n") { files().upload(&UploadFileRequest::new(File::from("%PDF").name("a.pdf").content_type("application/pdf")).expires_in_seconds(3600)) }
    }
    skills_are_asked_for_as_documented {
        ("GET" "/v1/skills?source=custom&limit=2&page=p" "-" "") { skills().list().source("custom").limit(2).page("p") }
        ("GET" "/v1/skills/skill_1" "skill" "") { skills().get("skill_1") }
        ("DELETE" "/v1/skills/skill_1" "skill_deleted" "") { skills().delete("skill_1") }
        ("POST" "/v1/skills" "skill" "--B\ncontent-disposition: form-data; name=\"display_name\"\n\nn\n--B\ncontent-disposition: form-data; name=\"files[]\"; filename=\"s/SKILL.md\"\ncontent-type: text/markdown\n\n# s\n--B\ncontent-disposition: form-data; name=\"files[]\"; filename=\"s/a.py\"\ncontent-type: application/octet-stream\n\n1\n--B--\n") { skills().create(&CreateSkillRequest::new([File::from("# s").name("s/SKILL.md").content_type("text/markdown"), File::from("1").name("s/a.py")]).display_name("n")) }
        ("GET" "/v1/skills/skill_1/versions?limit=2&page=p" "-" "") { skill_versions().list("skill_1").limit(2).page("p") }
        ("GET" "/v1/skills/skill_1/versions/latest" "skill_version" "") { skill_versions().get("skill_1", "latest") }
        ("DELETE" "/v1/skills/skill_1/versions/skver_1" "skill_version_deleted" "") { skill_versions().delete("skill_1", "skver_1") }
        ("GET" "/v1/skills/skill_1/versions/skver_1/content" "bytes" "") { skill_versions().download("skill_1", "skver_1") }
        ("POST" "/v1/skills/skill_1/versions" "skill_version" "--B\ncontent-disposition: form-data; name=\"files[]\"; filename=\"s.zip\"\ncontent-type: application/octet-stream\n\nPK\n--B--\n") { skill_versions().create("skill_1", &CreateSkillVersionRequest::new([File::from("PK").name("s.zip")])) }
    }
    dreams_are_asked_for_as_documented {
        ("POST" "/v1/dreams" "dream" r#"{"inputs":[{"memory_store_id":"m","type":"memory_store"},{"session_ids":["s"],"type":"sessions"}],"model":{"id":"x","speed":"standard"},"instructions":"i","output_behavior":{"memory_store_id":"m","type":"update_existing"}}"#) { dreams().create(&CreateDreamRequest::new([DreamInput::from(DreamMemoryStoreInput::new("m")), DreamSessionsInput::new(["s"]).into()], DreamModel::new("x").speed(ModelSpeed::Standard)).instructions("i").output_behavior(DreamOutputUpdateExisting::new("m"))) }
        ("POST" "/v1/dreams" "dream" r#"{"inputs":[{"memory_store_id":"m","type":"memory_store"}],"model":"x"}"#) { dreams().create(&CreateDreamRequest::new([DreamMemoryStoreInput::new("m")], "x")) }
        ("GET" "/v1/dreams?created_at%5Bgt%5D=2026-01-01T00%3A00%3A00Z&created_at%5Blt%5D=2026-02-01T00%3A00%3A00Z&include_archived=true&statuses%5B%5D=failed&statuses%5B%5D=canceled&limit=2&page=p" "-" "") { dreams().list().created_at_gt("2026-01-01T00:00:00Z").created_at_lt("2026-02-01T00:00:00Z").include_archived(true).statuses([DreamStatus::Failed]).status(DreamStatus::Canceled).limit(2).page("p") }
        ("GET" "/v1/dreams/d" "dream" "") { dreams().get("d") }
        ("POST" "/v1/dreams/d/archive" "dream" "") { dreams().archive("d") }
        ("POST" "/v1/dreams/d/cancel" "dream" "") { dreams().cancel("d") }
    }
    models_are_asked_for_as_documented {
        ("GET" "/v1/models?after_id=a&before_id=b&limit=2&lifecycle%5B%5D=retired&lifecycle%5B%5D=deprecated" "-" "") { models().list().after_id("a").before_id("b").limit(2).lifecycle([ModelLifecycle::Retired]).add_lifecycle(ModelLifecycle::Deprecated) }
        ("GET" "/v1/models/m" "model" "") { models().get("m") }
    }
    tunnels_are_asked_for_as_documented {
        ("POST" "/v1/tunnels" "tunnel" "{}") { tunnels().create(&CreateTunnelRequest::new()) }
        ("POST" "/v1/tunnels" "tunnel" r#"{"display_name":"n"}"#) { tunnels().create(&CreateTunnelRequest::new().display_name("n")) }
        ("GET" "/v1/tunnels?include_archived=true&limit=2&page=p" "-" "") { tunnels().list().include_archived(true).limit(2).page("p") }
        ("GET" "/v1/tunnels/t" "tunnel" "") { tunnels().get("t") }
        ("POST" "/v1/tunnels/t/archive" "tunnel" "") { tunnels().archive("t") }
        ("POST" "/v1/tunnels/t/reveal_token" "tunnel_token" "") { tunnels().reveal_token("t") }
        ("POST" "/v1/tunnels/t/rotate_token" "tunnel_token" r#"{"reason":"r"}"#) { tunnels().rotate_token("t", &RotateTunnelTokenRequest::new().reason("r")) }
        ("POST" "/v1/tunnels/t/certificates" "tunnel_certificate" r#"{"ca_certificate_pem":"p"}"#) { tunnel_certificates().create("t", &CreateTunnelCertificateRequest::new("p")) }
        ("GET" "/v1/tunnels/t/certificates?include_archived=true&limit=2&page=p" "-" "") { tunnel_certificates().list("t").include_archived(true).limit(2).page("p") }
        ("GET" "/v1/tunnels/t/certificates/c" "tunnel_certificate" "") { tunnel_certificates().get("t", "c") }
        ("POST" "/v1/tunnels/t/certificates/c/archive" "tunnel_certificate" "") { tunnel_certificates().archive("t", "c") }
    }
}

#[tokio::test]
async fn models_are_listed_by_the_ids_of_their_last_items() {
    let page = |ids: &str, more: bool, last: &str| {
        let data: Vec<String> = ids.chars().map(|id| format!(r#"{{"id": "{id}", "type": "model"}}"#)).collect();
        let data = data.join(", ");
        Reply::json(200, &format!(r#"{{"data": [{data}], "has_more": {more}, "first_id": "a", "last_id": "{last}"}}"#))
    };
    let server = Server::start([page("ab", true, "b"), page("c", false, "c")]).await;
    let client = server.client();
    let mut items = client.models().list().limit(2).items();
    let mut ids = Vec::new();
    while let Some(model) = items.next().await {
        ids.push(model.expect("a model").id);
    }
    assert_eq!(ids, ["a", "b", "c"]);
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/models?limit=2", "/v1/models?limit=2&after_id=b"]);
}

#[tokio::test]
async fn a_file_of_any_media_type_is_downloaded_and_errors_are_read_as_json() {
    let expired = r#"{"type": "error", "error": {"type": "not_found_error", "message": "gone", "details": {"error_code": "file_expired"}}}"#;
    let server =
        Server::start([Reply::new(200, &[("content-type", "application/pdf")], "%PDF"), Reply::json(404, expired)])
            .await;
    let client = server.client();
    assert_eq!(&client.files().download("file_1").send().await.expect("a file")[..], b"%PDF");
    let error = client.files().download("file_1").send().await.expect_err("an expired file");
    let managed_agents::Error::Api(error) = error else { panic!("{error}") };
    let body: ErrorResponse = error.body_as().expect("the documented body");
    let code = body.error.and_then(|error| error.details).and_then(|details| details.error_code);
    assert_eq!(code, Some(ErrorCode::FileExpired));
}

#[test]
fn the_token_of_a_tunnel_is_not_shown() {
    let text = r#"{"id": "tnl_1", "tunnel_token": "very-secret", "type": "tunnel_token"}"#;
    let token: TunnelToken = serde_json::from_str(text).expect("a token");
    assert!(!format!("{token:?}").contains("very-secret"), "{token:?}");
}
