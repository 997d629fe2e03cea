//! Windows, driven as a person would.
