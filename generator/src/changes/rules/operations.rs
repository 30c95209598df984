//! Changes of operations: parameters, bodies, responses.

use super::rules;

rules! {
    OPERATION_REMOVED, "operation-removed", Breaking, Both,
        "The method and the type of the operation are removed.",
        "Stop calling it.";
    OPERATION_ADDED, "operation-added", Added, Both,
        "Existing code is not affected.",
        "Nothing.";
    OPERATION_RENAMED, "operation-renamed", Breaking, Both,
        "The method, or the type of the operation, has another name: it follows from the operation's id, tag and path.",
        "Use the new name, or keep the old one with `x-rust-name`.";
    OPERATION_MOVED, "operation-moved", Breaking, Both,
        "The operation has another first tag, so its method is in another resource of the client.",
        "Call it on the new resource.";
    OPERATION_ID_CHANGED, "operation-id-changed", Changed, Both,
        "Errors and spans have the id of the operation.",
        "Check tools that search logs for the id.";
    METHOD_CHANGED, "method-changed", Changed, Request,
        "The request has another HTTP method. Code does not have to change. Retries may differ.",
        "Nothing, if the server supports the new method.";
    PATH_CHANGED, "path-changed", Changed, Request,
        "The request has another path. Code does not have to change.",
        "Nothing, if the server supports the new path. Test servers may have to change.";
    OPERATION_SERVER_CHANGED, "operation-server-changed", Changed, Request,
        "The request goes to another server. Code does not have to change.",
        "If the host is another one, allow it in restricted networks.";
    OPERATION_SECURITY_NARROWED, "operation-security-narrowed", Breaking, Request,
        "Some credentials are not sufficient any more: the call fails before it is sent.",
        "Set the credentials that the operation requires.";
    OPERATION_SECURITY_WIDENED, "operation-security-widened", Changed, Request,
        "Other credentials, or none, are sufficient too.",
        "Nothing.";
    OPERATION_SECURITY_REORDERED, "operation-security-reordered", Changed, Request,
        "If credentials for several alternatives are set, the first complete alternative is sent.",
        "Nothing, unless you set such credentials. Then check that the server accepts the other ones.";
    OPERATION_SCOPES_CHANGED, "operation-scopes-changed", Changed, Request,
        "The operation needs other scopes. The server may refuse a token without them.",
        "Check that your tokens have these scopes.";
    OPERATION_HEADER_CHANGED, "operation-header-changed", Breaking, Request,
        "The operation sends a fixed header with another value, so the server may behave differently.",
        "Check the meaning of the new value, or set the old one for the call.";
    PARAMETER_ADDED, "parameter-added", Added, Request,
        "Optional parameters are setters of the request.",
        "Nothing.";
    REQUIRED_PARAMETER_ADDED, "required-parameter-added", Breaking, Request,
        "Required parameters are arguments of the method.",
        "Pass the new argument.";
    PARAMETER_REMOVED, "parameter-removed", Breaking, Request,
        "The argument or the setter is removed.",
        "Remove it from the call.";
    PARAMETER_NOW_REQUIRED, "parameter-now-required", Breaking, Request,
        "The setter is removed; the parameter is an argument of the method.",
        "Pass it as an argument.";
    PARAMETER_NOW_OPTIONAL, "parameter-now-optional", Breaking, Request,
        "The argument is removed; the parameter is a setter of the request.",
        "Call the setter instead of passing the argument.";
    PARAMETER_TYPE_CHANGED, "parameter-type-changed", Breaking, Request,
        "The argument or the setter takes another type.",
        "Pass a value of the new type.";
    PARAMETER_RENAMED, "parameter-renamed", Breaking, Request,
        "The parameter is the same, but its setter has another name.",
        "Use the new name.";
    PARAMETER_WIRE_NAME_CHANGED, "parameter-wire-name-changed", Changed, Request,
        "The parameter is sent with another name, and is given in the same way. Code does not have to change.",
        "Nothing, if the server supports the new name.";
    PATH_PARAMETER_RENAMED, "path-parameter-renamed", DocsOnly, Request,
        "Arguments are positional, and the name in the template is not sent.",
        "Nothing.";
    PARAMETERS_REORDERED, "parameters-reordered", Breaking, Request,
        "The arguments of the method have another order. If they have the same type, the compiler does not notice the change.",
        "Reorder the arguments of each call.";
    PARAMETER_MOVED, "parameter-moved", Changed, Request,
        "The parameter is sent in another part of the request. Code does not have to change.",
        "Nothing, if the server supports it.";
    PARAMETER_STYLE_CHANGED, "parameter-style-changed", Changed, Request,
        "The value is encoded in another way. Code does not have to change.",
        "Nothing, if the server supports it.";
    PARAMETER_DEFAULT_CHANGED, "parameter-default-changed", DocsOnly, Request,
        "The server applies the default; the client does not send it.",
        "If you need the old default, set the parameter.";
    REQUIRED_HEADER_DEFAULT_CHANGED, "required-header-default-changed", Breaking, Request,
        "A required header is sent with its default unless you set it, so the server may behave differently.",
        "Check the meaning of the new value, or set the old one.";
    BODY_ADDED, "body-added", Added, Request,
        "An optional body is set by `body`.",
        "Nothing.";
    REQUIRED_BODY_ADDED, "required-body-added", Breaking, Request,
        "A required body is the last argument of the method.",
        "Pass the body.";
    BODY_REMOVED, "body-removed", Breaking, Request,
        "The argument or the setter is removed.",
        "Remove the body from the call.";
    BODY_NOW_REQUIRED, "body-now-required", Breaking, Request,
        "The setter is removed; the body is the last argument of the method.",
        "Pass it as an argument.";
    BODY_NOW_OPTIONAL, "body-now-optional", Breaking, Request,
        "The argument is removed; the body is set by `body`.",
        "Call `body` instead of passing the argument.";
    BODY_TYPE_CHANGED, "body-type-changed", Breaking, Request,
        "The body has another type.",
        "Use a value of the new type.";
    BODY_ENCODING_CHANGED, "body-encoding-changed", Changed, Request,
        "The same value is sent in another media type, or its parts are encoded in another way.",
        "Nothing, if the server supports it.";
    OTHER_BODY_ADDED, "other-body-added", Added, Request,
        "There is one more method. It sends a body in another media type.",
        "Nothing.";
    OTHER_BODY_REMOVED, "other-body-removed", Breaking, Request,
        "The method that sends the body in this media type is removed.",
        "Send the body in another media type.";
    RESPONSE_TYPE_CHANGED, "response-type-changed", Breaking, Response,
        "The call returns another type, or returns it in another form: a value, a stream, bytes, or nothing.",
        "Use the new type.";
    RESPONSE_MEDIA_TYPE_CHANGED, "response-media-type-changed", Changed, Response,
        "The client requests another media type, and decodes it into the same type.",
        "Nothing, if the server supports it.";
    OTHER_RESPONSE_ADDED, "other-response-added", Added, Response,
        "The request has one more method. It requests another media type.",
        "Nothing.";
    OTHER_RESPONSE_REMOVED, "other-response-removed", Breaking, Response,
        "The method of the request for this media type is removed.",
        "Use the response in another media type.";
    ERROR_RESPONSE_CHANGED, "error-response-changed", Changed, Response,
        "The types of documented error bodies differ. No enum of these bodies loses a variant.",
        "Check code that decodes the body of an error of this operation.";
    ERROR_TYPE_CHANGED, "error-type-changed", Breaking, Response,
        "The enum of the documented error bodies is removed, or one of its variants is removed or holds another type.",
        "If the enum is removed, decode the body into the type of the errors; otherwise, match the new variants.";
    RESPONSE_HEADER_ADDED, "response-header-added", Added, Response,
        "The type of the operation has one more constant, which reads the header.",
        "Nothing.";
    RESPONSE_HEADER_REMOVED, "response-header-removed", Breaking, Response,
        "The constant that reads the header is removed from the type of the operation.",
        "Stop using the constant; if the server still sends the header, read it by its name.";
    RESPONSE_HEADER_CHANGED, "response-header-changed", Breaking, Response,
        "The constant has another name or type, or reads another header.",
        "Use values of the new type, and the new name.";
    PAGES_ADDED, "pages-added", Added, Response,
        "The request gets `pages` and `items`.",
        "Nothing; use `items` instead of requesting each page.";
    PAGES_REMOVED, "pages-removed", Breaking, Response,
        "The request does not have `pages` and `items` any more.",
        "Request each page separately.";
    PAGES_CHANGED, "pages-changed", Changed, Response,
        "The items or the cursor of a page have other names. Code does not have to change.",
        "Nothing.";
    PAGE_ITEM_CHANGED, "page-item-changed", Breaking, Response,
        "`items` yields values of another type.",
        "Use the new type.";
    OPERATION_DEPRECATED, "operation-deprecated", Changed, Both,
        "The compiler warns about uses.",
        "Stop using it. Until then, allow `deprecated` if warnings are errors in your crate.";
    OPERATION_NO_LONGER_DEPRECATED, "operation-no-longer-deprecated", DocsOnly, Both,
        "The compiler does not warn about uses any more.",
        "Nothing.";
    OPERATION_DOCS, "operation-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
}
