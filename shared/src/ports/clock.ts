/** Tells the time of this machine. It may be wrong by days: nothing is ever refused for it. */
export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number;
}
