// From asking for a page, with nothing cached, until it shows that it handled a click; and until its
// largest part stands. Clicked is from the first paint on, until a click is handled. On this machine,
// and on one slowed with a line of a phone's. Medians in milliseconds, and the bytes of wasm and
// JavaScript as sent, as a line of JSON for each page.
// Arguments: the address, how many loads, and for each page what is clicked, "=" and its path.
import { chromium } from "@playwright/test";

const [base, loads, ...pages] = process.argv.slice(2);
// As the peers' were.
const SLOWDOWN = 4;
const LINE = { offline: false, latency: 60, downloadThroughput: 9e6 / 8, uploadThroughput: 1.5e6 / 8 };
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// Runs in the page, before anything of its own.
function watch(deed) {
  const find = (selector) => document.querySelector(selector);
  const note = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  let isTaken = false;
  const guard = (event) => {
    isTaken = event.defaultPrevented;
    event.preventDefault();
  };
  const { click, isHandled } = {
    // A row of cards scrolls on.
    turn: {
      click: () => find("[data-turn='1']")?.click(),
      isHandled: () => find("[data-strip] ul")?.scrollLeft > 0,
    },
    // The field has grown into one that suggests.
    search: {
      click: () => find("[data-search]")?.focus(),
      isHandled: () => find("[data-search][role=combobox]"),
    },
    // The page says that it is in the cart.
    add: {
      click: () => {
        // Behind the page's own listener, if it has one. Without one the form would be sent as forms
        // are, and the page left.
        removeEventListener("submit", guard);
        addEventListener("submit", guard);
        find("[data-add]")?.click();
      },
      isHandled: () => find("[data-added-said]")?.textContent,
    },
  }[deed];
  note("largest-contentful-paint", ({ startTime }) => (window.largestAfter = startTime));
  note("paint", () => {
    window.clicking ??= setInterval(() => {
      if (!isTaken) click();
      if (!isHandled()) return;
      window.handledAfter = performance.now();
      clearInterval(window.clicking);
    }, 20);
  });
}

async function load(browser, deed, path, isSlow) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  if (isSlow) {
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    await cdp.send("Network.emulateNetworkConditions", LINE);
  }
  const code = new Set();
  let bytes = 0;
  cdp.on("Network.responseReceived", ({ requestId, response }) => {
    if (/javascript|wasm/.test(response.mimeType)) code.add(requestId);
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (code.has(requestId)) bytes += encodedDataLength;
  });
  await page.addInitScript(watch, deed);
  await page.goto(base + path);
  await page.waitForFunction(() => window.handledAfter);
  // What follows may still be the largest.
  await page.waitForTimeout(500);
  const [handled, lcp] = await page.evaluate(() => [window.handledAfter, window.largestAfter]);
  await context.close();
  return { handled, lcp, bytes };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  for (const page of pages) {
    const [deed, path] = page.split(/=(.*)/);
    const measure = async (isSlow) => {
      const runs = [];
      for (let turn = 0; turn < Number(loads); turn += 1) runs.push(await load(browser, deed, path, isSlow));
      const figure = (name) => median(runs.map((run) => run[name]));
      return { handled: figure("handled"), lcp: figure("lcp"), bytes: figure("bytes") };
    };
    console.log(JSON.stringify({ fast: await measure(false), slow: await measure(true) }));
  }
} finally {
  await browser.close();
}
