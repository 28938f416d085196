// SPDX-License-Identifier: MIT
// The button of a form that is being sent. Were it disabled it would lose the focus, and with it people who use keys.

/** @param {HTMLElement} button */
export const isBeingSent = (button) => button.getAttribute("aria-disabled") === "true";

/** @param {HTMLElement} button @param {boolean} is */
export const setBeingSent = (button, is) => button.setAttribute("aria-disabled", String(is));
