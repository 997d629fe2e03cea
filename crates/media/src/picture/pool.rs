//! Pictures whose memory is used again, so that a steady stream allocates nothing.

use super::{Picture, SharedPicture};
use crate::time::CaptureTime;
use std::sync::Arc;

/// Hands out pictures and takes their memory back when nobody looks at them any more.
///
/// It keeps a handle on each picture it made; one that only the pool holds is free.
#[derive(Debug)]
pub(crate) struct PicturePool {
    made: Vec<SharedPicture>,
    most: usize,
}

impl PicturePool {
    /// Keeps at most `most` pictures for later; more may be out at once, and those are simply freed.
    pub(crate) fn new(most: usize) -> Self {
        Self { made: Vec::with_capacity(most), most }
    }

    /// A picture of this size, filled by `fill`; where `fill` fails, none. What it holds at first is undefined (an older
    /// picture).
    pub(crate) fn fill<E>(
        &mut self,
        width: u32,
        height: u32,
        captured: CaptureTime,
        fill: impl FnOnce(&mut Picture) -> Result<(), E>,
    ) -> Result<SharedPicture, E> {
        let free = self.made.iter_mut().position(|picture| Arc::get_mut(picture).is_some());
        let mut shared = match free {
            Some(index) => self.made.swap_remove(index),
            None => Arc::new(Picture { width: 0, height: 0, y: vec![], u: vec![], v: vec![], captured }),
        };
        let picture = Arc::get_mut(&mut shared).expect("free or just made: nobody else holds it");
        picture.resize(width, height);
        picture.captured = captured;
        let filled = fill(picture);
        if self.made.len() < self.most {
            self.made.push(Arc::clone(&shared));
        }
        filled.map(|()| shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn make(pool: &mut PicturePool, width: u32) -> SharedPicture {
        let Ok(picture) = pool.fill(width, 2, CaptureTime(7), |picture| {
            picture.y.fill(9);
            Ok::<_, Infallible>(())
        });
        picture
    }

    #[test]
    fn memory_comes_back_when_nobody_looks() {
        let mut pool = PicturePool::new(2);
        let first = make(&mut pool, 4);
        let at = first.y.as_ptr();
        let second = make(&mut pool, 4);
        assert_ne!(second.y.as_ptr(), at, "the first is still looked at");
        drop(first);
        let third = make(&mut pool, 4);
        assert_eq!(third.y.as_ptr(), at);
        assert_eq!((third.y.len(), third.u.len(), third.captured), (8, 2, CaptureTime(7)));
    }

    #[test]
    fn sizes_may_change_and_more_may_be_out_than_are_kept() {
        let mut pool = PicturePool::new(1);
        let out: Vec<_> = (1..6).map(|width| make(&mut pool, width)).collect();
        assert!(
            out.iter().zip(1..).all(|(picture, width)| picture.width == width && picture.y.len() == 2 * width as usize)
        );
        drop(out);
        assert_eq!(make(&mut pool, 3).v.len(), 2);
        assert_eq!(pool.made.len(), 1);
    }
}
