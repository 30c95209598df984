//! Changes of operations: parameters, bodies, responses.

use super::rules;

rules! {
    OPERATION_REMOVED, "operation-removed", Breaking, Both,
        "The method is gone, and the type of the operation.",
        "Stop calling it.";
    OPERATION_ADDED, "operation-added", Added, Both,
        "Nothing that was there is touched.",
        "Nothing.";
    OPERATION_RENAMED, "operation-renamed", Breaking, Both,
        "The method, or the type of the operation, has another name: it follows from the operation's id, tag and path.",
        "Write the new name, or keep the old one with `x-rust-name`.";
    OPERATION_MOVED, "operation-moved", Breaking, Both,
        "The operation has another first tag: its method is found by another accessor of the client.",
        "Call it by the new accessor.";
    OPERATION_ID_CHANGED, "operation-id-changed", Changed, Both,
        "The operation's id is what errors and spans call it.",
        "Check what looks for the id in logs.";
    METHOD_CHANGED, "method-changed", Changed, Request,
        "The request is sent by another HTTP method; the code stays as it is. Whether it is repeated after a failure may differ.",
        "Nothing, if the server knows the new method.";
    PATH_CHANGED, "path-changed", Changed, Request,
        "The request goes to another path; the code stays as it is.",
        "Nothing, if the server knows the new path; servers of tests may have to follow.";
    OPERATION_SERVER_CHANGED, "operation-server-changed", Changed, Request,
        "The request goes to another server; the code stays as it is.",
        "Allow the new host where networks are restricted.";
    OPERATION_SECURITY_NARROWED, "operation-security-narrowed", Breaking, Request,
        "Credentials that sufficed do not suffice any more: the call fails before it is sent.",
        "Set the credentials that the operation needs.";
    OPERATION_SECURITY_WIDENED, "operation-security-widened", Changed, Request,
        "Other credentials, or none, suffice too.",
        "Nothing.";
    OPERATION_HEADER_CHANGED, "operation-header-changed", Breaking, Request,
        "The operation sends another fixed header than before: the server may act and answer by other rules.",
        "Check what the new value means, or set the old one for the call.";
    PARAMETER_ADDED, "parameter-added", Added, Request,
        "Optional parameters are setters of the request.",
        "Nothing.";
    REQUIRED_PARAMETER_ADDED, "required-parameter-added", Breaking, Request,
        "What is required is an argument of the method.",
        "Pass the new argument.";
    PARAMETER_REMOVED, "parameter-removed", Breaking, Request,
        "The argument or the setter is gone.",
        "Take it out of the call.";
    PARAMETER_NOW_REQUIRED, "parameter-now-required", Breaking, Request,
        "The setter is gone; the parameter is an argument of the method.",
        "Pass it as an argument.";
    PARAMETER_NOW_OPTIONAL, "parameter-now-optional", Breaking, Request,
        "The argument is gone; the parameter is a setter of the request.",
        "Chain the setter instead of passing the argument.";
    PARAMETER_TYPE_CHANGED, "parameter-type-changed", Breaking, Request,
        "The argument or the setter takes another type.",
        "Pass a value of the new type.";
    PARAMETER_RENAMED, "parameter-renamed", Breaking, Request,
        "The parameter is the same, but its setter has another name.",
        "Write the new name.";
    PATH_PARAMETER_RENAMED, "path-parameter-renamed", DocsOnly, Request,
        "Arguments are passed by their place, and the name in the template is not sent.",
        "Nothing.";
    PARAMETERS_REORDERED, "parameters-reordered", Breaking, Request,
        "The arguments of the method come in another order. If they are of one type, the compiler does not notice.",
        "Reorder the arguments of each call.";
    PARAMETER_MOVED, "parameter-moved", Changed, Request,
        "The parameter is sent in another part of the request; the code stays as it is.",
        "Nothing, if the server knows the new place.";
    PARAMETER_STYLE_CHANGED, "parameter-style-changed", Changed, Request,
        "The value is written in another way; the code stays as it is.",
        "Nothing, if the server reads the new way.";
    PARAMETER_DEFAULT_CHANGED, "parameter-default-changed", DocsOnly, Request,
        "The default is the server's; the client does not send it.",
        "Set the parameter where the old default was meant.";
    REQUIRED_HEADER_DEFAULT_CHANGED, "required-header-default-changed", Breaking, Request,
        "A required header is sent with its default if the caller sets none: the server may act and answer by other rules.",
        "Check what the new value means, or set the old one.";
    BODY_ADDED, "body-added", Added, Request,
        "An optional body is set by `body`.",
        "Nothing.";
    REQUIRED_BODY_ADDED, "required-body-added", Breaking, Request,
        "A required body is the last argument of the method.",
        "Pass the body.";
    BODY_REMOVED, "body-removed", Breaking, Request,
        "The argument or the setter is gone.",
        "Take the body out of the call.";
    BODY_NOW_REQUIRED, "body-now-required", Breaking, Request,
        "The setter is gone; the body is the last argument of the method.",
        "Pass it as an argument.";
    BODY_NOW_OPTIONAL, "body-now-optional", Breaking, Request,
        "The argument is gone; the body is set by `body`.",
        "Chain `body` instead of passing the argument.";
    BODY_TYPE_CHANGED, "body-type-changed", Breaking, Request,
        "The body is of another type.",
        "Make a value of the new type.";
    BODY_ENCODING_CHANGED, "body-encoding-changed", Changed, Request,
        "The same value is sent in another media type, or its parts are written in another way.",
        "Nothing, if the server reads the new way.";
    RESPONSE_TYPE_CHANGED, "response-type-changed", Breaking, Response,
        "The call gives another type, or gives it in another way: as one value, as a stream, as bytes, not at all.",
        "Take the new type.";
    RESPONSE_MEDIA_TYPE_CHANGED, "response-media-type-changed", Changed, Response,
        "Another media type is asked for and read into the same type.",
        "Nothing, if the server offers it.";
    ERROR_RESPONSE_CHANGED, "error-response-changed", Changed, Response,
        "Other statuses, or other types of error bodies, are documented. No signature names them.",
        "Check code that decodes the body of an error of this operation.";
    PAGES_ADDED, "pages-added", Added, Response,
        "The request gets `pages` and `items`.",
        "Nothing; use `items` instead of asking for each page.";
    PAGES_REMOVED, "pages-removed", Breaking, Response,
        "The request has no `pages` and `items` any more.",
        "Ask for each page by itself.";
    PAGES_CHANGED, "pages-changed", Changed, Response,
        "The items or the cursor of a page are found under other names; the code stays as it is.",
        "Nothing.";
    PAGE_ITEM_CHANGED, "page-item-changed", Breaking, Response,
        "`items` gives values of another type.",
        "Take the new type.";
    OPERATION_DEPRECATED, "operation-deprecated", Changed, Both,
        "The compiler warns of uses.",
        "Move away from it; until then, allow `deprecated` where warnings are errors.";
    OPERATION_NO_LONGER_DEPRECATED, "operation-no-longer-deprecated", DocsOnly, Both,
        "The compiler does not warn of uses any more.",
        "Nothing.";
    OPERATION_DOCS, "operation-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
}
