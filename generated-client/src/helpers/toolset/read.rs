//! The tool `read`.

use std::io::{BufReader, Read};

use base64::{Engine, prelude::BASE64_STANDARD};
use cap_std::fs::File;

use super::{
    folder::{Folder, failure},
    lines::Lines,
};
use crate::{
    helpers::tools::{ToolError, ToolOutput},
    types::{Base64DocumentSource, Base64ImageSource, DocumentBlock, ImageBlock, ReadToolInput},
};

/// The API takes images of 5 MiB of base64.
const MOST_OF_IMAGE: u64 = 5 * 1024 * 1024 / 4 * 3;
const MOST_OF_PDF: u64 = 20 * 1024 * 1024;

/// The extensions of images.
const IMAGES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];

pub(super) fn read(folder: &Folder, input: &ReadToolInput, max_bytes: u64) -> Result<ToolOutput, ToolError> {
    let path = input.file_path.as_str();
    let range = input.view_range.as_deref().map(range).transpose()?;
    let file = folder.read(path)?;
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    let is_image = IMAGES.contains(&extension.as_str());
    match range {
        Some((first, last)) if !is_image && extension != "pdf" => {
            lines(file, path, first, last, max_bytes).map(Into::into)
        }
        Some(_) => Err(ToolError::new(format!("{path}: `view_range` is for text"))),
        None if is_image => image(path, &bytes(file, path, MOST_OF_IMAGE, "")?),
        None if extension == "pdf" => pdf(path, &bytes(file, path, MOST_OF_PDF, "")?),
        None => {
            let hint = "; `view_range` reads some of its lines";
            text(path, bytes(file, path, max_bytes, hint)?).map(Into::into)
        }
    }
}

/// An image. The API refuses a result whose image is of another type than stated, so the content determines the type.
fn image(path: &str, content: &[u8]) -> Result<ToolOutput, ToolError> {
    let media_type = match content {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => return Err(ToolError::new(format!("{path}: the content is not an image (PNG, JPEG, GIF or WebP)"))),
    };
    Ok(ToolOutput::new([ImageBlock::new(Base64ImageSource::new(media_type, BASE64_STANDARD.encode(content)))]))
}

fn pdf(path: &str, content: &[u8]) -> Result<ToolOutput, ToolError> {
    // Readers of PDF accept other bytes before its beginning.
    let beginning = content.get(..1024).unwrap_or(content);
    if memchr::memmem::find(beginning, b"%PDF-").is_none() {
        return Err(ToolError::new(format!("{path}: the content is not a PDF")));
    }
    let source = Base64DocumentSource::new("application/pdf", BASE64_STANDARD.encode(content));
    Ok(ToolOutput::new([DocumentBlock::new(source)]))
}

/// The numbers of the first and the last line, from 1 on.
fn range(range: &[i64]) -> Result<(u64, u64), ToolError> {
    let wrong = || ToolError::new("view_range: expected the numbers of the first and the last line, from 1 on");
    let [first, last] = *range else { return Err(wrong()) };
    let first = u64::try_from(first).ok().filter(|first| *first > 0).ok_or_else(wrong)?;
    match u64::try_from(last) {
        Ok(0) | Err(_) => Ok((first, u64::MAX)),
        Ok(last) if last >= first => Ok((first, last)),
        Ok(_) => Err(wrong()),
    }
}

/// The whole content.
pub(super) fn bytes(file: File, path: &str, limit: u64, hint: &str) -> Result<Vec<u8>, ToolError> {
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| failure(path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(ToolError::new(format!("{path}: the file is larger than {limit} bytes{hint}")));
    }
    Ok(bytes)
}

pub(super) fn text(path: &str, bytes: Vec<u8>) -> Result<String, ToolError> {
    String::from_utf8(bytes).map_err(|_| ToolError::new(format!("{path}: the file is not UTF-8 text")))
}

fn lines(file: File, path: &str, first: u64, last: u64, limit: u64) -> Result<String, ToolError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut lines, mut selection) = (Lines::new(BufReader::with_capacity(64 * 1024, file), most), Vec::new());
    for number in 1..=last {
        let Some(line) = lines.next().map_err(|error| failure(path, &error))? else { break };
        if number < first {
            continue;
        }
        if line.is_cut || selection.len() + line.bytes.len() > most {
            let which = if line.is_cut { format!("line {number} is") } else { "these lines are".to_owned() };
            return Err(ToolError::new(format!("{path}: {which} longer than {limit} bytes")));
        }
        selection.extend(line.bytes);
    }
    text(path, selection)
}
