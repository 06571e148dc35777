"use strict";
// Our scripts are joined in one, in the order that report/page.py names. Each adds one member to `report`.
const report = { about: JSON.parse(document.getElementById("about").textContent) };
