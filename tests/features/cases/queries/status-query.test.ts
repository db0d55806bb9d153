/** Recognition of the request that a question is about. */
import { describe, expect, it } from "vitest";
import {
  parseRequestNumber,
  requestNumberIn,
} from "../../../../src/features/cases/brief/request-title.ts";
import { findBestTitleMatch } from "../../../../src/features/cases/queries/status-queries.ts";

const request = (number: number, need: string, text = need) => ({
  number,
  title: "",
  text: [text],
  need,
});
const mine = [
  request(3, "See a dealer's orders while standing there", "We need a CRM for the field team"),
  request(
    4,
    "The report of the month takes two days",
    "Can we get a dashboard for the monthly report?",
  ),
  request(5, "A laptop for Petra"),
];
const meant = (text: string, requests = mine): number | undefined =>
  findBestTitleMatch(text, requests)?.number;

describe("request number", () => {
  it.each([
    ["where is R-17?", 17],
    ["what about r17", 17],
    ["has anybody looked at request 17 yet?", 17],
    ["wo steht #17?", 17],
    ["when do the 3 laptops come?", undefined],
    ["any news on the CRM?", undefined],
  ])("is found in “%s”", (text, number) => expect(requestNumberIn(text)).toBe(number));

  it.each([
    ["R-17", 17],
    ["17", 17],
    ["#17?", 17],
    ["R-17 is the one", undefined],
    ["2 laptops", undefined],
    ["", undefined],
  ])("is the whole of “%s”, or not", (text, number) =>
    expect(parseRequestNumber(text)).toBe(number),
  );
});

describe("words of a question", () => {
  it.each([
    ["any news on the CRM thing?", 3],
    ["where is the dashboard?", 4],
    ["what about the monthly reports", 4],
    ["is Petra's laptop on its way?", 5],
    ["when will the field team get theirs?", 3],
  ])("of “%s” match one request", (text, number) => expect(meant(text)).toBe(number));

  it.each([
    "where is my request?",
    "any update for me?",
    "what happened to my requests",
    "is there news about the printer?",
    "wo steht meine Anfrage?",
    "",
  ])("of “%s” match no single request", (text) => expect(meant(text)).toBeUndefined());

  it("match none when two requests fit equally well", () => {
    expect(
      meant("where is the laptop?", [...mine, request(6, "A laptop for Tom")]),
    ).toBeUndefined();
    expect(meant("where is Tom's laptop?", [...mine, request(6, "A laptop for Tom")])).toBe(6);
  });

  it("match none when every request contains them", () =>
    expect(
      meant("do we need it for the team?", [request(1, "We need a CRM for sales")]),
    ).toBeUndefined());
});
