//! Changes that affect every operation.

use super::rules;

rules! {
    RESOURCE_ADDED, "resource-added", Added, Both,
        "The client has one more resource.",
        "Nothing.";
    RESOURCE_REMOVED, "resource-removed", Breaking, Both,
        "The method of the client and the type of the resource are removed.",
        "Stop using it. In the report, the entries of its operations name the new resources.";
    RESOURCE_RENAMED, "resource-renamed", Breaking, Both,
        "The resource has the same operations and another name: its method of the client, its module and its type are renamed.",
        "Use the new name.";
    RESOURCE_TYPE_RENAMED, "resource-type-renamed", Breaking, Both,
        "The method of the client is the same, but the type of the resource has another name.",
        "Use the new name of the type.";
    RESOURCE_DOCS, "resource-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
    BASE_URL_CHANGED, "base-url-changed", Changed, Request,
        "Requests go to another server, unless you set the base URL.",
        "If the host is another one, allow it in restricted networks. To keep the old URL, set it.";
    BASE_URL_ADDED, "base-url-added", Added, Request,
        "Before, `build` returned an error unless you set the base URL. Now there is a default.",
        "Nothing.";
    BASE_URL_VALUES_NARROWED, "base-url-values-narrowed", Breaking, Request,
        "If you set a value that the variable cannot have any more, `build` returns an error.",
        "Set another value, or set the base URL.";
    BASE_URL_REMOVED, "base-url-removed", Breaking, Request,
        "The client has no default any more, so `build` returns an error unless you set the base URL.",
        "Set the base URL.";
    ENVIRONMENT_PREFIX_CHANGED, "environment-prefix-changed", Breaking, Request,
        "The environment variables that `from_env` reads have other names.",
        "Rename the variables in the environment of your program.";
    DEFAULT_HEADER_ADDED, "default-header-added", Added, Request,
        "Every request has one more header, which has a setter.",
        "Nothing.";
    HEADER_NOW_OF_CLIENT, "header-now-of-client", Breaking, Request,
        "All operations have the header now, so the client sends it. Its setter is a method of each request and of the client's builder, and takes text.",
        "Pass text to the setter, or set the header once on the client.";
    HEADER_NOW_OF_OPERATIONS, "header-now-of-operations", Breaking, Request,
        "Only some operations have the header now, so it is a parameter of these. The client's builder and the other requests have no setter, and do not send it.",
        "Set the header on the requests that have it. For the other ones, set it with `default_header` if the server needs it.";
    DEFAULT_HEADER_REMOVED, "default-header-removed", Breaking, Request,
        "The header is not sent any more, and its setters are removed.",
        "Remove the call of the setter. If you still need the header, set it with `default_header`.";
    DEFAULT_HEADER_CHANGED, "default-header-changed", Breaking, Request,
        "Requests have another value of the header, so the server may behave differently, although the code compiles.",
        "Check the meaning of the new value, or set the old one.";
    DEFAULT_HEADER_RENAMED, "default-header-renamed", Breaking, Request,
        "The header is the same, but its setters have another name.",
        "Use the new name.";
    SECURITY_SCHEME_ADDED, "security-scheme-added", Added, Request,
        "There is one more security scheme.",
        "Nothing.";
    SECURITY_SCHEME_REMOVED, "security-scheme-removed", Breaking, Request,
        "If you set a credential for the scheme, `build` returns an error.",
        "Set a credential for another scheme.";
    SECURITY_SCHEME_CHANGED, "security-scheme-changed", Breaking, Request,
        "The scheme has another kind of credential, gets it from another source, or sends it in another place.",
        "Check that your credential has the new kind.";
    SECURITY_SCHEME_DEPRECATED, "security-scheme-deprecated", Changed, Request,
        "The compiler warns about uses.",
        "Set a credential for another scheme. Until then, allow `deprecated` if warnings are errors in your crate.";
    SECURITY_SCHEME_NO_LONGER_DEPRECATED, "security-scheme-no-longer-deprecated", DocsOnly, Request,
        "The compiler does not warn about uses any more.",
        "Nothing.";
    SECURITY_NARROWED, "security-narrowed", Breaking, Request,
        "Some credentials are not sufficient for all operations any more: calls fail before they are sent.",
        "Set the required credentials.";
    SECURITY_WIDENED, "security-widened", Changed, Request,
        "Other credentials, or none, are sufficient too.",
        "Nothing.";
    SECURITY_REORDERED, "security-reordered", Changed, Request,
        "If credentials for several alternatives are set, the first complete alternative is sent.",
        "Nothing, unless you set such credentials. Then check that the server accepts the other ones.";
    SCOPES_CHANGED, "scopes-changed", Changed, Request,
        "Operations need other scopes. The server may refuse a token without them.",
        "Check that your tokens have these scopes.";
    OTHER_SECURITY_CHANGED, "other-security-changed", Changed, Request,
        "No operation has the security requirements of the document in both versions. Only those of requests by `Client::request` differ.",
        "Nothing, unless you use `Client::request`. Then check that the server accepts the credentials.";
    ERROR_BODY_CHANGED, "error-body-changed", Changed, Response,
        "`kind`, `message` and `request_id` of errors are read from other properties of the body.",
        "Check code that compares the kind of an error.";
    CLIENT_DOCS, "client-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
}
