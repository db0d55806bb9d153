import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import {
  findCatalogueItem,
  loadCatalogue,
  localizeCatalogue,
  remainingItemQuestion,
} from "../../../../src/features/interview/requests/catalogue.ts";

function written(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "catalogue-"));
  mkdirSync(join(folder, "fr"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return () => loadCatalogue(pathToFileURL(`${folder}/`));
}

const wifi =
  "---\ntitle: Guest wifi\nwords: guest wifi\nlink: https://wifi.example/\n---\nValid for a day.\n";
const enFrançais =
  "---\ntitle: Wifi invité\nwords: wifi d’invité, guest wifi\nask: Pour combien de personnes ?\n---\nValable un jour.\n";

describe("catalogue", () => {
  it("is found by what people call an item in any language, and named in theirs", () => {
    const catalogue = written({ "wifi.md": wifi, "fr/wifi.md": enFrançais })();
    expect(
      findCatalogueItem(localizeCatalogue(catalogue, "de"), "Un accès au wifi d'invité ?"),
    ).toMatchObject({
      name: "wifi",
      title: "Guest wifi",
      text: "Valid for a day.",
    });
    expect(
      findCatalogueItem(localizeCatalogue(catalogue, "fr"), "guest wifi, please"),
    ).toMatchObject({
      ...{ name: "wifi", title: "Wifi invité", text: "Valable un jour." },
      ...{ ask: "Pour combien de personnes ?", link: "https://wifi.example/" },
    });
  });

  it("asks only for the parts that a request does not name", () => {
    const [item] = written({
      "desk.md":
        "---\ntitle: Desk\nwords: desk\nask: Who and when?\nparts:\n  person: Who?\n  day: When?\n---\n",
    })();
    expect(remainingItemQuestion(item!, "a desk")).toBe("Who and when?");
    expect(remainingItemQuestion(item!, "a desk from 1 April on")).toBe("Who?");
    expect(remainingItemQuestion(item!, "a desk for Mrs Okafor")).toBe("When?");
    expect(remainingItemQuestion(item!, "a desk for Mrs Okafor on 1 April")).toBeUndefined();
  });

  it("reports the file that is invalid", () => {
    expect(written({ "fr/wifi.md": enFrançais })).toThrow(
      "fr/wifi.md: there is no prompts/catalogue/wifi.md",
    );
    expect(written({ "wifi.md": wifi, "fr/wifi.md": "---\ntitle: Wifi\n---\n" })).toThrow(
      /fr\/wifi.md: .*words/s,
    );
  });
});
