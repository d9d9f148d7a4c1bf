/** Icons as inline SVG: always beside a word, so hidden from screen readers. */
import type { ReactElement } from "react";
import "./icon.css";

const PATHS = {
  tick: "M4 12.5l5.5 5.5L20 6.5",
  phone:
    "M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15.5 15.5 0 0 1 4.5 5.500a2 2 0 0 1 2-2z",
  triangle: "M12 3.5L2.5 20h19L12 3.500zM12 9.500v5M12 17.300v.2",
  tremor: "M2 12h4l2-6 4 13 3.5-10 2 3H22",
  rain: "M7 14a4 4 0 1 1 .6-7.950A5.5 5.5 0 0 1 18 8a3 3 0 0 1-.5 6H7zM8 17.500l-1 3M12.5 17.500l-1 3M17 17.500l-1 3",
  home: "M3.5 11.500L12 4l8.5 7.500M5.5 10v10h13V10",
  page: "M6 3h8l4 4v14H6zM9 11h6M9 15h6",
  people:
    "M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.500M18 14.500a6.5 6.5 0 0 1 3.5 5.5",
  place:
    "M12 21.500s7-6.3 7-11.500a7 7 0 1 0-14 0c0 5.2 7 11.5 7 11.500zM12 12.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  plus: "M12 5v14M5 12h14",
  chevron: "M9 5l7 7-7 7",
  camera:
    "M4 7.500h3.500L9 5h6l1.5 2.500H20v11.500H4zM12 16.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  keyboard: "M2.5 6h19v12h-19zM6 10h.1M10 10h.1M14 10h.1M18 10h.1M7.5 14h9",
  info: "M12 21.500a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19zM12 11v6M12 7.300v.2",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** One icon, as large as the text beside it. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
