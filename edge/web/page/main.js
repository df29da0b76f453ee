// Puts the page together: languages, tabs, and what happens in each.
import { setUpDraw } from "./draw.js";
import { setUpLive } from "./live.js";
import { setUpPicture } from "./picture.js";
import { setUpTabs } from "./tabs.js";
import { setUpLanguages } from "./words.js";

const panel = (id) => document.getElementById(id);

setUpLanguages(document.querySelector(".languages"));
const live = setUpLive(panel("live"));
setUpDraw(panel("draw"));
const show = setUpTabs(document.querySelector(".tabs"), live.shown);
setUpPicture(panel("picture"), () => show("picture"));
