// What the scheduling desk asks of the program and is told: times that suit several capitals, and why. The types are
// generated from the Rust ones.
//
// All that depends on a calendar (offsets, changes of the clocks, weekends, holidays, what is fair) is decided by the
// program; the screen formats instants in zones and finds words for reasons.
export type {
  Borne, Capital, DayMark, GridDay, GridStep, Reason, Seat, SideState, Slot, SlotGrid, SlotsRequest, Why,
} from './generated/index.ts';
