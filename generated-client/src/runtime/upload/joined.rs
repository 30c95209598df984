//! Contents one after the other, as the parts of a multipart body.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use super::Origin;
use crate::runtime::body::{Body, BodyFault, Opened, Opening, Pieces};

/// Contents one after the other.
pub(super) struct Joined(pub(super) Vec<Body>);

impl Origin for Joined {
    fn length(&self) -> Option<u64> {
        self.0.iter().map(Body::length).try_fold(0_u64, |sum, length| sum.checked_add(length?))
    }

    fn is_ready(&self) -> bool {
        self.0.iter().all(Body::is_ready)
    }

    fn open(&self) -> Opening<'_, Opened> {
        Box::pin(async {
            let (mut length, mut pieces) = (Some(0_u64), VecDeque::new());
            for content in &self.0 {
                let opened = open(content).await?;
                length = length.zip(opened.length).and_then(|(sum, length)| sum.checked_add(length));
                pieces.push_back(opened.pieces);
            }
            Ok(Opened { length, pieces: Box::pin(Chain(pieces)) })
        })
    }
}

/// Opens any content.
pub(super) async fn open(body: &Body) -> Result<Opened, BodyFault> {
    match body.source() {
        Some(source) => source.open_part().await,
        None => Ok(Opened { length: body.length(), pieces: Box::pin(InMemory(body.bytes().cloned())) }),
    }
}

/// Bytes in memory as one piece.
struct InMemory(Option<Bytes>);

impl Stream for InMemory {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// The pieces of one content after those of the other.
struct Chain(VecDeque<Pieces>);

impl Stream for Chain {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(first) = self.0.front_mut() {
            if let Some(piece) = ready!(first.as_mut().poll_next(context)) {
                return Poll::Ready(Some(piece));
            }
            self.0.pop_front();
        }
        Poll::Ready(None)
    }
}
