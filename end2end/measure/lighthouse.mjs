// What Lighthouse says of pages, as it judges a phone: medians of several loads. As a program it
// prints a line of JSON for each page.
// Arguments: the address, how many loads, categories with commas between, paths.
import { pathToFileURL } from "node:url";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

export async function judge(base, loads, categories, paths) {
  const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"],
    logLevel: "silent",
  });
  try {
    const judged = [];
    for (const path of paths) {
      const reports = [];
      for (let load = 0; load < loads; load += 1) {
        const { lhr } = await lighthouse(base + path, {
          port: chrome.port,
          onlyCategories: categories,
          logLevel: "silent",
        });
        reports.push(lhr);
      }
      const figure = (id) => median(reports.map((report) => report.audits[id]?.numericValue ?? 0));
      judged.push({
        path,
        scores: Object.fromEntries(
          categories.map((id) => [id, Math.round(100 * median(reports.map((report) => report.categories[id].score)))]),
        ),
        // In milliseconds, on the phone and line Lighthouse imitates; bytes as sent.
        lcp: figure("largest-contentful-paint"),
        tbt: figure("total-blocking-time"),
        cls: figure("cumulative-layout-shift"),
        bytes: figure("total-byte-weight"),
        // What is wrong, in its words.
        wrong: categories.flatMap((id) =>
          reports[0].categories[id].auditRefs
            .filter(({ id, weight }) => weight > 0 && (reports[0].audits[id].score ?? 1) < 1)
            .map(({ id }) => `${id}: ${JSON.stringify(reports[0].audits[id].details?.items?.slice(0, 3) ?? "")}`),
        ),
      });
    }
    return judged;
  } finally {
    chrome.kill();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [base, loads, categories, ...paths] = process.argv.slice(2);
  const judged = await judge(base, Number(loads), categories.split(","), paths);
  judged.forEach((page) => console.log(JSON.stringify(page)));
}
