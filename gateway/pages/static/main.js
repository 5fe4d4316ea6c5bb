/* Starts the page. */

import { startCompare } from "./compare.js";
import { openPair, startJobs } from "./jobs.js";
import { startLive } from "./live.js";

startCompare();
startJobs();
startLive(openPair);
