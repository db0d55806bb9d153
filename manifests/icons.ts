/**
 * Draws the app's icons, two rings that hold each other, for Teams (colour and outline) and Slack:
 * `node manifests/icons.ts`.
 */
import { writeFileSync } from "node:fs";
import chromiumBinary from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const rings = { left: { cx: 38, cy: 48 }, right: { cx: 58, cy: 48 } };

const ring = (
  { cx, cy }: { cx: number; cy: number },
  colour: string,
  width: number,
  more = "",
): string =>
  `<circle cx="${cx}" cy="${cy}" r="19" fill="none" stroke="${colour}" stroke-width="${width}" ${more}/>`;

/**
 * Each ring goes under the other once: a gap is cut into the left one above, and into the right one
 * below.
 */
const gap = (
  id: string,
  over: string,
  y: number,
): string => `<clipPath id="${id}-half"><rect x="0" y="${y}" width="96" height="48"/></clipPath>
  <mask id="${id}" maskUnits="userSpaceOnUse" x="0" y="0" width="96" height="96"><rect width="96" height="96" fill="#fff"/>${over.replace("/>", `clip-path="url(#${id}-half)"/>`)}</mask>`;

const picture = (
  size: number,
  {
    left,
    right,
    ground,
    zoom,
    width,
  }: { left: string; right: string; ground: string; zoom: number; width: number },
): string => `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 96 96">
  ${gap("above", ring(rings.right, "#000", width + 6), 0)}
  ${gap("below", ring(rings.left, "#000", width + 6), 48)}
  <rect width="96" height="96" fill="${ground}"/>
  <g transform="translate(48 48) scale(${zoom}) translate(-48 -48)">
    ${ring(rings.left, left, width, 'mask="url(#above)"')}
    ${ring(rings.right, right, width, 'mask="url(#below)"')}
  </g>
</svg>`;

const colours = { left: "#f4b860", right: "#ffffff", ground: "#1f4d5c", width: 8 };
const icons = {
  "teams/color.png": [192, { ...colours, zoom: 1 }],
  // Teams wants white on transparent, and tints it itself.
  "teams/outline.png": [32, { left: "#fff", right: "#fff", ground: "none", width: 6.5, zoom: 1.4 }],
  "slack-icon.png": [512, { ...colours, zoom: 1.2 }],
} as const;

const browser = await chromium.launch({
  executablePath: await chromiumBinary.executablePath(),
  args: chromiumBinary.args,
});
try {
  const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
  for (const [name, [size, look]] of Object.entries(icons)) {
    await page.setContent(`<body style="margin:0">${picture(size, look)}</body>`);
    writeFileSync(
      new URL(name, import.meta.url),
      await page.locator("svg").screenshot({ omitBackground: true }),
    );
  }
} finally {
  await browser.close();
}
