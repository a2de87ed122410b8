// A merchandiser's click on the board, and the moment an open page shows it: the browser's own
// event time and the page's first changed node after it, in milliseconds, one number a line.
// Arguments: the address, the shop, the password, how many clicks.
import { chromium } from "@playwright/test";

const [base, shop, password, count] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const shopper = await (await browser.newContext()).newPage();
  await shopper.goto(`${base}/t/${shop}`);
  await shopper.locator("[data-live][data-state=live]").waitFor({ state: "attached" });
  await shopper.evaluate(() => {
    new MutationObserver(() => {
      window.changedAt ??= performance.timeOrigin + performance.now();
    }).observe(document.querySelector("[data-shelf-id]"), { subtree: true, childList: true });
  });

  const admin = await (await browser.newContext()).newPage();
  await admin.goto(`${base}/admin/login?next=/admin/t/${shop}`);
  await admin.getByLabel("Email").fill("merchandiser@example.com");
  await admin.getByLabel("Password").fill(password);
  await admin.getByRole("button", { name: "Sign in" }).click();
  await admin.locator("[data-board][data-ready=true]").waitFor();
  await admin.evaluate(() => {
    const note = (event) => (window.clickedAt = performance.timeOrigin + event.timeStamp);
    document.addEventListener("click", note, { capture: true });
  });

  for (let turn = 0; turn < Number(count); turn += 1) {
    await shopper.evaluate(() => delete window.changedAt);
    // Whatever stands first goes one place down.
    const shelf = admin.locator("section[data-shelf-id]").first();
    const first = shelf.locator("[data-product-id]").first();
    await first.getByRole("button", { name: /^Move .* down$/ }).click();
    const changedAt = await shopper.waitForFunction(() => window.changedAt);
    const clickedAt = await admin.evaluate(() => window.clickedAt);
    console.log(((await changedAt.jsonValue()) - clickedAt).toFixed(2));
    // The board takes the next click when it has settled from this one.
    await admin.locator("[data-board]:not([aria-busy=true])").waitFor();
  }
} finally {
  await browser.close();
}
