import { describe, expect, it } from "vitest";
import { parseRequestCommand } from "../../../../src/features/interview/requests/request-command.ts";

describe("parseRequestCommand", () => {
  it.each([
    ["", "help", []],
    ["Help", "help", []],
    [" mine ", "mine", []],
    ["TEAM", "team", []],
    ["backlog", "backlog", []],
    ["R-17", "detail", [17]],
    ["find till receipts", "find", ["till receipts"]],
    ["find", "help", []],
    ["cancel", "cancel", []],
    ["cancel R-3", "cancel", [3]],
    ["a laptop for Ana", "open", []],
    ["help me find a laptop", "open", []],
    ["mine is broken", "open", []],
    ["finding invoices takes hours", "open", []],
  ] as const)("reads %j as %s", (text, verb, args) => {
    expect(parseRequestCommand([text])).toMatchObject({ feature: "request", verb, args });
  });
});
