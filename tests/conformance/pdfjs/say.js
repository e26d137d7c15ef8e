// Says as JSON what pdf.js reads in the PDF that is named: pages with text and tags, files, fields.
import { readFileSync } from "node:fs";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const own = new URL("./node_modules/pdfjs-dist/", import.meta.url).pathname;
const document = await getDocument({
  data: new Uint8Array(readFileSync(process.argv[2])),
  verbosity: VerbosityLevel.ERRORS,
  standardFontDataUrl: `${own}standard_fonts/`,
  cMapUrl: `${own}cmaps/`,
  cMapPacked: true,
  isEvalSupported: false,
}).promise;
const pages = [];
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const tree = await page.getStructTree();
  pages.push({ text: items.map((one) => one.str).join(" "), tagged: tree !== null });
}
const { info } = await document.getMetadata();
process.stdout.write(
  JSON.stringify({
    pages,
    attached: Object.keys((await document.getAttachments()) ?? {}),
    outline: ((await document.getOutline()) ?? []).map((one) => one.title),
    fields: Object.keys((await document.getFieldObjects()) ?? {}),
    marked: (await document.getMarkInfo())?.Marked ?? false,
    language: info.Language ?? null,
    title: info.Title ?? null,
    script: (await document.getJSActions()) !== null,
  }),
);
