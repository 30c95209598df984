//! Changes of what holds for every operation.

use super::rules;

rules! {
    RESOURCE_ADDED, "resource-added", Added, Both,
        "The client gets one accessor more.",
        "Nothing.";
    RESOURCE_REMOVED, "resource-removed", Breaking, Both,
        "The accessor of the client is gone, and the type that it gives.",
        "Stop using it; the operations say where they are now.";
    RESOURCE_TYPE_RENAMED, "resource-type-renamed", Breaking, Both,
        "The accessor is the same, but the type that it gives has another name.",
        "Write the new name where the type is named.";
    RESOURCE_DOCS, "resource-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
    BASE_URL_CHANGED, "base-url-changed", Changed, Request,
        "Requests go to another server if the caller sets none.",
        "Allow the new host in restricted networks; set the old URL if you want to keep it.";
    ENVIRONMENT_PREFIX_CHANGED, "environment-prefix-changed", Breaking, Request,
        "The environment variables that `from_env` reads have other names.",
        "Rename the variables where the program runs.";
    DEFAULT_HEADER_ADDED, "default-header-added", Added, Request,
        "Every request carries one header more, with a setter.",
        "Nothing.";
    DEFAULT_HEADER_REMOVED, "default-header-removed", Breaking, Request,
        "The header is not sent any more, and its setters are gone.",
        "Take the setter out; set the header with `default_header` if you still need it.";
    DEFAULT_HEADER_CHANGED, "default-header-changed", Breaking, Request,
        "Every request carries another value: the server may act and answer by other rules, though the code compiles.",
        "Check what the new value means, or set the old one on the client.";
    DEFAULT_HEADER_RENAMED, "default-header-renamed", Breaking, Request,
        "The header is the same, but its setters have another name.",
        "Write the new name.";
    SECURITY_SCHEME_ADDED, "security-scheme-added", Added, Request,
        "There is one more way to present credentials.",
        "Nothing.";
    SECURITY_SCHEME_REMOVED, "security-scheme-removed", Breaking, Request,
        "A credential for the scheme is refused when the client is built.",
        "Set a credential for another scheme.";
    SECURITY_SCHEME_CHANGED, "security-scheme-changed", Breaking, Request,
        "The scheme takes another kind of credential, or gets it from elsewhere, or sends it elsewhere.",
        "Check that the credential that is set is of the new kind.";
    SECURITY_NARROWED, "security-narrowed", Breaking, Request,
        "Credentials that sufficed for all operations do not suffice any more: calls fail before they are sent.",
        "Set the credentials that are needed.";
    SECURITY_WIDENED, "security-widened", Changed, Request,
        "Other credentials, or none, suffice too.",
        "Nothing.";
    ERROR_BODY_CHANGED, "error-body-changed", Changed, Response,
        "`kind`, `message` and `request_id` of errors are read from other places of the body.",
        "Check code that compares the kind of an error.";
    CLIENT_DOCS, "client-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
}
