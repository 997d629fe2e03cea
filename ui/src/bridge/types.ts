// The words that the screen and the program share: generated from the Rust types by `cargo xtask types`.
export type * from './generated/index.ts';
