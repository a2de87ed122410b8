// From page to page: what is likely next is got ready without anything happening there, and a
// picture goes along from the card to the product's own page.
import type { CDPSession, Page } from "@playwright/test";
import { SHOP, expect, live, shelf, streams, test } from "./house";

type RuleSet = { errorType?: string; errorMessage?: string; sourceText: string };
type Status = { prefetchUrl: string; status: string };

// What the browser makes of the rules, and which pages it has got ready.
async function preloads(page: Page): Promise<{ rules: RuleSet[]; ready: () => string[] }> {
  const browser: CDPSession = await page.context().newCDPSession(page);
  const rules: RuleSet[] = [];
  const ready: string[] = [];
  browser.on("Preload.ruleSetUpdated", ({ ruleSet }: { ruleSet: RuleSet }) => rules.push(ruleSet));
  browser.on("Preload.prefetchStatusUpdated", ({ prefetchUrl, status }: Status) => {
    if (status === "Ready") ready.push(new URL(prefetchUrl).pathname);
  });
  await browser.send("Preload.enable");
  return { rules, ready: () => ready };
}

const card = (page: Page) => shelf(page, "New this week").locator(".card-name a").first();

test("the page under the pointer is got ready, and nothing happens there before it is looked at", async ({
  house,
  visit,
}) => {
  const page = await visit();
  const { rules, ready } = await preloads(page);
  const lines = streams(page);
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  await expect.poll(() => rules.length).toBeGreaterThan(0);
  expect(rules.filter(({ errorType }) => errorType)).toEqual([]);
  expect(JSON.parse(rules[0].sourceText).prefetch[0].eagerness).toBe("moderate");
  expect(ready()).toEqual([]);

  const to = new URL((await card(page).getAttribute("href"))!, house.url).pathname;
  await card(page).hover();
  await expect.poll(ready).toContain(to);
  expect(lines, "only the page that is looked at has a stream").toHaveLength(1);
  // Nor was it seen.
  await page.goto(`${house.url}/t/${SHOP}/p/breton-tee`);
  await live(page);
  await page.goto(`${house.url}/t/${SHOP}/p/ridge-pleated-skirt`);
  await expect(page.locator("[data-recent] .card-name")).toHaveText(["Breton Tee"]);

  // Once it is gone to, it is there already.
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  const before = ready().length;
  await card(page).hover();
  await expect.poll(() => ready().length).toBeGreaterThan(before);
  await card(page).click();
  await expect(page).toHaveURL(house.url + to);
  await live(page);
  const delivery = () =>
    page.evaluate(() => (performance.getEntriesByType("navigation")[0] as any).deliveryType as string);
  expect(await delivery()).toBe("navigational-prefetch");
});

test("searches and pages of choices are not fetched ahead", async ({ house, visit }) => {
  const page = await visit();
  const { ready } = await preloads(page);
  await page.goto(`${house.url}/t/${SHOP}/c/coats`);
  await live(page);
  await page.locator('.sorts a[href*="?"]').first().hover();
  // Longer than a pointer rests on a link that is meant.
  await page.waitForTimeout(800);
  await page.locator(".card-name a").first().hover();
  await expect.poll(ready).toHaveLength(1);
  expect(ready()[0]).toMatch(/\/p\//);
});

// What the page that comes says of its own reveal.
async function reveals(page: Page): Promise<void> {
  await page.addInitScript(() => {
    addEventListener("pagereveal", (event: any) => {
      const seen = { moves: !!event.viewTransition, pictures: [] as string[] };
      (window as any).__revealed = seen;
      // After the page's own listener.
      setTimeout(() => {
        seen.pictures = [...document.images].map((image) => (image.style as any).viewTransitionName).filter(Boolean);
      });
      const named = () => [...document.images].filter((image) => (image.style as any).viewTransitionName).length;
      event.viewTransition?.finished.then(() => setTimeout(() => ((window as any).__left = named())));
    });
  });
}

const revealed = (page: Page) => page.evaluate(() => (window as any).__revealed);

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  const moves = reducedMotion === "no-preference";
  test(`from a card to its product the picture ${moves ? "goes along" : "does not move for who wants no motion"}`, async ({
    house,
    visit,
  }) => {
    const page = await visit({ reducedMotion });
    await reveals(page);
    // A page that is shown before it has come as far as its picture is shown without: a busy machine tries again.
    await expect(async () => {
      await page.goto(`${house.url}/t/${SHOP}`);
      await live(page);
      const slug = (await card(page).getAttribute("href"))!.split("/p/")[1];
      await card(page).click();
      await page.waitForURL(`**/p/${slug}`);
      const pictures = moves ? [`picture-${slug}`] : [];
      await expect.poll(() => revealed(page), { timeout: 3_000 }).toMatchObject({ moves, pictures });
    }).toPass();
    // The names are gone when it is over: two of one name would stop the next.
    if (moves) await expect.poll(() => page.evaluate(() => (window as any).__left)).toBe(0);
    await page.goBack();
    await expect.poll(() => revealed(page)).toMatchObject({ moves });
  });
}
