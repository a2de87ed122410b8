// A merchandiser at a board: until it can be worked, how evenly a card follows the pointer, and
// until a product that is looked for is listed. In milliseconds, as one line of JSON.
// Arguments: the address, the shop, the password, how many times.
import { chromium } from "@playwright/test";

const [base, shop, password, times] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 1000 } })).newPage();
  const ready = page.locator("[data-board][data-ready=true]");
  await page.goto(`${base}/admin/login?next=/admin/t/${shop}`);
  await page.getByLabel("Email").fill("merchandiser@example.com");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await ready.waitFor();

  const interactive = [];
  for (let turn = 0; turn < Number(times); turn += 1) {
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector("[data-board][data-ready=true]")) window.readyAfter ??= performance.now();
        else requestAnimationFrame(look);
      };
      look();
    });
    await page.reload();
    await ready.waitFor();
    interactive.push(await page.evaluate(() => window.readyAfter));
  }

  // Between two frames, while a card is dragged up and down.
  const grip = page.locator(".board-item .grip").first();
  await grip.scrollIntoViewIfNeeded();
  const { x, y } = await grip.boundingBox();
  await page.mouse.move(x + 5, y + 5);
  await page.mouse.down();
  await page.mouse.move(x + 5, y + 40);
  await page.evaluate(() => {
    window.gaps = [];
    let last = performance.now();
    const note = (now) => {
      window.gaps.push(now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  for (let turn = 0; turn < Number(times); turn += 1) {
    await page.mouse.move(x + 60, y + 600, { steps: 30 });
    await page.mouse.move(x + 5, y + 60, { steps: 30 });
  }
  const gaps = await page.evaluate(() => window.gaps.slice(1));
  await page.keyboard.press("Escape");
  await page.mouse.up();

  const found = [];
  const field = page.locator(".finder input[type=search]").first();
  for (let turn = 0; turn < Number(times); turn += 1) {
    await field.fill("");
    const words = `coat ${turn % 10}`;
    const answered = page.waitForResponse((answer) => answer.url().includes("find-products"));
    const begun = Date.now();
    await field.fill(words);
    await answered;
    await page.evaluate(() => new Promise(requestAnimationFrame));
    found.push(Date.now() - begun);
  }
  gaps.sort((a, b) => a - b);
  const cards = await page.locator(".board-item").count();
  const figures = { interactive: median(interactive), frame: median(gaps), slowest: gaps[Math.floor(gaps.length * 0.99)], found: median(found), cards };
  console.log(JSON.stringify(figures));
} finally {
  await browser.close();
}
