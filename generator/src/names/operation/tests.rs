use super::{Route, method_names, operation_id_below, resource_of_path, shared_prefix, without_route};

/// The name of a route that is written as `METHOD /path id`, with `-` instead of an absent ID. A star after the method means
/// that the response is an object with a list, a plus means that it is a list, a minus means neither. `201` means that a
/// `POST` creates an item.
fn name(resource: &str, route: &str) -> String {
    let parts: Vec<&str> = route.split_whitespace().collect();
    let [method, path, id] = parts.as_slice() else { panic!("{route}") };
    let (method, creates) = method.strip_suffix("201").map_or((*method, false), |method| (method, true));
    let (method, lists, is_list) = match method.split_at(method.len() - 1) {
        (method, "*") => (method, Some(true), false),
        (method, "+") => (method, Some(true), true),
        (method, "-") => (method, Some(false), false),
        _ => (method, None, false),
    };
    let id = (*id != "-").then(|| without_route(id, method, path));
    method_names(&Route { id, method, path, shared: 0, resource, lists, is_list, creates }).wanted
}

#[track_caller]
fn assert_names(resource: &str, routes: &[(&str, &str)]) {
    for (route, expected) in routes {
        assert_eq!(name(resource, route), *expected, "{resource}: {route}");
    }
}

#[test]
fn fastapi_ids_lose_the_path_and_the_method() {
    for (id, method, path, expected) in [
        ("read_flow_flows__id__get", "GET", "/flows/{id}", "read_flow"),
        ("_login_auth_login_post", "POST", "/auth/login", "_login"),
        ("root__get", "GET", "/", "root"),
        ("read_items_items__get", "GET", "/items/", "read_items"),
        // The application is mounted below `/api`.
        ("read_flow_flows__id__get", "GET", "/api/flows/{id}", "read_flow"),
        ("echo_echo__p___rest__get", "GET", "/echo/{p}/{rest}", "echo"),
        // API Platform begins all ids with `api_`.
        ("api_flows_post", "POST", "/flows", "api_flows_post"),
        // Nothing would remain of the name, or the path or method is different.
        ("flows_get", "GET", "/flows", "flows_get"),
        ("read_flow_flows__id__get", "POST", "/flows/{id}", "read_flow_flows__id__get"),
        ("read_flow_flows__id__get", "GET", "/flows/{flow}", "read_flow_flows__id__get"),
    ] {
        assert_eq!(without_route(id, method, path), expected, "{method} {path}");
    }
}

#[test]
fn a_fastapi_application_has_short_names() {
    let routes = [
        ("GET /flows/{id} read_flow_flows__id__get", "read"),
        ("POST /flows/ create_flow_flows__post", "create"),
        ("POST* /flows/filter read_flows_flows_filter_post", "list"),
        ("POST- /flows/count count_flows_flows_count_post", "count"),
        ("GET- /flows/name/{name} read_flow_by_name_flows_name__name__get", "read_by_name"),
        ("POST /flows/bulk_delete bulk_delete_flows_flows_bulk_delete_post", "bulk_delete_flows"),
        ("DELETE /flows/{id} delete_flow_flows__id__delete", "delete"),
    ];
    assert_names("Flows", &routes);
    assert_names("healthz", &[("GET /healthz check_healthz_healthz_get", "check")]);
}

#[test]
fn an_application_of_api_platform_has_short_names() {
    let routes = [
        ("GET* /blog_posts api_blog_posts_get_collection", "list"),
        ("POST /blog_posts api_blog_posts_post", "create"),
        ("GET /blog_posts/{id} api_blog_posts_id_get", "get"),
        ("PUT /blog_posts/{id} api_blog_posts_id_put", "update"),
        ("PATCH /blog_posts/{id}{._format} api_blog_posts_id_patch", "patch"),
        ("DELETE /api/blog_posts/{id} api_blog_posts_id_delete", "delete"),
        ("POST /api/blog_posts/{id}/publish api_blog_posts_idpublish_post", "publish"),
        ("GET* /users/{userId}/blog_posts _api_/users/{userId}/blog_posts_get_collection", "list"),
        // The path is another one.
        ("GET /blog_posts/{id} api_blog_posts_slug_get", "get_api_blog_posts_slug"),
    ];
    assert_names("BlogPost", &routes);
}

#[test]
fn short_verbs_belong_to_the_collection_and_its_items() {
    let routes = [
        ("DELETE /things/{id} deleteThing", "delete"),
        ("DELETE /things deleteThings", "delete_things"),
        ("DELETE /things deleteThing", "delete_thing"),
        ("PATCH /things patch_things", "patch_things"),
        ("PATCH /things/{id} patch_thing", "patch"),
        ("POST /things/delete deleteThings", "delete_things"),
        ("POST /things/transfer transferThings", "transfer_things"),
        ("POST /things/{id}/archive archiveThing", "archive"),
        ("POST /things createThings", "create"),
        ("GET /things/{id} getThing", "get"),
        ("DELETE /things/{id} deleteThingById", "delete"),
        ("GET /things/{name} getThingByName", "get_by_name"),
        ("GET /me get_thing", "get_thing"),
        ("DELETE /things/{ids} deleteThings", "delete_things"),
    ];
    assert_names("things", &routes);
    let routes = [
        ("DELETE /v1/projects/{project}/traces deleteTraces", "delete_traces"),
        ("DELETE /v1/traces/{id} deleteTrace", "delete"),
        ("GET /v1/projects/{project}/traces listProjectTraces", "list"),
    ];
    assert_names("traces", &routes);
    // The word is a plural, but the resource is a single one.
    assert_names("settings", &[("PUT /settings updateSettings", "update")]);
}

#[test]
fn nouns_that_the_resource_does_not_say_stay() {
    let routes = [
        ("DELETE /datasets/{id}/splits/{split_id} deleteDatasetSplit", "delete_split"),
        ("GET /datasets/{id}/labels listDatasetLabelsForDataset", "list_labels_for_dataset"),
        ("PUT /datasets/{id}/labels/{label_id} addDatasetLabelToDataset", "add_label_to_dataset"),
        ("GET /datasets/distinct getDistinctDatasets", "get_distinct_datasets"),
        ("GET /datasets/{id}/related getRelatedDatasets", "get_related_datasets"),
        ("DELETE /me/datasets remove-datasets-user", "remove_datasets_user"),
    ];
    assert_names("datasets", &routes);
    let routes = [
        ("POST /v1/sessions/{id}/events sendSessionEvents", "send"),
        ("GET /v1/sessions/{id}/stream streamSession", "stream"),
        ("DELETE /v1/projects/{id}/session_events deleteSessionEvents", "delete_session_events"),
    ];
    assert_names("events", &routes);
    assert_names("agents", &[("GET /v1/agents/{id}/versions listAgentVersions", "list_versions")]);
}

#[test]
fn lists_are_called_list() {
    let routes = [
        ("GET* /pools get_pools", "list"),
        ("GET /pools get_pools", "list"),
        ("GET* /pools findAll", "list"),
        ("GET* /pools get_all_pools", "list"),
        ("GET* /pools/{id}/slots get_pool_slots", "list_slots"),
        ("GET- /pools/{id}/slots get_pool_slots", "get_slots"),
        ("GET* /pools/{id} get_pool", "get"),
        ("GET* /pools/search search_pools", "search"),
    ];
    assert_names("pool", &routes);
    assert_names("config", &[("GET* /config get_config", "get")]);
    // Flask-AppBuilder: the path is in the singular, and the tag is not.
    assert_names("Logs", &[("GET* /log/ -", "list"), ("DELETE /log/ -", "delete_log")]);
    // Controllers of ASP.NET: paths and tags are in the singular, and there are no ids.
    let routes = [
        ("GET+ /api/Customer -", "list"),
        ("GET* /api/Customer -", "get"),
        ("GET- /api/Customer/{id} -", "get"),
        ("GET+ /api/Customer/{id} -", "get"),
        ("GET+ /api/Customer/{id}/Order -", "list_order"),
        ("GET+ /api/Customer/recent -", "get_recent"),
        ("POST /api/Customer -", "post"),
        ("POST201 /api/Customer -", "create"),
        ("POST201 /api/Customer/{id}/Order -", "order"),
    ];
    assert_names("Customer", &routes);
}

#[test]
fn ids_of_method_and_resource_keep_the_method() {
    assert_names("users", &[("GET* /users get:users", "list"), ("DELETE /users/{id} delete:users", "delete")]);
}

#[test]
fn ids_of_encore_lose_the_method() {
    let routes = [
        ("GET- /site/{siteID} GET:site.Get", "get"),
        ("GET* /site GET:site.List", "list"),
        ("POST- /site POST:site.Add", "add"),
        ("DELETE /site/{siteID} DELETE:site.Delete", "delete"),
        ("GET /site POST:site.Add", "post_add"),
    ];
    assert_names("site", &routes);
}

#[test]
fn ids_may_begin_with_a_short_form_of_the_resource() {
    let routes = [
        ("GET* /repos/{owner}/{repo}/branches repoListBranches", "list_branches"),
        ("DELETE /repos/{owner}/{repo} repoDelete", "delete"),
        ("POST /repos/migrate repoMigrate", "repo_migrate"),
        ("POST /repos/{owner}/{repo}/hooks/{id}/tests repoTestHook", "test_hook"),
        ("POST /repos/{owner}/{repo}/transfer/accept acceptRepoTransfer", "accept_repo_transfer"),
    ];
    assert_names("repository", &routes);
    assert_names("users", &[("POST /coupons useCoupon", "use_coupon")]);
}

#[test]
fn actions_lose_the_verb_that_drf_spectacular_adds() {
    let routes = [
        ("POST /users/{id}/set_password/ users_set_password_create", "set_password"),
        ("POST /users/{id}/change_owner/ users_change_owner_create", "change_owner"),
        ("POST /users/{id}/notify/ users_notify_create", "notify"),
        ("POST /users/reorder/ users_reorder_create", "reorder"),
        ("POST /users/{id}/avatar/ users_avatar_create", "create_avatar"),
        ("POST /users/batch_delete/ users_batch_delete_create", "batch_delete"),
        ("POST /users/delete/ users_delete_create", "delete_users"),
        ("POST /users/bulk/ users_bulk_create", "bulk_create"),
    ];
    assert_names("users", &routes);
}

#[test]
fn long_names_have_the_words_that_short_ones_lack() {
    let long = |resource: &str, method: &str, path: &str, id: Option<&str>, lists| {
        method_names(&Route {
            id,
            method,
            path,
            shared: 0,
            resource,
            lists: Some(lists),
            is_list: false,
            creates: false,
        })
        .long
    };
    // Not `list_labels_labels`.
    assert_eq!(long("issue", "GET", "/issues/{index}/labels", Some("issueGetLabels"), true), "get_labels");
    assert_eq!(long("image", "GET", "/images/{name}/get", Some("ImageGet"), false), "get_image");
    assert_eq!(long("image", "GET", "/genres/{name}/images/{type}", Some("GetGenreImage"), false), "get_genre_image");
    assert_eq!(long("roles", "GET", "/realms/{realm}/clients/{id}/roles", None, true), "list_clients_roles");
    let nested = "/clients/{id}/roles/{name}/composites/clients/{client}";
    assert_eq!(long("roles", "GET", nested, None, false), "get_clients_roles_composites_client");
    assert_eq!(long("products", "POST", "/products/delete", None, false), "post_products_delete");
    assert_eq!(long("roles", "DELETE", "/clients/{id}/roles/{name}", None, false), "delete_clients_role");
    assert_eq!(long("roles", "POST", "/clients/{id}/roles/{name}/reset", None, false), "reset_clients_role");
}

#[test]
fn ids_that_begin_with_the_resource_are_read_from_the_verb_on() {
    // NSwag, NestJS, goa, drf-spectacular, and others.
    assert_names("BankAccounts", &[("GET* /v1/bankAccounts BankAccounts_Get", "list")]);
    assert_names("BankAccounts", &[("PUT /v1/bankAccounts/batch BankAccounts_ProcessBatch", "process_batch")]);
    assert_names("users", &[("GET /users/{id} UsersController_findOne", "find_one")]);
    assert_names("repos", &[("GET* /orgs/{org}/repos repos/list-for-org", "list_for_org")]);
    assert_names("admin", &[("GET* /admin/hooks adminListHooks", "list_hooks")]);
    assert_names("SSH Keys", &[("POST /v2/account/keys sshKeys_create", "create")]);
    let routes = [
        ("GET /circuits/circuit-types/ circuits_circuit-types_list", "list_circuit_types"),
        ("GET /circuits/circuit-types/{id}/ circuits_circuit-types_retrieve", "retrieve_circuit_type"),
        ("PUT /circuits/circuit-types/ circuits_circuit-types_bulk_update", "bulk_update_circuit_types"),
        ("GET /circuits/circuits/ circuits_circuits_list", "list"),
        ("PATCH /circuits/circuits/{id}/ circuits_circuits_partial_update", "partial_update"),
        ("DELETE /circuits/circuits/ circuits_circuits_bulk_delete", "bulk_delete_circuits"),
    ];
    assert_names("circuits", &routes);
}

#[test]
fn without_an_id_method_and_path_say_the_name() {
    let routes = [
        ("GET /api/v1/accounts -", "list"),
        ("POST /api/v1/accounts -", "create"),
        ("GET /api/v1/accounts/{id} -", "get"),
        ("PUT /api/v1/accounts/{id} -", "update"),
        ("PATCH /api/v1/accounts/{id} -", "patch"),
        ("DELETE /api/v1/accounts/{id} -", "delete"),
        ("DELETE /api/v1/accounts -", "delete_accounts"),
        ("POST /api/v1/accounts/{id}/follow -", "follow"),
        ("GET* /api/v1/accounts/{id}/followers -", "list_followers"),
        ("GET* /api/v1/accounts/search -", "search"),
        ("GET- /api/v1/accounts/distinct -", "get_distinct"),
        ("DELETE /api/v1/accounts/{id}/notes/{note} -", "delete_note"),
        ("PATCH /api/v1/accounts/update_credentials -", "update_credentials"),
        ("GET- /api/v1/accounts/new -", "get_new"),
    ];
    assert_names("accounts", &routes);
    assert_names("admin", &[("POST /api/v1/admin/accounts/{id}/reject -", "reject_account")]);
}

#[test]
fn parts_that_all_paths_share_are_not_in_names() {
    assert_eq!(shared_prefix(["/shop/v2/users", "/shop/v2/orders/{id}"]), 2);
    // These are the names.
    assert_eq!(shared_prefix(["/pets", "/pets/{id}"]), 0);
    assert_eq!(shared_prefix(["/shop/{id}", "/shop/orders"]), 0);
    assert_eq!(shared_prefix(["/shop/v2/users"]), 0);
    assert_eq!(operation_id_below("GET", "/shop/v2/users/{id}", 2), "get_users_by_id");
    assert_eq!(resource_of_path("/shop/users/{id}", 1), "users");
    assert_eq!(resource_of_path("/api/2/issue/{id}", 0), "issue");
    assert_eq!(resource_of_path("/rest/v1beta1/groups.json", 0), "groups");
    assert_eq!(resource_of_path("/v1", 0), "v1");
    assert_eq!(resource_of_path("/{id}", 0), "root");
}

#[test]
fn an_action_with_an_alternative_keeps_it() {
    assert_names(
        "RecordSets",
        &[
            ("PUT /zones/{zone}/recordSets/{name} RecordSets_CreateOrUpdate", "create_or_update"),
            ("POST /zones/{zone}/recordSets/{name} RecordSets_GetOrCreate", "get_or_create"),
        ],
    );
}
