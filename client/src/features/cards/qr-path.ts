/** A QR code as one SVG path: sharp on paper at any size, and no inline style that the content policy would refuse. */
import { encodeQR } from "qr";

/** Width of the quiet zone a scanner needs, in modules. Source: ISO/IEC 18004 §6.3.8. */
const QUIET_ZONE = 4;

/** A square drawing: `path` in units of one module, `size` its side. */
export interface QrDrawing {
  readonly size: number;
  readonly path: string;
}

/** Draws a text as a QR code. Quartile correction on paper: cards hang by doors and get wet. */
export function drawQr(text: string, ecc: "low" | "quartile" = "quartile"): QrDrawing {
  const modules = encodeQR(text, "raw", { ecc, border: QUIET_ZONE });
  const path = modules
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return { size: modules.length, path };
}
