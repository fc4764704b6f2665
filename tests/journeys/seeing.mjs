// What is on the screen, by its pixels: contrast, and whether anything has changed.

/** Reads pictures in a page of its own, where nothing forbids a canvas. */
export class Eye {
  static async open(browser) {
    const eye = new Eye();
    eye.page = await (await browser.newContext()).newPage();
    return eye;
  }

  async close() {
    await this.page.context().close();
  }

  /** The largest contrast (WCAG 2) between the most frequent colour of a PNG and any other of at least `pixels` pixels. */
  async contrast(png, pixels = 3) {
    return this.page.evaluate(
      async ([source, pixels]) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
        canvas.drawImage(image, 0, 0);
        const { data } = canvas.getImageData(0, 0, image.width, image.height);
        const counts = new Map();
        // Shades that the smoothing of an edge makes are gathered.
        for (let at = 0; at < data.length; at += 4) {
          const key = (data[at] >> 4) * 256 + (data[at + 1] >> 4) * 16 + (data[at + 2] >> 4);
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
        const luminance = (key) => 0.2126 * linear((key >> 8) / 15) + 0.7152 * linear(((key >> 4) & 15) / 15) + 0.0722 * linear((key & 15) / 15);
        const [[ground]] = [...counts].sort((a, b) => b[1] - a[1]);
        const ratio = (key) => (Math.max(luminance(key), luminance(ground)) + 0.05) / (Math.min(luminance(key), luminance(ground)) + 0.05);
        return Math.max(1, ...[...counts].filter(([key, count]) => key !== ground && count >= pixels).map(([key]) => ratio(key)));
      },
      [`data:image/png;base64,${png.toString("base64")}`, pixels],
    );
  }
}

/** A picture of a box of the page and what is around it. */
export async function pictureOf(page, { x, y, width, height }, around = 0) {
  return page.screenshot({ clip: { x: Math.max(0, x - around), y: Math.max(0, y - around), width: width + 2 * around, height: height + 2 * around }, animations: "disabled" });
}

/** Where the focused element is, what shows that it has the focus, and what lies over its middle. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    // A link over two lines has a hole in the middle of its box.
    const line = element.getClientRects()[0] ?? box;
    const over = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    const inside = (inner, outer) => outer !== null && inner !== null && (outer.contains(inner) || inner.contains(outer));
    return {
      name: `${element.localName} ${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40) || element.id}`,
      outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      onScreen: box.width > 0 && box.height > 0 && line.bottom > 0 && line.top < innerHeight && line.right > 0 && line.left < innerWidth,
      uncovered: inside(over, element) || [...(element.labels ?? [])].some((label) => inside(over, label)),
      body: element === document.body,
    };
  });
}
