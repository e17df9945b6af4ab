// Cuts the figures' font out of the published one: letters of European languages, punctuation, arrows and signs; no layout features, which the figures do not use.
// Usage: node subset.mjs FOLDER, where FOLDER holds node_modules and gets the files.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2]);
const require = createRequire(join(folder, "package.json"));
const subsetFont = require("subset-font");

const ranges = [
    [0x20, 0x7e], [0xa0, 0x17f], [0x192, 0x192], [0x1cd, 0x1dc], [0x1e6, 0x1e7], [0x1ea, 0x1eb], [0x1f4, 0x1f5], [0x1fa, 0x1ff], [0x218, 0x21b], [0x259, 0x259], [0x2bb, 0x2bd], [0x2c6, 0x2dd],
    [0x300, 0x30c], [0x323, 0x323], [0x326, 0x328], [0x384, 0x3ce], [0x400, 0x45f], [0x490, 0x491], [0x1e80, 0x1e85], [0x1e9e, 0x1e9e], [0x1ea0, 0x1ef9],
    [0x2010, 0x2027], [0x202f, 0x202f], [0x2030, 0x2033], [0x2039, 0x203a], [0x2044, 0x2044], [0x2070, 0x2070], [0x2074, 0x208e], [0x20ac, 0x20ac], [0x2113, 0x2113], [0x2116, 0x2116], [0x2122, 0x2122],
    [0x2190, 0x2195], [0x21d2, 0x21d2], [0x2202, 0x2202], [0x2206, 0x2206], [0x220f, 0x220f], [0x2211, 0x2212], [0x2215, 0x2215], [0x2219, 0x221a], [0x221e, 0x221e], [0x222b, 0x222b],
    [0x2248, 0x2248], [0x2260, 0x2260], [0x2264, 0x2265], [0x25a0, 0x25a1], [0x25b2, 0x25b3], [0x25bc, 0x25bd], [0x25cb, 0x25cb], [0x25cf, 0x25cf], [0x2713, 0x2713], [0x2717, 0x2717], [0xfffd, 0xfffd],
];
let text = "";
for (const [from, to] of ranges) for (let code = from; code <= to; code++) text += String.fromCodePoint(code);

const source = join(folder, "node_modules/@expo-google-fonts/inter");
for (const [weight, name] of [["400Regular", "Regular"], ["700Bold", "Bold"]]) {
    const whole = readFileSync(join(source, weight, `Inter_${weight}.ttf`));
    for (const [targetFormat, extension] of [["truetype", "ttf"], ["woff2", "woff2"]])
        writeFileSync(join(folder, `Inter-${name}.${extension}`), await subsetFont(whole, text, { targetFormat, noLayoutClosure: true, dropTables: ["GSUB", "GPOS", "GDEF", "STAT"] }));
}

writeFileSync(join(folder, "OFL.txt"), readFileSync(join(source, "LICENSE_FONT")));
