// What the main pages look like. The pictures stand in `visual.spec.ts-snapshots`; after a change
// that is meant, `npx playwright test visual --update-snapshots` makes them anew.
import { readFileSync } from "node:fs";
import { House, PASSWORD, SHOP, expect, test } from "./house";
import type { Page } from "@playwright/test";

// Every machine has other fonts, so these pages are set in ones that come along.
const font = (family: string, file: string) => {
  const bytes = readFileSync(new URL(`../node_modules/@fontsource-variable/${file}`, import.meta.url));
  return `@font-face { font-family: "${family}"; font-weight: 200 900; src: url(data:font/woff2;base64,${bytes.toString("base64")}); }`;
};
const STYLE = `
  ${font("Shown Sans", "inter/files/inter-latin-wght-normal.woff2")}
  ${font("Shown Serif", "source-serif-4/files/source-serif-4-latin-wght-normal.woff2")}
  :root { --text: "Shown Sans"; --display: "Shown Serif"; }
  @view-transition { navigation: none; }`;

const SHOPPERS = {
  directory: "/",
  window: `/t/${SHOP}`,
  category: `/t/${SHOP}/c/coats`,
  product: `/t/${SHOP}/p/harrow-wool-coat`,
  search: `/t/${SHOP}/search?q=coat&sale=1`,
  "nothing-found": `/t/${SHOP}/search?q=zeppelin`,
  missing: `/t/${SHOP}/p/no-such-thing`,
};
const MERCHANDISERS = {
  board: `/admin/t/${SHOP}`,
  products: `/admin/t/${SHOP}/products?category=coats`,
};

// One of its own: other tests change what stands in the window.
const house = new House();
test.beforeAll(() => house.open());
test.afterAll(() => house.close());

async function look(page: Page, name: string, path: string) {
  await page.goto(house.url + path);
  await page.addStyleTag({ content: STYLE });
  await page.evaluate(async () => {
    await document.fonts.ready;
    const isSeen = (image: HTMLImageElement) => {
      const { top, left, width } = image.getBoundingClientRect();
      return width > 0 && top < innerHeight && left < innerWidth;
    };
    await Promise.all([...document.images].filter(isSeen).map((image) => image.decode().catch(() => {})));
  });
  await expect(page).toHaveScreenshot(`${name}.png`, {
    // The day of the last change.
    mask: [page.locator(".sortable td:last-child")],
    maxDiffPixelRatio: 0.01,
  });
}

for (const [width, height, colorScheme] of [[390, 844, "light"], [1280, 800, "dark"]] as const) {
  const options = { viewport: { width, height }, colorScheme, bypassCSP: true, locale: "en-GB" };
  test.describe(`${width} ${colorScheme}`, () => {
    test("what shoppers see is as it was", async ({ visit, excused }) => {
      excused.push(/404/);
      const page = await visit(options);
      for (const [name, path] of Object.entries(SHOPPERS)) await look(page, `${name}-${width}`, path);
    });

    test("what merchandisers see is as it was", async ({ visit }) => {
      const page = await visit(options);
      await page.goto(`${house.url}/admin/login?next=/admin/t/${SHOP}`);
      await page.getByLabel("Email").fill("merchandiser@example.com");
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.locator("[data-board]")).toHaveAttribute("data-ready", "true");
      for (const [name, path] of Object.entries(MERCHANDISERS)) await look(page, `${name}-${width}`, path);
    });
  });
}
