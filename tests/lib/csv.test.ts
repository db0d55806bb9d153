import { describe, expect, it } from "vitest";
import { toCsv } from "../../src/lib/csv.ts";

describe("toCsv", () => {
  it("quotes cells with delimiters, quotes and any line ends", () =>
    expect(toCsv([["a,b", 'say "x"', "one\ntwo", "one\rtwo", null, true, 3]])).toBe(
      '"a,b","say ""x""","one\ntwo","one\rtwo",,true,3\n',
    ));

  it.each(["=1+1", "+1", "-1", "@x", "\tx", "＝1", "＋1", "－1", "＠x"])(
    "escapes %j, which a spreadsheet would take for a formula",
    (cell) => expect(toCsv([[cell]])).toBe(`'${cell}\n`),
  );
});
