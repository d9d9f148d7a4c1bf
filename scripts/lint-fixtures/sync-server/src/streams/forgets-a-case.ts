// breaks switch-exhaustiveness-check: G4
export function go(way: "left" | "right"): number {
  switch (way) {
    case "left":
      return 1;
  }
  return 2;
}
