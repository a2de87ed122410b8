// A product's own page: its pictures, what stands near it, what was seen before, and handing it on.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { SHOP, expect, live, shelf, test } from "./house";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const COAT = `/t/${SHOP}/p/harrow-wool-coat`;

const scale = (page: Page) =>
  page.locator(".zoom-picture").evaluate((img) => new DOMMatrix(getComputedStyle(img).transform).a);
const inView = (page: Page) =>
  page.locator(".gallery-strip").evaluate((strip) => Math.round(strip.scrollLeft / strip.clientWidth));

async function clean(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
}

// Fingers, where they are at each step.
async function touch(page: Page, steps: { x: number; y: number }[][]): Promise<void> {
  const hand = await page.context().newCDPSession(page);
  await hand.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: steps[0] });
  for (const touchPoints of steps.slice(1)) {
    await hand.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
  }
  await hand.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test("pictures are enlarged, moved and turned by keys, and the focus comes back", async ({ house, visit }) => {
  const page = await visit();
  await page.goto(house.url + COAT);
  await live(page);
  const first = page.getByRole("link", { name: /picture 1 of 4.*enlarge/ });
  await first.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Picture in full" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("status")).toHaveText("1 / 4");
  await expect(dialog.getByRole("img")).toHaveAttribute("alt", /picture 1 of 4/);
  await clean(page);

  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect.poll(() => scale(page)).toBe(2.25);
  const left = () => page.locator(".zoom-picture").evaluate((img) => new DOMMatrix(getComputedStyle(img).transform).e);
  const top = () => page.locator(".zoom-picture").evaluate((img) => new DOMMatrix(getComputedStyle(img).transform).f);
  const before = await top();
  await page.keyboard.press("ArrowDown");
  expect(await top()).toBeLessThan(before);
  for (let press = 0; press < 60; press++) await page.keyboard.press("ArrowDown");
  const end = await top();
  await page.keyboard.press("ArrowDown");
  expect(await top(), "the picture ends at the frame").toBe(end);
  await page.keyboard.press("0");
  expect([await scale(page), await left(), await top()]).toEqual([1, 0, 0]);
  await page.keyboard.press("ArrowRight");
  await expect(dialog.getByRole("status")).toHaveText("2 / 4");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByRole("status")).toHaveText("1 / 4");
  await dialog.getByRole("button", { name: "Next picture" }).press("Enter");
  await expect(dialog.getByRole("status")).toHaveText("2 / 4");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(first).toBeFocused();
  await expect.poll(() => inView(page)).toBe(1);
  await expect(page.locator(".thumbnail[aria-current]")).toHaveAttribute("aria-label", "Picture 2");
});

test("a mouse turns, opens, wheels and drags", async ({ house, visit }) => {
  const page = await visit({ viewport: { width: 1280, height: 900 } });
  await page.goto(house.url + COAT);
  await live(page);
  const place = page.locator(".gallery-place");
  await expect(place).toHaveText("1 / 4");
  const gallery = page.locator(".gallery-stage");
  await expect(gallery.getByRole("button", { name: "Previous picture" })).toBeHidden();
  await gallery.getByRole("button", { name: "Next picture" }).click();
  await expect(place).toHaveText("2 / 4");
  await expect(page.locator(".thumbnail[aria-current]")).toHaveAttribute("aria-label", "Picture 2");
  await expect(gallery.getByRole("button", { name: "Previous picture" })).toBeVisible();
  await page.getByRole("link", { name: "Picture 4", exact: true }).click();
  await expect(place).toHaveText("4 / 4");
  await expect(gallery.getByRole("button", { name: "Next picture" })).toBeHidden();

  await page.getByRole("link", { name: /picture 4 of 4/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status")).toHaveText("4 / 4");
  await expect.poll(() => page.locator(".zoom-picture").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await page.mouse.move(640, 300);
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -120);
  await expect.poll(() => scale(page)).toBeGreaterThan(2);
  const at = () => page.locator(".zoom-picture").evaluate((img) => new DOMMatrix(getComputedStyle(img).transform).f);
  const before = await at();
  await page.mouse.down();
  await page.mouse.move(640, 200, { steps: 5 });
  await page.mouse.up();
  expect(Math.round((await at()) - before)).toBe(-100);
  await page.mouse.dblclick(640, 300);
  expect(await scale(page)).toBe(1);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
});

test("fingers swipe and spread", async ({ house, visit }) => {
  const page = await visit(PHONE);
  await page.goto(house.url + COAT);
  await live(page);
  await expect(page.locator(".turn").first(), "no buttons for fingers").toBeHidden();
  const across = (from: number, to: number, y: number) =>
    Array.from({ length: 9 }, (_, step) => [{ x: from + ((to - from) * step) / 8, y }]);
  await touch(page, across(330, 60, 300));
  await expect.poll(() => inView(page)).toBe(1);
  await expect(page.locator(".thumbnail[aria-current]")).toHaveAttribute("aria-label", "Picture 2");

  await page.getByRole("link", { name: /picture 2 of 4/ }).tap();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status")).toHaveText("2 / 4");
  await touch(page, across(330, 60, 400));
  await expect(dialog.getByRole("status")).toHaveText("3 / 4");
  await touch(page, Array.from({ length: 9 }, (_, step) => [{ x: 180 - step * 10, y: 400 }, { x: 210 + step * 10, y: 400 }]));
  await expect.poll(() => scale(page)).toBeGreaterThan(1.5);
  // Close up, a finger moves the picture instead of turning.
  await touch(page, across(330, 60, 400));
  await expect(dialog.getByRole("status")).toHaveText("3 / 4");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBe(390);
  await clean(page);
});

test("a shelf that goes on has buttons, and none where it does not", async ({ house, visit }) => {
  const page = await visit({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  const carousel = shelf(page, "Picked by Maren");
  const row = carousel.locator(".shelf-row");
  const next = carousel.getByRole("button", { name: "Next in Picked by Maren" });
  const previous = carousel.getByRole("button", { name: "Previous in Picked by Maren" });
  await expect(next).toBeVisible();
  await expect(previous).toHaveAttribute("aria-disabled", "true");
  await next.click();
  await expect.poll(() => row.evaluate((row) => row.scrollLeft)).toBeGreaterThan(200);
  await expect(previous).toHaveAttribute("aria-disabled", "false");
  await expect(shelf(page, "New this week").getByRole("button")).toHaveCount(0);
  await row.evaluate((row) => (row.style.gridAutoColumns = "3rem"));
  await page.setViewportSize({ width: 1300, height: 900 });
  await expect(next).toBeHidden();
});

test("what was seen comes back, until it is forgotten", async ({ house, visit }) => {
  const page = await visit();
  await page.goto(house.url + COAT);
  await live(page);
  const recent = page.locator("[data-recent]");
  await expect(recent).toHaveCount(0);
  await page.goto(`${house.url}/t/${SHOP}/p/breton-tee`);
  await expect(recent.locator(".card-name")).toHaveText(["Harrow Wool Coat"]);
  await clean(page);
  // Each shop for itself.
  await page.goto(`${house.url}/t/fernlight`);
  await page.locator(".card-name a").first().click();
  await live(page);
  await expect(recent).toHaveCount(0);
  await page.goto(house.url + COAT);
  await expect(recent.locator(".card-name")).toHaveText(["Breton Tee"]);
  await recent.getByRole("button", { name: "Forget these" }).press("Enter");
  await expect(recent).toHaveCount(0);
  await expect(page.locator("main")).toBeFocused();
  await page.goto(`${house.url}/t/${SHOP}/p/breton-tee`);
  await live(page);
  await expect(page.getByRole("heading", { name: "You may also like" })).toBeVisible();
  await expect(recent).toHaveCount(0);
});

test("what stands near a product is not the product", async ({ house, visit }) => {
  const page = await visit();
  await page.goto(house.url + COAT);
  const near = page.locator(".further").filter({ hasText: "You may also like" }).locator(".card-name");
  const names = await near.allTextContents();
  expect(names.length).toBeGreaterThan(3);
  expect(names).not.toContain("Harrow Wool Coat");
  await page.reload();
  expect(await near.allTextContents(), "the same for everyone").toEqual(names);
});

test("a page is handed on by the browser's means, else copied, else shown", async ({ house, visit }) => {
  const page = await visit({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "share", {
      configurable: true,
      value: async (what: object) => void ((window as any).shared = what),
    });
  });
  await page.goto(`${house.url}${COAT}?from=mail`);
  await live(page);
  await page.getByRole("button", { name: "Share" }).click();
  await expect.poll(() => page.evaluate(() => (window as any).shared?.url)).toBe(house.url + COAT);

  await page.evaluate(() => Object.defineProperty(navigator, "share", { value: undefined }));
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.locator("[data-shared]")).toHaveText("Link copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(house.url + COAT);

  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByLabel("The address of this page")).toHaveValue(house.url + COAT);
  await expect(page.getByLabel("The address of this page")).toBeFocused();
  await clean(page);
});

test("without scripts pictures are links to themselves, and nothing is offered that does not work", async ({ house, visit, excused }) => {
  // A picture by itself takes no part in the passing from page to page.
  excused.push(/ViewTransition opt-in disabled/);
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(house.url + COAT);
  for (const hidden of [page.getByRole("button", { name: "Share" }), page.locator(".turn").first(), page.locator(".gallery-place"), page.locator("dialog")]) {
    await expect(hidden).toBeHidden();
  }
  await expect(page.getByRole("heading", { name: "You may also like" })).toBeVisible();
  await page.getByRole("link", { name: "Picture 3", exact: true }).click();
  await expect.poll(() => inView(page)).toBe(2);
  await page.getByRole("link", { name: /picture 3 of 4/ }).click();
  await expect(page).toHaveURL(/\/demo\/maren-and-vale\/.*\.svg$/);
});

test("on paper and at twice the size nothing is cut off", async ({ house, visit }) => {
  // A desk of 1280 at 200 %.
  const page = await visit({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  for (const path of [COAT, `/t/${SHOP}`, `/t/${SHOP}/c/outerwear`]) {
    await page.emulateMedia({ media: "screen" });
    await page.goto(house.url + path);
    await live(page);
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await wider(), path).toBeLessThanOrEqual(0);
    await page.emulateMedia({ media: "print" });
    expect(await wider(), `${path} on paper`).toBeLessThanOrEqual(0);
    await expect(page.locator(".turn:visible, .share:visible, .shop-nav:visible")).toHaveCount(0);
  }
});
