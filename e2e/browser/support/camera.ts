/**
 * A camera that sees what another device shows: Chromium plays a video in its place, made of the other screen's pictures.
 *
 * The video goes round and round, as a person holds the phone until the code is read.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeQR } from "qr/decode.js";
import type { Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** A square picture: a character for each pixel, row by row, # where it is dark. */
export interface Picture {
  readonly side: number;
  readonly pixels: string;
}

/** What a device's camera sees. */
export interface Camera {
  /** The file to open the device with. */
  readonly video: string;
  /** Holds pictures before it, one after the other. */
  show(pictures: readonly Picture[]): Promise<void>;
}

const [WIDTH, HEIGHT] = [640, 480];
/** A screen's white and black, and no colour, in the video's YUV. */
const [WHITE, BLACK, GREY] = [235, 16, 128];
/** How often each picture comes in a row: cameras see one picture of another screen several times. */
const REPEATS = 3;
const MODULE_PIXELS = 4;

/** A camera before which there is nothing yet. */
export async function createCamera(): Promise<Camera> {
  const folder = await mkdtemp(join(tmpdir(), "tomoshibi-camera-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const video = join(folder, "camera.y4m");
  const show = (pictures: readonly Picture[]) => writeFile(video, toVideo(pictures));
  await show([{ side: 0, pixels: "" }]);
  return { video, show };
}

/** Takes the picture of a QR code off a screen. */
export async function pictureOf(page: Page, label: string): Promise<Picture> {
  await page.getByRole("img", { name: label, exact: true }).waitFor();
  return page.evaluate(paint, { label, scale: MODULE_PIXELS });
}

/** Reads a picture as the app's scanner does, for a device without a camera. */
export function textIn({ side, pixels }: Picture): string {
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [index, pixel] of [...pixels].entries())
    if (pixel === "#") data.fill(0, index * 4, index * 4 + 3);
  return decodeQR({ width: side, height: side, data });
}

/** Runs in the page. */
async function paint({ label, scale }: { readonly label: string; readonly scale: number }) {
  const svg = document.querySelector(`svg[aria-label="${label}"]`);
  if (!svg) throw new Error("no QR code on the screen");
  const copy = svg.cloneNode(true) as SVGElement;
  const side = scale * Number(svg.getAttribute("viewBox")?.split(" ")[2]);
  for (const name of ["width", "height"]) copy.setAttribute(name, String(side));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image(side, side);
  image.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`;
  await image.decode();
  const context = new OffscreenCanvas(side, side).getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "white";
  context.fillRect(0, 0, side, side);
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, side, side);
  const isDark = (index: number) => (data[index * 4] ?? 0) < 128;
  const pixels = Array.from({ length: side * side }, (_, index) => (isDark(index) ? "#" : "."));
  return { side, pixels: pixels.join("") };
}

/** YUV4MPEG2: a line of header, then for each frame a line and the planes. */
function toVideo(pictures: readonly Picture[]): Buffer {
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, GREY);
  const frames = pictures.flatMap(({ side, pixels }) => {
    const light = Buffer.alloc(WIDTH * HEIGHT, WHITE);
    const [left, top] = [WIDTH, HEIGHT].map((length) => Math.floor((length - side) / 2));
    for (const [index, pixel] of [...pixels].entries()) {
      const row = (top ?? 0) + Math.floor(index / side);
      if (pixel === "#") light[row * WIDTH + (left ?? 0) + (index % side)] = BLACK;
    }
    const frame = [Buffer.from("FRAME\n"), light, colours];
    return Array.from({ length: REPEATS }, () => frame).flat();
  });
  return Buffer.concat([header, ...frames]);
}
