//! Differences between the facts and the document, and the reasons.

/// Types that no route uses, with their schemas.
pub(crate) const WITHOUT_A_ROUTE: &[(&str, &str)] = &[
    ("AgentToolset20260401BashInput", "BashToolInput"),
    ("AgentToolset20260401EditInput", "EditToolInput"),
    ("AgentToolset20260401GlobInput", "GlobToolInput"),
    ("AgentToolset20260401GrepInput", "GrepToolInput"),
    ("AgentToolset20260401ReadInput", "ReadToolInput"),
    ("AgentToolset20260401WriteInput", "WriteToolInput"),
    ("BetaEnvironmentArchivedErrorDetails", "ErrorDetails"),
    ("BetaEnvironmentCreateDisabledErrorDetails", "ErrorDetails"),
    ("BetaEnvironmentNotFoundErrorDetails", "ErrorDetails"),
    ("BetaEnvironmentUpdateDisabledErrorDetails", "ErrorDetails"),
    ("BetaHeartbeatPreconditionFailedErrorDetails", "ErrorDetails"),
    ("BetaInvalidConfigTypeChangeErrorDetails", "ErrorDetails"),
    ("BetaInvalidMetadataErrorDetails", "ErrorDetails"),
    ("BetaSelfHostedWorkListResponse", "WorkList"),
    ("BetaSelfHostedWorkStopRequest", "StopWorkRequest"),
    ("BetaSelfHostedWorkUpdateRequest", "UpdateWorkRequest"),
    ("BetaWorkSecret", "WorkSecret"),
    ("ConflictErrorObject", "Error/properties/error"),
    ("ContentSha256Precondition", "ContentSha256Precondition"),
    ("CronSchedule", "Schedule"),
    ("CronScheduleParams", "CreateSchedule"),
    ("MemoryPathConflictErrorObject", "Error/properties/error"),
    ("MemoryPreconditionFailedErrorObject", "Error/properties/error"),
];

/// Reasons, and the differences that each explains.
pub(crate) const DIFFERENCES: &[(&str, &[&str])] = &[
    (
        "what the bundled document has stays reachable under its names",
        &[
            "EventSendParams.events[]: Interrupt {\"type\": \"interrupt\"} is too much",
            "EventSendParams.events[]: ToolResult {\"type\": \"tool.result\"} is too much",
            "SessionListParams.\"status\": is unknown to the facts",
            "get /v1/agents has_more: is unknown to the facts",
            "get /v1/agents/{agent_id}/versions has_more: is unknown to the facts",
            "get /v1/environments has_more: is unknown to the facts",
            "get /v1/sessions has_more: is unknown to the facts",
        ],
    ),
    ("the live API was recorded to send it", &["BetaEnvironment.state: is unknown to the facts (Received)"]),
    (
        "the facts do not tell query from body in a POST; these steer the call and describe nothing",
        &[
            "MemoryCreateParams.view: is in the query",
            "MemoryUpdateParams.view: is in the query",
            "WorkHeartbeatParams.desired_ttl_seconds: is in the query",
            "WorkHeartbeatParams.expected_last_heartbeat: is in the query",
        ],
    ),
    (
        "a query cannot say null: it leaves the parameter out",
        &[
            "WorkHeartbeatParams.desired_ttl_seconds: Null is missing",
            "WorkHeartbeatParams.expected_last_heartbeat: Null is missing",
            "WorkPollParams.block_ms: Null is missing",
            "WorkPollParams.reclaim_older_than_ms: Null is missing",
        ],
    ),
    (
        "what a deployment returns can be changed and sent again; its token never comes back",
        &["GitHubRepositoryResourceConfig.authorization_token: is unknown to the facts (Received)"],
    ),
    (
        "one type holds what any error says: code and state, or the memory that is in the way, belong to few of them",
        &[
            "BetaEnvironmentArchivedErrorDetails.current_state: is unknown to the facts (Received)",
            "BetaEnvironmentCreateDisabledErrorDetails.current_state: is unknown to the facts (Received)",
            "BetaEnvironmentNotFoundErrorDetails.current_state: is unknown to the facts (Received)",
            "BetaEnvironmentUpdateDisabledErrorDetails.current_state: is unknown to the facts (Received)",
            "BetaInvalidConfigTypeChangeErrorDetails.current_state: is unknown to the facts (Received)",
            "BetaInvalidMetadataErrorDetails.current_state: is unknown to the facts (Received)",
            "ConflictErrorObject.conflicting_memory_id: is unknown to the facts (Received)",
            "ConflictErrorObject.conflicting_path: is unknown to the facts (Received)",
            "ConflictErrorObject.details: is unknown to the facts (Received)",
            "ErrorObject: is compared with nothing",
            "MemoryPathConflictErrorObject.details: is unknown to the facts (Received)",
            "MemoryPreconditionFailedErrorObject.conflicting_memory_id: is unknown to the facts (Received)",
            "MemoryPreconditionFailedErrorObject.conflicting_path: is unknown to the facts (Received)",
            "MemoryPreconditionFailedErrorObject.details: is unknown to the facts (Received)",
        ],
    ),
];
