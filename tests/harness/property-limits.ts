/**
 * Setup of each test file: ends a property's runs, and its search for a smaller counterexample, well
 * before the test's time limit, so that a failure prints its counterexample.
 */
import fc from "fast-check";
import { limitsFor } from "./speed.ts";

const { testMs } = limitsFor(Number(process.env.TEST_SLOWNESS ?? 1));

fc.configureGlobal({ interruptAfterTimeLimit: testMs / 2 });
