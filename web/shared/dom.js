// SPDX-License-Identifier: MIT
// Builds the pages' elements. Texts only ever become text nodes, so that nothing a person wrote is markup.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | EventListener>} Props */

/**
 * Makes an element. A property that begins with "on" is a listener, such as onclick; all others are attributes:
 * true sets an empty one, and false, null and undefined set none.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children  what is null, undefined or false is left out
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(props)) {
		if (typeof value === "function")
			node.addEventListener(name.slice(2), value);
		else if (value !== false && value !== null && value !== undefined)
			node.setAttribute(name, value === true ? "" : String(value));
	}
	node.append(...children.flat().filter(isShown));
	return node;
}

/**
 * @param {Child} child
 * @returns {child is Node | string}
 */
function isShown(child) {
	return child !== null && child !== undefined && child !== false;
}

/**
 * Makes an icon, which screen readers skip.
 * @param {string} path  the data of a path in a square of 24 units
 * @returns {SVGElement}
 */
export function icon(path) {
	const svg = document.createElementNS(SVG, "svg");
	const shape = document.createElementNS(SVG, "path");
	svg.setAttribute("viewBox", "0 0 24 24");
	svg.setAttribute("aria-hidden", "true");
	svg.setAttribute("class", "icon");
	shape.setAttribute("d", path);
	svg.append(shape);
	return svg;
}
