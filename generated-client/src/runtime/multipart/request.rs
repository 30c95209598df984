//! Requests with a multipart body.

use std::{any::Any, sync::Arc};

use super::{Multipart, PartKey};
use crate::runtime::{
    Operation, Request,
    body::Body,
    call::{Call, Parts, header},
    encoding::{Encoding, NestedParts},
    file::File,
    json::ToJson,
};

impl<O: Operation> Request<O> {
    /// Sends a file as the part `part` of a multipart body. The file replaces the value that the body has for this part.
    /// If you call it again for the same part, it adds another file.
    pub fn attach_file(mut self, part: impl AsRef<str>, file: File) -> Self {
        self.draft_mut().call.attach_file(part.as_ref(), file);
        self
    }

    /// Sets a header of some parts of a multipart body. If `part` is a name, it is for all parts with this name. If
    /// `part` is a number, it is for the part at this position, counted from 0. The header replaces another one with the
    /// same name.
    pub fn part_header(mut self, part: impl Into<PartKey>, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft_mut().call.part_header(&part.into(), name.as_ref(), value.as_ref());
        self
    }
}

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl<O: Operation> Request<O> {
    pub(crate) fn multipart(self, body: &dyn ToJson) -> Self {
        self.multipart_as("multipart/form-data", &[], body)
    }

    pub(crate) fn multipart_as(mut self, media_type: &str, encodings: &'static [Encoding], body: &dyn ToJson) -> Self {
        self.draft_mut().call.multipart(media_type, encodings, body);
        self
    }

    /// A body whose parts are the elements of a list, by the encodings at their positions, and `rest` for those after them.
    pub(crate) fn parts(
        mut self,
        media_type: &str,
        encodings: &'static [Encoding],
        rest: Encoding,
        body: &dyn ToJson,
    ) -> Self {
        self.draft_mut().call.list_of_parts(media_type, encodings, rest, &[], body);
        self
    }

    /// The same. `nested` are the parts that consist of parts.
    pub(crate) fn nested_parts(
        mut self,
        media_type: &str,
        encodings: &'static [Encoding],
        rest: Encoding,
        nested: &[NestedParts],
        body: &dyn ToJson,
    ) -> Self {
        self.draft_mut().call.list_of_parts(media_type, encodings, rest, nested, body);
        self
    }
}

impl Call {
    fn multipart(&mut self, media_type: &str, encodings: &'static [Encoding], value: &dyn ToJson) {
        match Multipart::new(media_type, encodings, value) {
            Ok(multipart) => self.set_parts(multipart),
            Err(mistake) => self.refuse(format!("the body cannot be written: {mistake}")),
        }
    }

    /// Sets a body whose parts are the elements of a list.
    fn list_of_parts(
        &mut self,
        media_type: &str,
        encodings: &'static [Encoding],
        rest: Encoding,
        nested: &[NestedParts],
        value: &dyn ToJson,
    ) {
        match Multipart::of_list(media_type, encodings, rest, nested, value) {
            Ok(multipart) => self.set_parts(multipart),
            Err(mistake) => self.refuse(format!("the body cannot be written: {mistake}")),
        }
    }

    /// Sets a header of some parts.
    fn part_header(&mut self, part: &PartKey, name: &str, value: &str) {
        let Some(mut multipart) = self.taken_parts() else {
            return self.refuse(format!("the header `{name}` has no multipart body that it is for"));
        };
        match header(name, value).and_then(|(name, value)| multipart.set_header(part, &name, &value)) {
            Ok(()) => self.set_parts(multipart),
            Err(mistake) => self.refuse(mistake),
        }
    }

    /// Uses a file as a part of the body, in place of the value in the body.
    fn attach_file(&mut self, part: &str, file: File) {
        let Some(mut multipart) = self.taken_parts() else {
            return self.refuse(format!("the file `{part}` has no multipart body that it is a part of"));
        };
        match multipart.attach(part, file) {
            Ok(()) => self.set_parts(multipart),
            Err(mistake) => self.refuse(mistake),
        }
    }

    fn set_parts(&mut self, multipart: Multipart) {
        self.parts = Some(Arc::new(multipart));
    }

    fn taken_parts(&mut self) -> Option<Multipart> {
        self.parts.take()?.into_any().downcast().ok().map(Arc::unwrap_or_clone)
    }
}

impl Parts for Multipart {
    fn write(&self) -> (String, Body) {
        self.write()
    }

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
