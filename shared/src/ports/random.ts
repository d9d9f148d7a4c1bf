/** Gives bytes nobody can guess; in tests and the simulation, bytes that a seed decides. */
export interface Random {
  bytes(length: number): Uint8Array;
}
