// What wabac.js, the reader behind ReplayWeb.page, finds of WACZ files: {path: {what: true or false}}.
import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { createLoader } from "./node_modules/@webrecorder/wabac/src/blockloaders.ts";
import { MultiWACZ } from "./node_modules/@webrecorder/wabac/src/wacz/multiwacz.ts";
import { setUseHashCHeck } from "./node_modules/@webrecorder/wabac/src/wacz/ziprangereader.ts";

globalThis.self ??= globalThis;
setUseHashCHeck(true);
const said = {};
for (const path of process.argv.slice(2)) {
  const loader = await createLoader({ url: path, extra: { arrayBuffer: new Uint8Array(readFileSync(path)) } });
  const store = new MultiWACZ({ dbname: path, loadUrl: path }, loader);
  await store.initing;
  await store.addNewWACZ({ name: "in/", path, loader });
  said[path] = Object.fromEntries((await store.db.getAll("verification")).map((one) => [one.id, one.matched]));
}
console.log(JSON.stringify(said));
